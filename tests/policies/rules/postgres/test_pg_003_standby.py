"""PG-003: a database of production goes on without its zone."""

import pytest

from jiban.policies.rules.postgres.pg_003_standby import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"

OWN = {"clusterIdentifier": "orders"}


def member(name: str, zone: object = None) -> ResourceView:
    """Make an instance of the cluster."""
    return resource(MEMBER, name, {**OWN, "availabilityZone": zone}, stack="prod")


CASES = (
    fails("highAvailability.mode is not set, and Azure takes Disabled", resource(SERVER, stack="prod")),
    fails(
        "highAvailability.mode is SameZone",
        resource(SERVER, inputs={"highAvailability": {"mode": "samezone"}}, stack="prod"),
    ),
    passes(resource(SERVER, inputs={"highAvailability": {"mode": "zoneredundant"}}, stack="prod")),
    unknown(
        "highAvailability.mode is not known before deployment",
        resource(SERVER, inputs={"highAvailability": {"mode": UNKNOWN}}, stack="prod"),
    ),
    unknown(
        "createMode is not known before deployment",
        resource(SERVER, inputs={"createMode": UNKNOWN}, stack="prod"),
    ),
    not_applicable(
        resource(SERVER, inputs={"createMode": "replica"}, stack="prod"),
        reason="it is a replica, and its source is what has to go on",
    ),
    not_applicable(resource(SERVER), reason="dev is no production, by its name"),
    fails("multiAz is not set, and AWS takes false", resource(INSTANCE, stack="prod")),
    passes(resource(INSTANCE, inputs={"multiAz": True}, stack="prod")),
    unknown("its instances are no part of the stack", resource(CLUSTER, inputs=OWN, stack="prod")),
    fails("it has one instance alone, one", resource(CLUSTER, inputs=OWN, stack="prod"), member("one")),
    passes(resource(CLUSTER, inputs=OWN, stack="prod"), member("one"), member("two")),
    fails(
        "all of its instances are in a",
        resource(CLUSTER, inputs=OWN, stack="prod"),
        member("one", "a"),
        member("two", "a"),
    ),
    passes(
        resource(CLUSTER, inputs=OWN, stack="prod"),
        member("one", "a"),
        member("two", "b"),
        member("three", UNKNOWN),
    ),
    unknown(
        "clusterIdentifier of one is not known before deployment",
        resource(CLUSTER, inputs=OWN, stack="prod"),
        resource(MEMBER, "one", {"clusterIdentifier": UNKNOWN}, stack="prod"),
    ),
    passes(
        resource(CLUSTER, inputs={"dbClusterInstanceClass": "db.m6gd.large"}, stack="prod"),
        reason="it stands in three zones",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
