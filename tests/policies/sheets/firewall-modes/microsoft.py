"""Firewalls and edges of Azure."""

import pulumi_azure_native as azure
from base import IDS, PAST, UNTIL, group, later

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
