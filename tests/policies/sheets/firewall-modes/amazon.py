"""Firewalls and edges of AWS."""

import json

import pulumi
import pulumi_aws as aws
from base import ACL_OF_OTHERS, ARNS, PAST, UNTIL, group, later

# --- AWS: firewalls ----------------------------------------------------------------


def seen(name: str) -> dict:
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}


def path(prefix: str) -> dict:
    return {
        "byte_match_statement": {
            "field_to_match": {"uri_path": {}},
            "positional_constraint": "STARTS_WITH",
            "search_string": prefix,
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }


def own(does: str = "block", name: str = "paths", **more) -> dict:
    return {
        "name": name,
        "priority": 1,
        "statement": path("/internal"),
        "action": {does: {}},
        "visibility_config": seen(name),
        **more,
    }


def managed(override="none", **more) -> dict:
    statement = {"name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS", **more}
    return {
        "name": "core",
        "priority": 2,
        "statement": {"managed_rule_group_statement": statement},
        "override_action": {override: {}} if isinstance(override, str) else override,
        "visibility_config": seen("core"),
    }


def counted(*rules: str, does: str = "count") -> dict:
    return {"rule_action_overrides": [{"name": rule, "action_to_use": {does: {}}} for rule in rules]}


def acl(called: str, *rules: dict, **more) -> aws.wafv2.WebAcl:
    return aws.wafv2.WebAcl(
        called,
        **{
            "scope": "REGIONAL",
            "default_action": {"allow": {}},
            "visibility_config": seen(called),
            "rules": list(rules),
            **more,
        },
    )


blocking = acl("acl-blocks", own(), managed())
acl("acl-asks-a-puzzle", own("captcha"))
acl("acl-challenges", own("challenge"))
acl("acl-lets-by", own("allow", "monitoring"), managed())
acl("acl-own-counts", own("count"), managed())
acl("acl-group-counts", own(), managed("count"))
acl("acl-all-count", own("count"), managed("count"))
acl("acl-all-count-until", own("count"), managed("count"), tags=UNTIL)
acl("acl-all-count-past", own("count"), managed("count"), tags=PAST)
acl("acl-all-count-until-soon", own("count"), managed("count"), tags={"detect-until": "soon"})
acl("acl-all-count-until-empty", own("count"), managed("count"), tags={"detect-until": ""})
acl("acl-all-count-until-later", own("count"), managed("count"), tags={"detect-until": later("2099-12-31")})
# Keys of tags of AWS are read with their letters' case.
acl("acl-all-count-Until", own("count"), managed("count"), tags={"Detect-Until": "2099-12-31"})
dated = aws.Provider("dated", region="ap-northeast-2", default_tags={"tags": UNTIL})
aws.wafv2.WebAcl(
    "acl-all-count-until-by-provider",
    scope="REGIONAL",
    default_action={"allow": {}},
    visibility_config=seen("dated"),
    rules=[own("count"), managed("count")],
    opts=pulumi.ResourceOptions(provider=dated),
)
acl("acl-blocks-past", own(), managed(), tags=PAST)
acl("acl-own-action-later", own(action=later({"block": {}})))
acl("acl-group-override-later", own(), managed(later({"none": {}})))
acl("acl-counts-and-later", own("count", "count"), managed(later({"none": {}})))
acl("acl-rules-later", rules=later([own()]))
acl("acl-default-block", own("allow", "office"), default_action={"block": {}})


def spelled(override: str) -> str:
    rule = {
        "Name": "core",
        "Priority": 1,
        "OverrideAction": {override: {}},
        "Statement": {
            "ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}
        },
        "VisibilityConfig": {
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": "core",
        },
    }
    return json.dumps([rule])


acl("acl-json-blocks", rules=None, rule_json=spelled("None"))
acl("acl-json-counts", rules=None, rule_json=spelled("Count"))

beside = acl("acl-beside-counts", own())
aws.wafv2.WebAclRuleGroupAssociation(
    "association-counts",
    rule_name="core",
    priority=9,
    web_acl_arn=beside.arn,
    override_action="count",
    managed_rule_group={"name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS"},
)
ruled = acl("acl-rule-beside-counts", managed())
aws.wafv2.WebAclRule(
    "rule-counts",
    name="paths",
    priority=8,
    web_acl_arn=ruled.arn,
    statement=path("/internal"),
    action={"count": {}},
    visibility_config=seen("paths"),
)


def rule_group(called: str, does: str) -> aws.wafv2.RuleGroup:
    return aws.wafv2.RuleGroup(
        called, scope="REGIONAL", capacity=50, rules=[own(does)], visibility_config=seen(called)
    )


def refers(to: aws.wafv2.RuleGroup, override: str = "none") -> dict:
    return {
        "name": "group",
        "priority": 3,
        "statement": {"rule_group_reference_statement": {"arn": to.arn}},
        "override_action": {override: {}},
        "visibility_config": seen("group"),
    }


blocks, counts = rule_group("group-blocks", "block"), rule_group("group-counts", "count")
acl("acl-of-group-that-blocks", refers(blocks))
acl("acl-of-group-that-counts", refers(counts))
acl("acl-of-group-overridden", refers(blocks, "count"))

# One rule of the group only counts: it is left out, the others block.
SIZE, SQL = "SizeRestrictions_BODY", "GenericLFI_BODY"
acl("acl-leaves-out", managed(**counted(SIZE)))
acl("acl-leaves-out-owned", managed(**counted(SIZE)), tags={f"exclusion-{SIZE}": "shop: uploads are large"})
acl(
    "acl-leaves-out-two-one-owned", managed(**counted(SIZE, SQL)), tags={f"exclusion-{SIZE}": "shop: uploads"}
)
acl("acl-leaves-out-all-owned", managed(**counted(SIZE, SQL)), tags={"exclusion-all": "shop: moving house"})
acl("acl-leaves-out-nobody", managed(**counted(SIZE)), tags={f"exclusion-{SIZE}": ""})
acl("acl-leaves-out-owner-later", managed(**counted(SIZE)), tags={f"exclusion-{SIZE}": later("shop")})
acl("acl-leaves-out-tags-later", managed(**counted(SIZE)), tags=later({f"exclusion-{SIZE}": "shop"}))
acl("acl-lets-one-by", managed(**counted(SIZE, does="allow")))
acl("acl-one-blocks-anyway", managed(**counted(SIZE, does="block")))
acl("acl-one-asks-a-puzzle", managed(**counted(SIZE, does="captcha")))
acl("acl-leaves-out-later", managed(rule_action_overrides=later([])))
# Requests for uploads are not shown to the group.
acl(
    "acl-not-for-uploads", managed(scope_down_statement={"not_statement": {"statements": [path("/uploads")]}})
)
aws.wafv2.WebAcl.get("acl-read-by-get", "a1b2/theirs/REGIONAL")

# --- AWS: edges ----------------------------------------------------------------------

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
subnets = [
    aws.ec2.Subnet(
        f"subnet-{zone}", vpc_id=vpc.id, cidr_block=cidr, availability_zone=f"ap-northeast-2{zone}"
    )
    for zone, cidr in (("a", "10.0.0.0/24"), ("b", "10.0.1.0/24"))
]


def lets_in(called: str, **source) -> aws.ec2.SecurityGroup:
    return aws.ec2.SecurityGroup(
        called, vpc_id=vpc.id, ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, **source}]
    )


everybody = lets_in("sg-everybody", cidr_blocks=["0.0.0.0/0"])
offices = lets_in("sg-offices", cidr_blocks=["10.0.0.0/8"])
edge = lets_in("sg-cloudfront", prefix_list_ids=["pl-22a6434b"])


def alb(called: str, **more) -> aws.lb.LoadBalancer:
    made = {
        "load_balancer_type": "application",
        "internal": False,
        "subnets": [each.id for each in subnets],
        "security_groups": [everybody.id],
        **more,
    }
    return aws.lb.LoadBalancer(called, **{key: value for key, value in made.items() if value is not ...})


def guarded(balancer, *, by=blocking.arn, called: str = "") -> None:
    aws.wafv2.WebAclAssociation(
        called or f"guards-{balancer._name}", resource_arn=balancer.arn, web_acl_arn=by
    )


guarded(alb("alb-guarded"))
guarded(alb("alb-guarded-by-others"), by=ACL_OF_OTHERS)
classic = alb("alb-guarded-by-classic")
aws.wafregional.WebAclAssociation("guards-classic", resource_arn=classic.arn, web_acl_id="a1b2")
guarded(
    aws.alb.LoadBalancer(
        "alb-of-old-name-guarded",
        internal=False,
        subnets=[each.id for each in subnets],
        security_groups=[everybody.id],
    )
)
aws.alb.LoadBalancer(
    "alb-of-old-name", internal=False, subnets=[each.id for each in subnets], security_groups=[everybody.id]
)
alb("alb-bare")
alb("alb-internal-unset", internal=..., load_balancer_type=...)
alb("alb-internal-null", internal=None)
aws.wafv2.WebAclAssociation(
    "guards-another",
    resource_arn=ARNS.format("elasticloadbalancing", "loadbalancer/app/theirs/c3d4"),
    web_acl_arn=blocking.arn,
)
alb("alb-internal", internal=True)
alb("alb-internal-later", internal=later(False))
guarded(alb("alb-guarded-internal-later", internal=later(False)))
alb("alb-for-offices", security_groups=[offices.id])
alb("alb-for-cloudfront", security_groups=[edge.id])
alb("alb-for-offices-and-everybody", security_groups=[offices.id, everybody.id])
alb("nlb", load_balancer_type="network")
aws.lb.LoadBalancer.get(
    "alb-read-by-get", ARNS.format("elasticloadbalancing", "loadbalancer/app/theirs/c3d4")
)
# One of the two is guarded, and which is known only after deployment.
either, other = alb("alb-guarded-or-other"), alb("alb-other-or-guarded")
aws.wafv2.WebAclAssociation(
    "guards-either",
    resource_arn=pulumi.Output.all(either.arn, other.arn).apply(min),
    web_acl_arn=blocking.arn,
)


def site(called: str, **more) -> None:
    aws.cloudfront.Distribution(
        called,
        **{
            "enabled": True,
            "origins": [{"origin_id": "shop", "domain_name": "shop.example.com"}],
            "default_cache_behavior": {
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "target_origin_id": "shop",
                "viewer_protocol_policy": "redirect-to-https",
            },
            "restrictions": {"geo_restriction": {"restriction_type": "none"}},
            "viewer_certificate": {"cloudfront_default_certificate": True},
            **more,
        },
    )


site("site-guarded", web_acl_id=acl("acl-of-site", own(), managed(), scope="CLOUDFRONT").arn)
site("site-guarded-by-classic", web_acl_id="473e64fd-f30b-4765-81a0-62ad96dd167a")
site("site-bare")
site("site-acl-empty", web_acl_id="")
site("site-acl-null", web_acl_id=None)
site("site-acl-later", web_acl_id=later(""))
