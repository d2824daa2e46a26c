"""What can never fit on the nodes is refused, with the arithmetic."""

from typing import Any

from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, found, service

# A node of Standard_D4s_v3 has 4 - 0.14 = 3.86 cores left, and of 16 GiB with 250 pods 12 GiB - 100 MiB =
# 11.9 GiB.


BATCH = {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 10, "taint": "only=b:NoSchedule"}
"""A pool that only those services use that name it."""


def asking(**resources: str) -> dict[str, str]:
    """What a pod asks for."""
    return {**RESOURCES, "memory_limit": "100Gi", **resources}


def other(**fields: Any) -> dict[str, Any]:
    """A second service that nothing is wrong with."""
    return {"image": "user:1.0.0", "resources": RESOURCES, "ingress": True, **fields}


def test_a_pod_fits_on_a_node_by_processor_time() -> None:
    """Four cores are more than a node of four cores has left."""
    assert found(service(resources=asking(cpu="4"))) == [
        Fault(
            ("workloads", "trip", "resources", "cpu"),
            "one pod asks for 4 cores; a node of pool apps (Standard_D4s_v3) has 3.86 left for pods",
            "ask for less, or set a larger machine for the pool",
        )
    ]


def test_a_pod_fits_on_a_node_by_memory() -> None:
    """Twelve gibibytes are more than a node of sixteen has left."""
    assert found(service(resources=asking(memory="12Gi"))) == [
        Fault(
            ("workloads", "trip", "resources", "memory"),
            "one pod asks for 12 GiB; a node of pool apps (Standard_D4s_v3) has 11.9 left for pods",
            "ask for less, or set a larger machine for the pool",
        )
    ]


def test_the_largest_pool_counts() -> None:
    """A pod that names no pool may run on the largest nodes of those without a taint."""
    pools = {"big": {"machine": "Standard_D8s_v3", "min_nodes": 3, "max_nodes": 8}}
    assert found({"cluster": {"pools": pools}, **service(resources=asking(cpu="4"))}) == []


def test_the_fewest_pods_fit() -> None:
    """Eighty pods of half a core want forty cores, and ten nodes have 38.6."""
    changes = service(replicas=80, autoscale={"max_replicas": 80})
    assert found(changes) == [
        Fault(
            ("cluster", "pools", "apps", "max_nodes"),
            "the fewest pods of its services ask for 40 cores (trip 40), more than the 38.6 of 10 nodes of "
            "pool apps "
            "(Standard_D4s_v3)",
            "set max_nodes to 11 or more, or ask for less",
        )
    ]


def test_services_of_a_pool_are_counted_together() -> None:
    """Two services that fit alone may not fit together."""
    changes = {
        "workloads": {
            "trip": {"replicas": 40, "autoscale": {"max_replicas": 40}},
            "user": other(replicas=40),
        }
    }
    (fault,) = found(changes)
    assert fault.reason == (
        "the fewest pods of its services ask for 40 cores (trip 20 + user 20), more than the 38.6 of 10 "
        "nodes of pool "
        "apps (Standard_D4s_v3)"
    )


def test_a_pools_own_services_must_fit_in_it() -> None:
    """A service that names its pool cannot go elsewhere, however large the others are."""
    pools = {"side": {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 3}}
    changes = {
        "cluster": {"pools": pools},
        **service(pool="side", replicas=30, autoscale={"max_replicas": 30}),
    }
    assert found(changes) == [
        Fault(
            ("cluster", "pools", "side", "max_nodes"),
            "the fewest pods of its services ask for 15 cores (trip 15), more than the 11.58 of 3 nodes of "
            "pool side "
            "(Standard_D4s_v3)",
            "set max_nodes to 4 or more, or ask for less",
        )
    ]


def test_places_for_pods_are_counted() -> None:
    """Small pods run out of places before they run out of cores."""
    changes = {
        "cluster": {"pools": {"apps": {"max_pods": 10}}},
        **service(replicas=101, autoscale={"max_replicas": 101}, resources=asking(cpu="1m", memory="1Mi")),
    }
    (fault,) = found(changes)
    assert fault.reason == (
        "the fewest pods of its services ask for 101 places for pods (trip 101), more than the 100 of 10 "
        "nodes of pool "
        "apps (Standard_D4s_v3)"
    )


def test_memory_is_counted() -> None:
    """Thirty pods of four gibibytes want 120, and ten nodes have 119.02."""
    changes = service(replicas=30, autoscale={"max_replicas": 30}, resources=asking(cpu="100m", memory="4Gi"))
    assert found(changes)[0] == Fault(
        ("cluster", "pools", "apps", "max_nodes"),
        "the fewest pods of its services ask for 120 GiB (trip 120), more than the 119.02 of 10 nodes of "
        "pool apps (Standard_D4s_v3)",
        "set max_nodes to 11 or more, or ask for less",
    )


def test_services_of_a_pool_of_their_own_take_no_room_of_the_others() -> None:
    """Twenty cores of each of two pools fit, though one pool could not give forty."""
    workloads = {
        "trip": {"replicas": 40, "autoscale": {"max_replicas": 40}},
        "user": other(replicas=40, pool="batch"),
    }
    assert found({"cluster": {"pools": {"batch": BATCH}}, "workloads": workloads}) == []


def test_each_pool_is_told_in_the_order_of_the_names() -> None:
    """However the services are listed."""
    names = ("d", "b", "e", "a", "c")
    pools = {name: {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 3} for name in names}
    workloads = {f"of-{name}": other(replicas=30, pool=name) for name in names}
    assert [fault.path[2] for fault in found({"cluster": {"pools": pools}, "workloads": workloads})] == [
        "a",
        "b",
        "c",
        "d",
        "e",
    ]


def test_a_service_after_one_that_does_not_scale_can_reach_its_most_pods() -> None:
    """The first has nothing to reach."""
    workloads = {
        "trip": {"autoscale": None},
        "user": other(resources=asking(cpu="1"), autoscale=_up_to(31)),
    }
    assert [fault.path for fault in found({"workloads": workloads})] == [
        ("workloads", "user", "autoscale", "max_replicas")
    ]


def test_the_largest_node_tells_how_many_pods_fit_on_one() -> None:
    """A node of eight cores takes seven pods of one core, and one of four takes three."""
    pools = {"big": {"machine": "Standard_D8s_v3", "min_nodes": 3, "max_nodes": 3}}
    changes = service(resources=asking(cpu="1"), autoscale={"max_replicas": 52})
    (fault,) = found({"cluster": {"pools": pools}, **changes})
    assert fault.reason == (
        "52 pods of trip never run at once: no more than 7 fit on one node, and there are 10 nodes of pool "
        "apps (Standard_D4s_v3) and 3 nodes of pool big (Standard_D8s_v3)"
    )


def test_a_service_can_reach_its_most_pods() -> None:
    """Seventy-seven pods of half a core are what ten nodes take; of one core each node takes three."""
    assert found(service(resources=asking(cpu="1"), autoscale={"max_replicas": 31})) == [
        Fault(
            ("workloads", "trip", "autoscale", "max_replicas"),
            "31 pods of trip never run at once: no more than 3 fit on one node, and there are 10 nodes of "
            "pool apps "
            "(Standard_D4s_v3)",
            "set max_replicas to 30 or less, or more max_nodes for pool apps (Standard_D4s_v3)",
        )
    ]


def test_the_others_fewest_pods_take_their_room() -> None:
    """Beside twenty cores of another service there are 18.6 left, enough for thirty-seven pods of half a
    core.
    """
    changes = {"workloads": {"trip": {"autoscale": {"max_replicas": 38}}, "user": other(replicas=40)}}
    assert found(changes) == [
        Fault(
            ("workloads", "trip", "autoscale", "max_replicas"),
            "38 pods of trip never run at once: one asks for 0.5 cores, and 10 nodes of pool apps "
            "(Standard_D4s_v3) "
            "have 18.6 left beside the fewest pods of the other services (20)",
            "set max_replicas to 37 or less, or more max_nodes for pool apps (Standard_D4s_v3)",
        )
    ]


def test_the_documents_services_fit_ten_nodes() -> None:
    """User 10, trip 15, ai 8 and location 2 at their most ask for 2 + 7.5 + 8 + 0.4 = 17.9 of 38.6 cores."""
    changes = {
        "workloads": {
            "trip": {"replicas": 3, "autoscale": {"max_replicas": 15}},
            "user": other(replicas=3, resources=asking(cpu="200m", memory="512Mi"), autoscale=_up_to(10)),
            "ai": other(replicas=2, resources=asking(cpu="1", memory="2Gi"), autoscale=_up_to(8)),
            "location": other(replicas=2, resources=asking(cpu="200m", memory="512Mi")),
        }
    }
    assert found(changes) == []


def test_an_unknown_machine_is_one_fault() -> None:
    """Where the size of a node is not known, nothing is said of what fits on it."""
    changes = {"cluster": {"pools": {"apps": {"machine": "huge"}}}, **service(resources=asking(cpu="500"))}
    assert [fault.path for fault in found(changes)] == [("cluster", "pools", "apps", "machine")]


def _up_to(pods: int) -> dict[str, int]:
    return {"max_replicas": pods, "cpu_percent": 70}


def test_pods_may_take_the_nodes_to_the_last_place() -> None:
    """Three nodes of ten pods each have 30 places; the 31st pod is refused."""
    cluster = {"pools": {"apps": {"min_nodes": 3, "max_nodes": 3, "max_pods": 10}}}
    small = {"resources": {"cpu": "10m", "memory": "16Mi", "memory_limit": "16Mi"}, "autoscale": None}
    assert found({"cluster": cluster, **service(replicas=30, **small)}) == []
    assert [fault.path for fault in found({"cluster": cluster, **service(replicas=31, **small)})] == [
        ("cluster", "pools", "apps", "max_nodes")
    ]


def _full(replicas: int, places: int, most: int) -> list[tuple[str | int, ...]]:
    """Where something is wrong with so many small pods, at most so many, on three nodes of some places."""
    cluster = {"pools": {"apps": {"min_nodes": 3, "max_nodes": 3, "max_pods": places}}}
    small = {"resources": {"cpu": "10m", "memory": "16Mi", "memory_limit": "16Mi"}}
    scaling = {"autoscale": {"max_replicas": most, "cpu_percent": 70}}
    return [
        fault.path for fault in found({"cluster": cluster, **service(replicas=replicas, **small, **scaling)})
    ]


def test_a_service_whose_fewest_pods_fill_the_nodes_cannot_scale() -> None:
    """The fewest fit to the last place, so it is the most that never run at once."""
    assert _full(30, 10, 30) == []
    assert _full(30, 10, 31) == [("workloads", "trip", "autoscale", "max_replicas")]
    assert _full(31, 10, 40) == [("cluster", "pools", "apps", "max_nodes")]


def test_pods_that_may_go_elsewhere_take_no_room_of_a_pool() -> None:
    """A service of another pool leaves this one to the services that have no other."""
    pools = {
        "apps": {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 10},
        "batch": {
            "machine": "Standard_D4s_v3",
            "min_nodes": 3,
            "max_nodes": 10,
            "taint": "only=b:NoSchedule",
        },
    }
    workloads = {
        "trip": {"autoscale": {"max_replicas": 70}},
        "user": other(replicas=40, pool="batch"),
    }
    assert found({"cluster": {"pools": pools}, "workloads": workloads}) == []


def test_a_pool_that_only_asks_to_be_left_alone_is_one_of_the_others() -> None:
    """A taint of PreferNoSchedule keeps no pod away, so its nodes count for a service that names no pool."""
    preferring = {"machine": "Standard_D8s_v3", "min_nodes": 3, "taint": "only=b:PreferNoSchedule"}
    closed = {**preferring, "taint": "only=b:NoSchedule"}
    asked = service(resources=asking(cpu="4"), autoscale=None)
    assert found({"cluster": {"pools": {"big": preferring}}, **asked}) == []
    assert [fault.path for fault in found({"cluster": {"pools": {"big": closed}}, **asked})] == [
        ("workloads", "trip", "resources", "cpu")
    ]


def test_the_gateway_takes_room_of_the_services() -> None:
    """Its proxies and controllers stand in the same pool, at their fewest."""
    (told,) = found(
        {
            "ingress": {"replicas": 60, "max_replicas": 60, "cpu": "1"},
            "workloads": {"trip": {"ingress": {"path": "/"}}},
        }
    )
    assert (told.path, told.reason) == (
        ("cluster", "pools", "apps", "max_nodes"),
        (
            "the fewest pods of its services ask for 61.2 cores (trip 1 + the gateway's proxies 60 + its "
            "controllers 0.2), more than the 38.6 of 10 nodes of pool apps (Standard_D4s_v3)"
        ),
    )


def test_pods_that_may_run_elsewhere_take_no_room_of_one_pool() -> None:
    """A service that names no pool has the other one."""
    small = {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 3}
    pools = {"apps": small, "more": {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 10}}
    named = service(pool="apps", replicas=20, autoscale={"max_replicas": 21})
    services = {**named["workloads"], "user": other(replicas=60)}
    assert found({"cluster": {"pools": pools}, "workloads": services}) == []


def test_pods_of_an_unknown_pool_take_no_room() -> None:
    """That the pool is not there is all that is told."""
    services = {"user": other(pool="nowhere", replicas=100)}
    assert [fault.path for fault in found({"workloads": services})] == [("workloads", "user", "pool")]


def test_memory_and_places_of_one_node_count_as_well() -> None:
    """Of four GiB two fit on a node, of ten places ten, however few cores they ask for."""
    large = service(resources=asking(cpu="100m", memory="4Gi"), autoscale={"max_replicas": 21})
    (memory,) = found(large)
    assert memory.reason.startswith("21 pods of trip never run at once: no more than 2 fit on one node")
    assert memory.remedy.startswith("set max_replicas to 20 or less")
    small = service(resources=asking(cpu="1m", memory="1Mi"), autoscale={"max_replicas": 101})
    (places,) = found({"cluster": {"pools": {"apps": {"max_pods": 10}}}, **small})
    assert places.reason.startswith("101 pods of trip never run at once: no more than 10 fit on one node")
