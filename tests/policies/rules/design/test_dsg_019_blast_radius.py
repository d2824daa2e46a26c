"""DSG-019: who owns the foundations agrees to a change of what much else stands on."""

from dataclasses import replace
from typing import Any

import pytest

from jiban.policies.rules.design.dsg_019_blast_radius import RULE
from jiban.policy.rule import Change, Operation, Outcome
from jiban.policy.testing import Case, of_change, resource

NEVER_UNKNOWN = "that something changes is known, whatever its values are"
SUBNET = "aws:ec2/subnet:Subnet"
QUEUE = "aws:sqs/queue:Queue"
OWNED = {"owners": ("network", "platform")}


def change(
    op: Operation,
    token: str,
    waiting: int = 0,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **parameters: Any,
) -> Change:
    """A change of a resource that others wait for."""
    old = resource(token, "it", {"size": 1} if before is None else before)
    new = resource(token, "it", {"size": 2} if after is None else after)
    sides = (None if op == "create" else old, None if op == "delete" else new)
    found = Change(op, *sides, dependents=waiting)
    return replace(found, parameters={**OWNED, **parameters})


CASES: tuple[Case, ...] = (
    of_change(
        Outcome.FAIL,
        "it is of the network, and 1 resource waits for it: network or platform has to agree to its update",
        change("update", SUBNET, 1),
    ),
    of_change(
        Outcome.FAIL,
        "21 resources wait for it: network or platform has to agree to its delete",
        change("delete", QUEUE, 21),
    ),
    of_change(Outcome.PASS, "", change("update", QUEUE, 20)),
    of_change(
        Outcome.FAIL,
        "4 resources wait for it: network or platform has to agree to its replace",
        change("replace", QUEUE, 4, dependents=3),
    ),
    of_change(Outcome.PASS, "", change("create", SUBNET, 30)),
    of_change(
        Outcome.PASS,
        "it is of the network, and 0 resources wait for it; platform has agreed",
        change("update", SUBNET, agreed=("platform", "payments")),
    ),
    of_change(Outcome.PASS, "", change("update", SUBNET, 30, {"tags": {"a": "1"}}, {"tags": {"a": "2"}})),
    of_change(
        Outcome.FAIL,
        "it is of the identity, and 0 resources wait for it: network or platform has to agree to its update",
        change("update", "aws:iam/role:Role"),
    ),
    of_change(
        Outcome.NOT_APPLICABLE,
        "nobody owns it: set the parameter owners of DSG-019",
        change("update", SUBNET, owners=()),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
