"""What a cloud cannot do that a cache's specification can ask for."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit
from jiban.components.cache.machines import MachineFacts
from jiban.components.cache.sizing import WorkingSetTooLargeError, shares, size_of, smallest
from jiban.components.cache.spec import CacheSpec
from jiban.components.machines import UnknownMachineError


def _machine(cloud: Cloud, spec: CacheSpec) -> Iterator[Fault]:
    try:
        size = size_of(cloud, spec)
    except UnknownMachineError as error:
        yield Fault(("machine",), str(error), error.remedy)
        return
    except WorkingSetTooLargeError:
        return  # told at the working set
    if spec.machine is None or spec.working_set_gb is None:
        return
    found = shares(cloud)
    if found.holds(size) < spec.working_set_gb:
        yield Fault(
            ("machine",),
            f"{size.sku} has {size.memory_gib:g} GiB, of which {found.usable:.0%} hold data and "
            f"{found.full:.0%} of that may be full: {float(found.holds(size)):g} GiB, and working_set_gb is "
            f"{spec.working_set_gb:g}",
            _larger(cloud, spec, spec.working_set_gb),
        )


def _larger(cloud: Cloud, spec: CacheSpec, working_set_gb: float) -> str:
    try:
        size = smallest(cloud, working_set_gb, geo=spec.geo_region is not None)
    except WorkingSetTooLargeError:
        return "name a larger size"
    return f"remove machine, which gives {size.sku}, or name a larger size"


def _working_set(cloud: Cloud, spec: CacheSpec) -> Iterator[Fault]:
    if spec.machine is not None:
        return
    try:
        size_of(cloud, spec)
    except WorkingSetTooLargeError as error:
        yield Fault(("working_set_gb",), str(error), "name a size in machine, or keep less in the cache")


def _clustering(spec: CacheSpec) -> Iterator[Fault]:
    size = _size(spec)
    if spec.clustering != "none" or size is None:
        return
    most = shares("azure").unsharded_gib
    if most is not None and size.memory_gib > most:
        yield Fault(
            ("clustering",),
            f"a cache without shards has {most:g} GiB at most, and {size.sku} has {size.memory_gib:g}",
            "set clustering to single_endpoint or cluster, or choose a smaller size",
        )


def _geo(spec: CacheSpec) -> Iterator[Fault]:
    """What active geo-replication excludes: `managed-redis/how-to-active-geo-replication`, 2025-05-18."""
    if spec.geo_region is None:
        return
    size = _size(spec)
    if spec.persistence != "none":
        yield Fault(
            ("persistence",),
            f"a cache in two regions keeps nothing on disk, and persistence is {spec.persistence}",
            "set persistence to none, or remove geo_region",
        )
    if not spec.standby:
        yield Fault(
            ("standby",),
            "a cache in two regions needs its copies in each, and standby is false",
            "set standby to true, or remove geo_region",
        )
    if spec.clustering == "none":
        # Not read in a source: the page on clustering names it for neither.
        yield Fault(
            ("clustering",),
            "a cache in two regions is not built without shards",
            "set clustering to cluster or single_endpoint, or remove geo_region",
        )
    if size is not None and size.burstable:
        yield Fault(
            ("machine",),
            f"{size.sku} takes no geo-replication",
            "choose Balanced_B3 or a larger size, or remove geo_region",
        )


def _maintenance(spec: CacheSpec) -> Iterator[Fault]:
    if spec.maintenance is not None:
        yield Fault(
            ("maintenance",),
            "windows of Azure Managed Redis are a preview, and the API version that the SDK sends, "
            "2025-07-01, has none",
            "remove maintenance; the portal sets windows by hand, two a week or more, 18 hours together",
        )


def _no_proxy(spec: CacheSpec) -> Iterator[Fault]:
    if spec.clustering == "single_endpoint":
        yield Fault(
            ("clustering",),
            "nodes of ElastiCache have no proxy that hides shards; serverless caches have, and are not built",
            "set clustering to cluster, or to none for any client and commands over several keys",
        )


def _only_memory(spec: CacheSpec) -> Iterator[Fault]:
    if spec.persistence == "none":
        return
    reason = (
        "ElastiCache has no append-only file for Valkey, and its log of writes (durability) is not built"
        if spec.persistence == "log_1s"
        else f"ElastiCache takes snapshots once a day at most, and persistence is {spec.persistence}"
    )
    yield Fault(
        ("persistence",),
        reason,
        "set persistence to none; standby is what keeps the data when a node or a zone is lost",
    )


def _one_region(spec: CacheSpec) -> Iterator[Fault]:
    if spec.geo_region is not None:
        yield Fault(
            ("geo_region",),
            "a second region of ElastiCache, Global Datastore, is not built, and takes no writes there",
            "remove geo_region",
        )


def _size(spec: CacheSpec) -> MachineFacts | None:
    """Return Azure's size, where there is one; that there is none is told on its own."""
    try:
        return size_of("azure", spec)
    except (UnknownMachineError, WorkingSetTooLargeError):
        return None


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "azure",
        "machine",
        "known sizes that hold the working set, by `components/cache/machines.yaml`",
        partial(_machine, "azure"),
    ),
    Limit("azure", "working_set_gb", "144 at most", partial(_working_set, "azure")),
    Limit("azure", "clustering", "`none` up to 24 GiB", _clustering),
    Limit("azure", "geo_region", "with `standby`, shards, no `persistence`, and Balanced_B3 or larger", _geo),
    *(
        Limit(
            "azure", f"maintenance.{field}", "no window: a preview that the SDK does not have", _maintenance
        )
        for field in ("day", "start", "utc_offset")
    ),
    Limit(
        "aws",
        "machine",
        "known sizes that hold the working set, by `components/cache/machines.yaml`",
        partial(_machine, "aws"),
    ),
    Limit("aws", "working_set_gb", "235 at most", partial(_working_set, "aws")),
    Limit("aws", "clustering", "`cluster` or `none`: no proxy hides the shards", _no_proxy),
    Limit("aws", "persistence", "`none` only: snapshots are daily, and there is no log", _only_memory),
    Limit("aws", "geo_region", "none: Global Datastore is not built", _one_region),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
