"""What every cloud's cache gives to the tiers above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class CacheUser:
    """A user that a service signs in as."""

    name: pulumi.Output[str]
    """Known once the user exists."""
    user_id: pulumi.Output[str]
    """What a permission to sign in as it names."""


@dataclass(frozen=True, kw_only=True)
class CacheContract:
    """A cache that exists."""

    cache_id: pulumi.Output[str]
    name: pulumi.Output[str]
    """Name of the cache, known once it takes permissions."""
    host: pulumi.Output[str]
    port: int
    """TCP port that clients connect to first; TLS only."""
    database_id: pulumi.Output[str] | None = None
    """Id of the database in it, which writes logs of its own; None where it is one with the cache."""
    second: CacheContract | None = None
    """The same cache in its second region; None where it has one region. Both take writes."""
    token_name: pulumi.Output[str] | None = None
    """Name that a token is made for; None where a token is good for every cache (Azure)."""
    users: Mapping[str, CacheUser] = field(default_factory=dict[str, CacheUser])
    """User of each service, by its name, where the cache has users of its own (AWS)."""
    node_names: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each node, as its metrics say it, by its number (AWS)."""
    log_groups: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each group of logs that the cache writes, by what tells it from the others (AWS)."""
