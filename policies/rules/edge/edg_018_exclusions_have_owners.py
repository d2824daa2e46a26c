"""EDG-018: somebody answers for each exclusion of a web application firewall."""

from typing import Final

from jiban.policy.facts.data_class import tag
from jiban.policy.facts.waf_holes import excluded
from jiban.policy.facts.waf_rules import BESIDE
from jiban.policy.facts.waf_stance import MAY_BLOCK
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import NotKnownError, ResourceView, StackView

_TAG: Final = "exclusion-"


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge what a firewall's rules do not look at."""
    orphans: dict[str, set[str]] = {}
    doubt: NotKnownError | None = None
    owned = False
    try:
        for rule, path in excluded(stack, firewall):
            try:
                if tag(stack, firewall, f"{_TAG}{rule}").text():
                    owned = True
                else:
                    orphans.setdefault(rule, set()).add(path)
            except NotKnownError as error:
                doubt = doubt or error
    except NotKnownError as error:
        doubt = doubt or error
    if orphans:
        rules = ", ".join(sorted(orphans))
        return failed(
            f"nobody answers for what is excluded from {rules}: no tag {_TAG}{min(orphans)}",
            *sorted({path for paths in orphans.values() for path in paths}),
        )
    if doubt is not None:
        raise doubt
    return PASS if owned else not_applicable("the firewall excludes nothing")


RULE: Final = StackRule(
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
    types=(*MAY_BLOCK, *BESIDE),
    compliance={},
    setting=("jiban:edge.firewall.exclusions",),
    check=each_of(MAY_BLOCK, check),
)
