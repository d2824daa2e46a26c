"""What a network security group of Azure lets through: its rules by priority, then Azure's own.

Source of the order and of the default rules: Azure `virtual-network/network-security-groups-overview`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from jiban.policy.facts.network.ranges import (
    ALL,
    EVERYTHING,
    INTERNET,
    PRIVATE,
    Range,
    Reach,
    meet,
    parse,
    parse_any,
    remove,
)
from jiban.policy.facts.once import once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

GROUP: Final = "azure-native:network:NetworkSecurityGroup"
RULE: Final = "azure-native:network:SecurityRule"
ANY: Final = "*"
_EVERYBODY: Final = frozenset({"*", "any"})
_OUTSIDE: Final = "internet"
_NETWORK: Final = "virtualnetwork"
_LATEST: Final = 65535
Direction = Literal["Inbound", "Outbound"]


@dataclass(frozen=True, slots=True)
class Traffic:
    """Connections of one protocol to one port, from any address of a range to any of another one."""

    sources: Range
    targets: Range
    port: int
    protocol: str = "Tcp"


@dataclass(frozen=True, slots=True)
class Match:
    """Which addresses a rule names."""

    sure: tuple[Range, ...] = ()
    maybe: tuple[Range, ...] = ()
    """Addresses of which it cannot be said whether the rule names them."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """Traffic that no rule has decided on yet, with the rules that may have."""

    sources: Range
    targets: Range
    doubts: frozenset[tuple[str, str]] = field(default_factory=frozenset[tuple[str, str]])
    """Access of each such rule, and the place of what is not known."""


@dataclass(frozen=True, slots=True)
class _Decided:
    sources: Match
    targets: Match
    allows: bool


def rules_of(group: ResourceView, stack: StackView) -> tuple[Node, ...]:
    """Return the rules of a group: its own list, and the rules that are resources of their own.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    own = group["securityRules"].each()
    apart = [
        rule.node for rule in stack.of(RULE) if group in stack.behind(rule, "networkSecurityGroupName", GROUP)
    ]
    return (*own, *apart)


def evaluate(rules: Iterable[Node], direction: Direction, traffic: Traffic, own: Sequence[Range]) -> Reach:
    """Tell how much of some traffic a group lets through.

    Args:
        rules: of the group, in any order.
        direction: of the traffic, as seen from where the group stands.
        traffic: what is asked for.
        own: address ranges of the virtual network.

    Raises:
        NotKnownError: what decides is not known before deployment, or is no part of the stack: the members of
            an application security group, what else the tag VirtualNetwork covers.
    """
    listed = _in_order(rules, direction, traffic.protocol, traffic.port, own)
    return _through((*listed, *_defaults(direction, own)), traffic)


def _through(rules: Iterable[_Decided], traffic: Traffic) -> Reach:
    found: set[bool] = set()
    boxes = [_Box(traffic.sources, traffic.targets)]
    for rule in rules:
        boxes = [left for box in boxes for left in _apply(rule, box, found)]
    # The last of Azure's own rules denies everything, so no box is left.
    if found == {True}:
        return Reach.OPEN
    return Reach.CLOSED if found == {False} else Reach.PARTLY


def let_through(
    stack: StackView, group: ResourceView, direction: Direction, traffic: Traffic, own: tuple[Range, ...]
) -> Reach:
    """Tell how much of some traffic a group of the stack lets through; see `evaluate`.

    Raises:
        NotKnownError: as `evaluate`.
    """
    return _through(_listed(stack, group, direction, (traffic.protocol, traffic.port), own), traffic)


@once
def _listed(
    stack: StackView,
    group: ResourceView,
    direction: Direction,
    service: tuple[str, int],
    own: tuple[Range, ...],
) -> tuple[_Decided, ...]:
    protocol, port = service
    rules = rules_of(group, stack)
    return (*_in_order(rules, direction, protocol, port, own), *_defaults(direction, own))


def names_port(rule: Node, port: int) -> bool:
    """Tell whether a rule's destination ports hold a port.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    return any(low <= port <= high for low, high in ports(rule))


def is_about(rule: Node, port: int, protocol: str) -> bool:
    """Tell whether a rule is about a port of a protocol, `tcp` or `udp`.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    stated = rule["protocol"].text(ANY)
    return stated.lower() in (ANY, protocol) and names_port(rule, port)


def ports(rule: Node) -> Iterator[tuple[int, int]]:
    """Yield the destination ports of a rule as first and last.

    Raises:
        NotKnownError: one is not known before deployment, or is no port.
    """
    single = rule["destinationPortRange"]
    for node in (single, *rule["destinationPortRanges"].each()):
        text = node.text()
        if text == ANY:
            yield 0, _LATEST
        elif text:
            low, _, high = text.partition("-")
            try:
                yield int(low), int(high or low)
            except ValueError:
                raise NotKnownError(node.path, "is no port, which it has to be") from None


def _in_order(
    rules: Iterable[Node], direction: Direction, asked: str, port: int, own: Sequence[Range]
) -> Iterator[_Decided]:
    """Yield the rules that are about a direction, a protocol and a port, first asked first."""
    mine = [rule for rule in rules if rule["direction"].text().lower() == direction.lower()]
    for rule in sorted(mine, key=lambda rule: rule["priority"].number()):
        protocol = rule["protocol"].text(ANY).lower()
        if protocol in (ANY, asked.lower()) and names_port(rule, port):
            sources, targets = _addresses(rule, "source", own), _addresses(rule, "destination", own)
            access = rule["access"]
            if access.known:
                yield _Decided(sources, targets, access.text().lower() == "allow")
                continue
            doubtful = Match(maybe=(*sources.sure, *sources.maybe), why=access.path)
            yield from (_Decided(doubtful, targets, allows) for allows in (True, False))


def _defaults(direction: Direction, own: Sequence[Range]) -> Iterator[_Decided]:
    """Yield Azure's own rules, which every group has: 65000 and 65500 (65001 is about no private address)."""
    network = _tag("VirtualNetwork", own)
    everything = Match(sure=(EVERYTHING,))
    yield _Decided(network, network, allows=True)
    if direction == "Outbound":
        yield _Decided(everything, _tag("Internet", own), allows=True)
    yield _Decided(everything, everything, allows=False)


def _addresses(rule: Node, side: str, own: Sequence[Range]) -> Match:
    """Return the addresses that one side of a rule names."""
    sure: list[Range] = []
    maybe: list[Range] = []
    why = ""
    nodes = [rule[f"{side}AddressPrefix"]]
    listed = rule[f"{side}AddressPrefixes"]
    nodes += listed.each() if listed.known else [listed]
    groups = rule[f"{side}ApplicationSecurityGroups"]
    if not groups.known or groups.each():
        maybe, why = [EVERYTHING], groups.path
    for node in nodes:
        if not node.known:
            maybe, why = [EVERYTHING], node.path
        elif node.text():
            match = _named(node.text(), own)
            sure += match.sure
            maybe += match.maybe
            why = why or (node.path if match.maybe else "")
    return Match(tuple(sure), tuple(maybe), why)


def _named(text: str, own: Sequence[Range]) -> Match:
    if text == ANY:
        return Match(sure=(EVERYTHING,))
    span = parse(text)
    return Match(sure=(span,)) if span else _tag(text, own)


def _tag(text: str, own: Sequence[Range]) -> Match:
    """Return the addresses behind a service tag.

    VirtualNetwork covers, beside the network itself, whatever is peered with it or connected to it. No other
    tag holds private addresses.
    """
    if text.lower() == "virtualnetwork":
        outside = tuple(remove([EVERYTHING], own))
        return Match(sure=tuple(own), maybe=outside, why="what the service tag VirtualNetwork covers")
    public = tuple(remove([EVERYTHING], (*own, *PRIVATE)))
    return Match(maybe=public, why=f"what the service tag {text} covers")


def _apply(rule: _Decided, box: _Box, found: set[bool]) -> Iterator[_Box]:
    """Let a rule decide on what it surely names of a box; yield the rest.

    Raises:
        NotKnownError: an earlier rule, which decides otherwise, may have named it.
    """
    sure = [
        (source, target)
        for left in rule.sources.sure
        for right in rule.targets.sure
        if (source := meet(box.sources, left)) and (target := meet(box.targets, right))
    ]
    for _ in sure:
        for access, why in sorted(box.doubts):
            if access != str(rule.allows):
                raise NotKnownError(why)
        found.add(rule.allows)
    for rest in _minus(box, sure):
        yield _doubted(rule, rest)


def _minus(box: _Box, decided: Sequence[tuple[Range, Range]]) -> list[_Box]:
    left = [box]
    for source, target in decided:
        parts: list[_Box] = []
        for each in left:
            common = meet(each.sources, source)
            if common is None or meet(each.targets, target) is None:
                parts.append(each)
                continue
            parts += [_Box(span, each.targets, each.doubts) for span in remove([each.sources], [source])]
            parts += [_Box(common, span, each.doubts) for span in remove([each.targets], [target])]
        left = parts
    return left


def _doubted(rule: _Decided, box: _Box) -> _Box:
    """Return a box with a doubt more, where a rule may have named some of it."""
    sources = (*rule.sources.sure, *rule.sources.maybe)
    targets = (*rule.targets.sure, *rule.targets.maybe)
    may = any(meet(box.sources, span) for span in sources) and any(
        meet(box.targets, span) for span in targets
    )
    if not may:
        return box
    why = rule.sources.why or rule.targets.why
    return _Box(box.sources, box.targets, box.doubts | {(str(rule.allows), why)})


def named_spans(text: str, *, inside: bool = False) -> list[Range]:
    """Return the addresses that a rule names, IPv6 among them: none for a service tag but those of everybody.

    Args:
        text: an address, a range, `*` or a service tag.
        inside: whether the network itself counts as everybody, as it does for what a rule leads to.
    """
    word = text.strip().lower()
    if word in _EVERYBODY or (inside and word == _NETWORK):
        return list(ALL)
    if word == _OUTSIDE:
        return [*INTERNET, ALL[1]]
    span = parse_any(word)
    return [span] if span else []
