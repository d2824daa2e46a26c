"""Spread: whether the pods of a workload are kept apart over availability zones.

Sources, read on 2026-11-28: Kubernetes `concepts/scheduling-eviction/topology-spread-constraints` (the pods
that `labelSelector` matches are counted, without one none are). Not read:
`concepts/scheduling-eviction/assign-pod-node` (anti-affinity, required or preferred, between the pods that a
term selects).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.once import once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_ZONES: Final = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")


@once
def over_zones(stack: StackView, workload: ResourceView) -> Node | None:
    """Return what spreads the pods of a workload over zones; None where nothing does.

    Raises:
        NotKnownError: whether something does is not known before deployment.
    """
    doubt: NotKnownError | None = None
    spec = pods.template(stack, workload)["spec"]
    for listed in (_constraints, _terms):
        try:
            for each in listed(spec):
                try:
                    if _is_over_zones(stack, workload, each):
                        return each
                except NotKnownError as error:
                    doubt = doubt or error
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise doubt
    return None


@once
def one_zone(stack: StackView, workload: ResourceView) -> Node | None:
    """Return what keeps the pods of a workload in one zone: a label of the nodes that they may run on; None
    where they may run in several.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    spec = pods.template(stack, workload)["spec"]
    for zone in _ZONES:
        if spec["nodeSelector"][zone].given:
            return spec["nodeSelector"][zone]
    needed = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    terms = needed["nodeSelectorTerms"].each()
    found = [_names_one(term) for term in terms]
    return found[0] if len(found) == 1 else None  # of several terms one is enough


def _names_one(term: Node) -> Node | None:
    for each in term["matchExpressions"].each():
        if each["key"].text() in _ZONES and each["operator"].says("In") and len(each["values"].each()) == 1:
            return each
    return None


def _constraints(spec: Node) -> Iterator[Node]:
    yield from spec["topologySpreadConstraints"].each()


def _terms(spec: Node) -> Iterator[Node]:
    """Yield what keeps pods away from one another."""
    apart = spec["affinity"]["podAntiAffinity"]
    yield from apart["requiredDuringSchedulingIgnoredDuringExecution"].each()
    for each in apart["preferredDuringSchedulingIgnoredDuringExecution"].each():
        yield each["podAffinityTerm"]


def _is_over_zones(stack: StackView, workload: ResourceView, rule: Node) -> bool:
    """Tell whether a constraint, or a term of anti-affinity, is about zones and the workload's own pods."""
    if rule["topologyKey"].text() not in _ZONES:
        return False
    named = [each.text() for each in rule["namespaces"].each()]
    if named and kubernetes.namespace(stack, workload) not in named:
        return False
    return kubernetes.selects(rule["labelSelector"], pods.labels(stack, workload))
