"""DSG-009: databases and caches work again within the time that is declared."""

import pytest

from jiban.policies.rules.design.dsg_009_recovery_time import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

RDS = "aws:rds/instance:Instance"
PG = "azure-native:dbforpostgresql:Server"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
HOUR = {"rto_minutes": 60}
CASES = (
    passes(
        resource(RDS, "db", {"multiAz": True}),
        reason="multiAz is True: it works again in 2 minutes",
        parameters=HOUR,
    ),
    fails(
        (
            "multiAz is not set, so it has to be restored or made anew, for which 480 minutes are reckoned, "
            "more than the 60 that are declared"
        ),
        resource(RDS, "db"),
        parameters=HOUR,
    ),
    # A drill has shown that it takes half an hour.
    passes(
        resource(RDS, "db"),
        reason="multiAz is not set, so it has to be restored or made anew, for which 30 minutes are reckoned",
        parameters={"rto_minutes": 60, "restore_minutes": 30},
    ),
    fails(
        "it has 1 instance: it works again in 10 minutes, more than the 5 that are declared",
        resource("aws:rds/cluster:Cluster", "db", {"clusterIdentifier": "db"}),
        resource("aws:rds/clusterInstance:ClusterInstance", "one", {"clusterIdentifier": "db"}),
        parameters={"rto_minutes": 5},
    ),
    fails(
        (
            "highAvailability.mode is SameZone, so it has to be restored or made anew, for which 480 "
            "minutes are reckoned, more than the 60 that are declared"
        ),
        resource(PG, "db", {"highAvailability": {"mode": "SameZone"}}),
        parameters=HOUR,
    ),
    # There is no zone to lose, only the region.
    passes(
        resource(PG, "db", {"location": "koreasouth", "highAvailability": {"mode": "SameZone"}}),
        reason="highAvailability.mode is SameZone: it works again in 2 minutes",
        parameters=HOUR,
    ),
    fails(
        (
            "multiAzEnabled is not true, so it has to be restored or made anew, for which 480 minutes are "
            "reckoned, more than the 20 that are declared"
        ),
        resource(
            CACHE,
            "cache",
            {"numCacheClusters": 2, "automaticFailoverEnabled": True, "tags": {"rto-minutes": "20"}},
        ),
    ),
    unknown(
        "multiAz is not known before deployment", resource(RDS, "db", {"multiAz": UNKNOWN}), parameters=HOUR
    ),
    not_applicable(
        resource(PG, "copy", {"createMode": "Replica"}),
        reason="it is what others fail over to",
        parameters=HOUR,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
