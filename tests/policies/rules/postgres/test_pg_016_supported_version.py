"""PG-016: a database runs on a version that is still supported at no extra cost."""

import pytest

from jiban.policies.rules.postgres.pg_016_supported_version import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
OLD = resource(INSTANCE, "old", {"identifier": "old", "engine": "postgres", "engineVersion": "13.20"})


def instance(engine: object, version: object = None, **more: object) -> ResourceView:
    """Make an instance."""
    return resource(INSTANCE, inputs={"engine": engine, "engineVersion": version, **more})


CASES = (
    passes(resource(SERVER, inputs={"version": 17})),
    fails("version is 14, whose support ended 2026-11-12", resource(SERVER, inputs={"version": "14"})),
    unknown("version is not set, and Azure chooses", resource(SERVER)),
    unknown("version is 99, of which no date is known", resource(SERVER, inputs={"version": "99"})),
    passes(instance("postgres")),
    passes(instance("postgres", "14.17")),
    fails("engineVersion is 13.20, whose support ended 2026-02-28", instance("postgres", "13.20")),
    fails("engineVersion is 9.6.24, whose support ended before 2024-02-29", instance("postgres", "9.6.24")),
    fails("engineVersion is 8.0.43, whose support ended 2026-07-31", instance("mysql", "8.0.43")),
    passes(resource(CLUSTER, inputs={"engine": "aurora-mysql", "engineVersion": "8.0.mysql_aurora.3.10.0"})),
    unknown("engineVersion is not known before deployment", instance("postgres", UNKNOWN)),
    unknown("engine is not known before deployment", instance(UNKNOWN, "13")),
    unknown("engineVersion is newest, of which no date is known", instance("postgres", "newest")),
    # Without an engine: 17 is supported whichever it is, and of 8.0 that hangs on it.
    passes(instance(None, "17", snapshotIdentifier="theirs")),
    unknown(
        "engineVersion is 8.0, of which no date is known", instance(None, "8.0", snapshotIdentifier="theirs")
    ),
    fails(
        "it is made of old, and there engineVersion is 13.20, whose support ended 2026-02-28",
        instance(None, restoreToPointInTime={"sourceDbInstanceIdentifier": "old"}),
        OLD,
    ),
    unknown(
        "snapshotIdentifier names what is no part of the stack",
        instance(None, snapshotIdentifier="theirs"),
    ),
    not_applicable(instance("oracle-se2", "19"), reason="of its engine no dates are known"),
    not_applicable(
        instance(None, replicateSourceDb="old"),
        OLD,
        reason="it is a replica, and has the version of its source",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
