"""K8C-001: the API server of a cluster does not answer the whole internet."""

from collections.abc import Iterator, Sequence
from typing import Final

from jiban.policy.facts.network.exposure import names_everything
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, passed, unknown
from jiban.policy.view import Node, ResourceView, plain_token

AKS: Final = "azure-native:containerservice:ManagedCluster"
EKS: Final = "aws:eks/cluster:Cluster"
_OWN_ADDRESSES: Final = (
    "azure-native:network:PublicIPAddress",
    "azure-native:network:PublicIPPrefix",
    "aws:ec2/eip:Eip",
    "aws:ec2/natGateway:NatGateway",
)


def check(cluster: ResourceView) -> Verdict:
    """Judge a cluster by where its API server answers."""
    return _aks(cluster) if cluster.token == AKS else _eks(cluster)


def _aks(cluster: ResourceView) -> Verdict:
    access = cluster["apiServerAccessProfile"]
    private = access["enablePrivateCluster"]
    if private.known and private.is_true():
        return passed()
    ranges = access["authorizedIPRanges"]
    entries = ranges.each()
    if entries and not names_everything(_unsure(cluster, "apiServerAccessProfile", entries)):
        return passed("only addresses that are named get in")
    private.is_true()  # what is not known decides it
    if cluster["publicNetworkAccess"].text().lower() == "disabled":
        return unknown("publicNetworkAccess is Disabled, and Azure does not say what that closes")
    if entries:
        return failed("apiServerAccessProfile.authorizedIPRanges names every address", ranges.path)
    return failed(
        "apiServerAccessProfile.enablePrivateCluster is not true, and no authorizedIPRanges are named",
        private.path,
    )


def _eks(cluster: ResourceView) -> Verdict:
    config = cluster["vpcConfig"]
    public = config["endpointPublicAccess"]
    if public.known and public.value is False:
        return passed()
    blocks = config["publicAccessCidrs"]
    entries = blocks.each()
    if entries and not names_everything(_unsure(cluster, "vpcConfig", entries)):
        return passed("only addresses that are named get in")
    stated = "is true" if public.value is True else "is not set, and EKS leaves it on"
    ranges = "publicAccessCidrs names every address" if entries else "no publicAccessCidrs are named"
    return failed(f"vpcConfig.endpointPublicAccess {stated}, and {ranges}", public.path, blocks.path)


def _unsure(cluster: ResourceView, key: str, entries: Sequence[Node]) -> Iterator[Node]:
    """Yield the entries that may be any: not those that are only known later, as addresses of the stack."""
    # A URN names the type, behind those of its parents.
    sources = [urn.split("::")[2].rpartition("$")[2] for urn in cluster.property_dependencies.get(key, ())]
    addresses = bool(sources) and all(plain_token(each) in _OWN_ADDRESSES for each in sources)
    yield from (each for each in entries if each.known or not addresses)


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
