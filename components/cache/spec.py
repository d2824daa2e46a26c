"""What can be asked for of a cache, on any cloud."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from jiban.components.base import Spec


class CacheSpec(Spec):
    """A cache that speaks the Redis protocol over TLS; who may log in is decided by the directory, not by a
    key.
    """

    machine: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")] = "small"
    """Memory and speed: `small`, `medium`, `large`, or the cloud's own size, such as `Balanced_B5`. Default:
    small."""
    standby: bool = True
    """Whether every part of the data has a copy in another zone that takes over; without it a failure empties
    the cache. Default: true."""
    clustering: Literal["cluster", "single_endpoint"] = "cluster"
    """`cluster`: clients speak the Redis Cluster protocol and reach the shards themselves. `single_endpoint`:
    a proxy hides the shards. Changing it replaces the database. Default: cluster."""
    eviction: Literal["volatile-lru", "allkeys-lru", "noeviction"] = "volatile-lru"
    """What goes when memory is full: the least used keys with a time to live, the least used of all, or
    nothing, so that writes fail. Default: volatile-lru."""
    persistence: Literal["none", "snapshot_1h", "snapshot_6h", "snapshot_12h", "log_1s"] = "none"
    """What survives the loss of all copies: nothing, a snapshot of that age, or all but the last second. One
    way only; the clouds refuse both. Default: none, it is a cache."""
