from dataclasses import replace
from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.workload import needs
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.contract import Destination, PlatformShape
from tests.components.workload.examples import SHAPE, spec, tripgen


def faults(shape: PlatformShape = SHAPE, name: str = "trip", **fields: Any) -> list[Fault]:
    """Return what a platform lacks for a service with these fields."""
    return list(needs.faults(name, spec(**fields), shape))


@pytest.mark.parametrize("name", ["user", "trip", "ai", "location"])
def test_a_whole_platform_lacks_nothing(name: str) -> None:
    """Every service of the example finds what it asks for."""
    assert list(needs.faults(name, tripgen()[name], SHAPE)) == []


def test_an_image_without_host_needs_a_registry() -> None:
    """Nothing says where to pull it from."""
    (fault,) = faults(replace(SHAPE, registry=False))
    assert fault.path == ("image",)


def test_a_pool_must_exist() -> None:
    """A pod that selects a pool that is not there waits for ever."""
    (fault,) = faults(pool="gpu")
    assert fault == Fault(("pool",), "the platform has no pool gpu; it has apps, plain", "name one of them")


@pytest.mark.parametrize(
    ("uses", "path"),
    [
        ({"databases": ("trips",)}, ("uses", "databases")),
        ({"cache": True}, ("uses", "cache")),
        ({"search": True}, ("uses", "search")),
        ({"receives": ("jobs",)}, ("uses", "receives")),
        ({"buckets": {"files": "read"}}, ("uses", "buckets")),
        ({"secrets": ("key",)}, ("uses", "secrets")),
        ({"keys": ("documents",)}, ("uses", "keys")),
        ({"certificates": ("tls",)}, ("uses", "certificates")),
    ],
)
def test_what_is_used_must_exist(uses: dict[str, Any], path: tuple[str, ...]) -> None:
    """A service that uses a store which is not there is refused at the field that says so."""
    (fault,) = faults(replace(SHAPE, destinations={}), uses=uses)
    assert fault.path == path


def test_a_bucket_that_the_platform_has_not_is_told() -> None:
    """By its name; one that it has is none of it."""
    there = Destination(role=None, ports=(443,), variables=("BUCKET_FILES_NAME",))
    shape = replace(SHAPE, destinations={"objects": there})
    assert faults(shape, uses={"buckets": {"files": "read", "logs": "add"}}) == [
        Fault(
            ("uses", "buckets", "logs"),
            "the platform has no bucket logs",
            "deploy the platform's stack with it first",
        )
    ]


def test_what_is_used_needs_an_identity() -> None:
    """Stores know services by their identities alone; there is no password."""
    (fault,) = faults(name="newcomer", uses={"cache": True})
    assert fault.path == ("uses",)


@pytest.mark.parametrize(
    ("metric", "shape"),
    [
        ({"kind": "query", "query": "up", "per_pod": 1.0}, replace(SHAPE, metrics=False)),
        ({"kind": "queue", "queue": "jobs", "per_pod": 1}, replace(SHAPE, destinations={})),
    ],
)
def test_a_metric_needs_something_that_measures_it(metric: dict[str, Any], shape: PlatformShape) -> None:
    """An autoscaler by a number that nobody gives would never move."""
    (fault,) = faults(shape, autoscale={"max_replicas": 3, "metrics": {"load": metric}})
    assert fault.path == ("autoscale", "metrics", "load")


@pytest.mark.parametrize("name", ["default", "deployer", "default-deny", "name-lookups"])
def test_names_that_every_namespace_has_are_taken(name: str) -> None:
    """A service of that name would fight over an object that is there already."""
    (fault,) = faults(name=name)
    assert name in fault.reason


@pytest.mark.parametrize(
    "followed",
    [
        {"metrics": {"load": {"kind": "query", "query": "sum(up)", "per_pod": 1.0}}},
        {"schedules": {"day": {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 2}}},
    ],
)
def test_metrics_and_schedules_need_keda(followed: dict[str, Any]) -> None:
    """Where the cluster has none, only processor time and memory can be followed."""
    shape = replace(SHAPE, hooks=replace(HOOKS["aws"], scaler_provider=None))
    assert faults(shape, autoscale={"max_replicas": 4, **followed}) == [
        Fault(
            ("autoscale",),
            "the platform has no KEDA, which alone follows metrics and schedules",
            "scale by cpu_percent and memory_percent",
        )
    ]
    assert faults(shape, autoscale={"max_replicas": 4, "cpu_percent": 70}) == []


@pytest.mark.parametrize(
    ("uses", "field"),
    [
        ({"sends": ("jobs",)}, "sends"),
        ({"sends": ("jobs",), "receives": ("jobs",)}, "sends"),
        ({"telemetry": True}, "telemetry"),
        ({"secrets": ("key",), "keys": ("documents",)}, "secrets"),
        ({"keys": ("documents",), "certificates": ("tls",)}, "keys"),
    ],
)
def test_the_first_field_that_asks_for_it_is_named(uses: dict[str, Any], field: str) -> None:
    """Of several that need one store."""
    (fault,) = faults(replace(SHAPE, destinations={}), uses=uses)
    assert fault.path == ("uses", field)


def test_each_store_that_is_missing_is_told() -> None:
    """The second as well as the first."""
    found = faults(replace(SHAPE, destinations={}), uses={"databases": ("trips",), "cache": True})
    assert [fault.reason for fault in found] == [
        "the platform has no database",
        "the platform has no cache",
    ]


def test_each_metric_that_nobody_gives_is_told() -> None:
    """The second as well as the first."""
    metrics = {
        "a": {"kind": "query", "query": "up", "per_pod": 1.0},
        "b": {"kind": "queue", "queue": "jobs", "per_pod": 1},
    }
    found = faults(
        replace(SHAPE, metrics=False, destinations={}), autoscale={"max_replicas": 3, "metrics": metrics}
    )
    assert [fault.path for fault in found] == [("autoscale", "metrics", "a"), ("autoscale", "metrics", "b")]


def test_an_image_with_a_host_needs_no_registry() -> None:
    """It says itself where to pull it from."""
    assert faults(replace(SHAPE, registry=False), image="ghcr.io/tripgen/trip:1.4.2") == []
