"""DSG-018: nothing that is protected or holds data is deleted, and its guards stay."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.design.dsg_018_deletion_of_data import RULE
from jiban.policy.rule import Change, Operation, Outcome
from jiban.policy.testing import Case, of_change
from jiban.policy.view import ResourceView
from tests.policies.samples import resource

SERVER = "azure-native:dbforpostgresql:Server"
RDS = "aws:rds/instance:Instance"
SUBNET = "azure-native:network:Subnet"
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"


def side(token: str, inputs: dict[str, Any] | None = None, *, protect: bool = False) -> ResourceView:
    """A resource before or after."""
    return resource(token, "it", inputs, protect=protect)


def changed(op: Operation, token: str, *, forced_by: tuple[str, ...] = ()) -> Change:
    """A change without any difference in inputs."""
    old = None if op == "create" else side(token)
    return Change(op, old, None if op == "delete" else side(token), forced_by)


CASES = tuple(
    of_change(outcome, reason, change)
    for change, outcome, reason in (
        (changed("delete", SERVER), Outcome.FAIL, "it is deleted, with its databases and their backups"),
        (changed("delete", CLAIM), Outcome.FAIL, "it is deleted, with the data on its volume"),
        (changed("delete", SUBNET), Outcome.PASS, ""),
        (
            Change("delete", side(SUBNET, protect=True), None),
            Outcome.FAIL,
            "it is deleted, and it is protected",
        ),
        (
            Change("replace", side(SUBNET, protect=True), side(SUBNET)),
            Outcome.FAIL,
            "it is replaced, and it is protected",
        ),
        (Change("replace", side(SUBNET), side(SUBNET, protect=True)), Outcome.PASS, ""),
        (Change("update", side(SUBNET, protect=True), side(SUBNET)), Outcome.PASS, ""),
        (
            Change("update", side(SERVER, protect=True), side(SERVER)),
            Outcome.FAIL,
            "the protect option is removed",
        ),
        (
            Change(
                "update",
                side(RDS, {"deletionProtection": True, "backupRetentionPeriod": 14}),
                side(RDS, {"deletionProtection": False, "backupRetentionPeriod": 7}),
            ),
            Outcome.FAIL,
            "deletionProtection changes from True to False; backupRetentionPeriod changes from 14 to 7",
        ),
        (
            Change("update", side(RDS), side(RDS, {"skipFinalSnapshot": True})),
            Outcome.FAIL,
            "skipFinalSnapshot changes from unset (False) to True",
        ),
        (
            Change(
                "update",
                side(SERVER, {"backup": {"backupRetentionDays": 7}}),
                side(SERVER, {"backup": {"backupRetentionDays": 35}}),
            ),
            Outcome.PASS,
            "",
        ),
        (
            Change(
                "update",
                side(RDS, {"backupRetentionPeriod": 7}),
                side(RDS, {"backupRetentionPeriod": UNKNOWN}),
            ),
            Outcome.UNKNOWN,
            "backupRetentionPeriod is not known before deployment",
        ),
        (changed("create", SERVER), Outcome.PASS, ""),
        (changed("create", SUBNET), Outcome.PASS, ""),
        (Change("update", None, side(SERVER)), Outcome.PASS, ""),
        (Change("update", side(SERVER), None), Outcome.PASS, ""),
        (Change("replace", side(SERVER, protect=True), side(SERVER, protect=True)), Outcome.PASS, ""),
        (Change("update", side(SERVER, protect=True), side(SERVER, protect=True)), Outcome.PASS, ""),
        (Change("update", side(SERVER), side(SERVER, protect=True)), Outcome.PASS, ""),
        (
            Change("delete", side(SERVER, protect=True), None),
            Outcome.FAIL,
            "it is deleted, with its databases and their backups",
        ),
    )
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_loss(case: Case) -> None:
    """What is protected or holds data is not deleted, and no guard of it is taken away."""
    assert case.judged_by(RULE) == case.expected
