"""Copies of databases in other regions: backups that go there, replicas, and global databases.

Sources, read on 2026-11-28: Amazon RDS user guide, USER_ReplicateBackups (what replicates backups is made in
the region that they go to) and USER_ReadRepl.XRgn; Aurora user guide, aurora-global-database;
learn.microsoft.com/azure/postgresql/backup-restore/concepts-backup-restore.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, replicas
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import named, pointing
from jiban.policy.facts.regions import region
from jiban.policy.facts.values import effective
from jiban.policy.view import NotKnownError, ResourceView, StackView

BACKUPS: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_GLOBAL: Final = "aws:rds/globalCluster:GlobalCluster"
_WORLD: Final = "globalClusterIdentifier"


@once
def copy_elsewhere(stack: StackView, database: ResourceView) -> str | None:
    """Return what copy of a database is in another region; None where there is none.

    Raises:
        NotKnownError: there surely is none, and there may be one.
    """
    doubt: NotKnownError | None = None
    if database.token == SERVER:
        try:
            if effective(database, "backup.geoRedundantBackup").says("Enabled"):
                return "its backups go to another region"
        except NotKnownError as error:
            doubt = error
    for copy in _copies(stack, database):
        try:
            if apart(stack, copy, database):
                return f"{copy.name} is in {region(stack, copy).region}"
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return None


def apart(stack: StackView, one: ResourceView, other: ResourceView) -> bool:
    """Tell whether two resources stand in different regions.

    Raises:
        NotKnownError: the region of one of them is not known, and they do not share whoever decides it.
    """
    by_provider = _left_to_provider(one) and _left_to_provider(other)
    if by_provider and one.resource.provider == other.resource.provider:
        return False
    with of(one):
        first = region(stack, one)
    return first.region != region(stack, other).region


def _left_to_provider(resource: ResourceView) -> bool:
    return resource.token.startswith("aws:") and not resource["region"].given


def _copies(stack: StackView, database: ResourceView) -> tuple[ResourceView, ...]:
    found = replicas(stack, database)
    if database.token == INSTANCE:
        found += pointing(stack, BACKUPS, "sourceDbInstanceArn", INSTANCE).at(database)
    if database.token == CLUSTER and database[_WORLD].given:
        found += _others_of_the_world(stack, database)
    return found


def _others_of_the_world(stack: StackView, cluster: ResourceView) -> tuple[ResourceView, ...]:
    """Return the other clusters of a global database.

    Raises:
        NotKnownError: the global database is no part of the stack, and so may be the others.
    """
    world = named(stack, cluster, _WORLD, _GLOBAL)
    if not world:
        raise NotKnownError(_WORLD, "names a global database that is no part of the stack")
    found = pointing(stack, CLUSTER, _WORLD, _GLOBAL).at(world[0])
    return tuple(each for each in found if each is not cluster)
