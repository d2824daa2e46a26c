"""What every cloud's PostgreSQL server gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

PORT: Final = 5432
"""TCP port of PostgreSQL and of its private endpoint."""


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
