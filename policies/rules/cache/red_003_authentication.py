"""RED-003: whoever connects to a cache has to show who they are."""

from typing import Final

from jiban.policy.facts.caches import (
    GLOBAL,
    GROUP,
    MANAGED_DATABASE,
    MEMBERSHIP,
    NODE,
    REDIS,
    SERVERLESS,
    USER,
    USER_GROUP,
    is_memcached,
    is_part,
    lets_anybody_in,
    primary,
)
from jiban.policy.facts.credentials import is_there
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import NotKnownError, ResourceView, StackView

_CACHES: Final = (GROUP, NODE, SERVERLESS, *REDIS, *MANAGED_DATABASE)
_OFF: Final = "redisConfiguration"
_TOKENS: Final = ("authToken", "authTokenWo")


def check(stack: StackView, cache: ResourceView) -> Verdict:
    """Judge what clients talk to: a group, a node of its own, a serverless cache, a Redis, a database."""
    if cache.token in MANAGED_DATABASE:
        return passed("it asks for a key or an identity always")
    if cache.token in REDIS:
        off = cache[_OFF]["authnotrequired"]
        return failed(f"{off.path} is {off.text().lower()}", off.path) if off.says("true") else passed()
    if is_part(cache):
        return not_applicable("it is a node of a replication group")
    if cache.token == NODE:
        if is_memcached(cache):
            return not_applicable("Memcached knows no users here")
        return failed("a node of its own asks for no password, as it has no TLS", "engine")
    if cache.token == SERVERLESS:
        return _users(stack, cache, "userGroupId")
    if any(is_there(cache[key]) for key in _TOKENS):
        return passed()
    return _users(stack, cache, "userGroupIds")


def _users(stack: StackView, cache: ResourceView, key: str) -> Verdict:
    """Judge a cache by its groups of users, one by id or several in a list."""
    groups = cache[key]
    has_some = groups.given if key == "userGroupId" else bool(groups.each())
    if not has_some and cache.token == GROUP and primary(stack, cache) is not cache:
        raise NotKnownError(key, "is not set, and the group that it follows may have passwords")
    if not has_some:
        asked = "" if cache.token == SERVERLESS else "neither authToken nor "
        return failed(f"{asked}{key} {'is set' if asked else 'is not set'}, so that nobody is asked", key)
    found = lets_anybody_in(stack, cache, (key,))
    return failed(f"{found} gets in without a password", key) if found else passed()


RULE: Final = StackRule(
    id="RED-003",
    text="A cache asks clients who they are.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Whatever reaches a cache without a password reads every session in it and writes what it likes.",
    remedy=(
        "Give the cache a group of users whose user named default is off (userGroupIds, userGroupId) or an "
        "authToken; leave authnotrequired out (Azure Cache for Redis)."
    ),
    link="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
    types=(*_CACHES, USER_GROUP, USER, MEMBERSHIP, GLOBAL),
    compliance={
        "isms_p": ("2.5.3", "2.6.4"),
        "checkov": ("CKV_AWS_31",),
        "cdk_nag": ("AwsSolutions-AEC6",),
        "prowler": ("aws:elasticache_redis_replication_group_auth_enabled",),
    },
    check=each_of(_CACHES, check),
)
