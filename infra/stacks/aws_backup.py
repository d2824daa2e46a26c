"""Backups on AWS, as an environment asks for them."""

from collections.abc import Sequence

import pulumi

from infra.environment import Environment
from jiban.components.backup.aws import Backup, BackupArgs
from jiban.components.backup.aws_drill import Database
from jiban.components.backup.contract import BackupContract
from jiban.components.network.contract import NetworkContract
from jiban.components.objects.contract import ObjectsContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.site import Site


def backups(
    environment: Environment,
    site: Site,
    network: NetworkContract,
    postgres: PostgresContract | None,
    opts: pulumi.ResourceOptions,
    *,
    objects: ObjectsContract | None = None,
    receiver: pulumi.Input[str] | None = None,
) -> BackupContract | None:
    """Make vaults, plan and drill; None where the environment asks for none.

    Args:
        environment: what is asked for, and what may be lost.
        site: where it stands.
        network: the group in which a restored copy of the database stands.
        postgres: the database.
        opts: options of the component.
        objects: the buckets, of which those with files are backed up.
        receiver: ARN of the topic that tells people of alarms.
    """
    if environment.backup is None or postgres is None:
        return None
    if postgres.server_id is None or postgres.subnet_group is None:
        raise ValueError("the database has no id that a backup could name")
    objective = environment.objectives.recovery
    return Backup(
        "backup",
        BackupArgs(
            spec=environment.backup,
            site=site,
            database=Database(
                arn=postgres.server_id,
                subnet_group=postgres.subnet_group,
                security_group=network.security_groups["database"],
            ),
            buckets={name: objects.buckets[name].bucket_id for name in files(environment)} if objects else {},
            rpo_minutes=objective.rpo_minutes if objective else None,
            restore_minutes=restore_minutes(environment),
            receiver=receiver,
        ),
        opts,
    ).contract


def files(environment: Environment) -> Sequence[str]:
    """Return the buckets of which the vault holds copies: those of users' files that keep versions."""
    asked = environment.objects.buckets if environment.objects else {}
    return sorted(name for name, each in asked.items() if each.purpose == "files" and each.versioning)


def restore_minutes(environment: Environment) -> int | None:
    """Return the minutes that are left for a restore once somebody has begun; None without an objective."""
    objective = environment.objectives.recovery
    if objective is None:
        return None
    return max(0, objective.rto_minutes - objective.respond_minutes)
