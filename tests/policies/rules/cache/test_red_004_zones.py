"""RED-004: a cache goes on without one of its zones, and without a hand."""

import pytest

from jiban.policies.rules.cache.red_004_zones import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
REDIS = "azure-native:redis:Redis"
MANAGED = "azure-native:redisenterprise:RedisEnterprise"
BOTH = {"multiAzEnabled": True, "automaticFailoverEnabled": True}
OLDER = {"sku": {"name": "Enterprise_E10"}}


CASES = (
    passes(resource(GROUP, inputs={**BOTH, "numCacheClusters": 2})),
    fails("multiAzEnabled is not set, and AWS takes false", resource(GROUP)),
    fails(
        "automaticFailoverEnabled is not set, and AWS takes false",
        resource(GROUP, inputs={"multiAzEnabled": True}),
    ),
    fails("numCacheClusters is 1", resource(GROUP, inputs={**BOTH, "numCacheClusters": 1})),
    fails("replicasPerNodeGroup is 0", resource(GROUP, inputs={**BOTH, "replicasPerNodeGroup": "0"})),
    unknown(
        "multiAzEnabled is not known before deployment", resource(GROUP, inputs={"multiAzEnabled": UNKNOWN})
    ),
    fails("it is one node, with nothing to fail over to", resource(NODE, inputs={"engine": "redis"})),
    not_applicable(resource(NODE, inputs={"engine": "memcached"}), reason="Memcached has no replicas"),
    not_applicable(
        resource(NODE, inputs={"replicationGroupId": "sessions"}),
        reason="it is a node of a replication group",
    ),
    passes(resource(SERVERLESS), reason="a serverless cache stands in several zones by itself"),
    passes(resource(REDIS), reason="Azure chooses its zones"),
    passes(resource(REDIS, inputs={"zones": ["1", "2"]})),
    fails("zones names one alone", resource(REDIS, inputs={"zones": ["1"]})),
    fails("zonalAllocationPolicy is NoZones", resource(REDIS, inputs={"zonalAllocationPolicy": "nozones"})),
    fails("sku.name is Basic, which is one node", resource(REDIS, inputs={"sku": {"name": "basic"}})),
    passes(resource(MANAGED)),
    fails("highAvailability is Disabled", resource(MANAGED, inputs={"highAvailability": "disabled"})),
    fails("zones names none", resource(MANAGED, inputs=OLDER)),
    passes(resource(MANAGED, inputs={**OLDER, "zones": ["1", "2", "3"]})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
