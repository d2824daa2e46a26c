"""Firewalls that are none: those that let the internet in at every port of a protocol.

All ways of a firewall count together, wherever they are declared: two halves of the ports are all of them.
Port 0 is reserved (IANA, service names and port numbers), so that 1 to 65535 are all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final

from jiban.policy.facts import reach
from jiban.policy.facts.network import nsg
from jiban.policy.facts.once import once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_LAST: Final = 65535
_Found = tuple[tuple[reach.Opening, ...], NotKnownError | None]
"""What is open at a port, or what may be."""


@once
def open_to_internet(stack: StackView, firewall: ResourceView, protocol: str) -> tuple[reach.Opening, ...]:
    """Return how a firewall, or a rule of its own, lets the internet in at every port of a protocol.

    Args:
        stack: all resources.
        firewall: of one of `reach.FIREWALLS`.
        protocol: of `reach.PROTOCOLS`.

    Returns:
        One opening for each source; none where a port is shut, or others alone open all of them.

    Raises:
        NotKnownError: it opens all of them surely not, and may: the value that it hangs on is not known.
    """
    found = _ports(stack, reach.firewall_of(stack, firewall), protocol)
    own = found.get(firewall.urn)
    if own is None:
        return ()
    if all(openings for openings, _ in own):
        return _sources(own)
    others = [each for urn, each in found.items() if urn != firewall.urn]
    if not any(all(openings for openings, _ in each) for each in others) and _needed(own, others, sure=True):
        return _sources(own)
    doubt = next((doubt for _, doubt in own if doubt), None)
    if doubt is not None and (all(o or d for o, d in own) or _needed(own, others, sure=False)):
        raise NotKnownError(doubt.path, doubt.why)
    return ()


def _sources(own: tuple[_Found, ...]) -> tuple[reach.Opening, ...]:
    return tuple({each.sources: each for openings, _ in own for each in openings}.values())


def _needed(own: tuple[_Found, ...], others: list[tuple[_Found, ...]], *, sure: bool) -> bool:
    """Tell whether all ports are open with this one, and some is not without it and what is inside of it."""

    def at(each: tuple[_Found, ...]) -> set[int]:
        return {place for place, (openings, doubt) in enumerate(each) if openings or (doubt and not sure)}

    mine, every = at(own), set(range(len(own)))
    rest = [found for each in others if (found := at(each))]
    whole = mine.union(*rest)
    return whole == every and set().union(*(each for each in rest if not each <= mine)) != every


@once
def _ports(stack: StackView, whole: ResourceView, protocol: str) -> Mapping[str, tuple[_Found, ...]]:
    """Return by URN of whoever opens a firewall what it opens, at one port of each stretch of ports.

    None where a port is surely shut: then nobody opens all of them.
    """
    owners = _owners(stack).get(whole.urn, (whole,))
    found: dict[str, list[_Found]] = {owner.urn: [] for owner in owners}
    for port in _starts(stack, whole):
        for owner in owners:
            try:
                found[owner.urn].append((reach.open_to_internet(stack, owner, port, (protocol,)), None))
            except NotKnownError as error:
                found[owner.urn].append(((), error))
        if not any(openings or doubt for openings, doubt in (each[-1] for each in found.values())):
            return {}
    return {urn: tuple(each) for urn, each in found.items()}


@once
def _owners(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    """Return by URN of a firewall itself and the rules beside it."""
    found: dict[str, list[ResourceView]] = {}
    for each in stack.of(*reach.FIREWALLS):
        found.setdefault(reach.firewall_of(stack, each).urn, []).append(each)
    return {urn: tuple(each) for urn, each in found.items()}


def alike(stack: StackView, firewall: ResourceView, port: int) -> int:
    """Return the first port of those up to a port at which the same rules of a firewall are asked."""
    starts = _starts(stack, reach.firewall_of(stack, firewall))
    return starts[bisect_right(starts, port) - 1]


@once
def _starts(stack: StackView, whole: ResourceView) -> tuple[int, ...]:
    """Return the ports from which on other rules of a firewall are asked than before, in order."""
    return tuple(sorted({1, *_changes(_owners(stack).get(whole.urn, (whole,)))}))


def _changes(owners: tuple[ResourceView, ...]) -> Iterator[int]:
    for owner in owners:
        for rule in _rules(owner):
            try:
                stretches = list(_stretches(owner, rule))
            except NotKnownError:  # who is asked at each port says so itself
                continue
            for first, last in stretches:
                yield from (port for port in (first, last + 1) if 1 < port <= _LAST)


def _rules(owner: ResourceView) -> Iterator[Node]:
    yield owner.node
    for key in ("securityRules", "ingress"):
        try:
            yield from owner[key].each()
        except NotKnownError:
            continue


def _stretches(owner: ResourceView, rule: Node) -> Iterator[tuple[int, int]]:
    if owner.token in (nsg.GROUP, nsg.RULE):
        yield from nsg.ports(rule)
    elif rule["fromPort"].given and rule["toPort"].given:
        first, last = rule["fromPort"], rule["toPort"]
        yield first.number() if first.known else 1, last.number() if last.known else _LAST
