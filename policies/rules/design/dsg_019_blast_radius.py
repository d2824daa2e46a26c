"""DSG-019: who owns the foundations agrees to a change of what much else stands on."""

from typing import Final

from jiban.policy.facts.foundations import foundation
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Change, ChangeRule, Level, Severity, Verdict, failed, not_applicable, passed

OWNERS: Final = Parameter(
    "owners",
    (),
    "Groups of which one has to agree to such a change. Where none is named, the rule is not asked.",
)
AGREED: Final = Parameter(
    "agreed", (), "Groups that have agreed to the change at hand, as its pipeline knows them."
)
DEPENDENTS: Final = Parameter(
    "dependents",
    20,
    "How many other resources may wait for what changes, without anybody being asked.",
    minimum=0,
)
_LABELS: Final = ("tags", "tagsAll")
"""Inputs whose change moves nothing."""


def check(change: Change) -> Verdict:
    """Judge a change."""
    if not OWNERS.of(change):
        return not_applicable("nobody owns it: set the parameter owners of DSG-019")
    if change.op in ("create", "same") or _is_of_labels(change):
        return passed()
    kind = foundation(change.subject.token)
    number = change.dependents or 0
    if kind is None and number <= DEPENDENTS.of(change):
        return passed()
    agreed = set(OWNERS.of(change)) & set(AGREED.of(change))
    waits = f"{number} {'resource waits' if number == 1 else 'resources wait'} for it"
    said = f"it is of the {kind}, and {waits}" if kind is not None else waits
    if agreed:
        return passed(f"{said}; {', '.join(sorted(agreed))} has agreed")
    return failed(
        f"{said}: {' or '.join(OWNERS.of(change))} has to agree to its {change.op}", *change.forced_by
    )


def _is_of_labels(change: Change) -> bool:
    """Tell whether nothing but tags change."""
    if change.op != "update" or change.old is None or change.new is None:
        return False
    old, new = change.old.inputs, change.new.inputs
    return all(old.get(key) == new.get(key) for key in {*old, *new} if key not in _LABELS)


RULE: Final = ChangeRule(
    id="DSG-019",
    text="A change of the foundations, or of what much else waits for, has the agreement of its owners.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A mistake in a network, a cluster, a key, an identity or a name is everybody's outage at once.",
    remedy=(
        "Ask one of the named groups, and let the pipeline name it under agreed in policies.yaml; or make "
        "the change in steps of which each reaches less."
    ),
    link="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/reducing-the-scope-of-impact.html",
    types=(),
    parameters=(OWNERS, AGREED, DEPENDENTS),
    compliance={},
    check=check,
)
