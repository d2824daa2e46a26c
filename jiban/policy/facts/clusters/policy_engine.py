"""Engines that enforce NetworkPolicies: whether a cluster has one.

Sources, read on 2026-11-28: AKS `use-network-policies`; EKS user guide, `cni-network-policy-configure` and
`auto-net-pol` (Auto Mode has an engine, which a ConfigMap turns on).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.facts.network.eks import addon_settings
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import effective
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_PLUGIN: Final = "vpc-cni"
_TABLE: Final[dict[str, Any]] = table("jiban.policy.facts.clusters", "policy_engine.yaml")
_CHARTS: Final = frozenset(_TABLE["charts"])
_DAEMON_SETS: Final = frozenset(_TABLE["daemon_sets"])
_PLUGIN_CHART: Final = str(_TABLE["plugin_chart"])
_DAEMON_SET: Final = "kubernetes:apps/v1:DaemonSet"
_RELEASES: Final = ("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart")
_CONFIG: Final = "kubernetes:core/v1:ConfigMap"
_SWITCH: Final = "enable-network-policy-controller"


@dataclass(frozen=True, slots=True)
class Engine:
    """Whether anything enforces NetworkPolicies."""

    there: bool
    said: str = ""
    path: str = ""


@once
def engine(stack: StackView, cluster: ResourceView) -> Engine:
    """Return whether a cluster of AKS or EKS has an engine that enforces NetworkPolicies.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if cluster.token == AKS:
        return _aks(stack, cluster)
    if brought := _brought(stack):
        return Engine(there=True, said=f"{brought} brings one")
    if cluster["computeConfig"]["enabled"].is_true():
        return _auto_mode(stack)
    settings = addon_settings(stack, cluster, _PLUGIN)
    if settings is None:
        return Engine(there=False, said=f"the stack has no add-on {_PLUGIN} for it")
    if str(settings.get("enableNetworkPolicy", "")).casefold() == "true":
        return Engine(there=True)
    return Engine(there=False, said=f"the add-on {_PLUGIN} does not set enableNetworkPolicy to true")


def _aks(stack: StackView, cluster: ResourceView) -> Engine:
    policy = effective(cluster, "networkProfile.networkPolicy")
    if not policy.says("none", ""):
        return Engine(there=True)
    if brought := _brought(stack):
        return Engine(there=True, said=f"{brought} brings one")
    plugin = effective(cluster, "networkProfile.networkPlugin")
    if plugin.says("none"):
        raise NotKnownError(plugin.path, "is none, and what is installed in its place is not in the stack")
    return Engine(there=False, said=policy.said, path=policy.path)


@once
def _brought(stack: StackView) -> str:
    """Return what of the stack brings an engine of its own; empty where nothing does."""
    for release in stack.of(*_RELEASES):
        chart = release["chart"].text().rpartition("/")[2] if release["chart"].known else ""
        values = release["values"]
        if chart in _CHARTS:
            return release.name
        if chart == _PLUGIN_CHART and values.known and values["enableNetworkPolicy"].says("true"):
            return release.name
    for each in stack.of(_DAEMON_SET):
        name = each["metadata"]["name"] if each["metadata"].known else each["metadata"]
        if name.known and name.text() in _DAEMON_SETS:
            return each.name
    return ""


def _auto_mode(stack: StackView) -> Engine:
    for config in stack.of(_CONFIG):
        if kubernetes.object_name(config) == "amazon-vpc-cni":
            with of(config):
                if config["data"][_SWITCH].says("true"):
                    return Engine(there=True)
    said = f"in Auto Mode policies are enforced once the ConfigMap amazon-vpc-cni says {_SWITCH}"
    return Engine(there=False, said=said, path="computeConfig.enabled")
