"""DSG-018: nothing that is protected or holds data is deleted, and its guards stay."""

from typing import Final

from jiban.policy.facts.stateful import STATEFUL, Guard
from jiban.policy.facts.values import Value
from jiban.policy.rule import Change, ChangeRule, Level, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import ResourceView


def check(change: Change) -> Verdict:
    """Judge a change: a deletion, or an update that takes a guard away."""
    known = STATEFUL.get(change.subject.token)
    if change.op == "delete":
        if known:
            return failed(f"it is deleted, with {known.holds}")
        return failed("it is deleted, and it is protected") if change.subject.protect else passed()
    if change.old is None or change.new is None:
        return passed()
    if change.op == "replace" and change.old.protect and not known:
        # What a replacement deletes is the old one, and Pulumi refuses that where it is protected.
        return failed("it is replaced, and it is protected")
    verdicts = [judged(_guard, guard, change.old, change.new) for guard in known.guards] if known else []
    if known and change.old.protect and not change.new.protect:
        verdicts.append(failed("the protect option is removed"))
    return together(verdicts)


def _guard(guard: Guard, old: ResourceView, new: ResourceView) -> Verdict:
    before, after = guard.at(old), guard.at(new)
    if guard.strength(after) >= guard.strength(before):
        return passed()
    return failed(f"{after.path} changes from {_told(before)} to {_told(after)}", after.path)


def _told(value: Value) -> str:
    if not value.given:
        return f"unset ({value.text()})" if value.text() else "unset"
    return value.text()


RULE: Final = ChangeRule(
    id="DSG-018",
    text=(
        "No change deletes a resource that is protected or holds data, or removes its deletion protection."
    ),
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "Deleted data is lost, and the change before the loss is usually the one that removed the protection."
    ),
    remedy="Revert the change, or add a waiver that says where the data is now.",
    link="https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
    types=(),
    compliance={},
    check=check,
)
