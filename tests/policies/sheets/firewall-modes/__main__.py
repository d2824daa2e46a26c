"""Edges with and without a firewall (EDG-001), firewalls that block or detect (EDG-002), and what they do not look at
(EDG-018). The verdicts are in verdicts.yaml.

Names say what a resource has: `alb-`, `site-` (CloudFront), `agw-` (Application Gateway) and `afd-` (Front Door) are edges;
`acl-`, `door-` (a policy of Front Door) and `waf-` (one of Application Gateway) are firewalls.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure

eip = aws.ec2.Eip("known-later", domain="vpc")
group = azure.resources.ResourceGroup("group", location="koreacentral")
IDS = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/theirs/providers/Microsoft.Network"
ARNS = "arn:aws:{}:ap-northeast-2:111122223333:{}"
ACL_OF_OTHERS = ARNS.format("wafv2", "regional/webacl/theirs/a1b2")


def later(value):
    return eip.public_ip.apply(lambda _: value)


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


UNTIL, PAST = {"detect-until": "2099-12-31"}, {"detect-until": "2026-01-31"}

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

# --- Azure: firewalls ------------------------------------------------------------------


def kept(made: dict) -> dict:
    return {key: value for key, value in made.items() if value is not ...}


def door_set(**more) -> dict:
    return {
        "rule_set_type": "Microsoft_DefaultRuleSet",
        "rule_set_version": "2.1",
        "rule_set_action": "Block",
        **more,
    }


def door(called: str, mode=..., state=..., sets=(door_set(),), own=..., **more) -> azure.frontdoor.Policy:
    made = {
        "sku": {"name": "Premium_AzureFrontDoor"},
        "location": "Global",
        "policy_settings": kept({"mode": mode, "enabled_state": state}),
        "managed_rules": {"managed_rule_sets": list(sets)},
        "custom_rules": ... if own is ... else {"rules": own},
        **more,
    }
    return azure.frontdoor.Policy(called, resource_group_name=group.name, **kept(made))


def own_rule(action: str, **more) -> dict:
    return {
        "name": "paths",
        "priority": 1,
        "rule_type": "MatchRule",
        "action": action,
        "match_conditions": [
            {"match_variable": "RequestUri", "operator": "Contains", "match_value": ["/internal"]}
        ],
        **more,
    }


prevents = door("door-prevents", "Prevention")
door("door-prevents-lower-case", "prevention")
door("door-prevents-enabled", "Prevention", "Enabled")
door("door-detects", "Detection")
door("door-detects-lower-case", "detection")
door("door-detects-until", "Detection", tags=UNTIL)
# Names of tags of Azure are compared without their letters' case.
door("door-detects-Until", "Detection", tags={"Detect-Until": "2099-12-31"})
door("door-detects-past", "Detection", tags=PAST)
door("door-off", "Prevention", "Disabled")
door("door-off-until", "Prevention", "Disabled", tags=UNTIL)
door("door-mode-later", later("Prevention"))
door("door-detects-until-later", "Detection", tags={"detect-until": later("2099-12-31")})
door("door-own-logs", "Prevention", own=[own_rule("Log")])
door("door-own-logs-off", "Prevention", own=[own_rule("Log", enabled_state="Disabled")])
door("door-own-blocks", "Prevention", own=[own_rule("Block")])
door("door-set-logs", "Prevention", sets=[door_set(rule_set_action="Log")])


def of_group(*rules: dict, name="SQLI", **more) -> dict:
    return {
        "rule_group_overrides": [
            {"rule_group_name": name, **({"rules": list(rules)} if rules else {}), **more}
        ]
    }


ARGUMENT = {"match_variable": "QueryStringArgNames", "selector_match_operator": "Equals", "selector": "token"}
ON = {"rule_id": "942100", "enabled_state": "Enabled"}
MINE, ALL = {"exclusion-942100": "shop: search box"}, {"exclusion-all": "shop: tokens"}


def leaves(called: str, rules: dict, tags=...) -> None:
    door(f"door-{called}", "Prevention", sets=[door_set(**rules)], tags=tags)


leaves("leaves-rule-off", of_group({"rule_id": "942100", "enabled_state": "Disabled"}))
leaves("leaves-rule-off-owned", of_group({"rule_id": "942100", "enabled_state": "Disabled"}), MINE)
leaves("leaves-rule-in-state-unset", of_group({"rule_id": "942100"}))
leaves("leaves-rule-logging", of_group({**ON, "action": "Log"}))
leaves("leaves-rule-blocking", of_group({**ON, "action": "Block"}))
leaves("leaves-group-off", of_group())
leaves("leaves-group-off-owned", of_group(), ALL)
leaves("leaves-argument-to-rule", of_group({**ON, "exclusions": [ARGUMENT]}))
leaves("leaves-argument-to-rule-owned", of_group({**ON, "exclusions": [ARGUMENT]}), MINE)
leaves(
    "leaves-argument-to-rule-Owned", of_group({**ON, "exclusions": [ARGUMENT]}), {"Exclusion-942100": "shop"}
)
leaves(
    "leaves-argument-to-rule-of-another",
    of_group({**ON, "exclusions": [ARGUMENT]}),
    {"exclusion-942110": "x"},
)
leaves("leaves-argument-to-all", {"exclusions": [ARGUMENT]})
leaves("leaves-argument-to-all-owned", {"exclusions": [ARGUMENT]}, ALL)
leaves("leaves-argument-to-all-owned-for-one", {"exclusions": [ARGUMENT]}, MINE)
leaves("leaves-argument-to-group", of_group(ON, exclusions=[ARGUMENT]))
leaves("leaves-nothing-by-empty-lists", {"exclusions": [], "rule_group_overrides": []})
leaves("leaves-later", {"exclusions": later([])})
leaves("leaves-argument-owner-later", {"exclusions": [ARGUMENT]}, {"exclusion-all": later("shop")})


def waf(called: str, mode=..., state=..., rules=..., **more) -> azure.network.WebApplicationFirewallPolicy:
    sets = [{"rule_set_type": "Microsoft_DefaultRuleSet", "rule_set_version": "2.1"}]
    made = {
        "policy_settings": kept({"mode": mode, "state": state}),
        "managed_rules": {"managed_rule_sets": sets, **({} if rules is ... else rules)},
        **more,
    }
    return azure.network.WebApplicationFirewallPolicy(called, resource_group_name=group.name, **kept(made))


stops = waf("waf-prevents", "Prevention", "Enabled")
waf("waf-detects", "Detection", "Enabled")
waf("waf-detects-until", "Detection", "Enabled", tags=UNTIL)
waf("waf-detects-past", "Detection", "Enabled", tags=PAST)
waf("waf-off", "Prevention", "Disabled")
waf("waf-off-lower-case", "Prevention", "disabled")
waf("waf-mode-later", later("Prevention"), "Enabled")
waf("waf-state-later", "Prevention", later("Enabled"))
waf("waf-detects-state-later", "Detection", later("Enabled"))
COOKIE = {"match_variable": "RequestCookieNames", "selector_match_operator": "Equals", "selector": "session"}
FOR_ONE = {
    "exclusion_managed_rule_sets": [
        {
            "rule_set_type": "Microsoft_DefaultRuleSet",
            "rule_set_version": "2.1",
            "rule_groups": [{"rule_group_name": "SQLI", "rules": [{"rule_id": "942100"}]}],
        }
    ]
}
waf("waf-leaves-cookie", "Prevention", "Enabled", {"exclusions": [COOKIE]})
waf("waf-leaves-cookie-owned", "Prevention", "Enabled", {"exclusions": [COOKIE]}, tags=ALL)
waf("waf-leaves-cookie-to-rule", "Prevention", "Enabled", {"exclusions": [{**COOKIE, **FOR_ONE}]})
waf(
    "waf-leaves-cookie-to-rule-owned",
    "Prevention",
    "Enabled",
    {"exclusions": [{**COOKIE, **FOR_ONE}]},
    tags=MINE,
)
waf(
    "waf-leaves-rule-off",
    "Prevention",
    "Enabled",
    {
        "managed_rule_sets": [
            {
                "rule_set_type": "Microsoft_DefaultRuleSet",
                "rule_set_version": "2.1",
                "rule_group_overrides": [
                    {"rule_group_name": "SQLI", "rules": [{"rule_id": "942100", "state": "Disabled"}]}
                ],
            }
        ]
    },
)
waf("waf-leaves-later", "Prevention", "Enabled", {"exclusions": later([])})

# --- Azure: Application Gateways -----------------------------------------------------------

ips = azure.network.PublicIPAddress(
    "ip", resource_group_name=group.name, public_ip_allocation_method="Static"
)
PUBLIC = {"name": "public", "public_ip_address": {"id": ips.id}}
PRIVATE = {"name": "private", "private_ip_address": "10.1.0.10", "private_ip_allocation_method": "Static"}
GATEWAY = f"{IDS}/applicationGateways"


def listens(at: str, named: str = "http", policy=...) -> dict:
    return kept(
        {
            "name": named,
            "protocol": "Https",
            "frontend_ip_configuration": {"id": f"{GATEWAY}/ours/frontendIPConfigurations/{at}"},
            "firewall_policy": policy if policy is ... else {"id": policy},
        }
    )


def agw(called: str, *, at=(PUBLIC,), listeners=(), policy=..., inline=..., sku="WAF_v2") -> None:
    made = {
        "sku": {"name": sku, "tier": sku},
        "frontend_ip_configurations": list(at),
        "http_listeners": list(listeners) or [listens(at[0]["name"])],
        "firewall_policy": policy if policy is ... else {"id": policy},
        "web_application_firewall_configuration": inline,
    }
    azure.network.ApplicationGateway(called, resource_group_name=group.name, **kept(made))


def inlined(enabled=True, mode="Prevention", **more) -> dict:
    return {
        "enabled": enabled,
        "firewall_mode": mode,
        "rule_set_type": "OWASP",
        "rule_set_version": "3.2",
        **more,
    }


agw("agw-guarded", policy=stops.id)
agw("agw-guarded-by-others", policy=f"{IDS}/ApplicationGatewayWebApplicationFirewallPolicies/theirs")
agw("agw-inline", inline=inlined())
agw("agw-inline-detects", inline=inlined(mode="Detection"))
agw("agw-inline-off", inline=inlined(False))
agw("agw-inline-later", inline=inlined(later(True)))
agw("agw-inline-detects-and-guarded", policy=stops.id, inline=inlined(mode="Detection"))
agw("agw-inline-excludes", inline=inlined(exclusions=[COOKIE]))
agw("agw-bare-waf-sku", sku="WAF_v2")
agw("agw-bare-standard", sku="Standard_v2")
agw("agw-private", at=(PRIVATE,), sku="Standard_v2")
agw(
    "agw-public-but-listens-privately",
    at=(PUBLIC, PRIVATE),
    listeners=[listens("private")],
    sku="Standard_v2",
)
agw("agw-each-listener", listeners=[listens("public", "a", stops.id), listens("public", "b", stops.id)])
agw("agw-one-listener-of-two", listeners=[listens("public", "a", stops.id), listens("public", "b")])

# --- Azure: Front Door ----------------------------------------------------------------------


class Door:
    def __init__(self, called: str, sku="Premium_AzureFrontDoor"):
        self.called = called
        self.profile = azure.cdn.Profile(
            called, resource_group_name=group.name, profile_name=called, location="Global", sku={"name": sku}
        )

    def endpoint(self, suffix="endpoint", **more):
        return azure.cdn.AFDEndpoint(
            f"{self.called}-{suffix}",
            resource_group_name=group.name,
            profile_name=self.profile.name,
            endpoint_name=f"{self.called}-{suffix}",
            location="Global",
            **more,
        )

    def route(self, endpoint, linked=..., suffix="route") -> None:
        """A route of an endpoint, which is served by its own name too where it is linked."""
        azure.cdn.Route(
            f"{self.called}-{suffix}",
            resource_group_name=group.name,
            profile_name=self.profile.name,
            endpoint_name=endpoint.name,
            origin_group={"id": f"{IDS}/originGroups/shop"},
            **kept({"link_to_default_domain": linked}),
        )

    def domain(self):
        return azure.cdn.AFDCustomDomain(
            f"{self.called}-domain",
            resource_group_name=group.name,
            profile_name=self.profile.name,
            host_name="shop.example.com",
        )

    def guarded(self, *domains, patterns=("/*",), suffix="policy", listed=...) -> None:
        azure.cdn.SecurityPolicy(
            f"{self.called}-{suffix}",
            resource_group_name=group.name,
            profile_name=self.profile.name,
            parameters={
                "type": "WebApplicationFirewall",
                "waf_policy": {"id": prevents.id},
                "associations": [
                    {
                        "domains": [{"id": each.id} for each in domains] if listed is ... else listed,
                        "patterns_to_match": list(patterns),
                    }
                ],
            },
        )


whole = Door("afd-guarded")
whole.guarded(whole.endpoint())
both = Door("afd-guarded-with-domain")
both.guarded(both.endpoint(), both.domain())
apart = Door("afd-guarded-apart", "Standard_AzureFrontDoor")
apart.guarded(apart.endpoint())
apart.guarded(apart.domain(), suffix="policy-of-domain")
Door("afd-bare").endpoint()
half = Door("afd-domain-unguarded")
half.guarded(half.endpoint())
half.domain()
one = Door("afd-one-of-two-endpoints")
one.guarded(one.endpoint())
one.endpoint("second")
some = Door("afd-for-some-paths")
some.guarded(some.endpoint(), patterns=("/api/*",))
Door("afd-without-endpoint")
off = Door("afd-endpoint-off")
off.endpoint(enabled_state="Disabled")
unsure = Door("afd-domains-later")
unsure.endpoint()
unsure.guarded(listed=later([]))

# Requests come in by the domain alone, as no route is linked to the endpoint's own name.
for called, linked in (
    ("afd-by-domain-alone", "Disabled"),
    ("afd-by-domain-alone-unsaid", ...),
    ("afd-by-domain-and-endpoint", "Enabled"),
    ("afd-by-domain-and-endpoint-later", later("Enabled")),
):
    named = Door(called)
    named.route(named.endpoint(), linked)
    named.guarded(named.domain())
