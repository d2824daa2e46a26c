"""What can be asked for of a cache, on any cloud."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from jiban.components.base import Spec


class CacheSpec(Spec):
    """A Redis cache with TLS; clients sign in with directory identities, not with keys."""

    machine: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")] = "small"
    """Memory and speed: `small`, `medium`, `large`, or the cloud's own size, such as `Balanced_B5`. Default:
    small."""
    standby: bool = True
    """Whether every shard has a replica in another zone that takes over; without it a failure empties the
    cache. Default: true."""
    clustering: Literal["cluster", "single_endpoint"] = "cluster"
    """`cluster`: clients speak the Redis Cluster protocol and reach the shards themselves. `single_endpoint`:
    a proxy hides the shards. Changing it replaces the database. Default: cluster."""
    eviction: Literal["volatile-lru", "allkeys-lru", "noeviction"] = "volatile-lru"
    """What is evicted when memory is full: the least used keys with a time to live, the least used of all,
    or nothing, so that writes fail. Default: volatile-lru."""
    persistence: Literal["none", "snapshot_1h", "snapshot_6h", "snapshot_12h", "log_1s"] = "none"
    """What survives the loss of all copies: nothing, the last snapshot, or all but the last second (append-
    only file). The clouds refuse both at once. Default: none, it is a cache."""
