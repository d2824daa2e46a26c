"""KEDA of our own looks after the services alone, runs where they do not, and reaches what it has to."""

from typing import Any

import pulumi
import pytest

from jiban.components.cluster.keda import chart, settings
from jiban.components.cluster.kubernetes_keda import EventAutoscaler, EventAutoscalerArgs
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, plan_program
from tests.infra.kubernetes_objects import validate

API = {"to": [{"ipBlock": {"cidr": "10.0.0.0/20"}}], "ports": [{"protocol": "TCP", "port": 443}]}
OUT = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"protocol": "TCP", "port": 443}]}


def made(*, asks: bool = True) -> ProgramPlan:
    """What KEDA of a cluster asks for."""

    def program() -> None:
        EventAutoscaler(
            "scaling",
            EventAutoscalerArgs(
                ownership=Ownership("trip", "test", "platform"),
                namespace="trip-scaling",
                services="trip",
                after=[pulumi.CustomResource("test:index:Probe", "namespace", {})],
                kubernetes_api=API,
                api_range="10.0.0.0/20",
                asked=[OUT] if asks else [],
                reasons={"jiban/internet": "to ask"} if asks else {},
            ),
        )

    return plan_program(program)


def policy(name: str, *, asks: bool = True) -> dict[str, Any]:
    """One network policy."""
    return dict(made(asks=asks).resource("networking.k8s.io/v1:NetworkPolicy", f"scaling-{name}").inputs)


def test_the_chart_is_pinned() -> None:
    """By repository, name and version."""
    found = made().resource("helm.sh/v3:Release", "scaling-release").inputs
    assert (found["chart"], found["version"], found["repositoryOpts"], found["namespace"]) == (
        "keda",
        "2.20.2",
        {"repo": "https://kedacore.github.io/charts"},
        "trip-scaling",
    )
    assert (found["name"], found["atomic"], found["timeout"]) == ("keda", True, 600)
    assert chart().version == "2.20.2"


def test_the_release_waits_for_its_policies_and_they_for_the_namespace() -> None:
    """Without them its pods would reach nothing, and it would be taken back."""
    plan = made()
    release = plan.resource("helm.sh/v3:Release", "scaling-release")
    for each in plan.resources_of("networking.k8s.io/v1:NetworkPolicy"):
        assert each.urn in release.dependencies
        assert plan.resource("test:index:Probe", "namespace").urn in each.dependencies


def test_it_looks_after_the_services_alone_and_reads_no_secret() -> None:
    """The chart's own permissions hold in every namespace, and for every secret."""
    found = settings("trip")
    assert found["watchNamespace"] == "trip"
    assert found["permissions"] == {
        "operator": {"restrict": {"secret": True}},
        "metricServer": {"restrict": {"secret": True}},
    }
    assert found["rbac"] == {"scaledRefKinds": [{"apiGroup": "argoproj.io", "kind": "rollouts"}]}


def test_it_runs_where_workloads_do_not() -> None:
    """In the system pool, whose taint it tolerates."""
    found = settings("trip")
    assert found["nodeSelector"] == {"jiban/pool": "system"}
    assert found["tolerations"] == [
        {"key": "CriticalAddonsOnly", "operator": "Exists", "effect": "NoSchedule"}
    ]


def test_one_of_two_goes_at_a_time() -> None:
    """Of the operator, and of what the API server asks."""
    found = settings("trip")
    assert found["operator"] == found["metricsServer"] == {"replicaCount": 2}
    assert found["podDisruptionBudget"] == {
        "operator": {"minAvailable": 1},
        "metricServer": {"minAvailable": 1},
    }
    assert found["webhooks"] == {"enabled": False}


def test_what_a_pod_takes() -> None:
    """Of either part."""
    asked = {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}}
    assert settings("trip")["resources"] == {"operator": asked, "metricServer": asked}


def test_the_operator_is_asked_by_the_metrics_server_alone() -> None:
    """It reaches the API server, and queues where it follows any."""
    found = policy("operator-policy")
    assert found["metadata"]["annotations"] == {"jiban/internet": "to ask"}
    assert found["spec"] == {
        "podSelector": {"matchLabels": {"app": "keda-operator"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [
            {
                "from": [{"podSelector": {"matchLabels": {"app": "keda-operator-metrics-apiserver"}}}],
                "ports": [{"protocol": "TCP", "port": 9666}],
            }
        ],
        "egress": [API, OUT],
    }
    bare = policy("operator-policy", asks=False)
    assert bare["spec"]["egress"] == [API]
    assert "annotations" not in bare["metadata"]


def test_the_metrics_server_is_asked_by_the_api_server_alone() -> None:
    """It asks the operator."""
    assert policy("metrics-policy")["spec"] == {
        "podSelector": {"matchLabels": {"app": "keda-operator-metrics-apiserver"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [
            {
                "from": [{"ipBlock": {"cidr": "10.0.0.0/20"}}],
                "ports": [{"protocol": "TCP", "port": 6443}],
            }
        ],
        "egress": [
            API,
            {
                "to": [{"podSelector": {"matchLabels": {"app": "keda-operator"}}}],
                "ports": [{"protocol": "TCP", "port": 9666}],
            },
        ],
    }


@pytest.mark.parametrize("name", ["operator-policy", "metrics-policy"])
def test_kubernetes_takes_its_policies(name: str) -> None:
    """Of the version that EKS begins with."""
    found = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", **policy(name)}
    assert validate([found], "1.36") == []
