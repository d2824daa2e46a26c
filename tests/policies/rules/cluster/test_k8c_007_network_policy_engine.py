"""K8C-007: somebody heeds NetworkPolicies."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_007_network_policy_engine import RULE
from jiban.policy.facts.clusters.pools import AKS, EKS
from jiban.policy.facts.network.eks import ADDON
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

CLUSTER = resource(EKS, "eks", {"name": "shop"})
AUTO = resource(EKS, "eks", {"name": "shop", "computeConfig": {"enabled": True}})
CONFIG = "kubernetes:core/v1:ConfigMap"


def addon(values: object, *, name: str = "vpc-cni") -> ResourceView:
    """An add-on of the cluster."""
    return resource(ADDON, "addon", {"clusterName": "shop", "addonName": name, "configurationValues": values})


CASES = (
    passes(resource(AKS, "aks", {"networkProfile": {"networkPolicy": "Cilium"}})),
    fails("networkProfile.networkPolicy is not set, and Azure takes none", resource(AKS, "aks")),
    unknown(
        "networkProfile.networkPolicy is not known before deployment",
        resource(AKS, "aks", {"networkProfile": {"networkPolicy": UNKNOWN}}),
    ),
    passes(CLUSTER, addon('{"enableNetworkPolicy": "true"}')),
    passes(CLUSTER, addon("enableNetworkPolicy: true")),
    fails("the stack has no add-on vpc-cni for it", CLUSTER, addon("{}", name="coredns")),
    fails("the add-on vpc-cni does not set enableNetworkPolicy to true", CLUSTER, addon(None)),
    unknown("configurationValues of addon is not known before deployment", CLUSTER, addon(UNKNOWN)),
    passes(
        CLUSTER,
        resource("kubernetes:helm.sh/v3:Release", "calico", {"chart": "tigera-operator"}),
        reason="calico brings one",
    ),
    passes(
        CLUSTER,
        resource("kubernetes:apps/v1:DaemonSet", "calico", {"metadata": {"name": "calico-node"}}),
        reason="calico brings one",
    ),
    passes(
        CLUSTER,
        resource(
            "kubernetes:helm.sh/v3:Release",
            "plugin",
            {"chart": "aws-vpc-cni", "values": {"enableNetworkPolicy": True}},
        ),
        reason="plugin brings one",
    ),
    unknown(
        "networkProfile.networkPlugin is none, and what is installed in its place is not in the stack",
        resource(AKS, "aks", {"networkProfile": {"networkPlugin": "none"}}),
    ),
    fails(
        "in Auto Mode policies are enforced once the ConfigMap amazon-vpc-cni says "
        "enable-network-policy-controller",
        AUTO,
    ),
    passes(
        AUTO,
        resource(
            CONFIG,
            "config",
            {"metadata": {"name": "amazon-vpc-cni"}, "data": {"enable-network-policy-controller": "true"}},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
