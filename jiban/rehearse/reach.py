"""Which cluster a Kubernetes provider speaks to, and whether the deployer's place can reach it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Final, cast
from urllib.parse import urlsplit

from jiban.diff import kubeconfig
from jiban.rehearse import agent_pools
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.conditions import Conditions

_EKS: Final = "aws:eks/cluster:Cluster"
_PUBLIC_RANGES: Final[Mapping[str, tuple[str, str]]] = {
    agent_pools.CLUSTER: ("apiServerAccessProfile", "authorizedIPRanges"),
    _EKS: ("vpcConfig", "publicAccessCidrs"),
}
"""Inputs that say whom a public API answers."""
_UNREACHABLE: Final = (
    "configured Kubernetes cluster is unreachable: unable to load schema information from the API server"
)
_ADDRESSES: Final = ("endpoint", "fqdn", "privateFQDN", "azurePortalFQDN")
"""Outputs by which clusters say where their API is."""


def cluster_of(config: Mapping[str, Any], objects: Iterable[CloudObject]) -> CloudObject | None:
    """Return the cluster that a Kubernetes provider is configured for, if it can be told.

    It is told by `clusterIdentifier`, else by the server of the kubeconfig, else by there being one cluster
    alone.
    """
    clusters = [each for each in objects if each.type in {agent_pools.CLUSTER, _EKS}]
    identifier = config.get("clusterIdentifier")
    named = [each for each in clusters if identifier and identifier in _identities(each)]
    if named:
        return named[0]
    host = _server(kubeconfig.active_cluster(config))
    served = [each for each in clusters if host is not None and host in _hosts(each)]
    if served:
        return served[0]
    return clusters[0] if len(clusters) == 1 else None


def name_of(config: Mapping[str, Any]) -> str:
    """Return what tells the cluster of a Kubernetes provider from others; empty where nothing does."""
    return str(config.get("clusterIdentifier") or _server(kubeconfig.active_cluster(config)) or "")


def refusal(config: Mapping[str, Any], objects: Iterable[CloudObject], conditions: Conditions) -> str | None:
    """Return what the Kubernetes provider says of a cluster that cannot be reached; None where it can be."""
    if conditions.place == "inside":
        return None
    cluster = cluster_of(config, objects)
    if cluster is None:
        return None
    name = cluster.id.rsplit("/", 1)[-1]
    if _is_private(cluster):
        return (
            f"{_UNREACHABLE}: the API of {name} has a private address alone, and this deployment runs "
            "outside of its network (i/o timeout); run it inside"
        )
    admitted = _admitted(cluster)
    if conditions.place == "outside" or not admitted or _is_within(conditions.place, admitted):
        return None
    return (
        f"{_UNREACHABLE}: the API of {name} answers {', '.join(admitted)} alone, and this deployment runs at "
        f"{conditions.place} (i/o timeout); name it among the ranges that the cluster admits, or run it "
        "elsewhere"
    )


def _admitted(cluster: CloudObject) -> Sequence[str]:
    """Return the ranges that a public API answers; none where it answers the whole internet."""
    profile, key = _PUBLIC_RANGES[cluster.type]
    given = cluster.manifest.get(profile)
    listed = cast("Mapping[str, Any]", given).get(key) if isinstance(given, Mapping) else None
    return [str(each) for each in cast("list[Any]", listed)] if isinstance(listed, list) else []


def _is_within(address: str, ranges: Iterable[str]) -> bool:
    """Return whether an address lies in one of some ranges; a text that is no range holds none."""
    for each in ranges:
        try:
            if IPv4Address(address) in IPv4Network(each, strict=False):
                return True
        except ValueError:
            continue
    return False


def _server(entry: Any) -> str | None:
    if not isinstance(entry, Mapping):
        return None
    return urlsplit(str(cast("Mapping[str, Any]", entry).get("server", ""))).hostname


def _identities(cluster: CloudObject) -> set[str]:
    return {cluster.id, str(cluster.outputs.get("arn", "")), str(cluster.outputs.get("name", ""))} - {""}


def _hosts(cluster: CloudObject) -> set[str | None]:
    texts = [str(cluster.outputs[key]) for key in _ADDRESSES if cluster.outputs.get(key)]
    return {urlsplit(text if "//" in text else f"//{text}").hostname for text in texts}


def _is_private(cluster: CloudObject) -> bool:
    given = cluster.manifest
    if cluster.type == agent_pools.CLUSTER:
        profile = given.get("apiServerAccessProfile")
        return isinstance(profile, Mapping) and bool(
            cast("Mapping[str, Any]", profile).get("enablePrivateCluster")
        )
    config = given.get("vpcConfig")
    return (
        isinstance(config, Mapping) and cast("Mapping[str, Any]", config).get("endpointPublicAccess") is False
    )


def configuration(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the configuration that a provider gets: values that are no texts come as JSON."""

    def read(value: Any) -> Any:
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value

    return {key: read(value) for key, value in args.items()}
