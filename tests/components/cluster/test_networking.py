"""What the specification leaves open is each cloud's own."""

import pytest

from jiban.components.base import Cloud
from jiban.components.cluster.networking import networking, pod_range, policy_engine
from jiban.components.cluster.spec import ClusterSpec


@pytest.mark.parametrize(
    ("cloud", "addresses", "engine"), [("azure", "overlay", "cilium"), ("aws", "node_subnet", "vpc_cni")]
)
def test_the_cloud_decides_where_nobody_else_does(cloud: Cloud, addresses: str, engine: str) -> None:
    """Pods of AKS have their own range and Cilium, pods of EKS the network's addresses and its plug-in."""
    assert (networking(cloud, ClusterSpec()), policy_engine(cloud, ClusterSpec())) == (addresses, engine)


def test_what_is_asked_for_holds() -> None:
    """A specification that says so has its way."""
    spec = ClusterSpec(networking="node_subnet", network_policy="azure")
    assert (networking("azure", spec), policy_engine("azure", spec)) == ("node_subnet", "azure")


def test_pods_have_a_range_of_their_own_with_overlay_networking_alone() -> None:
    """10.244.0.0/16 unless another one is asked for, and none with addresses of the nodes' subnet."""
    assert pod_range("azure", ClusterSpec()) == "10.244.0.0/16"
    assert pod_range("azure", ClusterSpec(pod_cidr="10.245.0.0/16")) == "10.245.0.0/16"
    assert pod_range("azure", ClusterSpec(networking="node_subnet")) is None
    assert pod_range("aws", ClusterSpec()) is None
