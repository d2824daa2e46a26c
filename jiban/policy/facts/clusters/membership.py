"""Clusters: which objects of Kubernetes stand in which cluster of the stack.

An object's provider leads to its cluster: its inputs come from it. Where a stack has one cluster alone, an
object whose provider leads to none stands in that, unless its provider comes from another stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jiban.model.plan import urn_parts
from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.once import once
from jiban.policy.facts.ownership import from_another_stack
from jiban.policy.view import ResourceView, StackView

CLUSTERS: Final = (aks.CLUSTER, eks.CLUSTER)
_PROVIDER: Final = "pulumi:providers:kubernetes"


@once
def objects(stack: StackView, cluster: ResourceView, *tokens: str) -> tuple[ResourceView, ...]:
    """Return the objects of some types that stand in a cluster."""
    makers, only = _makers(stack), stack.of(*CLUSTERS) == (cluster,)
    found: list[ResourceView] = []
    for each in stack.of(*tokens):
        provider = _provider(stack, each)
        maker = makers.get(provider) if provider else None
        if maker == cluster.urn or (maker is None and only and not _is_elsewhere(stack, provider)):
            found.append(each)
    return tuple(found)


def may_be_one(stack: StackView, one: ResourceView, other: ResourceView) -> bool:
    """Tell whether two objects stand in one cluster, for all that is known."""
    if one.resource.provider == other.resource.provider:
        return True
    makers = _makers(stack)
    mine, theirs = makers.get(_provider(stack, one)), makers.get(_provider(stack, other))
    return mine is None or theirs is None or mine == theirs


def _provider(stack: StackView, resource: ResourceView) -> str:
    """Return the URN of an object's provider; empty where it is the default one, and that is not here."""
    reference = resource.resource.provider
    if reference is not None:
        return reference.rpartition("::")[0]
    return next((each.urn for each in stack.of(_PROVIDER) if each.name.startswith("default")), "")


def _is_elsewhere(stack: StackView, provider: str) -> bool:
    found = stack.get(provider) if provider else None
    return found is not None and from_another_stack(found)


@once
def _makers(stack: StackView) -> Mapping[str, str]:
    """Return the cluster that each provider of Kubernetes leads to, URN by URN."""
    found: dict[str, str] = {}
    for provider in stack.of(_PROVIDER):
        urns = {
            *provider.dependencies,
            *(urn for several in provider.property_dependencies.values() for urn in several),
            *provider["kubeconfig"].sources,
        }
        clusters = {urn for urn in urns if urn_parts(urn).type in CLUSTERS and stack.get(urn) is not None}
        if len(clusters) == 1:
            found[provider.urn] = clusters.pop()
    return found
