"""K8C-007: somebody heeds NetworkPolicies."""

from typing import Final

from jiban.policy.facts.clusters.policy_engine import engine
from jiban.policy.facts.clusters.pools import AKS, EKS
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, passed
from jiban.policy.view import ResourceView, StackView

_CLUSTERS: Final = (AKS, EKS)


def check(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge a cluster of AKS or EKS."""
    found = engine(stack, cluster)
    if found.there:
        return passed(found.said)
    return failed(found.said, *([found.path] if found.path else []))


RULE: Final = StackRule(
    id="K8C-007",
    text="A cluster has an engine that enforces NetworkPolicies.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "The API server takes NetworkPolicies whether anybody enforces them or not: without an engine every "
        "pod reaches every other one, and nothing says so."
    ),
    remedy=(
        "Set networkProfile.networkPolicy to cilium with networkDataplane cilium (AKS), or "
        'enableNetworkPolicy to "true" in configurationValues of the add-on vpc-cni (EKS).'
    ),
    link="https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html",
    types=_CLUSTERS,
    compliance={
        "isms_p": ("2.6.1",),
        "iso27001": ("A.8.14", "A.8.20", "A.8.21", "A.8.22"),
        "checkov": ("CKV_AZURE_7",),
        "psrule": ("Azure.AKS.NetworkPolicy",),
        "prowler": ("aws:eks_cluster_network_policy_enabled", "azure:aks_network_policy_enabled"),
    },
    check=each_of(_CLUSTERS, check),
)
