"""DSG-017: nothing that holds data is replaced."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_017_replacement_of_data import RULE
from jiban.policy.rule import Change, Operation
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


@pytest.mark.parametrize(
    ("change", "outcome", "reason"),
    [
        (
            changed("replace", SERVER, forced_by=("location",)),
            "fail",
            "location forces a replacement, which deletes its databases and their backups",
        ),
        (
            changed("replace", RDS),
            "fail",
            (
                "a property that the engine does not name forces a replacement, which deletes "
                "its databases and their automated backups"
            ),
        ),
        (changed("update", SERVER), "pass", ""),
        (changed("create", SERVER), "pass", ""),
        (changed("replace", SUBNET), "not applicable", "network:Subnet is not what the rule is about"),
    ],
)
def test_a_replacement(change: Change, outcome: str, reason: str) -> None:
    """What holds data is not replaced; the property that forces it is named."""
    verdict = RULE.judge(change)
    assert (verdict.outcome.value, verdict.reason) == (outcome, reason)
