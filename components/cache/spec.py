"""What can be asked for of a cache, on any cloud."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jiban.components.base import Spec
from jiban.components.units import TimeOfDay, UtcOffset, Weekday

RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
"""The cloud's own name of a region: koreasouth."""


class CacheWindowSpec(Spec):
    """Hours of the week in which the cloud may patch the cache."""

    day: Weekday = "Sunday"
    """Day of the week, in the window's time zone. Default: Sunday."""
    start: TimeOfDay = "04:00"
    """Start of the window, HH:MM. Default: 04:00."""
    utc_offset: UtcOffset = "+09:00"
    """Time zone of day and start. Default: +09:00, Korea."""


class CacheSpec(Spec):
    """A Redis cache with TLS; clients sign in with directory identities, not with keys."""

    working_set_gb: Annotated[float, Field(ge=0.1, le=2000)] | None = None
    """Memory in GiB that all keys and values take together when they take most. The size follows from it,
    with a reserve for the service and for eviction (`components/cache/sizing.yaml`). A larger one scales up
    in place; no cache is scaled down. Default: none, the size is `machine`'s."""
    machine: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")] | None = None
    """Memory and speed, instead of what follows from the working set: `small`, `medium`, `large`, or the
    cloud's own size, such as `Balanced_B5`. It must hold `working_set_gb`, where that is given. Default: by
    the working set; without one, small."""
    standby: bool = True
    """Whether every shard has a replica in another zone that takes over; without it a failure empties the
    cache. Default: true."""
    clustering: Literal["cluster", "single_endpoint", "none"] = "cluster"
    """`cluster`: clients speak the Redis Cluster protocol and reach the shards themselves. `single_endpoint`:
    a proxy hides the shards. `none`: there are no shards, so that commands over several keys have no limits;
    only for small caches, and slower. Only from `none` can it be changed; any other change replaces the
    database. Default: cluster."""
    eviction: Literal["volatile-lru", "allkeys-lru", "noeviction"] = "volatile-lru"
    """What is evicted when memory is full: the least used keys with a time to live, the least used of all,
    or nothing, so that writes fail. Default: volatile-lru."""
    persistence: Literal["none", "snapshot_1h", "snapshot_6h", "snapshot_12h", "log_1s"] = "none"
    """What survives the loss of all copies: nothing, the last snapshot, or all but the last second (append-
    only file, which costs throughput). The clouds refuse both at once. It survives in the same region only.
    Default: none, it is a cache."""
    geo_region: RegionName | None = None
    """Second region, which holds the same cache: both take writes, and programs choose one. It doubles the
    price, and goes without persistence. Adding it later replaces the database. Default: none."""
    maintenance: CacheWindowSpec | None = None
    """When the cloud may patch the cache. Default: whenever the cloud chooses."""
