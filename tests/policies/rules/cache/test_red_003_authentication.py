"""RED-003: whoever connects to a cache has to show who they are."""

import pytest

from jiban.policies.rules.cache.red_003_authentication import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE = "aws:elasticache/cluster:Cluster"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
REDIS = "azure-native:redis:Redis"
DATABASE = "azure-native:redisenterprise:Database"
USERS = "aws:elasticache/userGroup:UserGroup"
MEMBERSHIP = "aws:elasticache/userGroupAssociation:UserGroupAssociation"
USER = "aws:elasticache/user:User"
NOBODY = "neither authToken nor userGroupIds is set, so that nobody is asked"


def grouped(access: object, *more: str) -> tuple[ResourceView, ...]:
    """Make a replication group with a group of users, of whom the default one has no password."""
    said = {"userId": "first", "userName": "default", "noPasswordRequired": True, "accessString": access}
    return (
        resource(GROUP, inputs={"userGroupIds": ["users"]}),
        resource(USERS, "users", {"userGroupId": "users", "userIds": ["first", *more]}),
        resource(USER, "first", said),
    )


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
    fails(NOBODY, resource(GROUP)),
    fails(NOBODY, resource(GROUP, inputs={"userGroupIds": [], "authToken": ""})),
    passes(resource(GROUP, inputs={"authToken": UNKNOWN})),
    passes(resource(GROUP, inputs={"userGroupIds": ["theirs"]})),
    unknown("userGroupIds is not known before deployment", resource(GROUP, inputs={"userGroupIds": UNKNOWN})),
    passes(*grouped("off -@all")),
    fails("the user first gets in without a password", *grouped("on ~* +@all")),
    fails("the user default, as AWS makes it, gets in without a password", *grouped("off -@all", "default")),
    unknown("accessString of first is not known before deployment", *grouped(UNKNOWN)),
    fails(
        "the user default, as AWS makes it, gets in without a password",
        *grouped("off -@all"),
        resource(MEMBERSHIP, "second", {"userGroupId": "users", "userId": "default"}),
    ),
    fails("userGroupId is not set, so that nobody is asked", resource(SERVERLESS)),
    passes(resource(SERVERLESS, inputs={"userGroupId": "theirs"})),
    fails(
        "a node of its own asks for no password, as it has no TLS", resource(NODE, inputs={"engine": "redis"})
    ),
    not_applicable(resource(NODE, inputs={"engine": "memcached"}), reason="Memcached knows no users here"),
    not_applicable(
        resource(NODE, inputs={"replicationGroupId": "sessions"}),
        reason="it is a node of a replication group",
    ),
    passes(resource(REDIS)),
    fails(
        "redisConfiguration.authnotrequired is true",
        resource(REDIS, inputs={"redisConfiguration": {"authnotrequired": "True"}}),
    ),
    passes(resource(DATABASE), reason="it asks for a key or an identity always"),
    unknown(
        "userGroupIds is not set, and the group that it follows may have passwords",
        FOLLOWER,
        WORLD,
        resource(GROUP, "first", {"replicationGroupId": "first"}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
