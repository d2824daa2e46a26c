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
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses that a policy lets pods send to."""

    text: str
    path: str
    spans: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Egress:
    """What a policy lets pods send to outside of the cluster."""

    blocks: tuple[Block, ...] = ()
    doubt: NotKnownError | None = None
    """What else it may be; None where all of it is known."""


@once
def egress(stack: StackView, policy: ResourceView) -> Egress:
    """Return the addresses outside of the cluster that a NetworkPolicy lets pods send to.

    A policy that is about what they receive alone lets them send to none.

    Raises:
        NotKnownError: what it is about is not known before deployment.
    """
    del stack
    if "Egress" not in directions(policy):
        return Egress()
    found, doubts = list[Block](), list[NotKnownError]()
    for rule in policy["spec"]["egress"].each():
        try:
            found += _blocks(rule)
        except NotKnownError as error:
            doubts.append(error)
    return Egress(tuple(found), doubts[0] if doubts else None)


def _blocks(rule: Node) -> Iterator[Block]:
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
    found = egress(stack, policy)
    own, spans = found.blocks, [span for each in found.blocks for span in each.spans]
    alone = tuple(each for each in own if covers_internet(each.spans))
    if alone or (public(spans) and (covers_internet(spans) or _with_others(stack, policy, spans))):
        return alone or own
    if found.doubt is not None:
        raise NotKnownError(found.doubt.path, found.doubt.why)
    return ()


def _with_others(stack: StackView, policy: ResourceView, spans: list[Range]) -> bool:
    """Tell whether ranges are the internet together with those of another policy of the same pods."""
    for other in _beside(stack, policy):
        theirs = [span for each in egress(stack, other).blocks for span in each.spans]
        if not covers_internet(theirs) and covers_internet([*theirs, *spans]):
            return True
    return False


def _beside(stack: StackView, policy: ResourceView) -> Iterator[ResourceView]:
    """Yield the other policies that select a pod of the stack which a policy selects."""
    mine = _selected(stack, policy)
    for other in stack.of(POLICY):
        if other is not policy and mine & _selected(stack, other):
            yield other


@once
def _selected(stack: StackView, policy: ResourceView) -> frozenset[str]:
    """Return the URNs of the workloads that a policy surely selects pods of."""
    found: set[str] = set()
    try:
        inside = kubernetes.namespace(stack, policy)
        selector = kubernetes.Selector(policy["spec"]["podSelector"])
    except NotKnownError:
        return frozenset()
    for workload in pods.by_namespace(stack, kubernetes.WORKLOADS).get(inside, ()):
        try:
            if selector.holds(pods.labels(stack, workload)):
                found.add(workload.urn)
        except NotKnownError:  # a workload of which too little is known adds nothing that is sure
            continue
    return frozenset(found)
