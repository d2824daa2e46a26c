"""Engines that enforce NetworkPolicies: whether a cluster has one.

Sources, read on 2026-11-28: AKS `use-network-policies`; EKS user guide, `cni-network-policy-configure` and
`auto-net-pol` (Auto Mode has an engine, which a ConfigMap turns on).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.facts.network.eks import addon_settings
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import effective
from jiban.policy.view import ResourceView, StackView
from jiban.tables import table

_PLUGIN: Final = "vpc-cni"
_CHARTS: Final = frozenset(table("jiban.policy.facts.clusters", "policy_engine.yaml")["charts"])
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
        policy = effective(cluster, "networkProfile.networkPolicy")
        return (
            Engine(there=False, said=policy.said, path=policy.path)
            if policy.says("none")
            else Engine(there=True)
        )
    for release in stack.of(*_RELEASES):
        chart = release["chart"]
        if chart.known and chart.text().rpartition("/")[2] in _CHARTS:
            return Engine(there=True, said=f"{release.name} brings one")
    if cluster["computeConfig"]["enabled"].is_true():
        return _auto_mode(stack)
    settings = addon_settings(stack, cluster, _PLUGIN)
    if settings is None:
        return Engine(there=False, said=f"the stack has no add-on {_PLUGIN} for it")
    if str(settings.get("enableNetworkPolicy", "")).casefold() == "true":
        return Engine(there=True)
    return Engine(there=False, said=f"the add-on {_PLUGIN} does not set enableNetworkPolicy to true")


def _auto_mode(stack: StackView) -> Engine:
    for config in stack.of(_CONFIG):
        if kubernetes.object_name(config) == "amazon-vpc-cni":
            with of(config):
                if config["data"][_SWITCH].says("true"):
                    return Engine(there=True)
    said = f"in Auto Mode policies are enforced once the ConfigMap amazon-vpc-cni says {_SWITCH}"
    return Engine(there=False, said=said, path="computeConfig.enabled")
