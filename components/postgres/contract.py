"""What every cloud's PostgreSQL server gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi

PORT: Final = 5432
"""TCP port of PostgreSQL and of its private endpoint."""

MASTER: Final = "postgres"
"""Name of the administrator where a server has one with a password."""


@dataclass(frozen=True, kw_only=True)
class DirectoryIdentity:
    """An identity of the cloud's directory that exists."""

    name: pulumi.Output[str]
    """Name under which PostgreSQL knows it."""
    object_id: pulumi.Output[str]


@dataclass(frozen=True, kw_only=True)
class PostgresContract:
    """A server that exists."""

    host: pulumi.Output[str]
    """DNS name of the primary, the only one that takes writes."""
    read_hosts: Mapping[str, pulumi.Output[str]]
    """DNS name of each read replica by its name."""
    resource_ids: Mapping[str, pulumi.Output[str]]
    """What other tiers name each server by, `primary` and each replica by its name: on Azure its id, for a
    private endpoint; on AWS the ARN of its users without a name, for permissions to connect."""
    admin_secret: pulumi.Output[str] | None = None
    """Id of the secret with the administrator's password, which the cloud makes and changes by itself; None
    where nobody has one."""
    admin_secret_key: pulumi.Output[str] | None = None
    """Id of the key that the secret is encrypted with; None where there is no secret."""
    server_id: pulumi.Output[str] | None = None
    """What a backup names the primary by, its ARN on AWS; None where the cloud backs it up by itself."""
    subnet_group: pulumi.Output[str] | None = None
    """Name of the group of subnets that a restored copy may stand in; None where there is no such group."""
    server_names: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each server on AWS, as its metrics say it, by the same names as `resource_ids`."""
    log_groups: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each group of logs that the servers write, by what tells it from the others (AWS)."""
