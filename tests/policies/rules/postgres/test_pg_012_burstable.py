"""PG-012: a database of production runs on a class that is as fast at noon as at night."""

import pytest

from jiban.policies.rules.postgres.pg_012_burstable import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"


def server(**sku: object) -> ResourceView:
    """Make a server of a size."""
    return resource(SERVER, inputs={"sku": sku}, stack="prod")


CASES = (
    not_applicable(resource(SERVER), reason="dev is no production, by its name"),
    fails("sku.tier is Burstable, a burstable class", server(tier="burstable", name=UNKNOWN)),
    fails("sku.name is standard_b2s, a burstable class", server(name="standard_b2s", tier=UNKNOWN)),
    passes(server(name="Standard_D4ds_v5", tier=UNKNOWN)),
    passes(server(tier="GeneralPurpose")),
    unknown("sku.name is not known before deployment", server(name=UNKNOWN, tier=UNKNOWN)),
    unknown("sku is not set, and Azure chooses", resource(SERVER, stack="prod")),
    fails(
        "instanceClass is db.t4g.medium, a burstable class",
        resource(MEMBER, inputs={"instanceClass": "db.t4g.medium"}, stack="prod"),
    ),
    passes(resource(MEMBER, inputs={"instanceClass": "db.serverless"}, stack="prod")),
    unknown(
        "instanceClass is not set, and the one of what it is made of is taken",
        resource(INSTANCE, stack="prod"),
    ),
    not_applicable(resource(CLUSTER, stack="prod"), reason="its instances have the class"),
    passes(resource(CLUSTER, inputs={"dbClusterInstanceClass": "db.m6gd.large"}, stack="prod")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
