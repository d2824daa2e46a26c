"""What a stack hands to the gateway inside the cluster, and to the services behind it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infra.stacks.kubernetes import workloads
from jiban.components.workload.contract import PlatformShape
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, TAINT, platform, spec
from tests.infra.stacks.examples import environment

SERVICES = {
    "trip": spec(ingress={"path": "/api/trips", "weights": {"trip": 90, "next": 10}}, calls=("user",)),
    "next": spec(port=9090),
    "user": spec(port=7070, calls=("next",)),
}


def behind(ingress: Mapping[str, Any], shape: PlatformShape = SHAPE) -> ProgramPlan:
    """Three services, of which one has a route that gives another a share."""
    whole = environment(SERVICES, ingress=ingress)
    there = replace(shape, gateway_address="10.0.127.254")
    return plan_program(lambda: workloads(whole, OWNERSHIP, replace(platform(), shape=there)))


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Behind a gateway in the pool `apps`."""
    return behind({"pool": "apps"})


def inputs(plan: ProgramPlan, name: str) -> Any:
    """Inputs of the one resource of a name."""
    (found,) = [each for each in plan.resources if each.name == name]
    return found.inputs


def policy(plan: ProgramPlan, name: str) -> Any:
    """The network policy of a name."""
    return inputs(plan, f"{name}-policy")["spec"]


def pods(plan: ProgramPlan) -> Any:
    """Where the gateway's pods run."""
    return inputs(plan, "ingress-proxies")["spec"]["provider"]["kubernetes"]["envoyDeployment"]["pod"]


def test_the_gateway_is_reached_from_its_subnet_alone(planned: ProgramPlan) -> None:
    """The one in which what stands in front of it is."""
    assert policy(planned, "ingress-proxies")["ingress"][0]["from"] == [
        {"ipBlock": {"cidr": "10.0.128.0/20"}}
    ]


def test_the_gateway_reaches_each_service_that_a_route_leads_to(planned: ProgramPlan) -> None:
    """At its own port: the one with the route, and the one with a share; no other."""
    _, *services = policy(planned, "ingress-proxies")["egress"]
    assert [
        (each["to"][0]["podSelector"]["matchExpressions"][0]["values"], each["ports"][0]["port"])
        for each in services
    ] == [(["trip"], 8080), (["next"], 9090)]


def test_a_service_with_a_share_lets_the_gateway_in(planned: ProgramPlan) -> None:
    """Beside those that call it; one without a share does not."""
    gateway = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tripgen-ingress"}}}
    sources = {name: policy(planned, name)["ingress"][0]["from"] for name in ("trip", "next", "user")}
    opened = {
        name: any(each.get("namespaceSelector") == gateway["namespaceSelector"] for each in found)
        for name, found in sources.items()
    }
    assert opened == {"trip": True, "next": True, "user": False}


def test_a_service_reaches_what_it_calls_at_the_port_of_that(planned: ProgramPlan) -> None:
    """Not at its own."""
    first = policy(planned, "trip")["egress"][0]
    assert first["ports"] == [{"protocol": "TCP", "port": 7070}]


def test_the_gateway_runs_in_its_pool(planned: ProgramPlan) -> None:
    """It is chosen by its label, and its taint is tolerated."""
    key, _, effect = TAINT.partition(":")
    found = pods(planned)
    assert list(found["nodeSelector"].values()) == ["apps"]
    (toleration,) = found["tolerations"]
    assert (toleration["key"], toleration["effect"]) == (key.partition("=")[0], effect)


def test_a_gateway_of_no_pool_runs_anywhere() -> None:
    """And of a pool without a taint it tolerates none."""
    assert {"nodeSelector", "tolerations"} & pods(behind({})).keys() == set()
    assert "tolerations" not in pods(behind({"pool": "plain"}))


def test_the_gateway_is_spread_over_the_zones_that_there_are() -> None:
    """Over none where there is one."""
    keys = [each["topologyKey"] for each in pods(behind({}))["topologySpreadConstraints"]]
    assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    keys = [
        each["topologyKey"] for each in pods(behind({}, replace(SHAPE, zones=1)))["topologySpreadConstraints"]
    ]
    assert keys == ["kubernetes.io/hostname"]


def test_metrics_of_the_gateway_are_scraped_where_anything_is(planned: ProgramPlan) -> None:
    """Without metrics nothing more than clients gets in."""
    assert len(policy(planned, "ingress-proxies")["ingress"]) == 2
    quiet = behind({}, replace(SHAPE, metrics=False))
    assert len(policy(quiet, "ingress-proxies")["ingress"]) == 1


def test_the_gateway_waits_for_both_namespaces(planned: ProgramPlan) -> None:
    """Its own, which is closed by then, and that of the services."""
    (found,) = [each for each in planned.resources if each.name == "ingress-proxies-policy"]
    assert {"ingress-namespace-namespace", "namespace-namespace"} <= found.dependency_names
