"""A route says which requests are a service's, and what the gateway does on the way."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.workload import manifests, policies, routes
from jiban.components.workload.contract import Gateway
from jiban.components.workload.spec import RouteSpec
from tests.components.workload.examples import FACTS, SHAPE, spec, subject

GATEWAY = Gateway(
    namespace="tripgen-ingress", name="gateway", listener="https", pods={"app.kubernetes.io/name": "envoy"}
)
BEHIND = replace(SHAPE, gateway=GATEWAY)
FROM_GATEWAY = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tripgen-ingress"}},
    "podSelector": {"matchLabels": {"app.kubernetes.io/name": "envoy"}},
}


def route(**fields: Any) -> dict[str, Any]:
    """What the route of the service `trip` with these fields says."""
    return routes.route(subject(), RouteSpec.model_validate({"path": "/api/trips", **fields}), GATEWAY)[
        "spec"
    ]


def traffic(**fields: Any) -> dict[str, Any]:
    """What the gateway does on that route."""
    return routes.traffic_policy(subject(), RouteSpec.model_validate({"path": "/api/trips", **fields}))[
        "spec"
    ]


def sources(*, shares: bool = False, **fields: Any) -> list[Any]:
    """Who reaches the service `trip` with these fields, behind the gateway in the cluster."""
    made = policies.service_policy(subject(), spec(**fields), BEHIND, callers=(), callees={}, shares=shares)
    return [each for rule in made["spec"]["ingress"] for each in rule["from"]]


def test_a_route_hangs_on_the_listener_of_the_gateway() -> None:
    """It names the gateway in its own namespace."""
    assert route()["parentRefs"] == [
        {
            "group": "gateway.networking.k8s.io",
            "kind": "Gateway",
            "namespace": "tripgen-ingress",
            "name": "gateway",
            "sectionName": "https",
        }
    ]


def test_a_path_is_a_beginning() -> None:
    """Whatever lies below it is the service's, too."""
    (rule,) = route()["rules"]
    assert rule["matches"] == [{"path": {"type": "PathPrefix", "value": "/api/trips"}}]


def test_a_service_gets_all_of_its_requests() -> None:
    """Without weights it is the only one, at the port of its Service."""
    (rule,) = route()["rules"]
    assert rule["backendRefs"] == [
        {"group": "", "kind": "Service", "name": "trip", "port": 80, "weight": 100}
    ]


def test_weights_share_the_requests() -> None:
    """A canary gets its part; the order is that of names."""
    (rule,) = route(weights={"trip-next": 10, "trip": 90})["rules"]
    assert [(each["name"], each["weight"]) for each in rule["backendRefs"]] == [
        ("trip", 90),
        ("trip-next", 10),
    ]


def test_a_host_is_told() -> None:
    """Only requests with that name are the service's."""
    assert route(host="api.example.com")["hostnames"] == ["api.example.com"]


def test_any_host_is_not_told() -> None:
    """Without a host the route holds for each."""
    assert "hostnames" not in route()


def test_a_path_can_be_replaced() -> None:
    """The service sees the other one."""
    (rule,) = route(rewrite="/v2")["rules"]
    assert rule["filters"] == [
        {
            "type": "URLRewrite",
            "urlRewrite": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/v2"}},
        }
    ]


def test_a_request_has_a_time() -> None:
    """With all its retries."""
    (rule,) = route(timeout_seconds=45)["rules"]
    assert rule["timeouts"] == {"request": "45s"}


def test_only_what_nobody_worked_on_is_sent_again() -> None:
    """A payment must not be made twice."""
    assert traffic(retries=3)["retry"] == {
        "numRetries": 3,
        "retryOn": {"triggers": ["connect-failure", "refused-stream"]},
    }


def test_nothing_need_be_sent_again() -> None:
    """Without retries there is no word of them."""
    assert "retry" not in traffic(retries=0)


def test_a_body_has_a_size() -> None:
    """In MiB."""
    assert traffic(body_mb=8)["requestBuffer"] == {"limit": "8Mi"}


def test_a_body_is_passed_on_as_it_comes() -> None:
    """Without a size the gateway keeps no request back."""
    assert "requestBuffer" not in traffic()


def test_only_the_gateway_s_pods_reach_a_service() -> None:
    """Its subnet is not let in where the gateway stands in the cluster."""
    assert sources(ingress={"path": "/api/trips"}) == [FROM_GATEWAY]


def test_the_gateway_reaches_whoever_gets_a_share() -> None:
    """A canary has no route of its own."""
    assert sources(shares=True) == [FROM_GATEWAY]


def test_the_gateway_does_not_reach_others() -> None:
    """A service without a route and without a share is closed."""
    assert sources() == []


def test_a_pod_behind_the_gateway_drains_in_a_short_time() -> None:
    """The gateway follows the pods themselves; a load balancer outside of the cluster is slower."""
    (found,) = manifests.deployment(subject(), spec(ingress={"path": "/api/trips"}), FACTS)["spec"][
        "template"
    ]["spec"]["containers"]
    assert found["lifecycle"] == {"preStop": {"sleep": {"seconds": 15}}}


@pytest.mark.parametrize(("short", "whole"), [(True, RouteSpec()), (False, None)])
def test_ingress_has_short_forms(short: bool, whole: RouteSpec | None) -> None:  # noqa: FBT001 what is written
    """`true` opens the port alone, `false` nothing."""
    assert spec(ingress=short).ingress == whole


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"path": "/a", "weights": {"trip": 90, "next": 5}},
            "weights add up to 95 (trip 90 + next 5), not to",
        ),
        ({"host": "api.example.com"}, "without path there is no route for host; set path"),
        ({"path": "/a", "host": "API.example.com"}, "API.example.com is no DNS name"),
        ({"path": "/a", "host": "localhost"}, "localhost is no DNS name"),
        ({"path": "/a", "host": "10.0.0.1"}, "10.0.0.1 is no DNS name"),
        ({"path": "/a", "host": f"{'a' * 64}.example.com"}, "is no DNS name"),
        ({"path": "/a/"}, "/a/ ends with a slash, which changes nothing; write /a"),
        ({"path": "/a//b"}, "/a//b has a part that is empty or of dots"),
        ({"path": "/a/../b"}, "/a/../b has a part that is empty or of dots"),
    ],
)
def test_a_route_that_no_gateway_takes_is_refused(fields: dict[str, Any], words: str) -> None:
    """With what is wrong and what to write instead."""
    with pytest.raises(ValidationError) as told:
        RouteSpec.model_validate(fields)
    assert words in str(told.value)


@pytest.mark.parametrize("path", ["/", "/a", "/a/b.c/~d"])
def test_a_plain_path_is_taken(path: str) -> None:
    """One slash alone is every path."""
    assert RouteSpec(path=path).path == path


def test_a_pod_that_does_not_answer_is_left_after_two_seconds() -> None:
    """Then another one is tried; the policy holds for the service's own route."""
    assert traffic()["timeout"] == {"tcp": {"connectTimeout": "2s"}}
    assert traffic()["targetRefs"] == [
        {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "trip"}
    ]


def test_a_new_version_begins_without_requests() -> None:
    """The route is its own object of the second name, and the controller moves the weights."""
    made = routes.route(subject(), RouteSpec(path="/api/trips"), GATEWAY, second="trip-canary")
    assert [(each["name"], each["weight"]) for each in made["spec"]["rules"][0]["backendRefs"]] == [
        ("trip", 100),
        ("trip-canary", 0),
    ]
    assert made["metadata"]["name"] == "trip-canary"
    assert made["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}
    policy = routes.traffic_policy(subject(), RouteSpec(path="/api/trips"), second="trip-canary")
    assert policy["metadata"]["name"] == "trip-canary"
    assert policy["spec"]["targetRefs"][0]["name"] == "trip-canary"
