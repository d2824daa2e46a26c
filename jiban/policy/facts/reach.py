"""Reachability from the internet: which rules of a firewall let it in at a port.

The rules of a firewall are judged together, wherever they are declared: on Azure by priority, where the first
that matches decides, on AWS as what all of them allow. Ranges that are the internet only in sum count. What
an object of the stack names, as a list of prefixes or a security group, is followed.

Sources, read on 2026-11-28: Azure `virtual-network/network-security-groups-overview` (priority, first match,
service tags); Amazon VPC user guide, `security-group-rules` and `working-with-managed-prefix-lists`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from jiban.policy.facts.network import aks, nsg, security_groups
from jiban.policy.facts.network.ranges import ALL, INTERNET, Range, covers_internet, meet, parse_any, public
from jiban.policy.facts.network.ranges import remove as remaining
from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

FIREWALLS: Final = (
    nsg.GROUP,
    nsg.RULE,
    security_groups.GROUP,
    security_groups.DEFAULT_GROUP,
    security_groups.INGRESS_RULE,
    security_groups.OLD_RULE,
)
"""Types of resource that let something in: firewalls, and rules that are resources of their own."""
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY: Final = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
PROTOCOLS: Final = ("tcp", "udp")
"""Those that have ports."""
_WIDE: Final = 2**24
"""Public addresses, a /8, from which on it is the internet that gets past what earlier rules refuse. A
judgement: fewer are a list of ranges that somebody has written the long way round."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A rule, or a part of one, that lets in the internet."""

    port: int
    sources: str
    """Whom it names: `0.0.0.0/0`, or several that are the internet together."""
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    text: str
    path: str
    spans: tuple[Range, ...]


@dataclass(slots=True, eq=False)
class _Rule:
    """A rule of either cloud."""

    owner: ResourceView
    names: Callable[[int, str], bool]
    """Whether it is about a port of a protocol."""
    allows: bool = True
    sources: list[_Source] = field(default_factory=list[_Source])
    targets: list[Range] = field(default_factory=list[Range])
    doubt: NotKnownError | None = None
    """What of its addresses is not known."""


@dataclass(slots=True)
class _Found:
    openings: list[tuple[ResourceView, Opening]] = field(default_factory=list[tuple[ResourceView, Opening]])
    doubts: list[tuple[ResourceView, NotKnownError]] = field(
        default_factory=list[tuple[ResourceView, NotKnownError]]
    )


@once
def open_to_internet(
    stack: StackView, firewall: ResourceView, port: int, protocols: tuple[str, ...] = PROTOCOLS
) -> tuple[Opening, ...]:
    """Return how a firewall, or a rule that is a resource of its own, lets the internet in at a port.

    Of a firewall only what its own list opens is returned: rules beside it answer for themselves, but all of
    them together decide.

    Args:
        stack: all resources.
        firewall: of one of `FIREWALLS`.
        port: destination port.
        protocols: of `PROTOCOLS`, those that are asked for.

    Raises:
        NotKnownError: nothing is surely open, and something may be: the value it hangs on is not known.
    """
    whole = firewall_of(stack, firewall)
    found = [_judged(stack, whole, port, protocol) for protocol in protocols]
    openings = [opening for each in found for owner, opening in each.openings if owner is firewall]
    if openings:
        return tuple(dict.fromkeys(openings))
    for owner, doubt in (doubt for each in found for doubt in each.doubts):
        if owner is firewall:
            raise NotKnownError(doubt.path, doubt.why)
    return ()


@once
def firewall_of(stack: StackView, resource: ResourceView) -> ResourceView:
    """Return the firewall that a rule belongs to; the rule itself where that is no part of the stack."""
    if resource.token == nsg.RULE:
        return _owner(stack, resource, "networkSecurityGroupName", "networkSecurityGroupName", nsg.GROUP)
    if resource.token in (security_groups.INGRESS_RULE, security_groups.OLD_RULE):
        tokens = (security_groups.GROUP, security_groups.DEFAULT_GROUP)
        return _owner(stack, resource, "securityGroupId", "id", *tokens)
    return resource


def _owner(stack: StackView, rule: ResourceView, key: str, name: str, *tokens: str) -> ResourceView:
    found = origins(stack, rule, rule[key], *tokens)
    if len(found) == 1:
        return found[0]
    if rule[key].known and rule[key].given:
        for group in stack.of(*tokens):
            if group[name].known and group[name].given and rule[key].says(group[name].text()):
                return group
    return rule


@once
def _judged(stack: StackView, firewall: ResourceView, port: int, protocol: str) -> _Found:
    """Let the rules of a firewall decide, in their order, about connections from the internet to a port."""
    on_azure = firewall.token in (nsg.GROUP, nsg.RULE)
    rules = _rules(stack, firewall)
    found = _Found()
    places = _targets(stack) if on_azure else list(ALL)
    left = [(source, target) for source in (*INTERNET, *ALL[1:]) for target in places]
    allowed: list[tuple[_Rule, _Source]] = []
    unsure: NotKnownError | None = None
    for rule in rules:
        try:
            about = rule.names(port, protocol)
        except NotKnownError as error:
            if not rule.allows:
                unsure = unsure or error
            elif rule.doubt or any(public(source.spans) for source in rule.sources):
                found.doubts.append((rule.owner, error))
            continue
        if not about:
            continue
        if not rule.allows:
            unsure = unsure or rule.doubt
            left = _without(left, rule)
        elif left and rule.doubt:
            found.doubts.append((rule.owner, rule.doubt))
        if rule.allows:
            let_in = [
                source
                for source in rule.sources
                if _counts(source, _common(left, source.spans, rule.targets))
            ]
            if unsure is not None and any(public(source.spans) for source in let_in):
                found.doubts.append((rule.owner, unsure))
            else:
                allowed += [(rule, source) for source in let_in]
    found.openings += _openings(port, allowed)
    return found


def _openings(port: int, allowed: list[tuple[_Rule, _Source]]) -> Iterator[tuple[ResourceView, Opening]]:
    """Yield what lets the internet in: ranges or rules that do so alone, then those that do so together."""
    parts: list[tuple[_Rule, _Source]] = []
    for rule in dict.fromkeys(rule for rule, _ in allowed):
        own = [source for each, source in allowed if each is rule]
        alone = [source for source in own if covers_internet(source.spans)]
        for source in alone:
            yield rule.owner, Opening(port, source.text, (source.path,))
        if not alone and covers_internet(span for source in own for span in source.spans):
            yield rule.owner, _together(port, own, own)
        elif not alone:
            parts += [(rule, source) for source in own]
    if not _cover([source for _, source in parts]):
        return
    guilty = [(rule, source) for rule, source in parts if _is_needed(source, [each for _, each in parts])]
    for rule in dict.fromkeys(rule for rule, _ in guilty):
        own = [source for each, source in guilty if each is rule]
        yield rule.owner, _together(port, [source for _, source in guilty], own)


def _together(port: int, sources: list[_Source], own: list[_Source]) -> Opening:
    said = " and ".join(dict.fromkeys(source.text for source in sources))
    return Opening(port, f"{said}, together the internet", tuple(dict.fromkeys(each.path for each in own)))


def _is_needed(source: _Source, parts: list[_Source]) -> bool:
    """Tell whether ranges are the internet no longer without one of them and what is inside of it."""
    return not _cover([each for each in parts if remaining(each.spans, source.spans)])


def _cover(parts: list[_Source]) -> bool:
    return covers_internet(span for source in parts for span in source.spans)


def _without(left: list[tuple[Range, Range]], rule: _Rule) -> list[tuple[Range, Range]]:
    """Return what a rule that denies does not decide on."""
    for span in (span for source in rule.sources for span in source.spans):
        for target in rule.targets:
            rest: list[tuple[Range, Range]] = []
            for box in left:
                common = meet(box[0], span)
                if common is None or meet(box[1], target) is None:
                    rest.append(box)
                    continue
                rest += [(part, box[1]) for part in remaining([box[0]], [span])]
                rest += [(common, part) for part in remaining([box[1]], [target])]
            left = rest
    return left


def _common(left: list[tuple[Range, Range]], spans: Sequence[Range], targets: Sequence[Range]) -> list[Range]:
    return [
        common
        for source, target in left
        for span in spans
        if (common := meet(source, span)) and any(meet(target, each) for each in targets)
    ]


def _counts(source: _Source, let_in: list[Range]) -> bool:
    """Tell whether what gets in of a source is all of it, or so much that it is the internet nonetheless."""
    named = public(source.spans)
    kept = _size(remaining(named, let_in))
    return bool(let_in) and (not kept or _size(named) - kept > _WIDE)


def _size(spans: Iterable[Range]) -> int:
    return sum(high - low + 1 for low, high in spans)


@once
def _targets(stack: StackView) -> list[Range]:
    """Return the addresses that connections go to: those of the networks, where they are known."""
    try:
        return list(aks.network_spans(stack)) or list(ALL)
    except NotKnownError:
        return list(ALL)


@once
def _rules(stack: StackView, firewall: ResourceView) -> tuple[_Rule, ...]:
    """Return the rules of a firewall of either cloud, first asked first."""
    on_azure = firewall.token in (nsg.GROUP, nsg.RULE)
    return tuple(_azure_rules(stack, firewall) if on_azure else _aws_rules(stack, firewall))


def _azure_rules(stack: StackView, firewall: ResourceView) -> list[_Rule]:
    """Return the inbound rules of a group, first asked first; those of no known place last."""
    nodes: list[tuple[ResourceView, Node]] = []
    hidden: list[_Rule] = []
    if firewall.token == nsg.GROUP:
        try:
            nodes += [(firewall, node) for node in firewall["securityRules"].each()]
        except NotKnownError as error:
            hidden.append(_dark(firewall, error))
        nodes += [(rule, rule.node) for rule in stack.of(nsg.RULE) if firewall_of(stack, rule) is firewall]
    else:
        nodes.append((firewall, firewall.node))
    placed: list[tuple[int, _Rule]] = []
    for owner, node in nodes:
        try:
            if not node["direction"].says("inbound"):
                continue
            allows = node["access"].says("allow")
        except NotKnownError as error:
            hidden.append(_dark(owner, error))
            continue
        rule = _azure_rule(owner, node, allows=allows)
        try:
            placed.append((node["priority"].number(), rule))
        except NotKnownError as error:
            rule.doubt = rule.doubt or error
            # What refuses at no known place refuses nothing surely; what allows is asked last.
            rule.sources = rule.sources if allows else []
            hidden.append(rule)
    return [
        *[rule for rule in hidden if not rule.allows],
        *(rule for _, rule in sorted(placed, key=lambda each: each[0])),
        *[rule for rule in hidden if rule.allows],
    ]


def _dark(owner: ResourceView, error: NotKnownError) -> _Rule:
    """Return a rule of which nothing is known: it may let in whomever."""
    return _Rule(owner, lambda _, __: True, doubt=error)


def _azure_rule(owner: ResourceView, node: Node, *, allows: bool) -> _Rule:
    rule = _Rule(owner, lambda port, protocol: nsg.is_about(node, port, protocol), allows=allows)
    try:
        for each in _listed(node, "sourceAddressPrefix", "sourceAddressPrefixes"):
            if each.known:
                rule.sources.append(_Source(each.text(), each.path, tuple(nsg.named_spans(each.text()))))
            else:
                rule.doubt = rule.doubt or NotKnownError(each.path)
        if allows:
            # Some address it lets in at, whichever that is.
            rule.targets = list(ALL)
        else:
            for each in _listed(node, "destinationAddressPrefix", "destinationAddressPrefixes"):
                rule.targets += nsg.named_spans(each.text(), inside=True)
            if node["sourcePortRange"].text("*") != "*" or node["sourcePortRanges"].each():
                rule.targets = []  # whoever connects chooses the port that he comes from
    except NotKnownError as error:
        rule.doubt = rule.doubt or error
    return rule


def _listed(node: Node, single: str, several: str) -> Iterator[Node]:
    if node[single].raw is not None and node[single].raw != "":
        yield node[single]
    yield from node[several].each()


def _aws_rules(stack: StackView, firewall: ResourceView) -> list[_Rule]:
    """Return the ways in of a group; they only allow, in any order."""
    found: list[_Rule] = []
    if firewall.token in (security_groups.GROUP, security_groups.DEFAULT_GROUP):
        try:
            listed = firewall["ingress"].each()
        except NotKnownError as error:
            return [_dark(firewall, error)]
        found += [_aws_rule(stack, firewall, node) for node in listed]
        apart = stack.of(security_groups.INGRESS_RULE, security_groups.OLD_RULE)
        beside = [rule for rule in apart if firewall_of(stack, rule) is firewall]
    else:
        beside = [firewall]
    for rule in beside:
        if rule.token == security_groups.INGRESS_RULE:
            found.append(_aws_rule(stack, rule, rule.node))
            continue
        try:
            if rule["type"].text() == "ingress":
                found.append(_aws_rule(stack, rule, rule.node))
        except NotKnownError as error:
            found.append(_dark(rule, error))
    return found


def _aws_rule(stack: StackView, owner: ResourceView, node: Node) -> _Rule:
    rule = _Rule(
        owner, lambda port, protocol: security_groups.is_about(node, port, protocol), targets=list(ALL)
    )
    lists = (("cidrBlocks", "ipv6CidrBlocks"), ("cidrIpv4", "cidrIpv6"))
    nodes: list[Node] = []
    try:
        for several in lists[0]:
            nodes += node[several].each()
        nodes += [node[single] for single in lists[1] if node[single].given]
        for each in nodes:
            if each.known:
                span = parse_any(each.text())
                rule.sources.append(_Source(each.text(), each.path, (span,) if span else ()))
            else:
                rule.doubt = rule.doubt or NotKnownError(each.path)
        for each in (*node["prefixListIds"].each(), node["prefixListId"]):
            if each.given:
                rule.sources += _prefixes(stack, owner, each)
    except NotKnownError as error:
        rule.doubt = rule.doubt or error
    return rule


def _prefixes(stack: StackView, owner: ResourceView, node: Node) -> Iterator[_Source]:
    """Yield the blocks of a list of prefixes.

    Raises:
        NotKnownError: the list, or a block of it, is not known, or is no part of the stack.
    """
    found = origins(stack, owner, node, PREFIX_LIST)
    if len(found) != 1:
        raise NotKnownError(node.path, "names a list of addresses that is no part of the stack")
    blocks = [entry["cidr"] for entry in found[0]["entries"].each()]
    blocks += [
        entry["cidr"]
        for entry in stack.of(PREFIX_LIST_ENTRY)
        if found[0] in origins(stack, entry, entry["prefixListId"], PREFIX_LIST)
    ]
    with of(found[0]):
        for block in blocks:
            span = parse_any(block.text())
            yield _Source(f"{block.text()} of {found[0].name}", node.path, (span,) if span else ())
