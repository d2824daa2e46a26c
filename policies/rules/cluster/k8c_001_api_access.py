"""K8C-001: the API server of a cluster does not answer the whole internet."""

from typing import Final

from jiban.policy.facts.api_server import AKS, EKS, api_server
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, passed
from jiban.policy.view import ResourceView


def check(cluster: ResourceView) -> Verdict:
    """Judge a cluster by whom its API server answers."""
    found = api_server(cluster)
    match found.answers:
        case "the internet":
            return failed(found.said, *found.paths)
        case "named addresses":
            return passed("only addresses that are named get in")
        case "the network":
            return passed()


RULE: Final = ResourceRule(
    id="K8C-001",
    text="The API server of a cluster is private, or answers only addresses that are named.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "Whoever reaches the API server can try stolen tokens and its newest faults; behind it is everything "
        "that runs in the cluster."
    ),
    remedy=(
        "Make the cluster private (`cluster.private: true`), or name the addresses that deploy "
        "(`cluster.api_clients`)."
    ),
    link="https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges",
    types=(AKS, EKS),
    compliance={
        "isms_p": ("2.6.1",),
        "iso27001": ("A.8.1", "A.8.14"),
        "checkov": ("CKV_AWS_38", "CKV_AWS_39", "CKV_AZURE_6", "CKV_AZURE_115"),
        "cdk_nag": ("AwsSolutions-EKS1",),
        "psrule": ("Azure.AKS.AuthorizedIPs",),
        "prowler": (
            "aws:eks_cluster_not_publicly_accessible",
            "azure:aks_clusters_public_access_disabled",
        ),
    },
    check=check,
)
