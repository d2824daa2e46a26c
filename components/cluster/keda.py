"""KEDA where the cloud has none of its own: its chart by the table, and which traffic its pods may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.cluster.pools import POOL_LABEL, SYSTEM_POOL, SYSTEM_TAINT
from jiban.components.labels import parts
from jiban.tables import table

RELEASE: Final = "keda"
OPERATOR: Final = "keda-operator"
"""Service account as which KEDA asks for the lengths of queues: the chart's own name."""
METRICS_SERVER: Final = "keda-operator-metrics-apiserver"
PODS: Final = 2
"""Pods of each part; one operator leads, and another takes over when a node goes."""
CPU: Final = "100m"
MEMORY: Final = "128Mi"
MEMORY_LIMIT: Final = "512Mi"
"""What a pod asks for and may use: this project's choice, for a hundred services at most."""

_METRICS_PORT: Final = 6443
"""TCP port at which the API server asks for metrics: the chart's default."""
_OPERATOR_PORT: Final = 9666
"""TCP port at which the metrics server asks the operator: KEDA's own."""

Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that is installed."""

    repository: str
    name: str
    version: str


def chart() -> Chart:
    """Return the chart of the table."""
    facts = table("jiban.components.cluster", "keda.yaml")
    return Chart(repository=facts["repository"], name=facts["chart"], version=facts["version"])


def settings(services: str) -> dict[str, Any]:
    """Return the chart's values.

    Args:
        services: namespace of the services, whose autoscalers alone it looks after.
    """
    taint = parts(SYSTEM_TAINT)
    resources = {"requests": {"cpu": CPU, "memory": MEMORY}, "limits": {"memory": MEMORY_LIMIT}}
    return {
        "watchNamespace": services,
        "operator": {"replicaCount": PODS},
        "metricsServer": {"replicaCount": PODS},
        # It would only refuse what the specification has refused before.
        "webhooks": {"enabled": False},
        "podDisruptionBudget": {"operator": {"minAvailable": 1}, "metricServer": {"minAvailable": 1}},
        # No autoscaler names a secret, so none is read but the certificates of KEDA itself.
        "permissions": {
            "operator": {"restrict": {"secret": True}},
            "metricServer": {"restrict": {"secret": True}},
        },
        "rbac": {"scaledRefKinds": [{"apiGroup": "argoproj.io", "kind": "rollouts"}]},
        "resources": {"operator": resources, "metricServer": resources},
        "nodeSelector": {POOL_LABEL: SYSTEM_POOL},
        "tolerations": [{"key": taint.key, "operator": "Exists", "effect": taint.effect}],
    }


def operator_policy(metadata: Manifest, egress: Sequence[Mapping[str, Any]]) -> Manifest:
    """Return the policy of the operator: the metrics server reaches it.

    Args:
        metadata: of the policy.
        egress: rules that let it out: to the API server, and to what it asks.
    """
    entry = {"from": [_pods(METRICS_SERVER)], "ports": _ports(_OPERATOR_PORT)}
    return _policy(metadata, OPERATOR, entry, egress)


def metrics_policy(metadata: Manifest, api: str, kubernetes_api: Mapping[str, Any]) -> Manifest:
    """Return the policy of the metrics server: the API server reaches it, and it asks the operator.

    Args:
        metadata: of the policy.
        api: range of addresses that the API server has in the network.
        kubernetes_api: rule that lets it out to the API server.
    """
    entry = {"from": [{"ipBlock": {"cidr": api}}], "ports": _ports(_METRICS_PORT)}
    asks = {"to": [_pods(OPERATOR)], "ports": _ports(_OPERATOR_PORT)}
    return _policy(metadata, METRICS_SERVER, entry, [kubernetes_api, asks])


def _policy(
    metadata: Manifest, app: str, ingress: Mapping[str, Any], egress: Sequence[Mapping[str, Any]]
) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {
            **_pods(app),
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [ingress],
            "egress": list(egress),
        },
    }


def _pods(app: str) -> Manifest:
    # The chart gives its pods this label, and its own policies go by it.
    return {"podSelector": {"matchLabels": {"app": app}}}


def _ports(port: int) -> list[Manifest]:
    return [{"protocol": "TCP", "port": port}]
