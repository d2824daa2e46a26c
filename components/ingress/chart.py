"""The chart of Envoy Gateway, by the table, and its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.ingress.spec import IngressSpec
from jiban.tables import table

RELEASE: Final = "envoy-gateway"
CONTROLLER_PORT: Final = 18000
"""TCP port at which proxies ask the controller what to do (Envoy Gateway v1.9.1,
`internal/xds/bootstrap/bootstrap.go`)."""
CONTROLLER_NAME: Final = "gateway.envoyproxy.io/gatewayclass-controller"
PART_LABEL: Final = "jiban/part"
"""Label by which network policies pick out the pods that the chart makes."""
CONTROLLER: Final = "ingress-controller"


CONTROLLER_CPU: Final = "100m"
CONTROLLER_MEMORY: Final = "256Mi"
CONTROLLER_MEMORY_LIMIT: Final = "1024Mi"
"""What a controller asks for and may use: the chart's own defaults."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that is installed."""

    reference: str
    """Where it is, with its digest."""
    version: str
    """Its version; Helm stops where the digest is another version's."""
    kubernetes: Sequence[str]
    """Minor versions of Kubernetes that the project names for it."""


def chart() -> Chart:
    """Return the chart of the table."""
    facts = table("jiban.components.ingress", "chart.yaml")
    return Chart(
        reference=f"{facts['repository']}@{facts['digest']}",
        version=facts["version"],
        kubernetes=tuple(facts["kubernetes"]),
    )


def controllers(spec: IngressSpec) -> int:
    """Return how many controllers there are: two, so that one can be evicted, where there are several
    proxies.
    """
    return 2 if spec.replicas > 1 else 1


def settings(
    namespaces: Sequence[str],
    pods: int,
    scheduling: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the chart's values.

    Args:
        namespaces: those whose objects it reads, the gateway's own among them. Without the list it may read
            every secret of the cluster.
        pods: how many controllers; one of them leads.
        scheduling: where its pods run: `nodeSelector` and `tolerations`.
    """
    labels = {PART_LABEL: CONTROLLER}
    return {
        "deployment": {
            "replicas": pods,
            "envoyGateway": {
                "resources": {
                    "requests": {"cpu": CONTROLLER_CPU, "memory": CONTROLLER_MEMORY},
                    "limits": {"memory": CONTROLLER_MEMORY_LIMIT},
                }
            },
            "pod": {"labels": labels, **scheduling},
        },
        **({"podDisruptionBudget": {"minAvailable": 1}} if pods > 1 else {}),
        "certgen": {"job": {"pod": {"labels": labels}, **scheduling}},
        # A webhook that tells proxies their zone; the API server would have to reach this namespace.
        "topologyInjector": {"enabled": False},
        "config": {
            "envoyGateway": {
                "gateway": {"controllerName": CONTROLLER_NAME},
                "provider": {
                    "type": "Kubernetes",
                    "kubernetes": {"watch": {"type": "Namespaces", "namespaces": list(namespaces)}},
                },
            }
        },
    }
