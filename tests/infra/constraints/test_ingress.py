"""Requests from outside go one way, through a gateway that is there."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, found
from tests.infra.constraints.test_references import on_aws

TAINTED = {"cluster": {"pools": {"apps": {"taint": "only=apps:NoSchedule"}}}}
SUBNET = {"network": {"subnets": {"application": "10.0.1.0/24"}}}


def behind(*, ingress: object = None, **others: Any) -> list[Fault]:
    """What is wrong with the service `trip` behind the gateway, and others beside it, by their `ingress`."""
    services = {"trip": {"path": "/trips"} if ingress is None else ingress, **others}
    made = {
        name: {"image": f"{name}:1.0.0", "resources": RESOURCES, "ingress": each}
        for name, each in services.items()
    }
    return found({"ingress": {}, "workloads": made})


def gateway(spec: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> list[Fault]:
    """What is wrong with a gateway like this."""
    return found({"ingress": spec, "workloads": {"trip": {"ingress": {"path": "/trips"}}}, **(changes or {})})


def test_a_route_through_a_gateway_is_sound() -> None:
    """Nothing is wrong with the one that the others are changes of."""
    assert behind() == []


def test_a_route_without_a_gateway_is_refused() -> None:
    """The service's policy could let nobody in."""
    assert found({"workloads": {"trip": {"ingress": {"path": "/trips"}}}}) == [
        Fault(
            ("workloads", "trip", "ingress"),
            "no gateway would send by this route, and the service's network policy would let none in: the "
            "environment has no ingress",
            "set jiban:ingress",
        )
    ]


def test_a_route_on_aws_needs_a_gateway_too() -> None:
    """It is built there."""
    assert on_aws(ingress={"path": "/trips"}) == [
        Fault(
            ("workloads", "trip", "ingress"),
            "no gateway would send by this route, and the service's network policy would let none in: "
            "the environment has no ingress",
            "set jiban:ingress",
        )
    ]


def test_a_service_without_a_route_gets_nothing() -> None:
    """The gateway in the cluster sends by routes alone."""
    assert behind(ingress=True) == [
        Fault(
            ("workloads", "trip", "ingress"),
            "the gateway inside the cluster would never send to trip, as no route leads there",
            "set ingress.path to the beginning of the paths that are the service's, such as /api",
        )
    ]


def test_a_service_after_one_without_requests_needs_a_route() -> None:
    """Each is looked at by itself."""
    assert [fault.path for fault in behind(ingress=False, user=True)] == [("workloads", "user", "ingress")]


def test_every_service_with_a_taken_path_is_told_who_has_it() -> None:
    """The first one, also to the third, past a service without requests."""
    path = {"path": "/trips"}
    assert [
        (fault.path[1], fault.reason[:20]) for fault in behind(ingress=False, a=path, b=path, c=path)
    ] == [
        ("b", "a already has /trips"),
        ("c", "a already has /trips"),
    ]


def test_one_path_of_one_host_is_refused() -> None:
    """It is told with the host."""
    shared = {"path": "/", "host": "a.example.com"}
    (fault,) = behind(ingress=shared, user=shared)
    assert fault.reason.startswith("trip already has / of host a.example.com;")


def test_two_services_with_one_path_are_refused() -> None:
    """One of them would get nothing."""
    assert behind(ingress={"path": "/trips"}, user={"path": "/trips"}) == [
        Fault(
            ("workloads", "user", "ingress", "path"),
            "trip already has /trips of every host; the gateway would send all requests to one of the two",
            "set another path or host, or share them by weights of trip",
        )
    ]


def test_one_path_of_two_hosts_is_sound() -> None:
    """The host tells them apart."""
    assert (
        behind(ingress={"path": "/", "host": "a.example.com"}, user={"path": "/", "host": "b.example.com"})
        == []
    )


def test_a_share_goes_to_a_service_there_is() -> None:
    """A name that is near is told."""
    assert behind(ingress={"path": "/trips", "weights": {"trip": 90, "trap": 10}}) == [
        Fault(
            ("workloads", "trip", "ingress", "weights", "trap"),
            "there is no service trap in workloads",
            "set trip, or add trap to workloads",
        )
    ]


@pytest.mark.parametrize("address", ["10.0.1.3", "10.0.1.255", "10.0.2.7"])
def test_the_address_is_a_free_one_of_the_nodes(address: str) -> None:
    """The load balancer could not be made at another one."""
    assert gateway({"address": address}, SUBNET) == [
        Fault(
            ("ingress", "address"),
            f"{address} is none of 10.0.1.4 to 10.0.1.254, which the cloud leaves free in the nodes' subnet "
            "10.0.1.0/24",
            "set one of them, or leave it out for the last",
        )
    ]


def test_a_free_address_is_sound() -> None:
    """Any in the middle."""
    assert gateway({"address": "10.0.1.100"}, SUBNET) == []


def test_the_pool_is_one_there_is() -> None:
    """Its pods would wait for ever."""
    assert gateway({"pool": "web"}) == [
        Fault(("ingress", "pool"), "there is no pool web in cluster.pools", "choose one of apps")
    ]


def test_some_pool_takes_the_gateway() -> None:
    """It tolerates only the taint of the pool that it names."""
    told = [fault for fault in gateway({}, TAINTED) if fault.path == ("ingress", "pool")]
    assert told == [
        Fault(
            ("ingress", "pool"),
            "every pool has a taint (apps: only=apps:NoSchedule), so a gateway that names none runs nowhere",
            "set pool to apps, or remove a taint",
        )
    ]


def test_one_pool_without_a_taint_is_enough() -> None:
    """The gateway runs there."""
    pools = {**TAINTED["cluster"]["pools"], "open": {"machine": "Standard_D4s_v3"}}
    told = gateway({}, {"cluster": {"pools": pools}})
    assert [fault for fault in told if fault.path == ("ingress", "pool")] == []


def test_the_chart_has_no_say_where_there_is_no_gateway() -> None:
    """The version is the cluster's own matter there."""
    assert not any("Envoy Gateway" in fault.reason for fault in found({"cluster": {"version": "1.32"}}))


def test_the_chart_knows_the_version() -> None:
    """It says for which versions of Kubernetes it is made."""
    told = [
        fault for fault in gateway({}, {"cluster": {"version": "1.32"}}) if "Envoy Gateway" in fault.reason
    ]
    assert told == [
        Fault(
            ("cluster", "version"),
            "Envoy Gateway v1.9.1 is made for Kubernetes 1.33, 1.34, 1.35, 1.36, not for 1.32",
            "set one of these, or set jiban:ingress to null",
        )
    ]


def test_every_share_of_every_service_is_looked_at() -> None:
    """The second of the second."""
    shared = {"path": "/users", "weights": {"trip": 80, "far-away": 20}}
    assert behind(user=shared) == [
        Fault(
            ("workloads", "user", "ingress", "weights", "far-away"),
            "there is no service far-away in workloads",
            "add far-away to workloads",
        )
    ]


def test_an_address_of_a_network_without_a_plan_is_not_judged() -> None:
    """The network is told, and nothing of what would stand in it."""
    told = gateway({"address": "10.0.1.100"}, {"network": {"cidr": "10.0.0.0/24"}})
    assert [fault.path for fault in told] == [("network", "cidr")]
