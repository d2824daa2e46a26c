"""API servers of clusters: whom they answer.

Sources, read on 2026-11-28: AKS `private-clusters` and `api-server-authorized-ip-ranges`; EKS API,
`VpcConfigRequest` (publicAccessCidrs).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from jiban.model.plan import urn_parts
from jiban.policy.facts.network.exposure import names_everything
from jiban.policy.facts.values import Value, effective
from jiban.policy.view import Node, NotKnownError, ResourceView, plain_token

AKS: Final = "azure-native:containerservice:ManagedCluster"
EKS: Final = "aws:eks/cluster:Cluster"
_OWN_ADDRESSES: Final = (
    "azure-native:network:PublicIPAddress",
    "azure-native:network:PublicIPPrefix",
    "aws:ec2/eip:Eip",
    "aws:ec2/natGateway:NatGateway",
)


@dataclass(frozen=True, slots=True)
class ApiServer:
    """Whom the API server of a cluster answers."""

    answers: Literal["the network", "named addresses", "the internet"]
    said: str = ""
    """Where it answers the internet: why."""
    paths: tuple[str, ...] = ()


def api_server(cluster: ResourceView) -> ApiServer:
    """Return whom the API server of AKS or EKS answers.

    Addresses of the stack's own that are only known later are named ones.

    Raises:
        NotKnownError: what decides is not known before deployment, or Azure does not say what it does.
    """
    return _aks(cluster) if cluster.token == AKS else _eks(cluster)


def _aks(cluster: ResourceView) -> ApiServer:
    private = effective(cluster, "apiServerAccessProfile.enablePrivateCluster")
    if private.node.known and private.is_true():
        return ApiServer("the network")
    ranges = cluster["apiServerAccessProfile"]["authorizedIPRanges"]
    entries = ranges.each()
    if entries and not names_everything(_unsure(cluster, "apiServerAccessProfile", entries)):
        return ApiServer("named addresses")
    private.is_true()  # what is not known decides it
    access = effective(cluster, "publicNetworkAccess")
    if access.says("Disabled"):
        raise NotKnownError(access.path, "is Disabled, and Azure does not say what that closes")
    if entries:
        said = "apiServerAccessProfile.authorizedIPRanges names every address"
        return ApiServer("the internet", said, (ranges.path,))
    said = f"{private.path} is not true, and no authorizedIPRanges are named"
    return ApiServer("the internet", said, (private.path,))


def _eks(cluster: ResourceView) -> ApiServer:
    public: Value = effective(cluster, "vpcConfig.endpointPublicAccess")
    if public.node.known and public.value is False:
        return ApiServer("the network")
    blocks = cluster["vpcConfig"]["publicAccessCidrs"]
    entries = blocks.each()
    if entries and not names_everything(_unsure(cluster, "vpcConfig", entries)):
        return ApiServer("named addresses")
    public.is_true()  # as above
    stated = "is true" if public.given else "is not set, and EKS leaves it on"
    ranges = "publicAccessCidrs names every address" if entries else "no publicAccessCidrs are named"
    said = f"{public.path} {stated}, and {ranges}"
    return ApiServer("the internet", said, (public.path, blocks.path))


def _unsure(cluster: ResourceView, key: str, entries: Sequence[Node]) -> Iterator[Node]:
    """Yield the entries that may be any: not those that are only known later, as addresses of the stack."""
    sources = [urn_parts(urn).type for urn in cluster.property_dependencies.get(key, ())]
    addresses = bool(sources) and all(plain_token(each) in _OWN_ADDRESSES for each in sources)
    yield from (each for each in entries if each.known or not addresses)
