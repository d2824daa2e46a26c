"""A new version of a service gets a share of its requests, and is judged by what becomes of them."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.promql import query
from jiban.components.workload import manifests, rollout, routes, scaling
from jiban.components.workload.contract import Gateway
from jiban.components.workload.kubernetes import Workload, WorkloadArgs
from jiban.components.workload.spec import WorkloadSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import (
    FACTS,
    OWNERSHIP,
    SCALER,
    SHAPE,
    namespace,
    platform,
    spec,
    subject,
)
from tests.infra.kubernetes_objects import validate

GATEWAY = Gateway(namespace="tripgen-ingress", name="gateway", listener="https", pods={"a": "b"})
ADDRESS = "http://metrics-reader.tripgen-rollouts:8080"


def rolled(kind: object = "canary", **fields: Any) -> WorkloadSpec:
    """A service whose versions come in like this."""
    base: dict[str, Any] = {"metrics_path": "/metrics", "ingress": {"path": "/api/trips"}, "rollout": kind}
    return spec(**(base | fields))


def made(kind: object = "canary", **fields: Any) -> dict[str, Any]:
    """What its Rollout says."""
    found = rolled(kind, **fields)
    assert found.steered is not None
    return rollout.rollout(subject(), found, found.steered)


def checks(kind: object = "canary", **fields: Any) -> dict[str, dict[str, Any]]:
    """By what a version is judged, by name."""
    found = rolled(kind, **fields)
    assert found.steered is not None
    template = rollout.analysis(subject(), found, found.steered, {"address": ADDRESS})
    return {each["name"]: each for each in template["spec"]["metrics"]}


def plan(kind: object, **fields: Any) -> ProgramPlan:
    """What such a service asks for."""

    def program() -> object:
        args = WorkloadArgs(
            spec=rolled(kind, **fields),
            ownership=OWNERSHIP,
            namespace=namespace(),
            platform=platform(replace(SHAPE, gateway=GATEWAY, rollouts=True)),
            callees={},
            prometheus={"address": ADDRESS},
        )
        return Workload("trip", args).contract.url

    return plan_program(program, resolve=True)


def ignored(found: ProgramPlan) -> dict[str, tuple[str, ...]]:
    """What of each object somebody else changes."""
    return {
        each.name: tuple(each.options.ignore_changes)
        for each in found.resources
        if each.options.ignore_changes
    }


def test_a_canary_gets_its_share_and_is_watched() -> None:
    """First the weight, then the judgement, for as long as that takes; then all requests."""
    canary = made({"kind": "canary", "percent": 20})["spec"]["strategy"]["canary"]
    assert canary["steps"] == [
        {"setWeight": 20},
        {
            "analysis": {
                "templates": [{"templateName": "trip"}],
                "args": [{"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}}],
            }
        },
    ]
    assert (canary["stableService"], canary["canaryService"]) == ("trip", "trip-canary")
    assert canary["trafficRouting"] == {
        "plugins": {
            "argoproj-labs/gatewayAPI": {
                "httpRoute": "trip-canary",
                "namespace": "tripgen",
                "disableInProgressLabel": True,
            }
        }
    }


def test_a_green_version_is_switched_to_and_watched() -> None:
    """The judgement comes after the switch, while the old version stands by."""
    assert made("blue_green")["spec"]["strategy"]["blueGreen"] == {
        "activeService": "trip",
        "previewService": "trip-preview",
        "autoPromotionEnabled": True,
        "postPromotionAnalysis": {
            "templates": [{"templateName": "trip"}],
            "args": [{"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}}],
        },
    }


@pytest.mark.parametrize(("kind", "way"), [("canary", "onsuccess"), ("blue_green", "progressively")])
def test_the_deployment_stays_and_gives_its_pods_up(kind: str, way: str) -> None:
    """The Rollout refers to it, so nothing is replaced."""
    assert made(kind)["spec"]["workloadRef"] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": "trip",
        "scaleDown": way,
    }


def test_a_version_that_does_not_start_is_taken_back() -> None:
    """After a start and the time that a new node takes."""
    found = made(probes={"startup_seconds": 100})["spec"]
    assert (found["progressDeadlineSeconds"], found["progressDeadlineAbort"]) == (700, True)


def test_its_share_of_errors_is_asked_once_a_minute() -> None:
    """For a quarter of an hour; one figure too high ends it, and none at all until the end stops it."""
    assert {key: value for key, value in checks()["errors"].items() if key != "provider"} == {
        "name": "errors",
        "initialDelay": "60s",
        "interval": "60s",
        "count": 15,
        "failureLimit": 0,
        "inconclusiveLimit": 14,
        "consecutiveErrorLimit": 29,
        "successCondition": "len(result) > 0 && result[0] <= 0.01",
        "failureCondition": "len(result) > 0 && result[0] > 0.01",
    }


def test_the_errors_are_those_of_the_new_version_alone() -> None:
    """By the hash of its pods, without probes and scrapes, as shares of a hundred requests at least."""
    series = (
        'http_server_requests_seconds_count{app_kubernetes_io_name="trip",'
        'rollouts_pod_template_hash="{{args.hash}}",uri!~"/health/live|/health/ready|/metrics"'
    )
    share = (
        f'(sum(increase({series},status=~"5.."}}[15m])) or vector(0)) '
        f"/ clamp_min(sum(increase({series}}}[15m])), 100)"
    )
    assert checks()["errors"]["provider"] == {
        "prometheus": {
            "address": ADDRESS,
            "query": f"({share}) and on() (sum(increase({series}}}[15m])) >= 100 or {share} > 0.01)",
        }
    }


def test_a_green_version_is_also_judged_by_its_time() -> None:
    """The document's half of a percent and ten seconds, for half an hour."""
    found = checks("blue_green")
    assert {name: each["failureCondition"] for name, each in found.items()} == {
        "errors": "len(result) > 0 && result[0] > 0.005",
        "seconds": "len(result) > 0 && result[0] > 10",
    }
    assert {each["count"] for each in found.values()} == {30}


@pytest.mark.parametrize("kind", ["canary", "blue_green", {"kind": "canary", "max_error_percent": 0.3}])
def test_prometheus_can_read_every_query(kind: object) -> None:
    """With a path that has a dot in it, which no backslash may precede."""
    for each in checks(kind, metrics_path="/actuator.v2/prometheus").values():
        asked = each["provider"]["prometheus"]["query"]
        assert query(asked) == asked
        assert "/actuator[.]v2/prometheus" in asked


@pytest.mark.parametrize("kind", ["canary", "blue_green"])
@pytest.mark.parametrize("autoscale", [None, {"max_replicas": 4, "cpu_percent": 70}])
def test_its_objects_are_those_of_the_projects(kind: str, autoscale: object) -> None:
    """The definitions of Argo Rollouts and of the Gateway API take them."""
    found = rolled(kind, autoscale=autoscale)
    how = found.steered
    assert how is not None
    assert found.ingress is not None
    assert (
        validate(
            [
                rollout.rollout(subject(), found, how),
                rollout.analysis(subject(), found, how, {"address": ADDRESS}),
                rollout.second_service(subject(), how),
                routes.route(subject(), found.ingress, GATEWAY, "trip-canary"),
                manifests.deployment(subject(), found, FACTS),
            ],
            "1.36",
        )
        == []
    )


def test_the_route_begins_with_all_requests_at_the_old_version() -> None:
    """The controller changes the two weights, and the deployment takes the rest back by force."""
    found = rolled().ingress
    assert found is not None
    route = routes.route(subject(), found, GATEWAY, "trip-canary")
    assert route["metadata"]["name"] == "trip-canary"
    assert route["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}
    assert [(each["name"], each["weight"]) for each in route["spec"]["rules"][0]["backendRefs"]] == [
        ("trip", 100),
        ("trip-canary", 0),
    ]
    policy = routes.traffic_policy(subject(), found, "trip-canary")
    assert policy["spec"]["targetRefs"][0]["name"] == "trip-canary"


@pytest.mark.parametrize(
    "autoscale",
    [
        {"max_replicas": 4, "cpu_percent": 70},
        {"max_replicas": 4, "metrics": {"a": {"kind": "query", "query": "sum(up)", "per_pod": 1}}},
    ],
)
def test_an_autoscaler_scales_the_rollout(autoscale: dict[str, Any]) -> None:
    """Kubernetes' own and KEDA's."""
    found = rolled(autoscale=autoscale)
    assert found.autoscale is not None
    scaler = (
        scaling.scaled_object(subject(), found, found.autoscale, SCALER)
        if found.autoscale.metrics
        else scaling.autoscaler(subject(), found, found.autoscale)
    )
    assert scaler["spec"]["scaleTargetRef"] == {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Rollout",
        "name": "trip",
    }


def test_pods_of_one_version_are_spread() -> None:
    """A Rollout's pods bear another label than a Deployment's."""
    found = manifests.deployment(subject(), rolled(), FACTS)["spec"]["template"]["spec"]
    assert {tuple(each["matchLabelKeys"]) for each in found["topologySpreadConstraints"]} == {
        ("pod-template-hash", "rollouts-pod-template-hash")
    }


def test_what_the_controller_writes_is_left_alone() -> None:
    """Pods, selectors and weights."""
    weights = ("spec.rules[0].backendRefs[0].weight", "spec.rules[0].backendRefs[1].weight")
    assert ignored(plan("canary", autoscale={"max_replicas": 4, "cpu_percent": 70})) == {
        "trip-deployment": ("spec.replicas",),
        "trip-rollout": ("spec.replicas",),
        "trip-service": ("spec.selector",),
        "trip-second-service": ("spec.selector",),
        "trip-canary-route": weights,
    }


def test_without_an_autoscaler_the_number_of_pods_is_the_service_s() -> None:
    """Of the Rollout, which takes it back by force; never of the Deployment."""
    found = plan("blue_green")
    assert ignored(found) == {
        "trip-deployment": ("spec.replicas",),
        "trip-service": ("spec.selector",),
        "trip-second-service": ("spec.selector",),
    }
    (made_of,) = (each for each in found.resources if each.name == "trip-rollout")
    assert made_of.inputs["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}


def test_a_rollout_waits_for_what_it_steers() -> None:
    """The Deployment, both addresses, the route, and by what it judges."""
    (found,) = (each for each in plan("canary").resources if each.name == "trip-rollout")
    assert {each.rpartition("::")[2] for each in found.dependencies} == {
        "trip-deployment",
        "trip-service",
        "trip-second-service",
        "trip-canary-route",
        "trip-analysis",
    }


def test_a_rolling_service_has_none_of_it() -> None:
    """Its objects are those that it always had."""
    names = {each.name for each in plan("rolling").resources}
    assert {"trip-route", "trip-deployment"} <= names
    assert not {each for each in names if "canary" in each or "rollout" in each or "second" in each}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"metrics_path": None}, "rollout is canary, and a version is judged by its own count of requests"),
        (
            {"ingress": {"path": "/a", "weights": {"trip": 90, "next": 10}}},
            "rollout is canary, which steers the requests itself, and ingress.weights say the shares by hand",
        ),
        (
            {"ingress": None},
            "rollout is canary, and without a route there are no requests to give a share of",
        ),
        (
            {"ingress": True},
            "rollout is canary, and without a route there are no requests to give a share of",
        ),
    ],
)
def test_a_rollout_that_could_not_work_is_refused(fields: dict[str, Any], said: str) -> None:
    """By what it lacks, or what contradicts it."""
    with pytest.raises(ValidationError, match=said):
        rolled(**fields)


def test_a_service_that_is_only_called_can_be_switched() -> None:
    """Blue-green needs requests, and no route."""
    assert rolled("blue_green", ingress=None).steered is not None


def test_the_time_of_a_green_version_is_an_average_of_enough_requests() -> None:
    """Of two hundred at least, as its half of a percent asks for, without probes and scrapes."""
    labels = (
        'app_kubernetes_io_name="trip",rollouts_pod_template_hash="{{args.hash}}",'
        'uri!~"/health/live|/health/ready|/metrics"'
    )
    requests = f"sum(increase(http_server_requests_seconds_count{{{labels}}}[30m]))"
    assert checks("blue_green")["seconds"]["provider"]["prometheus"]["query"] == (
        f"(sum(increase(http_server_requests_seconds_sum{{{labels}}}[30m])) / {requests}) "
        f"and on() ({requests} >= 200)"
    )


@pytest.mark.parametrize(("kind", "name"), [("canary", "trip-canary"), ("blue_green", "trip-preview")])
def test_the_new_version_has_an_address_of_its_own(kind: str, name: str) -> None:
    """By what becomes of it."""
    how = rolled(kind).steered
    assert how is not None
    made_of = rollout.second_service(subject(), how)
    assert made_of["metadata"]["name"] == name
    assert made_of["spec"] == manifests.service(subject())["spec"]


def test_a_canary_adds_a_quarter_of_the_pods_at_once_and_takes_none_away() -> None:
    """As a Deployment does."""
    canary = made()["spec"]["strategy"]["canary"]
    assert (canary["maxSurge"], canary["maxUnavailable"]) == ("25%", 0)


@pytest.mark.parametrize("kind", ["canary", "blue_green"])
def test_a_service_s_address_says_by_what_it_is_steered(kind: str) -> None:
    """So that going back to rolling updates it, and is refused while the selector is the controller's."""
    how = rolled(kind).steered
    assert how is not None
    assert rollout.steered_metadata({"name": "trip"}, how) == {
        "name": "trip",
        "annotations": {"jiban/rollout": kind},
    }
