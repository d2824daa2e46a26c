"""What every cloud's cache gives to the tiers above it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class CacheContract:
    """A cache that exists."""

    cache_id: pulumi.Output[str]
    name: pulumi.Output[str]
    """Name of the cache, known once it takes permissions."""
    host: pulumi.Output[str]
    port: int
    """TCP port that clients connect to first; TLS only."""
    second: CacheContract | None = None
    """The same cache in its second region; None where it has one region. Both take writes."""
