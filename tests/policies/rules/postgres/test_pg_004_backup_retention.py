"""PG-004: backups of a database are kept long enough."""

import pytest

from jiban.policies.rules.postgres.pg_004_backup_retention import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"

CASES = (
    fails("backupRetentionPeriod is not set, and AWS takes 0, fewer than 7 days", resource(INSTANCE)),
    fails("backupRetentionPeriod is not set, and AWS takes 1, fewer than 7 days", resource(CLUSTER)),
    passes(resource(SERVER)),
    fails(
        "backup.backupRetentionDays is not set, and Azure takes 7, fewer than 14 days",
        resource(SERVER, stack="prod"),
    ),
    passes(resource(INSTANCE, inputs={"backupRetentionPeriod": "14"}, stack="prod")),
    fails(
        "backupRetentionPeriod is 14, fewer than 30 days",
        resource(INSTANCE, inputs={"backupRetentionPeriod": 14}),
        parameters={"days": 30},
    ),
    passes(
        resource(INSTANCE, inputs={"backupRetentionPeriod": 8}, stack="prod"),
        parameters={"days_of_production": 8},
    ),
    unknown(
        "backupRetentionPeriod is not known before deployment",
        resource(INSTANCE, inputs={"backupRetentionPeriod": UNKNOWN}),
    ),
    unknown(
        "backupRetentionPeriod is no whole number, which it has to be",
        resource(INSTANCE, inputs={"backupRetentionPeriod": "a week"}),
    ),
    unknown(
        "createMode is not known before deployment",
        resource(SERVER, inputs={"createMode": UNKNOWN}, stack="prod"),
    ),
    not_applicable(
        resource(INSTANCE, inputs={"replicateSourceDb": UNKNOWN}),
        reason="it is a replica, and its source is backed up",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
