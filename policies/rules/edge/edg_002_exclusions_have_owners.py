"""EDG-002: somebody answers for each exclusion of a web application firewall."""

from collections.abc import Iterator
from typing import Final

from jiban.policies.rules.edge.edg_001_firewall_prevents import FRONT_DOOR, GATEWAY, WEB_ACL
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, not_applicable
from jiban.policy.view import Node, ResourceView

_TAG: Final = "exclusion-"
_LETS_PASS: Final = ("count", "allow")
"""Actions of AWS by which a rule of a group no longer blocks."""
_EVERY: Final = "all"
"""What stands in the tag for an exclusion from every rule."""


def check(policy: ResourceView) -> Verdict:
    """Judge what a firewall's rules do not look at."""
    found = list(_excluded(policy))
    if not found:
        return not_applicable("the firewall excludes nothing")
    tags = policy["tags"]
    orphans = {rule: path for rule, path in found if not tags[f"{_TAG}{rule}"].text()}
    if not orphans:
        return PASS
    rules = ", ".join(sorted(orphans))
    return failed(
        f"nobody answers for what is excluded from {rules}: no tag {_TAG}{min(orphans)}",
        *sorted(set(orphans.values())),
    )


def _excluded(policy: ResourceView) -> Iterator[tuple[str, str]]:
    """Yield each rule that does not look at everything, and where that is said."""
    for rule in policy["rules"].each() if policy.token == WEB_ACL else ():
        for each in rule["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"].each():
            if any(each["actionToUse"][action].raw is not None for action in _LETS_PASS):
                yield each["name"].text(), each.path
    managed = policy["managedRules"]
    for each in managed["exclusions"].each():  # of an Application Gateway
        named = [
            rule["ruleId"].text()
            for rules in each["exclusionManagedRuleSets"].each()
            for group in rules["ruleGroups"].each()
            for rule in group["rules"].each()
        ]
        yield from ((rule, each.path) for rule in named or [_EVERY])
    for rules in managed["managedRuleSets"].each():
        yield from _all(rules, _EVERY)
        for group in rules["ruleGroupOverrides"].each():
            yield from _all(group, _EVERY)
            for rule in group["rules"].each():
                yield from _all(rule, rule["ruleId"].text())


def _all(node: Node, rule: str) -> Iterator[tuple[str, str]]:
    if node["exclusions"].each():
        yield rule, node["exclusions"].path


RULE: Final = ResourceRule(
    id="EDG-002",
    text="What a web application firewall does not look at has an owner.",
    severity=Severity.MEDIUM,
    level=Level.MANDATORY,
    reason=(
        "An exclusion is a hole that was needed once; nobody dares to close one that nobody answers for."
    ),
    remedy=(
        "Name owner and reason (`edge.firewall.exclusions`), which become the tag exclusion- and the rule's "
        "number, `all` where every rule is meant; or remove the exclusion."
    ),
    link="https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-exclusion",
    types=(FRONT_DOOR, GATEWAY, WEB_ACL),
    compliance={},
    check=check,
)
