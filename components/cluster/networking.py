"""What a cluster's networking is where the specification leaves it to the cloud."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from jiban.components.base import Cloud
from jiban.components.cluster.spec import ClusterSpec, Networking, PolicyEngine

_NETWORKING: Final[Mapping[Cloud, Networking]] = MappingProxyType({"azure": "overlay", "aws": "node_subnet"})
_ENGINES: Final[Mapping[Cloud, PolicyEngine]] = MappingProxyType({"azure": "cilium", "aws": "vpc_cni"})

_POD_RANGE: Final = "10.244.0.0/16"


def networking(cloud: Cloud, spec: ClusterSpec) -> Networking:
    """Return where pods get their addresses, the default worked out."""
    return spec.networking or _NETWORKING[cloud]


def policy_engine(cloud: Cloud, spec: ClusterSpec) -> PolicyEngine:
    """Return the engine that enforces network policies, the default worked out."""
    return spec.network_policy or _ENGINES[cloud]


def pod_range(cloud: Cloud, spec: ClusterSpec) -> str | None:
    """Return the range of the pods' own addresses, the default worked out; None where they have none."""
    if networking(cloud, spec) != "overlay":
        return None
    return spec.pod_cidr or _POD_RANGE
