"""A rollout that could never be judged, or that has no room, is refused before it is made."""

from typing import Any

import pytest

from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, found

TAINTED = {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 10, "taint": "only=apps:NoSchedule"}


def rolled(changes: dict[str, Any] | None = None, **fields: Any) -> list[Fault]:
    """What is wrong with the service `trip` as a canary, with fields besides."""
    trip = {"metrics_path": "/metrics", "ingress": {"path": "/trips"}, "rollout": "canary", **fields}
    return found({"ingress": {}, "workloads": {"trip": trip}, **(changes or {})})


def test_a_canary_behind_the_gateway_is_sound() -> None:
    """Nothing is wrong with the one that the others are changes of."""
    assert rolled() == []


def test_without_metrics_nobody_judges() -> None:
    """The managed Prometheus counts the requests."""
    assert rolled({"observability": {"metrics": False}}) == [
        Fault(
            ("workloads", "trip", "rollout"),
            "canary judges a version by the managed Prometheus, and observability.metrics is false",
            "set observability.metrics to true, or rollout to rolling",
        )
    ]


def test_a_service_that_gets_no_request_is_refused() -> None:
    """One that works off a queue would wait for a person each time."""
    faults = rolled(ingress=None, rollout="blue_green", uses={"receives": ["jobs"]})
    assert faults == [
        Fault(
            ("workloads", "trip", "rollout"),
            "no request reaches trip: it has no ingress and no service calls it, so blue_green would wait "
            "for a person each time",
            "set it to rolling",
        )
    ]


def test_a_service_that_is_called_gets_requests() -> None:
    """A call counts as well as a route."""
    user = {"image": "user:1.0.0", "resources": RESOURCES, "calls": ["trip"], "ingress": True}
    workloads = {
        "trip": {"metrics_path": "/metrics", "ingress": None, "rollout": "blue_green"},
        "user": user,
    }
    assert found({"workloads": workloads}) == []


@pytest.mark.parametrize(("kind", "second"), [("canary", "trip-canary"), ("blue_green", "trip-preview")])
def test_the_address_of_a_new_version_is_no_service_s(kind: str, second: str) -> None:
    """Two objects would have one name."""
    other = {"image": "other:1.0.0", "resources": RESOURCES}
    trip = {"metrics_path": "/metrics", "ingress": {"path": "/trips"}, "rollout": kind}
    assert found({"ingress": {}, "workloads": {"trip": trip, second: other}}) == [
        Fault(
            ("workloads", second),
            f"{second} is the address at which {kind} has the new version of trip",
            "give the service another name",
        )
    ]


def test_the_controllers_find_nodes() -> None:
    """Where every pool has a taint, one is named."""
    pools = {"cluster": {"pools": {"apps": TAINTED}}, "ingress": {"pool": "apps"}}
    assert rolled(pools, pool="apps") == [
        Fault(
            ("rollouts", "pool"),
            "every pool has a taint (apps: only=apps:NoSchedule), so what carries out the rollout of trip "
            "runs nowhere if it names none",
            "set pool to apps, or remove a taint",
        )
    ]
    assert rolled({**pools, "rollouts": {"pool": "apps"}}, pool="apps") == []


def test_their_pool_is_there() -> None:
    """A name that nothing has is refused."""
    assert rolled({"rollouts": {"pool": "extra"}}) == [
        Fault(("rollouts", "pool"), "there is no pool extra in cluster.pools", "choose one of apps")
    ]


def test_two_versions_fit_side_by_side() -> None:
    """Ten nodes hold one version of three large pods each, and not two."""
    large = {"cpu": "3000m", "memory": "1Gi", "memory_limit": "2Gi"}
    faults = rolled(resources=large, replicas=7, autoscale=None)
    assert [each.path for each in faults] == [("workloads", "trip", "rollout")]
    assert "trip twice 42" in faults[0].reason
    assert rolled(resources=large, replicas=7, autoscale=None, rollout="rolling") == []


def two(changes: dict[str, Any] | None = None, **fields: Any) -> list[Fault]:
    """What is wrong with `user`, the second service, as a canary, past one that is brought in by its pods."""
    user = {
        "image": "user:1.0.0",
        "resources": RESOURCES,
        "metrics_path": "/metrics",
        "ingress": {"path": "/users"},
        "rollout": "canary",
        **fields,
    }
    trip = {"ingress": {"path": "/trips"}}
    return found({"ingress": {}, "workloads": {"trip": trip, "user": user}, **(changes or {})})


def test_each_rule_looks_at_the_second_service_too() -> None:
    """Past one that is not steered."""
    assert two() == []
    metrics = {"observability": {"metrics": False}}
    assert [fault.path for fault in two(metrics)] == [("workloads", "user", "rollout")]
    assert [fault.path for fault in two(ingress=None, rollout="blue_green")] == [
        ("workloads", "user", "rollout")
    ]
    other = {"image": "other:1.0.0", "resources": RESOURCES}
    trip, user = (
        {"ingress": {"path": "/trips"}},
        {
            "image": "user:1.0.0",
            "resources": RESOURCES,
            "metrics_path": "/metrics",
            "ingress": {"path": "/users"},
            "rollout": "canary",
        },
    )
    taken = found({"ingress": {}, "workloads": {"trip": trip, "user": user, "user-canary": other}})
    assert [fault.path for fault in taken] == [("workloads", "user-canary")]


@pytest.mark.parametrize(("kind", "free"), [("canary", "trip-preview"), ("blue_green", "trip-canary")])
def test_the_other_kinds_second_address_is_free(kind: str, free: str) -> None:
    """Nothing is made at it."""
    other = {"image": "other:1.0.0", "resources": RESOURCES}
    trip = {"metrics_path": "/metrics", "ingress": {"path": "/trips"}, "rollout": kind}
    assert found({"ingress": {}, "workloads": {"trip": trip, free: other}}) == []


def test_without_a_rollout_no_pool_is_asked_for_its_controllers() -> None:
    """Nothing of it runs; one that is named has to be there all the same."""
    pools = {"cluster": {"pools": {"apps": TAINTED}}, "ingress": {"pool": "apps"}}
    assert rolled(pools, pool="apps", rollout="rolling") == []
    told = rolled({"rollouts": {"pool": "extra"}}, rollout="rolling")
    assert [fault.path for fault in told] == [("rollouts", "pool")]
