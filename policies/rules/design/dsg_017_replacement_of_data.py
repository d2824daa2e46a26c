"""DSG-017: nothing that holds data is replaced."""

from typing import Final

from jiban.policy.facts.stateful import STATEFUL
from jiban.policy.rule import Change, ChangeRule, Level, Severity, Verdict, failed, passed


def check(change: Change) -> Verdict:
    """Judge the change of a resource that holds data."""
    if change.op != "replace":
        return passed()
    what = STATEFUL[change.subject.token].holds
    forced = ", ".join(change.forced_by) or "a property that the engine does not name"
    forces = "forces" if change.certain else "may force"
    return failed(f"{forced} {forces} a replacement, which deletes {what}", *change.forced_by)


RULE: Final = ChangeRule(
    id="DSG-017",
    text="No change replaces a resource that holds data.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="A replacement creates a new, empty resource and deletes the old one.",
    remedy=(
        "Revert the change, or create the new resource beside the old one, move the data, and delete the old "
        "one with a waiver."
    ),
    link="https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
    types=tuple(STATEFUL),
    compliance={},
    check=check,
)
