"""What runs in a cluster whose cloud adds no nodes by itself: Cluster Autoscaler, by the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.cluster.pools import POOL_LABEL, SYSTEM_POOL, SYSTEM_TAINT
from jiban.components.labels import parts
from jiban.tables import table

NAMESPACE: Final = "kube-system"
ACCOUNT: Final = "cluster-autoscaler"
"""Its service account, and the name of everything else that the chart makes."""

_TABLE: Final = "autoscaler.yaml"


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart and the program for one minor version of Kubernetes."""

    repository: str
    name: str
    version: str
    image: str
    """Tag of the program's image: its minor version is that of Kubernetes."""


def chart(version: str) -> Chart:
    """Return the chart for a minor version; that of the newest before it where the table has none.

    Args:
        version: minor version of Kubernetes, `1.36`.
    """
    facts = table("jiban.components.cluster", _TABLE)
    images: Mapping[str, str] = facts["images"]
    # Its older minors work with newer clusters as far as they know them (Cluster Autoscaler, `README.md`).
    known = [each for each in images if _number(each) <= _number(version)] or [min(images, key=_number)]
    return Chart(
        repository=facts["repository"],
        name=facts["chart"],
        version=facts["version"],
        image=images[max(known, key=_number)],
    )


def settings(region: str, version: str, groups: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the chart's values.

    Args:
        region: the cloud's name of the region.
        version: minor version of Kubernetes.
        groups: of each group its name in the cloud (`name`), and how many nodes (`minSize`, `maxSize`).
    """
    taint = parts(SYSTEM_TAINT)
    return {
        "fullnameOverride": ACCOUNT,
        "cloudProvider": "aws",
        "awsRegion": region,
        "autoscalingGroups": list(groups),
        "image": {"tag": chart(version).image},
        # One of the two leads; the other takes over when a node goes.
        "replicaCount": 2,
        "rbac": {"serviceAccount": {"name": ACCOUNT}},
        "nodeSelector": {POOL_LABEL: SYSTEM_POOL},
        "tolerations": [{"key": taint.key, "operator": "Exists", "effect": taint.effect}],
        "resources": {"requests": {"cpu": "100m", "memory": "300Mi"}, "limits": {"memory": "600Mi"}},
        "containerSecurityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "extraArgs": {
            # A pool is one group in each zone: they grow together, and none falls below its part.
            "balance-similar-node-groups": True,
            "enforce-node-group-min-size": True,
            "expander": "least-waste",
            # Temporary files of a pod are lost when it moves in any case; they hold no node.
            "skip-nodes-with-local-storage": False,
            "skip-nodes-with-system-pods": False,
        },
    }


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
