"""Caches: ElastiCache, Azure Cache for Redis, and Azure Managed Redis with the older Redis Enterprise.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`aws.elasticache`), pulumi-azure-native 3.29 (`redis`,
`redisenterprise`). That the user `default` which AWS makes by itself needs no password is unverified.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.network.public_subnets import public_among
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import named, pointing, refers_to
from jiban.policy.facts.values import Value, effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
NODE: Final = "aws:elasticache/cluster:Cluster"
SERVERLESS: Final = "aws:elasticache/serverlessCache:ServerlessCache"
ELASTICACHE: Final = (GROUP, NODE, SERVERLESS)
REDIS: Final = ("azure-native:redis:Redis", "azure-native:cache:Redis")
MANAGED: Final = ("azure-native:redisenterprise:RedisEnterprise", "azure-native:cache:RedisEnterprise")
MANAGED_DATABASE: Final = ("azure-native:redisenterprise:Database", "azure-native:cache:Database")
USER_GROUP: Final = "aws:elasticache/userGroup:UserGroup"
USER: Final = "aws:elasticache/user:User"
MEMBERSHIP: Final = "aws:elasticache/userGroupAssociation:UserGroupAssociation"
GLOBAL: Final = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
SUBNET_GROUP: Final = "aws:elasticache/subnetGroup:SubnetGroup"
_DEFAULT: Final = "default"
"""What AWS calls its own user, and its own group of subnets."""
_OFF: Final = "off"
_OLDER: Final = "enterprise"


def is_part(node: ResourceView) -> bool:
    """Tell whether a cluster of ElastiCache is a node of a replication group, which is judged itself."""
    return node.token == NODE and node["replicationGroupId"].given


def is_memcached(cache: ResourceView) -> bool:
    """Tell whether a cache of ElastiCache is Memcached.

    Raises:
        NotKnownError: its engine is not known before deployment.
    """
    return cache["engine"].says("memcached")


def is_older_enterprise(cache: ResourceView) -> bool:
    """Tell whether a cluster is of Redis Enterprise, which names its zones, and not Azure Managed Redis.

    Raises:
        NotKnownError: its size is not known before deployment.
    """
    return cache["sku"]["name"].text().casefold().startswith(_OLDER)


@once
def primary(stack: StackView, group: ResourceView) -> ResourceView:
    """Return the replication group whose settings one has: its own, or that which it follows from elsewhere.

    Raises:
        NotKnownError: it follows one that is no part of the stack.
    """
    key = "globalReplicationGroupId"
    if not group[key].given:
        return group
    for world in named(stack, group, key, GLOBAL):
        with of(world):
            found = named(stack, world, "primaryReplicationGroupId", GROUP)
        if found and found[0] is not group:
            return found[0]
    raise NotKnownError(key, "names a group that is no part of the stack, and settings are as there")


@once
def setting(stack: StackView, cache: ResourceView, key: str) -> Value:
    """Return a setting of a cache of ElastiCache, also where it is as in the group that it follows.

    Raises:
        NotKnownError: it follows a group that is no part of the stack.
    """
    if cache.token != GROUP or cache[key].given:
        return effective(cache, key)
    other = primary(stack, cache)
    if other is cache:
        return effective(cache, key)
    with of(other):
        return effective(other, key)


@once
def lets_anybody_in(stack: StackView, cache: ResourceView, groups: tuple[str, ...]) -> str:
    """Return which user of a cache gets in without a password; empty where none does.

    Args:
        stack: all resources.
        cache: a replication group or a serverless cache.
        groups: keys of its inputs that name groups of users.

    Raises:
        NotKnownError: none surely does, and one of them may. A group that is no part of the stack is not
            looked into.
    """
    for key in groups:
        node = cache[key]
        for each in (node,) if key.endswith("Id") else node.each():
            for group in refers_to(stack, cache, each, USER_GROUP):
                found = _open_user(stack, group)
                if found:
                    return found
    return ""


def _open_user(stack: StackView, group: ResourceView) -> str:
    with of(group):
        members = [(group, node) for node in group["userIds"].each()]
    beside = pointing(stack, MEMBERSHIP, "userGroupId", USER_GROUP).at(group)
    for holder, node in (*members, *((each, each["userId"]) for each in beside)):
        with of(holder):
            users = refers_to(stack, holder, node, USER)
        if not users and node.known and node.text() == _DEFAULT:
            return "the user default, as AWS makes it,"
        for user in users:
            if _is_open(user):
                return f"the user {user.name}"
    return ""


def _is_open(user: ResourceView) -> bool:
    with of(user):
        without = user["noPasswordRequired"].is_true()
        without = without or user["authenticationMode"]["type"].says("no-password-required")
        return without and _OFF not in user["accessString"].text().split()


@once
def public_place(stack: StackView, cache: ResourceView) -> str:
    """Return what makes the place of a cache on AWS a public one; empty where its subnets are private.

    Raises:
        NotKnownError: its subnets, or their routes, are not known before deployment or no part of the stack.
    """
    if cache.token == SERVERLESS:
        return _public(stack, cache, cache["subnetIds"])
    key = "subnetGroupName"
    node = cache[key]
    if not node.given or (node.known and node.text().casefold() in ("", _DEFAULT)):
        stated = f"is {node.text()}" if node.given else "is not set"
        return f"{key} {stated}, and the default network's subnets are public"
    groups = named(stack, cache, key, SUBNET_GROUP)
    if not groups:
        raise NotKnownError(key, "names a group of subnets that is no part of the stack")
    with of(groups[0]):
        return _public(stack, groups[0], groups[0]["subnetIds"])


def _public(stack: StackView, holder: ResourceView, subnets: Node) -> str:
    if not subnets.each():
        return f"{subnets.path} names none, and the default network's subnets are public"
    found = public_among(stack, holder, subnets)
    return f"{found.name} has a route to an internet gateway" if found else ""
