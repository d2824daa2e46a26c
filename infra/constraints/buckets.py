"""Rules about buckets on Azure: where they are copied to, and where the record of requests is kept."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components import regions
from jiban.components.base import Fault
from jiban.components.objects.pairs import copy_fault
from jiban.components.regions import UnknownRegionError

_TABLE: Final = "StorageBlobLogs"


def copies_are_in_the_pair(environment: Environment) -> Iterator[Fault]:
    """An account is copied to the pair of its region alone."""
    objects = environment.objects
    if objects is None or environment.cloud != "azure":
        return
    for name, bucket in objects.buckets.items():
        if bucket.replicate_to is None or bucket.replicate_to == environment.region:
            continue
        try:
            regions.region("azure", environment.region)
            if regions.region("azure", bucket.replicate_to).restricted and not _is_pair(
                environment.region, bucket.replicate_to
            ):
                continue
        except UnknownRegionError:
            continue  # what is no region, or not open, is told of every tier alike
        fault = copy_fault(environment.region, bucket.replicate_to)
        if fault is not None:
            yield fault.below("objects", "buckets", name, "replicate_to")


def _is_pair(region: str, other: str) -> bool:
    return regions.region("azure", region).pair == other


def requests_are_recorded_in_the_logs(environment: Environment) -> Iterator[Fault]:
    """The record of requests is a table of the logs, kept as long as the others at least."""
    objects, logs = environment.objects, environment.observability.logs
    if objects is None or environment.cloud != "azure" or objects.access_log_days is None:
        return
    path, days = ("objects", "access_log_days"), objects.access_log_days
    if logs is None:
        yield Fault(
            path,
            f"requests are on record for {days} days in the environment's logs, and there are none",
            "set observability.logs, or objects.access_log_days to null",
        )
        return
    if days < logs.retention_days:
        yield Fault(
            path,
            f"the logs can be asked for {logs.retention_days} days, and no table of them is kept for fewer; "
            f"access_log_days is {days}",
            f"set it to {logs.retention_days} or more, or to null, or set "
            f"observability.logs.retention_days to {days} or fewer",
        )
    if _TABLE in logs.tables:
        yield Fault(
            ("observability", "logs", "tables", _TABLE),
            "this table is the record of requests to the buckets, whose days are objects.access_log_days",
            "remove it here",
        )


def buckets_stay_in_one_region(environment: Environment) -> Iterator[Fault]:
    """An environment with a second region on Azure has no buckets: none are built there."""
    if environment.objects is None or environment.cloud != "azure":
        return
    if environment.recovery is not None or environment.second:
        yield Fault(
            ("objects",),
            "the second region gets no buckets yet, and services there would find none",
            "set jiban:objects to null, or leave recovery out",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    copies_are_in_the_pair,
    requests_are_recorded_in_the_logs,
    buckets_stay_in_one_region,
)
