"""The gateway's manifests say what was asked for, and its address is one that the cloud leaves free."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.ingress import addresses, azure, chart, gateway, policies
from jiban.components.ingress.spec import IngressSpec

PLACE = gateway.Place(
    namespace="shop-ingress",
    services="shop",
    annotations={"example/internal": "true"},
    zones=3,
    scheduling={"nodeSelector": {"jiban/pool": "apps"}},
)
DIGEST = "91bae9aedb91ab34731e987afe01a3ccf454393015abeca705eea8ee15553e86"
METADATA = {"name": "policy", "namespace": "shop-ingress"}
PROXIES = {
    "podSelector": {
        "matchLabels": {
            "app.kubernetes.io/component": "proxy",
            "app.kubernetes.io/managed-by": "envoy-gateway",
            "app.kubernetes.io/name": "envoy",
            "gateway.envoyproxy.io/owning-gateway-name": "gateway",
        }
    }
}
CONTROLLER = {"podSelector": {"matchLabels": {"jiban/part": "ingress-controller"}}}
SCRAPER = {
    "from": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"rsName": "ama-metrics"}},
        }
    ],
    "ports": [{"protocol": "TCP", "port": 19001}],
}


def spec(**fields: Any) -> IngressSpec:
    """A gateway with these fields."""
    return IngressSpec.model_validate(fields)


def proxies(place: gateway.Place = PLACE, **fields: Any) -> dict[str, Any]:
    """How the proxies of a gateway run."""
    return gateway.proxies({}, spec(**fields), place)["spec"]["provider"]["kubernetes"]


def listener(**fields: Any) -> dict[str, Any]:
    """The one listener of a gateway."""
    (found,) = gateway.gateway({}, spec(**fields), PLACE, "shop")["spec"]["listeners"]
    return found


def test_the_certificate_is_a_reference() -> None:
    """TLS ends at the gateway, with a secret that somebody else fills."""
    assert listener(certificate="wildcard")["tls"] == {
        "mode": "Terminate",
        "certificateRefs": [{"group": "", "kind": "Secret", "name": "wildcard"}],
    }


def test_only_routes_of_the_services_are_taken() -> None:
    """A route of another namespace gets nothing."""
    assert listener()["allowedRoutes"] == {
        "namespaces": {
            "from": "Selector",
            "selector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}},
        }
    }


def test_the_proxies_follow_the_load() -> None:
    """Between the fewest and the most, by CPU."""
    assert proxies(replicas=3, max_replicas=9, cpu_percent=60)["envoyHpa"] == {
        "name": "gateway",
        "minReplicas": 3,
        "maxReplicas": 9,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}},
            }
        ],
    }


def test_one_of_several_proxies_may_be_evicted() -> None:
    """Nodes can be drained, one proxy at a time."""
    assert proxies(replicas=2)["envoyPDB"] == {"name": "gateway", "maxUnavailable": 1}


def test_a_single_proxy_has_no_budget() -> None:
    """It could only hold back a drain."""
    assert "envoyPDB" not in proxies(replicas=1, max_replicas=2)


def test_proxies_are_spread_strictly_over_zones() -> None:
    """And over nodes as far as there are enough."""
    found = proxies()["envoyDeployment"]["pod"]["topologySpreadConstraints"]
    assert [(each["topologyKey"], each["whenUnsatisfiable"]) for each in found] == [
        ("topology.kubernetes.io/zone", "DoNotSchedule"),
        ("kubernetes.io/hostname", "ScheduleAnyway"),
    ]


def test_one_zone_needs_no_spread() -> None:
    """Only nodes are left to spread over."""
    one = gateway.Place(namespace="a", services="b", annotations={}, zones=1, scheduling={})
    found = proxies(one)["envoyDeployment"]["pod"]["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in found] == ["kubernetes.io/hostname"]


def test_the_client_s_address_stays() -> None:
    """The network policy judges by it, so no node may put its own in its place."""
    assert proxies()["envoyService"] == {
        "name": "gateway",
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "annotations": {"example/internal": "true"},
    }


def test_probes_and_tls_of_clients() -> None:
    """TLS 1.2 at least, and a path that the proxies answer by themselves."""
    found = gateway.client_policy({}, PLACE)["spec"]
    assert (found["tls"], found["healthCheck"]) == ({"minVersion": "1.2"}, {"path": "/gateway/health"})


def test_azure_is_told_of_an_address_inside() -> None:
    """By the two annotations of its load balancer."""
    assert azure.annotations("10.0.1.254") == {
        "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
        "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.0.1.254",
    }


def test_what_stands_in_front_reaches_the_proxies() -> None:
    """From its range to the port behind 443, and nobody else."""
    found = policies.proxies(METADATA, "10.0.4.0/24", ("shop", {"cart": 8080}), {})["spec"]
    assert found["ingress"] == [
        {"from": [{"ipBlock": {"cidr": "10.0.4.0/24"}}], "ports": [{"protocol": "TCP", "port": 10443}]}
    ]


def test_the_proxies_reach_the_services_of_routes_alone() -> None:
    """Each port of theirs is one rule, beside the one to the controller."""
    services = {"cart": 8080, "user": 8080, "ads": 9090}
    found = policies.proxies(METADATA, "10.0.4.0/24", ("shop", services), {})["spec"]
    inside = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}}

    def pods(*names: str) -> dict[str, Any]:
        chosen = {"key": "app.kubernetes.io/name", "operator": "In", "values": list(names)}
        return {**inside, "podSelector": {"matchExpressions": [chosen]}}

    assert found["egress"] == [
        {"to": [CONTROLLER], "ports": [{"protocol": "TCP", "port": 18000}]},
        {"to": [pods("cart", "user")], "ports": [{"protocol": "TCP", "port": 8080}]},
        {"to": [pods("ads")], "ports": [{"protocol": "TCP", "port": 9090}]},
    ]


def test_metrics_of_the_proxies_can_be_scraped() -> None:
    """By the scraper's pods in the system's namespace."""
    found = policies.proxies(METADATA, "10.0.4.0/24", ("shop", {}), {"rsName": "ama-metrics"})["spec"]
    assert found["ingress"][1:] == [SCRAPER]


def test_the_controller_answers_proxies_and_asks_kubernetes() -> None:
    """And opens nothing else."""
    api = {"to": [{"ipBlock": {"cidr": "10.0.1.0/24"}}], "ports": [{"protocol": "TCP", "port": 443}]}
    found = policies.controller(METADATA, api, {"rsName": "ama-metrics"})["spec"]
    entry = {"from": [PROXIES], "ports": [{"protocol": "TCP", "port": 18000}]}
    assert (found["ingress"], found["egress"]) == ([entry, SCRAPER], [api])


def test_the_chart_is_pinned_by_its_digest() -> None:
    """Another chart under the same version is refused by Helm."""
    found = chart.chart()
    assert (found.reference, found.version) == (
        f"oci://docker.io/envoyproxy/gateway-helm@sha256:{DIGEST}",
        "v1.9.1",
    )


def test_the_controller_reads_two_namespaces_alone() -> None:
    """Without the list it could read every secret of the cluster."""
    found = chart.settings(["shop", "shop-ingress"], 1, {})
    assert found["config"]["envoyGateway"]["provider"]["kubernetes"] == {
        "watch": {"type": "Namespaces", "namespaces": ["shop", "shop-ingress"]}
    }


@pytest.mark.parametrize(("replicas", "controllers"), [(1, 1), (2, 2), (6, 2)])
def test_several_proxies_have_two_controllers(replicas: int, controllers: int) -> None:
    """One leads, and the other takes over."""
    assert chart.controllers(spec(replicas=replicas)) == controllers


def test_a_controller_has_what_the_chart_gives_it() -> None:
    """Written out, so that the room it takes is known."""
    assert chart.settings([], 1, {})["deployment"]["envoyGateway"]["resources"] == {
        "requests": {"cpu": "100m", "memory": "256Mi"},
        "limits": {"memory": "1024Mi"},
    }


def test_one_of_two_controllers_stays() -> None:
    """A drain takes one at a time."""
    assert chart.settings([], 2, {})["podDisruptionBudget"] == {"minAvailable": 1}


def test_a_single_controller_has_no_budget() -> None:
    """It could only hold back a drain."""
    assert "podDisruptionBudget" not in chart.settings([], 1, {})


@pytest.mark.parametrize(
    ("subnet", "address"), [("10.0.1.0/24", "10.0.1.254"), ("10.0.0.0/17", "10.0.127.254")]
)
def test_the_address_is_the_last_that_is_free(subnet: str, address: str) -> None:
    """The cloud keeps the very last, and nodes take the first."""
    assert addresses.default_address(subnet) == address


@pytest.mark.parametrize(
    ("address", "free"),
    [
        ("10.0.1.3", False),
        ("10.0.1.4", True),
        ("10.0.1.254", True),
        ("10.0.1.255", False),
        ("10.0.2.9", False),
    ],
)
def test_the_cloud_keeps_both_ends_of_a_subnet(address: str, free: bool) -> None:  # noqa: FBT001 an outcome
    """The first four and the last, and another subnet is none."""
    assert addresses.is_free(address, "10.0.1.0/24") is free


def test_the_bounds_are_what_is_left() -> None:
    """First and last address that a person may choose."""
    assert addresses.bounds("10.0.1.0/24") == ("10.0.1.4", "10.0.1.254")


def test_the_fewest_are_not_more_than_the_most() -> None:
    """An autoscaler with such limits is refused by Kubernetes."""
    with pytest.raises(ValidationError, match="replicas 7 is more than max_replicas 6"):
        spec(replicas=7)


def test_an_address_is_written_like_one() -> None:
    """A range is none, and the message shows one."""
    with pytest.raises(ValidationError, match=r"an IPv4 address looks like 10\.0\.1\.254"):
        spec(address="10.0.1.0/24")


def test_a_gateway_may_stay_as_it_is() -> None:
    """As many proxies at least as at most."""
    spec = IngressSpec(replicas=3, max_replicas=3)
    assert (spec.replicas, spec.max_replicas) == (3, 3)
