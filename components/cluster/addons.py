"""EKS's add-ons, their settings and versions. A cluster is made without any: all that run are here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.tables import table

CNI: Final = "vpc-cni"
CNI_ACCOUNT: Final = "aws-node"
"""Service account of the network plug-in, in kube-system."""
POD_IDENTITY: Final = "eks-pod-identity-agent"

_CRITICAL: Final = [{"key": "CriticalAddonsOnly", "operator": "Exists"}]


@dataclass(frozen=True, slots=True)
class Addon:
    """One add-on."""

    name: str
    """As EKS calls it."""
    settings: str | None = None
    """Its settings as JSON; None for EKS's own."""


BEFORE_NODES: Final = (
    Addon(POD_IDENTITY),
    Addon("kube-proxy"),
    Addon(
        CNI,
        json.dumps(
            {
                "enableNetworkPolicy": "true",
                # Sixteen addresses at a time: a t3.medium then runs 110 pods, not its interfaces' 17.
                "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
            }
        ),
    ),
)
"""Add-ons without which no node is ready: how pods get identities, reach services, and get addresses."""

ON_NODES: Final = (
    Addon("coredns"),
    # What a HorizontalPodAutoscaler asks for processor time and memory; AKS has it built in.
    Addon("metrics-server", json.dumps({"tolerations": _CRITICAL})),
)
"""Add-ons that need a node to run on."""


def addon_version(kubernetes: str, addon: str) -> str:
    """Return the version of an add-on for a minor version of Kubernetes, by `addons.yaml`.

    Raises:
        KeyError: when the table has no such minor version or add-on.
    """
    rows: Mapping[str, Mapping[str, Any]] = table("jiban.components.cluster", "addons.yaml")["versions"]
    version: str = rows[kubernetes]["addons"][addon]
    return version
