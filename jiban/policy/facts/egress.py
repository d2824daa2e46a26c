"""What pods may reach: the egress of NetworkPolicies, added up over all that select a pod.

Source of the semantics: Kubernetes `concepts/services-networking/network-policies`, read on 2026-11-28: a
policy that is of both directions says so, or has egress rules; a rule without peers names every address; what
any policy of a pod allows is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.network.policies import POLICY, directions
from jiban.policy.facts.network.ranges import Range, covers_internet, parse_any, public, remove
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses that a policy lets pods send to."""

    text: str
    path: str
    spans: tuple[Range, ...]


@once
def blocks(stack: StackView, policy: ResourceView) -> tuple[Block, ...]:
    """Return the addresses outside of the cluster that a NetworkPolicy lets pods send to.

    A policy that is about what they receive alone lets them send to none.

    Raises:
        NotKnownError: one is not known before deployment.
    """
    del stack
    return tuple(_blocks(policy)) if "Egress" in directions(policy) else ()


def _blocks(policy: ResourceView) -> Iterator[Block]:
    for rule in policy["spec"]["egress"].each():
        peers = rule["to"].each()
        if not peers:
            yield Block("every address, as a rule names nobody", rule.path, _of("0.0.0.0/0"))
        for peer in peers:
            block = peer["ipBlock"]
            cidr = block["cidr"]
            if block.given and cidr.given:
                taken = [span for each in block["except"].each() if (span := parse_any(each.text()))]
                yield Block(cidr.text(), cidr.path, tuple(remove(_of(cidr.text()), taken)))


def _of(text: str) -> tuple[Range, ...]:
    span = parse_any(text)
    return (span,) if span else ()


@once
def open_to_internet(stack: StackView, policy: ResourceView) -> tuple[Block, ...]:
    """Return the blocks by which a NetworkPolicy lets pods reach the whole internet.

    That is one alone, or several that are the internet together, with those of other policies that select the
    same pods.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    own = blocks(stack, policy)
    alone = tuple(each for each in own if covers_internet(each.spans))
    if alone or not any(public(each.spans) for each in own):
        return alone
    if covers_internet(span for each in own for span in each.spans):
        return own
    for other in _beside(stack, policy):
        theirs = [span for each in blocks(stack, other) for span in each.spans]
        if not covers_internet(theirs) and covers_internet(
            [*theirs, *(span for each in own for span in each.spans)]
        ):
            return own
    return ()


def _beside(stack: StackView, policy: ResourceView) -> Iterator[ResourceView]:
    """Yield the other policies that select a pod of the stack which a policy selects."""
    mine = _selected(stack, policy)
    for other in stack.of(POLICY):
        if other is not policy and mine & _selected(stack, other):
            yield other


@once
def _selected(stack: StackView, policy: ResourceView) -> frozenset[str]:
    found: set[str] = set()
    for workload in stack.of(*kubernetes.WORKLOADS):
        try:
            labels = kubernetes.Labels(pods.template(stack, workload)["metadata"])
            inside = kubernetes.namespace(stack, workload) == kubernetes.namespace(stack, policy)
            if inside and kubernetes.selects(policy["spec"]["podSelector"], labels):
                found.add(workload.urn)
        except NotKnownError:  # a workload of which too little is known adds nothing that is sure
            continue
    return frozenset(found)
