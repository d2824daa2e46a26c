"""What a service asks of its platform, and what is missing there."""

from collections.abc import Iterator

from jiban.components.base import Fault
from jiban.components.images import names_host
from jiban.components.workload.connection import bucket_variable
from jiban.components.workload.contract import PlatformShape, Store
from jiban.components.workload.names import RESERVED
from jiban.components.workload.policies import stores
from jiban.components.workload.scaling import needs_keda
from jiban.components.workload.spec import AutoscaleSpec, WorkloadSpec


def faults(service: str, spec: WorkloadSpec, shape: PlatformShape) -> Iterator[Fault]:
    """Yield a fault for everything the platform does not have, without which the service could never work."""
    if service in RESERVED:
        yield Fault(
            (), f"every namespace already has an object called {service}", "give the service another name"
        )
    if not shape.registry and not names_host(spec.image):
        yield Fault(
            ("image",),
            f"{spec.image} names no host, and the platform has no registry",
            "write the image with its host, or set registry",
        )
    if spec.pool is not None and spec.pool not in shape.pools:
        yield Fault(
            ("pool",),
            f"the platform has no pool {spec.pool}; it has {', '.join(sorted(shape.pools))}",
            "name one of them",
        )
    used = stores(spec)
    for store in used:
        if store not in shape.destinations:
            yield Fault(
                ("uses", _field(spec, store)),
                f"the platform has no {store}",
                "set its tier, or do not use it",
            )
    yield from _buckets(spec, shape)
    if spec.uses.mounted and not shape.secret_files:
        yield Fault(
            ("uses", "secret_files" if spec.uses.secret_files else "secret_variables"),
            "nothing on the platform's nodes puts secrets into pods",
            "deploy the platform's stack with it first, or use uses.secrets",
        )
    if (used or spec.uses.mounted) and service not in shape.identities:
        yield Fault(
            ("uses",),
            "the platform has no identity for this service",
            "deploy the platform's stack with it first",
        )
    if spec.autoscale:
        yield from _scaling(spec.autoscale, shape)


def _buckets(spec: WorkloadSpec, shape: PlatformShape) -> Iterator[Fault]:
    there = shape.destinations.get("objects")
    for bucket in spec.uses.buckets:
        if there is not None and bucket_variable(bucket) not in there.variables:
            reason = f"the platform has no bucket {bucket}"
            yield Fault(("uses", "buckets", bucket), reason, "deploy the platform's stack with it first")


def _scaling(autoscale: AutoscaleSpec, shape: PlatformShape) -> Iterator[Fault]:
    if needs_keda(autoscale) and shape.hooks.scaler_provider is None:
        yield Fault(
            ("autoscale",),
            "the platform has no KEDA, which alone follows metrics and schedules",
            "scale by cpu_percent and memory_percent",
        )
        return
    for name, metric in autoscale.metrics.items():
        path = ("autoscale", "metrics", name)
        if metric.kind == "query" and not shape.metrics:
            yield Fault(path, "no Prometheus answers the query", "set observability.metrics to true")
        if metric.kind == "queue" and "queue" not in shape.destinations:
            yield Fault(path, "the platform has no queue", "set queue, or scale by something else")


def _field(spec: WorkloadSpec, store: Store) -> str:
    match store:
        case "database":
            return "databases"
        case "cache":
            return "cache"
        case "search":
            return "search"
        case "queue":
            return "sends" if spec.uses.sends else "receives"
        case "objects":
            return "buckets"
        case "vault":
            fields = ("secrets", "keys", "certificates")
            return next(field for field in fields if getattr(spec.uses, field))
        case "telemetry":
            return "telemetry"
