"""When a cache may be patched, as ElastiCache asks for it. Pure arithmetic."""

from typing import Final

from jiban.components.cache.spec import CacheWindowSpec
from jiban.components.weeks import opening

PATCH_MINUTES: Final = 60
"""Length of the window: the least that ElastiCache takes (`CreateReplicationGroup`)."""


def patch_window(window: CacheWindowSpec) -> str:
    """Return the weekly window in UTC: `sat:19:00-sat:20:00`."""
    start = opening(window.day, window.start, window.utc_offset)
    return f"{start}-{start.later(PATCH_MINUTES)}"
