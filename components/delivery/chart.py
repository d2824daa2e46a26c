"""The chart of Argo CD, by the table, and its values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.delivery.contract import CONTROLLER_ACCOUNT
from jiban.components.delivery.kinds import inclusions
from jiban.components.delivery.spec import DeliverySpec
from jiban.tables import table

CACHE_CPU: Final = "50m"
CACHE_MEMORY: Final = "128Mi"
"""What the cache asks for, and of memory what it may use. What it holds is read again when it is lost."""

IN_CLUSTER: Final = "https://kubernetes.default.svc"
"""Address by which Argo CD knows the cluster that it runs in."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that is installed."""

    reference: str
    """Where it is, with its digest if one is known."""
    version: str
    """Its version; where there is a digest, Helm stops if that is another version's."""
    argo_cd: str
    """Version of Argo CD."""
    kubernetes: Sequence[str]
    """Minor versions of Kubernetes that this Argo CD is tested with."""


def chart() -> Chart:
    """Return the chart of the table."""
    facts = table("jiban.components.delivery", "chart.yaml")
    digest = facts["digest"]
    return Chart(
        reference=f"{facts['repository']}@{digest}" if digest else facts["repository"],
        version=facts["version"],
        argo_cd=facts["argo_cd"],
        kubernetes=tuple(facts["kubernetes"]),
    )


def settings(spec: DeliverySpec, namespace: str, zones: int, scheduling: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chart's values.

    Args:
        spec: what is asked for.
        namespace: that of the services, the only one whose objects Argo CD knows.
        zones: of the nodes.
        scheduling: where its pods run: `nodeSelector` and `tolerations`.
    """
    return {
        # No right in the cluster as a whole: those in the services' namespace are made beside the chart.
        "createClusterRoles": False,
        # Its own policies would open more than what stands beside the chart.
        "global": {"networkPolicy": {"create": False}, **scheduling},
        "configs": {
            "cm": {
                "admin.enabled": "false",
                "exec.enabled": "false",
                # Kinds that it may not see are passed over instead of making the whole cluster fail.
                "resource.respectRBAC": "normal",
                "resource.inclusions": json.dumps(inclusions()),
            },
            "clusterCredentials": {
                "in-cluster": {
                    "server": IN_CLUSTER,
                    "namespaces": namespace,
                    # No credential: in its own cluster it is its service account.
                    "config": {"tlsClientConfig": {"insecure": False}},
                }
            },
        },
        "controller": {
            "resources": _resources(spec.controller.cpu, spec.controller.memory),
            "serviceAccount": {"name": CONTROLLER_ACCOUNT},
        },
        "repoServer": {
            "replicas": spec.reader.replicas,
            "resources": _resources(spec.reader.cpu, spec.reader.memory),
            # It asks Kubernetes nothing.
            "automountServiceAccountToken": False,
            "topologySpreadConstraints": list(_spread(zones)),
            **(
                {"pdb": {"enabled": True, "minAvailable": spec.reader.replicas - 1}}
                if spec.reader.replicas > 1
                else {}
            ),
        },
        "redis": {"resources": _resources(CACHE_CPU, CACHE_MEMORY)},
        "redisSecretInit": {"resources": _resources(CACHE_CPU, CACHE_MEMORY)},
        # Nobody signs in to it: who may use kubectl there uses `argocd --core`, and Kubernetes says who may.
        "server": {"replicas": 0},
        "dex": {"enabled": False},
        "applicationSet": {"replicas": 0},
        "notifications": {"enabled": False},
    }


def _resources(cpu: str, memory: str) -> dict[str, Any]:
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory}}


def _spread(zones: int) -> Sequence[Mapping[str, Any]]:
    """Spread the pods that read: strictly over zones, over nodes as far as there are enough."""
    hardness = [("topology.kubernetes.io/zone", "DoNotSchedule")] if zones > 1 else []
    return [
        {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": otherwise}
        for key, otherwise in (*hardness, ("kubernetes.io/hostname", "ScheduleAnyway"))
    ]
