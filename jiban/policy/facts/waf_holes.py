"""What web application firewalls do not look at.

Sources, read on 2026-11-28: AWS WAF API, `ManagedRuleGroupStatement` (an override changes what single rules
do, a scope-down statement says which requests a group is shown); pulumi-azure-native 3.29 (a rule that is
overridden without a state is off, a group that is overridden without rules is off as a whole); Azure,
`afds/waf-front-door-exclusion`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.waf import FRONT_DOOR, WEB_ACL
from jiban.policy.facts.waf_rules import rules
from jiban.policy.facts.waf_stance import APPLICATION_GATEWAY, within
from jiban.policy.view import Node, ResourceView, StackView

EVERY_RULE: Final = "all"
"""What stands for an exclusion from every rule."""
_LETS_PASS: Final = ("count", "allow")
"""Actions of AWS by which a rule of a group no longer blocks."""


def excluded(stack: StackView, firewall: ResourceView) -> Iterator[tuple[str, str]]:
    """Yield each rule that does not look at everything, and where that is said; `all` for every rule.

    Raises:
        NotKnownError: it is not known before deployment; what is known before it comes first.
    """
    if firewall.token == WEB_ACL:
        for rule in rules(stack, firewall):
            yield from _of_rule(rule)
    elif firewall.token == APPLICATION_GATEWAY:
        own = within(firewall)
        if own is not None:
            yield from _within(own)
    else:
        yield from _of_policy(firewall)


def _of_rule(rule: Node) -> Iterator[tuple[str, str]]:
    statement = rule["statement"]
    for group in (
        statement["managedRuleGroupStatement"],
        statement["ruleGroupReferenceStatement"],
        rule["managedRuleGroup"],
        rule["ruleGroupReference"],
    ):
        for each in group["ruleActionOverrides"].each():
            if any(each["actionToUse"][action].given for action in _LETS_PASS):
                yield each["name"].text(), each.path
        if group["scopeDownStatement"].given:
            yield EVERY_RULE, group["scopeDownStatement"].path


def _of_policy(firewall: ResourceView) -> Iterator[tuple[str, str]]:
    managed = firewall["managedRules"]
    for each in managed["exclusions"].each():  # of an Application Gateway
        named = [
            rule["ruleId"].text()
            for rules in each["exclusionManagedRuleSets"].each()
            for group in rules["ruleGroups"].each()
            for rule in group["rules"].each()
        ]
        yield from ((rule, each.path) for rule in named or [EVERY_RULE])
    state = "enabledState" if firewall.token == FRONT_DOOR else "state"
    for rules_ in managed["managedRuleSets"].each():
        yield from _all(rules_, EVERY_RULE)
        for group in rules_["ruleGroupOverrides"].each():
            yield from _all(group, EVERY_RULE)
            overridden = group["rules"].each()
            if not overridden:
                yield EVERY_RULE, group.path
            for rule in overridden:
                name = rule["ruleId"].text()
                yield from _all(rule, name)
                if not rule[state].says("Enabled") or rule["action"].says("Log"):
                    yield name, rule.path


def _all(node: Node, rule: str) -> Iterator[tuple[str, str]]:
    if node["exclusions"].each():
        yield rule, node["exclusions"].path


def _within(own: Node) -> Iterator[tuple[str, str]]:
    yield from _all(own, EVERY_RULE)
    for group in own["disabledRuleGroups"].each():
        named = [str(rule.number()) for rule in group["rules"].each()]
        yield from ((rule, group.path) for rule in named or [EVERY_RULE])
