"""Load balancers, gateways and doors with their firewalls. The verdicts are in verdicts.yaml; names say what is there."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure

eip = aws.ec2.Eip("eip")
# Known only after deployment.
unknown_yes = eip.public_ip.apply(lambda found: found.startswith("1"))
unknown_text = eip.public_ip.apply(lambda found: found)
unknown_mode = unknown_yes.apply(lambda yes: "Prevention" if yes else "Detection")

# Load balancers of AWS


def balancer(name: str, kind: Any = aws.lb.LoadBalancer, **own: Any) -> Any:
    """Make a load balancer in two zones."""
    return kind(name, **{"subnets": ["subnet-a1", "subnet-c3"], **own})


SEEN = {"cloudwatch_metrics_enabled": True, "metric_name": "acl", "sampled_requests_enabled": True}


def acl(name: str, *rules: Any, **own: Any) -> aws.wafv2.WebAcl:
    """Make a web ACL with these rules."""
    return aws.wafv2.WebAcl(
        name,
        **{
            "scope": "REGIONAL",
            "default_action": {"allow": {}},
            "visibility_config": SEEN,
            "rules": [{**rule, "priority": number} for number, rule in enumerate(rules)],
            **own,
        },
    )


def rule(name: str, **decision: Any) -> dict[str, Any]:
    """Return a rule about a country, with what becomes of the request."""
    statement = {"geo_match_statement": {"country_codes": ["AQ"]}}
    return {"name": name, "statement": statement, "visibility_config": SEEN, **decision}


def group(name: str = "core", does: str = "none", overrides: Any = None) -> dict[str, Any]:
    """Return a rule with a managed group."""
    statement = {
        "name": "AWSManagedRulesCommonRuleSet",
        "vendor_name": "AWS",
        "rule_action_overrides": overrides,
    }
    return {
        "name": name,
        "statement": {"managed_rule_group_statement": statement},
        "override_action": {does: {}},
        "visibility_config": SEEN,
    }


blocking = acl("acl-blocks", rule("out", action={"block": {}}), group())


def guard(name: str, arn: Any) -> None:
    """Give something the ACL."""
    aws.wafv2.WebAclAssociation(f"guard-{name}", resource_arn=arn, web_acl_arn=blocking.arn)


guard("alb-with-acl", balancer("alb-with-acl").arn)
guard("alb-of-alb-module", balancer("alb-of-alb-module", aws.alb.LoadBalancer).arn)
balancer("alb-without")
balancer("alb-type-said-without", load_balancer_type="application")
balancer("alb-of-alb-module-without", aws.alb.LoadBalancer)
balancer("alb-internal-without", internal=True)
balancer("alb-internal-said-no-without", internal=False)
balancer("alb-internal-unknown-without", internal=unknown_yes)
balancer("nlb-without", load_balancer_type="network")
# The association is of another one.
balancer("alb-beside")
guard("of-another", "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/theirs/a1b2")
either, other = balancer("alb-guarded-or-other"), balancer("alb-other-or-guarded")
guard("of-either", pulumi.Output.all(either.arn, other.arn).apply(min))
aws.lb.LoadBalancer.get(
    "alb-read-by-get", "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/theirs/c3d4"
)

# CloudFront


def distribution(name: str, domain: Any = "origin.example.com", **own: Any) -> None:
    """Make a distribution."""
    aws.cloudfront.Distribution(
        name,
        enabled=True,
        origins=[
            {
                "origin_id": "origin",
                "domain_name": domain,
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "https-only",
                    "origin_ssl_protocols": ["TLSv1.2"],
                },
            }
        ],
        default_cache_behavior={
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
            "target_origin_id": "origin",
            "viewer_protocol_policy": "redirect-to-https",
        },
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
        **own,
    )


at_edge = acl("acl-at-edge", group(), scope="CLOUDFRONT")
distribution("distribution-with-acl", web_acl_id=at_edge.arn)
distribution(
    "distribution-with-acl-by-text", web_acl_id="arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b"
)
distribution("distribution-with-acl-unknown", web_acl_id=unknown_text)
distribution("distribution-without")
distribution("distribution-with-empty-acl", web_acl_id="")
distribution("distribution-with-null-acl", web_acl_id=None)


def behind(name: str, **way: Any) -> None:
    """Make a load balancer with a way in, and a distribution before it that has the ACL."""
    guarded = aws.ec2.SecurityGroup(
        f"group-{name}",
        vpc_id="vpc-1",
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, **way}],
    )
    made = balancer(name, security_groups=[guarded.id])
    distribution(f"before-{name}", made.dns_name, web_acl_id=at_edge.arn)


behind("alb-behind-edge-alone", prefix_list_ids=["pl-22a6434b"])
behind("alb-behind-edge-and-open", prefix_list_ids=["pl-22a6434b"], cidr_blocks=["0.0.0.0/0"])

# What an ACL does with what it finds
acl("acl-rule-counts", rule("out", action={"count": {}}), group())
acl("acl-group-counts", rule("out", action={"block": {}}), group(does="count"))
acl("acl-captcha", rule("ask", action={"captcha": {}}))
acl("acl-without-rules")
acl("acl-counts-for-long", rule("out", action={"count": {}}), tags={"detect-until": "2099-12-31"})
acl("acl-counts-too-long", rule("out", action={"count": {}}), tags={"detect-until": "2020-01-31"})
acl("acl-rules-unknown", rules=unknown_text.apply(lambda _: []))
JSON: dict[str, Any] = {
    "Name": "out",
    "Priority": 0,
    "Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}},
    "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "x"},
}
acl("acl-json-blocks", rules=None, rule_json=json.dumps([{**JSON, "Action": {"Block": {}}}]))
acl("acl-json-counts", rules=None, rule_json=json.dumps([{**JSON, "Action": {"Count": {}}}]))
beside = acl("acl-rule-beside-counts")
aws.wafv2.WebAclRule("counting", web_acl_arn=beside.arn, priority=0, **rule("out", action={"count": {}}))
ONE = [{"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}]
acl("acl-one-rule-counts", group(overrides=ONE))
acl(
    "acl-one-rule-counts-with-owner",
    group(overrides=ONE),
    tags={"exclusion-SizeRestrictions_BODY": "web team"},
)

# Azure
PLACE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft"
rg = azure.resources.ResourceGroup("rg", location="koreacentral")
address = azure.network.PublicIPAddress("address", resource_group_name=rg.name, sku={"name": "Standard"})


def policy(
    name: str, mode: Any = "Prevention", tags: Any = None, exclusions: Any = None, **settings: Any
) -> Any:
    """Make the firewall policy of a gateway."""
    return azure.network.WebApplicationFirewallPolicy(
        name,
        resource_group_name=rg.name,
        policy_settings={"state": "Enabled", "mode": mode, **settings},
        managed_rules={
            "managed_rule_sets": [{"rule_set_type": "OWASP", "rule_set_version": "3.2"}],
            "exclusions": exclusions,
        },
        tags=tags,
    )


def door_policy(name: str, mode: Any = "Prevention", **settings: Any) -> azure.frontdoor.Policy:
    """Make the firewall policy of a Front Door."""
    return azure.frontdoor.Policy(
        name,
        resource_group_name=rg.name,
        location="Global",
        sku={"name": "Premium_AzureFrontDoor"},
        policy_settings={"enabled_state": "Enabled", "mode": mode, **settings},
    )


blocks = policy("policy-blocks")
policy("policy-blocks-lower-case", "prevention")
policy("policy-detects", "Detection")
policy("policy-mode-unset", None)
policy("policy-mode-unknown", unknown_mode)
policy("policy-off", state="Disabled")
policy("policy-off-lower-case", state="disabled")
policy("policy-detects-for-long", "Detection", {"detect-until": "2099-12-31"})
policy("policy-detects-too-long", "Detection", {"detect-until": "2020-01-31"})
policy("policy-detects-until-some-day", "Detection", {"detect-until": "soon"})
TOKEN = {"match_variable": "RequestArgNames", "selector_match_operator": "Equals", "selector": "token"}
policy("policy-excludes", exclusions=[TOKEN])
policy("policy-excludes-with-owner", tags={"exclusion-all": "web team"}, exclusions=[TOKEN])
policy("policy-excludes-nothing", exclusions=[])
policy("policy-excludes-unknown", exclusions=unknown_text.apply(lambda _: [TOKEN]))
door_blocks = door_policy("door-policy-blocks")
door_policy("door-policy-detects", "Detection")
door_policy("door-policy-off", enabled_state="Disabled")
door_policy("door-policy-mode-unknown", unknown_mode)

PUBLIC = {"name": "public", "public_ip_address": {"id": address.id}}
PRIVATE = {"name": "private", "subnet": {"id": f"{PLACE}.Network/virtualNetworks/shop/subnets/gateways"}}
INLINE = {"enabled": True, "firewall_mode": "Prevention", "rule_set_type": "OWASP", "rule_set_version": "3.2"}


def gateway(name: str, *frontends: Any, **own: Any) -> None:
    """Make a gateway."""
    azure.network.ApplicationGateway(
        name,
        resource_group_name=rg.name,
        sku={"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2},
        frontend_ip_configurations=list(frontends) or [PUBLIC],
        **own,
    )


gateway("gateway-with-policy", firewall_policy={"id": blocks.id})
gateway("gateway-with-policy-by-text", firewall_policy={"id": f"{PLACE}.Network/x/theirs"})
gateway("gateway-with-inline", web_application_firewall_configuration=INLINE)
gateway("gateway-with-inline-off", web_application_firewall_configuration={**INLINE, "enabled": False})
gateway(
    "gateway-with-inline-unknown", web_application_firewall_configuration={**INLINE, "enabled": unknown_yes}
)
gateway("gateway-without")
gateway("gateway-both-sides-without", PUBLIC, PRIVATE)
gateway("gateway-inside-without", PRIVATE)


def door(name: str, *guarded: str, tier: str = "Premium_AzureFrontDoor", named: tuple[str, ...] = ()) -> None:
    """Make a Front Door with domains, of which some are guarded."""
    made = azure.cdn.Profile(name, resource_group_name=rg.name, location="Global", sku={"name": tier})
    domains = {
        each: azure.cdn.AFDCustomDomain(
            f"{name}-{each}",
            resource_group_name=rg.name,
            profile_name=made.name,
            host_name=f"{each}.example.com",
        )
        for each in named
    }
    if guarded:
        azure.cdn.SecurityPolicy(
            f"{name}-guard",
            resource_group_name=rg.name,
            profile_name=made.name,
            parameters={
                "type": "WebApplicationFirewall",
                "waf_policy": {"id": door_blocks.id},
                "associations": [
                    {
                        "domains": [
                            {"id": domains[each].id if each in domains else f"{PLACE}.Cdn/x/{each}"}
                            for each in guarded
                        ],
                        "patterns_to_match": ["/*"],
                    }
                ],
            },
        )


door("door-with-policy", "www", named=("www",))
door("door-with-policy-of-its-endpoint", "site")
door("door-without")
door("door-standard-without", tier="Standard_AzureFrontDoor")
door("door-with-policy-but-one-domain", "www", named=("www", "api"))
door("network-of-content-without", tier="Standard_Microsoft")
azure.cdn.Profile.get("door-read-by-get", f"{PLACE}.Cdn/profiles/theirs")
