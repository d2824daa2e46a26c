"""Web application firewalls: whether they block, and what they do not look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jiban.policy.view import Node, ResourceView

FRONT_DOOR: Final = "azure-native:frontdoor:Policy"
GATEWAY: Final = "azure-native:network:WebApplicationFirewallPolicy"
WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
FIREWALLS: Final = (FRONT_DOOR, GATEWAY, WEB_ACL)
EVERY_RULE: Final = "all"
"""What stands for an exclusion from every rule."""
_LETS_PASS: Final = ("count", "allow")
"""Actions of AWS by which a rule of a group no longer blocks."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What a firewall does with what its rules match."""

    does: Literal["block", "detect", "nothing", "has no rules"]
    path: str
    """The input that says so."""


def stance(firewall: ResourceView, rules: Iterable[Node] = ()) -> Stance:
    """Return what a firewall does with what its rules match; of AWS, the least that one of its rules does.

    Args:
        firewall: of one of `FIREWALLS`.
        rules: of a web ACL of AWS, wherever they are declared.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if firewall.token == WEB_ACL:
        return _of_rules(rules)
    settings = firewall["policySettings"]
    for field in ("enabledState", "state"):
        if settings[field].says("Disabled"):
            return Stance("nothing", settings[field].path)
    mode = settings["mode"]
    return Stance("block" if mode.says("Prevention") else "detect", mode.path)


def _of_rules(rules: Iterable[Node]) -> Stance:
    found = list(rules)
    if not found:
        return Stance("has no rules", "rules")
    for rule in found:
        for key in ("action", "overrideAction"):
            if rule[key]["count"].given:
                return Stance("detect", rule[key].path)
    return Stance("block", "rules")


def excluded(firewall: ResourceView) -> Iterator[tuple[str, str]]:
    """Yield each rule that does not look at everything, and where that is said; `all` for every rule.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    for rule in firewall["rules"].each() if firewall.token == WEB_ACL else ():
        for each in rule["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"].each():
            if any(each["actionToUse"][action].given for action in _LETS_PASS):
                yield each["name"].text(), each.path
    managed = firewall["managedRules"]
    for each in managed["exclusions"].each():  # of an Application Gateway
        named = [
            rule["ruleId"].text()
            for rules in each["exclusionManagedRuleSets"].each()
            for group in rules["ruleGroups"].each()
            for rule in group["rules"].each()
        ]
        yield from ((rule, each.path) for rule in named or [EVERY_RULE])
    for rules in managed["managedRuleSets"].each():
        yield from _all(rules, EVERY_RULE)
        for group in rules["ruleGroupOverrides"].each():
            yield from _all(group, EVERY_RULE)
            for rule in group["rules"].each():
                yield from _all(rule, rule["ruleId"].text())


def _all(node: Node, rule: str) -> Iterator[tuple[str, str]]:
    if node["exclusions"].each():
        yield rule, node["exclusions"].path
