"""PG-002: the storage of databases is encrypted from the start."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.postgres.pg_002_storage_encryption import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

RDS = "aws:rds/instance:Instance"
RDS_CLUSTER = "aws:rds/cluster:Cluster"


CASES = [
    (RDS, {"storageEncrypted": True}, PASS, ""),
    (RDS, {}, FAIL, "storageEncrypted is not true, and the provider's default is false"),
    (
        RDS_CLUSTER,
        {"storageEncrypted": False},
        FAIL,
        "storageEncrypted is not true, and the provider's default is false",
    ),
    (RDS, {"replicateSourceDb": UNKNOWN}, NONE, "a replica is encrypted as its source is"),
    (
        RDS,
        {"replicateSourceDb": UNKNOWN, "storageEncrypted": False},
        FAIL,
        "storageEncrypted is not true, and the provider's default is false",
    ),
    (RDS_CLUSTER, {"replicationSourceIdentifier": "arn"}, NONE, "a replica is encrypted as its source is"),
    (RDS, {"storageEncrypted": UNKNOWN}, OPEN, "storageEncrypted is not known before deployment"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
