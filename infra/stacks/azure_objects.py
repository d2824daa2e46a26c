"""Buckets on Azure, as an environment asks for them: their accounts, ways in, and the record of requests."""

from collections.abc import Iterator
from typing import Final

import pulumi

from infra.environment import Environment
from jiban.components.endpoints.contract import Target
from jiban.components.objects.azure import Objects, ObjectsArgs
from jiban.components.objects.contract import ObjectsContract
from jiban.components.observability.spec import ObservabilitySpec, TableSpec
from jiban.components.site import Site

REQUESTS: Final = "StorageBlobLogs"
"""Table of the logs with the requests to accounts."""


def objects(environment: Environment, site: Site) -> ObjectsContract | None:
    """Make the environment's buckets; None where it asks for none."""
    if environment.objects is None:
        return None
    return Objects("objects", ObjectsArgs(spec=environment.objects, site=site)).contract


def is_recorded(environment: Environment) -> bool:
    """Whether each request to the buckets is on record."""
    return environment.objects is not None and environment.objects.access_log_days is not None


def logged(environment: Environment) -> ObservabilitySpec:
    """Return the environment's logs, with the days of the record of requests."""
    spec = environment.observability
    if environment.objects is None or environment.objects.access_log_days is None or spec.logs is None:
        return spec
    table = TableSpec(keep_days=environment.objects.access_log_days)
    logs = spec.logs.model_copy(update={"tables": {**spec.logs.tables, REQUESTS: table}})
    return spec.model_copy(update={"logs": logs})


def targets(buckets: ObjectsContract | None) -> Iterator[Target]:
    """Yield the way in to each bucket's account."""
    for name, place in buckets.buckets.items() if buckets else ():
        if place.account_id is not None:
            yield Target(
                name=f"objects-{name}", service="objects", resource_id=place.account_id, role="endpoints"
            )


def blob_services(buckets: ObjectsContract | None) -> Iterator[tuple[str, pulumi.Output[str]]]:
    """Yield what writes the record of requests, by the bucket's name: a part of the account."""
    for name, place in buckets.buckets.items() if buckets else ():
        if place.account_id is not None:
            yield name, place.account_id.apply(lambda account: f"{account}/blobServices/default")
