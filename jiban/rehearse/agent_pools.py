"""What AKS makes of the pools that a cluster lists in itself.

A pool comes with the cluster when that is made; afterwards each is changed by itself, and a write of the
cluster may only list pools that there are. Reading the cluster lists all of them, whoever made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from jiban.model.object_names import plain_type
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.provider_behaviour import plain

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
_LISTED: Final = "agentPoolProfiles"
_PATH: Final = frozenset({"agentPoolName", "resourceGroupName", "resourceName"})
_COUNTS: Final = ("count", "minCount", "maxCount")

_AUTOMATIC: Final = "automatic"
"""Name of the SKU of clusters whose system pool can be Azure's own."""

_NONE: Final = (
    "BadRequest: a new cluster needs a system pool: name one in agentPoolProfiles, with mode System and a "
    "node at least"
)
_NEW: Final = (
    "BadRequest: A new agent pool was introduced: {names}. A write of the cluster adds no pools to one that "
    "exists; make it an AgentPool, or refresh the state if it was there before (`pulumi refresh`)"
)
_VERSIONS: Final = (
    "BadRequest: NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged: agentPoolProfiles says the version "
    "of {said} and not of {silent}; a write of the cluster says the versions of all its pools or of none: "
    "leave orchestratorVersion out there, and upgrade each pool by itself"
)
"""Refusals of AKS: pulumi-azure-native issues 2094 and 2719, Azure/AKS issue 2495 and pull request 2889,
Azure/ARO-HCP pull request 662 (read 2026-11-26; not tried against Azure)."""


def refusal(
    kind: str, inputs: Mapping[str, Any], live: CloudObject | None, objects: Iterable[CloudObject]
) -> str | None:
    """Return why AKS refuses to write a cluster; None where it does not.

    Args:
        kind: type token of what is written.
        inputs: what is written.
        live: the cluster as it is, None for a new one.
        objects: everything in the simulated cloud.
    """
    if plain_type(kind) != CLUSTER:
        return None
    written = cast("Mapping[str, Any]", plain(inputs))
    pools = _by_name(written)
    if live is None:
        return _NONE if _lacks_a_system_pool(written, pools.values()) else None
    there = _by_name(listed(live, objects).inputs)
    new = [name for name in pools if name not in there]
    if new:
        return _NEW.format(names=", ".join(new))
    said = [name for name in there if "orchestratorVersion" in pools.get(name, {})]
    silent = [name for name in there if name not in said]
    upgrades = written.get("kubernetesVersion") != live.manifest.get("kubernetesVersion") or any(
        pools[name]["orchestratorVersion"] != there[name].get("orchestratorVersion") for name in said
    )
    if said and silent and upgrades:
        return _VERSIONS.format(said=", ".join(said), silent=", ".join(silent))
    return None


def _lacks_a_system_pool(cluster: Mapping[str, Any], pools: Iterable[Mapping[str, Any]]) -> bool:
    sku = cast("Mapping[str, Any]", cluster.get("sku") or {})
    modes = {str(each.get("mode", "System")).lower() for each in pools}
    return "system" not in modes and str(sku.get("name", "")).lower() != _AUTOMATIC


def listed(cluster: CloudObject, objects: Iterable[CloudObject]) -> CloudObject:
    """Return a cluster as AKS answers it: with the pools that were made by themselves, after its own.

    Its inputs have them too, as the provider takes them over when a state is refreshed.
    """
    if cluster.type != CLUSTER:
        return cluster
    others = [_profile(each) for each in _members(cluster, objects)]
    if not others:
        return cluster
    return replace(
        cluster,
        inputs={**cluster.inputs, _LISTED: [*_own(cluster.inputs, others), *others]},
        outputs={**cluster.outputs, _LISTED: [*_own(cluster.outputs, others), *others]},
    )


def stored(
    kind: str, values: Mapping[str, Any], live: CloudObject | None, objects: Iterable[CloudObject]
) -> Mapping[str, Any]:
    """Return inputs or outputs of a cluster with its own pools alone: the others are objects of their own."""
    if plain_type(kind) != CLUSTER or live is None or _LISTED not in values:
        return values
    others = [_profile(each) for each in _members(live, objects)]
    return {**values, _LISTED: _own(values, others)}


def resized(
    kind: str, inputs: Mapping[str, Any], live: CloudObject | None, objects: Iterable[CloudObject]
) -> Iterator[CloudObject]:
    """Yield the pools that a write of their cluster gives other counts of nodes, as they are afterwards."""
    if plain_type(kind) != CLUSTER or live is None:
        return
    written = _by_name(cast("Mapping[str, Any]", plain(inputs)))
    for each in _members(live, objects):
        sent = written.get(str(each.manifest.get("agentPoolName")), {})
        counts = {key: sent[key] for key in _COUNTS if key in sent}
        if counts and any(each.outputs.get(key) != value for key, value in counts.items()):
            yield replace(each, inputs={**each.inputs, **counts}, outputs={**each.outputs, **counts})


def _members(cluster: CloudObject, objects: Iterable[CloudObject]) -> Iterator[CloudObject]:
    """Yield the pools of a cluster that were made by themselves."""
    place = [cluster.manifest.get(key) for key in ("resourceGroupName", "resourceName")]
    for each in objects:
        own = [each.manifest.get(key) for key in ("resourceGroupName", "resourceName")]
        if each.type == POOL and own == place:
            yield each


def _profile(pool: CloudObject) -> dict[str, Any]:
    """Return a pool as its cluster lists it, with the count that it has by now."""
    given = {key: value for key, value in pool.manifest.items() if key not in _PATH}
    counts = {key: pool.outputs[key] for key in _COUNTS if pool.outputs.get(key) is not None}
    return {**given, **counts, "name": pool.manifest.get("agentPoolName")}


def _pools(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return cast("list[Mapping[str, Any]]", values.get(_LISTED) or [])


def _by_name(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {str(each.get("name")): each for each in _pools(values)}


def _own(values: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    names = {each["name"] for each in others}
    return [each for each in _pools(values) if each.get("name") not in names]
