"""RED-002: what a cache on AWS writes to disk is encrypted."""

import pytest

from jiban.policies.rules.cache.red_002_rest_encryption import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"

WORLD = resource(
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    "world",
    {"primaryReplicationGroupId": "first"},
)
FOLLOWER = resource(
    GROUP,
    "follower",
    {"globalReplicationGroupId": UNKNOWN},
    comes_from={"globalReplicationGroupId": [WORLD.urn]},
)

CASES = (
    passes(resource(GROUP, inputs={"atRestEncryptionEnabled": True})),
    passes(resource(GROUP, inputs={"engine": "valkey"})),
    fails("atRestEncryptionEnabled is not set, and AWS takes false", resource(GROUP)),
    fails(
        "atRestEncryptionEnabled is false",
        resource(GROUP, inputs={"engine": "valkey", "atRestEncryptionEnabled": False}),
    ),
    unknown("engine is not known before deployment", resource(GROUP, inputs={"engine": UNKNOWN})),
    fails(
        "a node of its own is not encrypted, only a replication group can be",
        resource(NODE, inputs={"engine": "redis"}),
    ),
    not_applicable(resource(NODE, inputs={"engine": "memcached"}), reason="Memcached writes nothing to disk"),
    not_applicable(
        resource(NODE, inputs={"replicationGroupId": "sessions"}),
        reason="it is a node of a replication group",
    ),
    passes(resource(SERVERLESS), reason="a serverless cache is encrypted always"),
    passes(FOLLOWER, WORLD, resource(GROUP, "first", {"replicationGroupId": "first", "engine": "valkey"})),
    unknown(
        "globalReplicationGroupId names a group that is no part of the stack, and settings are as there",
        FOLLOWER,
        WORLD,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
