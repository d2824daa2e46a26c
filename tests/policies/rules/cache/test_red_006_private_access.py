"""RED-006: a cache has no way in from the internet."""

import pytest

from jiban.policies.rules.cache.red_006_private_access import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
REDIS = "azure-native:redis:Redis"
MANAGED = "azure-native:redisenterprise:RedisEnterprise"
SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PUBLIC = "is not set, and the default network's subnets are public"


CASES = (
    fails("publicNetworkAccess is not set, and Azure takes Enabled", resource(REDIS)),
    passes(resource(REDIS, inputs={"publicNetworkAccess": "disabled"})),
    passes(resource(REDIS, inputs={"subnetId": UNKNOWN}), reason="it stands in a subnet"),
    unknown(
        "publicNetworkAccess is not known before deployment",
        resource(REDIS, inputs={"publicNetworkAccess": UNKNOWN}),
    ),
    fails("publicNetworkAccess is not set", resource(MANAGED)),
    passes(resource(MANAGED, inputs={"publicNetworkAccess": "Disabled"})),
    fails(f"subnetGroupName {PUBLIC}", resource(GROUP)),
    fails(
        "subnetGroupName is Default, and the default network's subnets are public",
        resource(GROUP, inputs={"subnetGroupName": "Default"}),
    ),
    unknown(
        "subnetGroupName names a group of subnets that is no part of the stack",
        resource(GROUP, inputs={"subnetGroupName": "theirs"}),
    ),
    unknown(
        "subnetIds[0] of group names a subnet that is no part of the stack",
        resource(GROUP, inputs={"subnetGroupName": "own"}),
        resource(SUBNETS, "group", {"name": "own", "subnetIds": ["subnet-0a"]}),
    ),
    fails("subnetIds names none, and the default network's subnets are public", resource(SERVERLESS)),
    not_applicable(
        resource(NODE, inputs={"replicationGroupId": "sessions"}),
        reason="it is a node of a replication group",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
