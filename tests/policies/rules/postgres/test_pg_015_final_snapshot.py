"""PG-015: a database that is deleted leaves a snapshot behind."""

import pytest

from jiban.policies.rules.postgres.pg_015_final_snapshot import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"

CASES = (
    passes(resource(INSTANCE)),
    fails(
        "skipFinalSnapshot is true, so that its data is gone with it",
        resource(INSTANCE, inputs={"skipFinalSnapshot": True, "finalSnapshotIdentifier": "last"}),
    ),
    fails(
        "skipFinalSnapshot is true, so that its data is gone with it",
        resource(CLUSTER, inputs={"skipFinalSnapshot": True}),
    ),
    unknown(
        "skipFinalSnapshot is not known before deployment",
        resource(INSTANCE, inputs={"skipFinalSnapshot": UNKNOWN}),
    ),
    not_applicable(
        resource(INSTANCE, inputs={"replicateSourceDb": "orders", "skipFinalSnapshot": True}),
        reason="it is a replica, of which RDS takes no final snapshot",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
