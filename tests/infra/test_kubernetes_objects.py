from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infra.stacks.kubernetes import workloads
from jiban.components.workload.contract import BoundTargets
from jiban.testing import plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, platform, spec
from tests.infra.kubernetes_objects import validate
from tests.infra.stacks.examples import environment

AUTONAMED = {"kubernetes:core/v1:ConfigMap": {"metadata": {"name": "autonamed-1a2b3c4"}}}


@pytest.fixture(scope="module")
def example() -> list[Mapping[str, Any]]:
    """Every Kubernetes object of an environment with four services."""
    found = plan_program(
        lambda: workloads(environment(), OWNERSHIP, platform()), outputs=AUTONAMED, resolve=True
    )
    return [each.inputs for each in found.resources if each.type.startswith("kubernetes:")]


@pytest.mark.parametrize("version", ["1.35", "1.36"])
def test_every_object_of_the_example_is_valid(example: list[Mapping[str, Any]], version: str) -> None:
    """No unknown field, no missing one, no wrong type, by the published schemas."""
    assert validate(example, version) == []


@pytest.fixture(scope="module")
def behind_the_gateway() -> list[Mapping[str, Any]]:
    """Every Kubernetes object of an environment whose gateway stands in the cluster, with all that it can be
    told.
    """
    whole = environment(
        {
            "trip": spec(
                ingress={
                    "host": "api.example.com",
                    "path": "/api/trips",
                    "rewrite": "/",
                    "body_mb": 8,
                    "weights": {"trip": 90, "next": 10},
                }
            ),
            "next": spec(),
        },
        ingress={"pool": "apps"},
    )
    shape = replace(SHAPE, gateway_address="10.0.127.254")
    found = plan_program(
        lambda: workloads(whole, OWNERSHIP, platform(shape)), outputs=AUTONAMED, resolve=True
    )
    return [each.inputs for each in found.resources if each.type.startswith("kubernetes:")]


def test_every_object_of_the_gateway_is_valid(behind_the_gateway: list[Mapping[str, Any]]) -> None:
    """By the definitions that the chart of the gateway installs."""
    assert validate(behind_the_gateway, "1.36") == []


def test_the_gateway_has_every_kind(behind_the_gateway: list[Mapping[str, Any]]) -> None:
    """What is valid above is all of the gateway's own kinds."""
    assert {each["kind"] for each in behind_the_gateway if "gateway" in each.get("apiVersion", "")} == {
        "BackendTrafficPolicy",
        "ClientTrafficPolicy",
        "EnvoyProxy",
        "Gateway",
        "GatewayClass",
        "HTTPRoute",
    }


def test_what_binds_the_gateway_s_proxies_is_valid() -> None:
    """By the definition that the controller's chart installs, in the version that is stored."""
    whole = environment({"trip": spec(ingress={"path": "/"})}, ingress={"pool": "apps"})
    targets = BoundTargets(group="arn:group", network="vpc-1", cluster="eks")

    def program() -> object:
        bound = replace(platform(replace(SHAPE, bound=True)), targets=targets)
        return workloads(whole, OWNERSHIP, bound)

    found = plan_program(program, outputs=AUTONAMED, resolve=True)
    made = [each.inputs for each in found.resources if each.type.startswith("kubernetes:")]
    assert "TargetGroupBinding" in {each.get("kind") for each in made}
    assert validate(made, "1.36") == []


def test_what_tells_the_driver_of_secrets_is_valid() -> None:
    """By the definition that the driver comes with."""
    uses = {
        "secret_files": ("jwt-signing-key",),
        "secret_variables": ({"name": "API_KEY", "of": "openai-api-key"},),
    }
    whole = environment({"trip": spec(uses=uses)})
    found = plan_program(lambda: workloads(whole, OWNERSHIP, platform()), outputs=AUTONAMED, resolve=True)
    made = [each.inputs for each in found.resources if each.type.startswith("kubernetes:")]
    assert "SecretProviderClass" in {each["kind"] for each in made}
    assert validate(made, "1.36") == []


def test_the_example_has_every_kind(example: list[Mapping[str, Any]]) -> None:
    """What is valid above is everything that the tier can make."""
    assert {each["kind"] for each in example} == {
        "CiliumNetworkPolicy",
        "ConfigMap",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Job",
        "Namespace",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "ScaledObject",
        "Service",
        "ServiceAccount",
        "TriggerAuthentication",
    }


def step(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as a step of a plan."""
    return {"newState": {"custom": True, "type": "kubernetes:core/v1:Service", "inputs": manifest}}


SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "trip", "namespace": "tripgen"},
    "spec": {"ports": [{"port": 80}]},
}


def test_objects_are_read_from_a_plan() -> None:
    """Components and other providers' resources are passed over."""
    plan = {
        "steps": [
            step(SERVICE | {"spec": {"port": 80}}),
            {"newState": {"custom": False, "type": "jiban:workload:Workload", "inputs": {}}},
            {"newState": {"custom": True, "type": "azure-native:cache:Redis", "inputs": {}}},
            {"newState": {"custom": True, "type": "pulumi:providers:kubernetes", "inputs": {}}},
        ]
    }
    (fault,) = validate(plan, "1.36")
    assert fault.startswith(
        "Service trip: spec: Additional properties are not allowed ('port' was unexpected)"
    )


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (SERVICE | {"spec": {"ports": [{"port": "80"}]}}, "'80' is not"),
        (SERVICE | {"apiVersion": "v2"}, "Kubernetes 1.36 has no v2"),
        (
            {"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": "trip"}},
            "PodDisruptionBudget trip: Kubernetes 1.36 has no policy/v1beta1",
        ),
        (
            {
                "apiVersion": "keda.sh/v1alpha1",
                "kind": "ScaledObject",
                "metadata": {"name": "trip", "namespace": "tripgen"},
                "spec": {
                    "scaleTargetRef": {"name": "trip"},
                    "triggers": [{"type": "cpu", "metadata": {"value": 70}}],
                },
            },
            "70 is not of type 'string'",
        ),
        (
            {
                "apiVersion": "cilium.io/v2",
                "kind": "CiliumNetworkPolicy",
                "metadata": {"name": "node-lookups", "namespace": "tripgen"},
                "spec": {"endpointSelector": {}, "egress": [{"toEntities": ["hosts"]}]},
            },
            "'hosts' is not one of",
        ),
        (
            {
                "apiVersion": "cilium.io/v2",
                "kind": "CiliumNetworkPolicy",
                "metadata": {"name": "node-lookups", "namespace": "tripgen"},
                "spec": {"endpointSelector": {}, "egress": [{"toEntity": ["host"]}]},
            },
            "'toEntity' was unexpected",
        ),
        (
            {
                "apiVersion": "gateway.networking.k8s.io/v1",
                "kind": "HTTPRoute",
                "metadata": {"name": "trip", "namespace": "tripgen"},
                "spec": {"rules": [{"matches": [{"path": {"type": "Prefix", "value": "/"}}]}]},
            },
            "'Prefix' is not one of",
        ),
        (
            {
                "apiVersion": "gateway.envoyproxy.io/v1alpha1",
                "kind": "BackendTrafficPolicy",
                "metadata": {"name": "trip", "namespace": "tripgen"},
                "spec": {"retries": 2},
            },
            "'retries' was unexpected",
        ),
    ],
)
def test_a_bad_object_is_found(manifest: Mapping[str, Any], words: str) -> None:
    """A wrong type, an unknown API, a removed one; and custom resources by their definitions."""
    (fault,) = validate([manifest], "1.36")
    assert words in fault
