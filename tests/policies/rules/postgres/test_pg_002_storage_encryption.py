"""PG-002: the storage of databases is encrypted from the start."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.postgres.pg_002_storage_encryption import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

RDS = "aws:rds/instance:Instance"
RDS_CLUSTER = "aws:rds/cluster:Cluster"


NOT_SET = "storageEncrypted is not set, and AWS takes false"
ELSEWHERE = "names what is no part of the stack"
CASES = [
    (RDS, {"storageEncrypted": True}, PASS, ""),
    (RDS, {}, FAIL, NOT_SET),
    (RDS_CLUSTER, {"storageEncrypted": False}, FAIL, "storageEncrypted is false"),
    (RDS_CLUSTER, {"engineMode": "serverless"}, PASS, ""),
    (RDS_CLUSTER, {"engineMode": "provisioned"}, FAIL, NOT_SET),
    (RDS, {"replicateSourceDb": UNKNOWN}, OPEN, f"replicateSourceDb {ELSEWHERE}"),
    (
        RDS,
        {"replicateSourceDb": UNKNOWN, "storageEncrypted": False},
        OPEN,
        f"replicateSourceDb {ELSEWHERE}",
    ),
    (RDS, {"replicateSourceDb": "arn", "kmsKeyId": UNKNOWN}, PASS, ""),
    (RDS, {"snapshotIdentifier": "nightly"}, OPEN, f"snapshotIdentifier {ELSEWHERE}"),
    (RDS_CLUSTER, {"replicationSourceIdentifier": "arn"}, OPEN, f"replicationSourceIdentifier {ELSEWHERE}"),
    (RDS, {"storageEncrypted": UNKNOWN}, OPEN, "storageEncrypted is not known before deployment"),
    ("aws:s3/bucket:Bucket", {}, NONE, "the stack has nothing that the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
