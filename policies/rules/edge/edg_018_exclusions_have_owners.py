"""EDG-018: somebody answers for each exclusion of a web application firewall."""

from typing import Final

from jiban.policy.facts.waf import FIREWALLS, excluded
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, not_applicable
from jiban.policy.view import ResourceView

_TAG: Final = "exclusion-"


def check(policy: ResourceView) -> Verdict:
    """Judge what a firewall's rules do not look at."""
    found = list(excluded(policy))
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


RULE: Final = ResourceRule(
    id="EDG-018",
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
    types=FIREWALLS,
    compliance={},
    setting=("jiban:edge.firewall.exclusions",),
    check=check,
)
