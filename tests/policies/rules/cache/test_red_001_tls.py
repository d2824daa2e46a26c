"""RED-001: a cache lets no client in without TLS."""

import pytest

from jiban.policies.rules.cache.red_001_tls import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
REDIS = "azure-native:redis:Redis"
DATABASE = "azure-native:redisenterprise:Database"

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
    passes(resource(GROUP, inputs={"transitEncryptionEnabled": True})),
    fails("transitEncryptionEnabled is not set, and AWS takes false", resource(GROUP)),
    fails(
        "transitEncryptionMode is Preferred, and lets plain text in",
        resource(GROUP, inputs={"transitEncryptionEnabled": True, "transitEncryptionMode": "Preferred"}),
    ),
    unknown(
        "transitEncryptionMode is not known before deployment",
        resource(GROUP, inputs={"transitEncryptionEnabled": True, "transitEncryptionMode": UNKNOWN}),
    ),
    fails(
        "a node of its own has no TLS, only a replication group has",
        resource(NODE, inputs={"engine": "redis"}),
    ),
    passes(resource(NODE, inputs={"engine": "memcached", "transitEncryptionEnabled": True})),
    not_applicable(
        resource(NODE, inputs={"replicationGroupId": UNKNOWN}), reason="it is a node of a replication group"
    ),
    passes(resource(SERVERLESS), reason="a serverless cache takes nothing but TLS"),
    passes(resource(REDIS)),
    fails("enableNonSslPort is true", resource(REDIS, inputs={"enableNonSslPort": True})),
    passes(resource(DATABASE)),
    fails("clientProtocol is Plaintext", resource(DATABASE, inputs={"clientProtocol": "plaintext"})),
    fails(
        "clientProtocol is Plaintext",
        resource("azure-native:cache:Database", inputs={"clientProtocol": "Plaintext"}),
    ),
    passes(
        FOLLOWER,
        WORLD,
        resource(GROUP, "first", {"replicationGroupId": "first", "transitEncryptionEnabled": True}),
    ),
    fails(
        "transitEncryptionEnabled is not set, and AWS takes false",
        FOLLOWER,
        WORLD,
        resource(GROUP, "first", {"replicationGroupId": "first"}),
    ),
    unknown("globalReplicationGroupId is not known before deployment", FOLLOWER),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
