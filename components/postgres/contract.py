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
    """Ids of the servers that need a private way in: `primary` and each replica by its name."""
