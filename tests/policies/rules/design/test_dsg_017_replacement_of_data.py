"""DSG-017: nothing that holds data is replaced."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_017_replacement_of_data import RULE
from jiban.policy.rule import Change, Operation, Outcome
from jiban.policy.testing import Case, of_change
from jiban.policy.view import ResourceView
from tests.policies.samples import resource

SERVER = "azure-native:dbforpostgresql:Server"
RDS = "aws:rds/instance:Instance"
SUBNET = "azure-native:network:Subnet"


def side(token: str, inputs: dict[str, Any] | None = None, *, protect: bool = False) -> ResourceView:
    """A resource before or after."""
    return resource(token, "it", inputs, protect=protect)


def changed(op: Operation, token: str, *, forced_by: tuple[str, ...] = ()) -> Change:
    """A change without any difference in inputs."""
    old = None if op == "create" else side(token)
    return Change(op, old, None if op == "delete" else side(token), forced_by)


NEVER_UNKNOWN = "a replacement that is not certain is told as one that may come"
CASES = tuple(
    of_change(outcome, reason, change)
    for change, outcome, reason in (
        (
            changed("replace", SERVER, forced_by=("location",)),
            Outcome.FAIL,
            "location forces a replacement, which deletes its databases and their backups",
        ),
        (
            changed("replace", RDS),
            Outcome.FAIL,
            (
                "a property that the engine does not name forces a replacement, which deletes "
                "its databases and their automated backups"
            ),
        ),
        (changed("update", SERVER), Outcome.PASS, ""),
        (changed("create", SERVER), Outcome.PASS, ""),
        (changed("replace", SUBNET), Outcome.NOT_APPLICABLE, "network:Subnet is not what the rule is about"),
    )
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_replacement(case: Case) -> None:
    """What holds data is not replaced; the property that forces it is named."""
    assert case.judged_by(RULE) == case.expected
