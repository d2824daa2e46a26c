"""Databases of Amazon RDS, of Aurora and flexible servers of Azure: which are copies, and of what.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`aws.rds`), pulumi-azure-native 3.29 (`dbforpostgresql.Server`).
"""

from __future__ import annotations

import re
from typing import Final

from jiban.model.plan import urn_parts
from jiban.policy.facts.inherited import DATABASE as INSTANCE
from jiban.policy.facts.inherited import DATABASE_CLUSTER as CLUSTER
from jiban.policy.facts.inherited import made_of
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import named, pointing
from jiban.policy.facts.values import effective
from jiban.policy.view import NotKnownError, ResourceView, StackView

__all__ = ["CLUSTER", "INSTANCE", "MEMBER", "SERVER"]
SERVER: Final = "azure-native:dbforpostgresql:Server"
MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
_SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
_COPIES: Final = {INSTANCE: "replicateSourceDb", CLUSTER: "replicationSourceIdentifier"}
_TAKES_OVER: Final = ("Replica", "PointInTimeRestore", "GeoRestore", "ReviveDropped")
"""Ways to make a server that take accounts and version from another one."""
_BURSTABLE_CLASS: Final = re.compile(r"db\.t\d", re.IGNORECASE)
_BURSTABLE_SIZE: Final = re.compile(r"standard_b\d", re.IGNORECASE)


def is_replica(database: ResourceView) -> bool:
    """Tell whether a database follows another one.

    Raises:
        NotKnownError: how a flexible server is made is not known before deployment.
    """
    if database.token == SERVER:
        return effective(database, "createMode").says("Replica")
    return database.token in _COPIES and database[_COPIES[database.token]].given


def surely_replica(database: ResourceView) -> bool:
    """Tell whether a database follows another one for sure: not where that is not known."""
    return database["createMode"].known and is_replica(database)


@once
def replicas(stack: StackView, database: ResourceView) -> tuple[ResourceView, ...]:
    """Return the databases of the stack that follow one."""
    if database.token == SERVER:
        found = pointing(stack, SERVER, "sourceServerResourceId", SERVER).at(database)
        return tuple(each for each in found if surely_replica(each))
    found = pointing(stack, database.token, _COPIES[database.token], INSTANCE, CLUSTER).at(database)
    return tuple(found)


def takes_over(database: ResourceView) -> bool:
    """Tell whether a database has its accounts and its version from another one, unless it says others.

    Raises:
        NotKnownError: how a flexible server is made is not known before deployment.
    """
    if database.token == SERVER:
        return effective(database, "createMode").says(*_TAKES_OVER)
    return made_of(database) is not None


@once
def source(stack: StackView, database: ResourceView) -> ResourceView:
    """Return what a database is made of: a database, or a snapshot of Amazon RDS.

    Raises:
        NotKnownError: it is no part of the stack, or not known before deployment.
    """
    if database.token == SERVER:
        found = named(stack, database, "sourceServerResourceId", SERVER)
        path = "sourceServerResourceId"
    else:
        node = made_of(database)
        path = "" if node is None else node.path
        found = named(stack, database, path, *MADE_FROM) if node is not None else ()
    other = next((each for each in found if each is not database), None)
    if other is None:
        raise NotKnownError(path, "names what is no part of the stack")
    return other


MADE_FROM: Final = (
    INSTANCE,
    CLUSTER,
    "aws:rds/snapshot:Snapshot",
    "aws:rds/clusterSnapshot:ClusterSnapshot",
    "aws:rds/snapshotCopy:SnapshotCopy",
)
"""What a database of Amazon RDS can be made of."""


@once
def members(stack: StackView, cluster: ResourceView) -> tuple[ResourceView, ...]:
    """Return the instances of a cluster of Aurora that are part of the stack.

    Raises:
        NotKnownError: of one of the instances nobody knows whose it is.
    """
    found = pointing(stack, MEMBER, "clusterIdentifier", CLUSTER)
    for doubtful in found.doubtful:
        with of(doubtful):
            doubtful["clusterIdentifier"].text()
    return found.at(cluster)


def has_members(cluster: ResourceView) -> bool:
    """Tell whether the instances of a cluster are resources of their own, as Aurora's are."""
    return not cluster["dbClusterInstanceClass"].given


def in_group_of_stack(database: ResourceView) -> bool:
    """Tell whether a database stands in a group of subnets that a stack makes, so not in the default one."""
    made = database.property_dependencies.get("dbSubnetGroupName", ())
    return any(urn_parts(urn).type == _SUBNET_GROUP for urn in made)


def burstable(database: ResourceView) -> str:
    """Return what makes a database run on a class that is only fast at times; empty where it does not.

    Raises:
        NotKnownError: it is not known before deployment, or nothing is said.
    """
    if database.token == SERVER:
        return _burstable_server(database)
    key = "dbClusterInstanceClass" if database.token == CLUSTER else "instanceClass"
    size = database[key]
    if not size.given:
        raise NotKnownError(key, "is not set, and the one of what it is made of is taken")
    return f"{key} is {size.text()}" if _BURSTABLE_CLASS.match(size.text()) else ""


def _burstable_server(server: ResourceView) -> str:
    tier, size = effective(server, "sku.tier"), server["sku"]["name"]
    if tier.node.known and tier.says("Burstable"):
        return tier.said
    if size.known and size.text():
        return f"{size.path} is {size.text()}" if _BURSTABLE_SIZE.match(size.text()) else ""
    if tier.node.known and tier.text():
        return ""
    if not size.given and not tier.given:
        raise NotKnownError("sku", "is not set, and Azure chooses")
    raise NotKnownError(size.path if size.given else tier.path)
