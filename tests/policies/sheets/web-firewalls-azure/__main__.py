"""Firewall policies of Front Door and of Application Gateway whose rules have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a policy has, not how it is judged: `door-` for Front Door's,
`gateway-` for Application Gateway's.
"""

import pulumi_azure_native as azure

group = azure.resources.ResourceGroup("group", location="koreacentral")
address = azure.network.PublicIPAddress("known-later", resource_group_name=group.name)


def later(value):
    return address.ip_address.apply(lambda _: value)


def door_set(kind="Microsoft_DefaultRuleSet", version="2.1", **more) -> dict:
    return {"rule_set_type": kind, "rule_set_version": version, "rule_set_action": "Block", **more}


def gateway_set(kind="Microsoft_DefaultRuleSet", version="2.1", **more) -> dict:
    return {"rule_set_type": kind, "rule_set_version": version, **more}


BOTS = ("Microsoft_BotManagerRuleSet", "1.1")


def door(called: str, *sets: dict, custom=..., **more) -> azure.frontdoor.Policy:
    made = {
        "sku": {"name": "Premium_AzureFrontDoor"},
        "location": "Global",
        "policy_settings": {"enabled_state": "Enabled", "mode": "Prevention"},
        "managed_rules": {"managed_rule_sets": list(sets)},
        "custom_rules": ... if custom is ... else {"rules": custom},
        **more,
    }
    return azure.frontdoor.Policy(
        called,
        resource_group_name=group.name,
        **{key: value for key, value in made.items() if value is not ...},
    )


def gateway(
    called: str, *sets: dict, custom=..., exclusions=..., **more
) -> azure.network.WebApplicationFirewallPolicy:
    rules = {"managed_rule_sets": list(sets), "exclusions": exclusions}
    made = {
        "policy_settings": {"state": "Enabled", "mode": "Prevention"},
        "managed_rules": {key: value for key, value in rules.items() if value is not ...},
        "custom_rules": custom,
        **more,
    }
    return azure.network.WebApplicationFirewallPolicy(
        called,
        resource_group_name=group.name,
        **{key: value for key, value in made.items() if value is not ...},
    )


# --- Front Door: what it looks for -----------------------------------------------

door("door-bare")
door("door-managed-unset", managed_rules=...)
door("door-managed-null", managed_rules=None)
door("door-default-set", door_set())
door("door-default-set-and-bots", door_set(), door_set(*BOTS))
door("door-bots", door_set(*BOTS))
door("door-default-set-lower-case", door_set("microsoft_defaultruleset"))
door("door-default-set-of-old-name", door_set("DefaultRuleSet", "1.0"))
door("door-standard", sku={"name": "Standard_AzureFrontDoor"}, managed_rules=...)
door("door-set-unknown", door_set(later("Microsoft_DefaultRuleSet")))
door("door-sets-unknown", managed_rules={"managed_rule_sets": later([door_set()])})
door("door-default-set-version-unknown", door_set(version=later("2.1")))
door("door-default-set-and-unknown", door_set(), door_set(later(BOTS[0]), "1.1"))


def of_group(*rules: dict, name="SQLI", **more) -> dict:
    return {
        "rule_group_overrides": [
            {"rule_group_name": name, **({"rules": list(rules)} if rules else {}), **more}
        ]
    }


def excluded(operator="Equals", selector="token", variable="QueryStringArgNames") -> dict:
    return {"match_variable": variable, "selector_match_operator": operator, "selector": selector}


door("door-rule-off", door_set(**of_group({"rule_id": "942100", "enabled_state": "Disabled"})))
# An override that says nothing of a rule's state turns it off.
door("door-rule-in-state-unset", door_set(**of_group({"rule_id": "942100"})))
# An override of a group without rules is one of all of them.
door("door-group-off", door_set(**of_group()))
door("door-group-off-empty-list", door_set(**of_group(rules=[])))
door(
    "door-group-with-exclusion",
    door_set(**of_group({"rule_id": "942100", "enabled_state": "Enabled"}, exclusions=[excluded()])),
)
door("door-excludes-one-argument", door_set(exclusions=[excluded()]))
door("door-excludes-any-argument", door_set(exclusions=[excluded("EqualsAny", "*")]))
door("door-excludes-any-argument-lower-case", door_set(exclusions=[excluded("equalsany", "*")]))
door(
    "door-excludes-any-cookie-of-a-rule",
    door_set(
        **of_group(
            {
                "rule_id": "942100",
                "enabled_state": "Enabled",
                "exclusions": [excluded("EqualsAny", "*", "RequestCookieNames")],
            }
        )
    ),
)
door("door-excludes-by-unknown", door_set(exclusions=[excluded(later("EqualsAny"), "*")]))
azure.frontdoor.Policy.get(
    "door-read-by-get",
    "/subscriptions/0/resourceGroups/theirs/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/theirs",
)

# --- Application Gateway: what it looks for ----------------------------------------

gateway("gateway-bare")
gateway("gateway-default-set", gateway_set())
gateway("gateway-owasp", gateway_set("OWASP", "3.2"))
gateway("gateway-owasp-lower-case", gateway_set("owasp", "3.2"))
gateway("gateway-owasp-and-bots", gateway_set("OWASP", "3.2"), gateway_set(*BOTS))
gateway("gateway-bots", gateway_set(*BOTS))
gateway("gateway-set-unknown", gateway_set(later("OWASP"), "3.2"))
gateway(
    "gateway-rule-off",
    gateway_set(
        rule_group_overrides=[
            {"rule_group_name": "SQLI", "rules": [{"rule_id": "942100", "state": "Disabled"}]}
        ]
    ),
)
gateway(
    "gateway-group-off",
    gateway_set(
        "OWASP", "3.2", rule_group_overrides=[{"rule_group_name": "REQUEST-942-APPLICATION-ATTACK-SQLI"}]
    ),
)


def left_out(operator="Equals", selector="token", sets=..., variable="RequestArgNames") -> dict:
    made = {
        "match_variable": variable,
        "selector_match_operator": operator,
        "selector": selector,
        "exclusion_managed_rule_sets": sets,
    }
    return {key: value for key, value in made.items() if value is not ...}


def one_rule(*rules: str) -> list[dict]:
    return [
        {
            "rule_set_type": "Microsoft_DefaultRuleSet",
            "rule_set_version": "2.1",
            "rule_groups": [{"rule_group_name": "SQLI", "rules": [{"rule_id": rule} for rule in rules]}],
        }
    ]


gateway("gateway-excludes-one-argument", gateway_set(), exclusions=[left_out()])
gateway(
    "gateway-excludes-one-argument-of-a-rule", gateway_set(), exclusions=[left_out(sets=one_rule("942100"))]
)
gateway("gateway-excludes-any-argument", gateway_set(), exclusions=[left_out("EqualsAny", "")])
gateway(
    "gateway-excludes-any-argument-of-a-rule",
    gateway_set(),
    exclusions=[left_out("EqualsAny", "", one_rule("942100"))],
)
# Without rules it is of all rules of the group.
gateway(
    "gateway-excludes-any-argument-of-a-group",
    gateway_set(),
    exclusions=[left_out("EqualsAny", "", one_rule())],
)
gateway("gateway-excludes-nothing", gateway_set(), exclusions=[])
gateway("gateway-exclusions-unknown", gateway_set(), exclusions=later([left_out()]))

# --- Rates -----------------------------------------------------------------------------

everybody = [
    {
        "match_variable": "SocketAddr",
        "operator": "IPMatch",
        "negate_condition": True,
        "match_value": ["192.0.2.0/24"],
    }
]
visitors = [
    {
        "match_variables": [{"variable_name": "RemoteAddr"}],
        "operator": "IPMatch",
        "negation_conditon": True,
        "match_values": ["192.0.2.0/24"],
    }
]


def limit(kind="RateLimitRule", **more) -> dict:
    return {
        "name": "rate",
        "priority": 10,
        "rule_type": kind,
        "action": "Block",
        "rate_limit_threshold": 500,
        "rate_limit_duration_in_minutes": 1,
        "match_conditions": everybody,
        **more,
    }


def gateway_limit(kind="RateLimitRule", **more) -> dict:
    return {
        "name": "rate",
        "priority": 10,
        "rule_type": kind,
        "action": "Block",
        "rate_limit_threshold": 500,
        "rate_limit_duration": "OneMin",
        "group_by_user_session": [{"group_by_variables": [{"variable_name": "ClientAddr"}]}],
        "match_conditions": visitors,
        **more,
    }


door("door-rate", custom=[limit()])
door("door-rate-lower-case", custom=[limit("ratelimitrule")])
door("door-rate-on", custom=[limit(enabled_state="Enabled")])
door("door-rate-off", custom=[limit(enabled_state="Disabled")])
door("door-rate-off-lower-case", custom=[limit(enabled_state="disabled")])
door("door-rate-state-unknown", custom=[limit(enabled_state=later("Enabled"))])
door("door-rate-logs", custom=[limit(action="Log")])
door("door-match", custom=[limit("MatchRule")])
door("door-match-and-rate", custom=[limit("MatchRule", name="match"), limit(priority=20)])
door("door-kind-unknown", custom=[limit(later("RateLimitRule"))])
door("door-kind-unknown-and-rate", custom=[limit(later("MatchRule"), name="match"), limit(priority=20)])
door("door-rate-threshold-unknown", custom=[limit(rate_limit_threshold=later(500))])
door("door-custom-null", custom_rules=None)
door("door-custom-empty", custom=[])
door("door-custom-unknown", custom=later([limit()]))
door("door-rate-standard", custom=[limit()], sku={"name": "Standard_AzureFrontDoor"}, managed_rules=...)
gateway("gateway-rate", gateway_set(), custom=[gateway_limit()])
gateway("gateway-rate-off", gateway_set(), custom=[gateway_limit(state="Disabled")])
gateway("gateway-rate-state-unknown", gateway_set(), custom=[gateway_limit(state=later("Enabled"))])
gateway("gateway-match", gateway_set(), custom=[gateway_limit("MatchRule")])
gateway("gateway-custom-empty", gateway_set(), custom=[])
