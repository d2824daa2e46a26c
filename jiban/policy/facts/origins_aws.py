"""Load balancers of AWS behind CloudFront: who else than CloudFront reaches them.

Sources, read on 2026-11-28: CloudFront developer guide, `LocationsOfEdgeServers` (it comes from the list
com.amazonaws.global.cloudfront.origin-facing); Amazon VPC user guide, `security-group-rules`. Unverified:
that everything gets in where a Network Load Balancer has no group, and that CloudFront reaches an internal
load balancer within the network alone (VPC origins).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.edges import BALANCERS, CLASSIC, DISTRIBUTIONS
from jiban.policy.facts.network.ranges import parse_any, public
from jiban.policy.facts.network.security_groups import DEFAULT_GROUP, GROUP, entries
from jiban.policy.facts.once import of, once
from jiban.policy.facts.reach import PREFIX_LIST, PREFIX_LIST_ENTRY
from jiban.policy.rule import PASS, Verdict, failed, passed
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

TARGETS: Final = (*BALANCERS, *CLASSIC)
_RECORD: Final = "aws:route53/record:Record"
BESIDE: Final = (_RECORD, PREFIX_LIST, PREFIX_LIST_ENTRY)
"""Types of resource that lead to a load balancer, or say who reaches it."""
_IDS: Final[tuple[str, ...]] = tuple(table("jiban.policy.facts.network", "edge_lists.yaml")["ids"].values())
_LISTS: Final = ("prefixListIds", "prefixListId")


@once
def behind_edge(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the load balancers that a distribution names as origin, by itself or by a record."""
    found: dict[str, ResourceView] = {}
    for distribution in stack.of(*DISTRIBUTIONS):
        try:
            nodes = [origin["domainName"] for origin in distribution["origins"].each()]
            named = [balancer for node in nodes for balancer in _named(stack, distribution, node)]
        except NotKnownError:  # what it is made of is told all the same
            named = stack.behind(distribution, "origins", *TARGETS)
        found |= {balancer.urn: balancer for balancer in named}
    return tuple(found.values())


def _named(stack: StackView, owner: ResourceView, domain: Node) -> Iterator[ResourceView]:
    if not domain.given:
        return
    if not domain.known:
        yield from links.named(stack, owner, domain, *TARGETS)
        records = links.named(stack, owner, domain, _RECORD)
    else:
        name = domain.text().rstrip(".").casefold()
        records = _records(stack).get(name, ())
    for record in records:
        nodes = (*links.places(record.node, "aliases[].name"), *record["records"].each())
        for node in nodes:
            yield from links.named(stack, record, node, *TARGETS)


@once
def _records(stack: StackView) -> dict[str, tuple[ResourceView, ...]]:
    found: dict[str, tuple[ResourceView, ...]] = {}
    for record in stack.of(_RECORD):
        if record["name"].known and record["aliases"].known and record["records"].known:
            name = record["name"].text().rstrip(".").casefold()
            found[name] = (*found.get(name, ()), record)
    return found


def verdict(stack: StackView, balancer: ResourceView, lists: tuple[str, ...]) -> Verdict:
    """Judge a load balancer behind an edge by who its security groups let in.

    Args:
        stack: all resources.
        balancer: one of `behind_edge`.
        lists: ids of lists that are the edge's, beside those of CloudFront.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    internal = balancer["internal"]
    if internal.known and internal.is_true():
        return passed("it is internal, and the edge reaches it within the network")
    found = _groups(stack, balancer, (*_IDS, *lists))
    if found != PASS and not internal.known:
        raise NotKnownError(internal.path)
    return found


def _groups(stack: StackView, balancer: ResourceView, lists: tuple[str, ...]) -> Verdict:
    node = balancer["securityGroups"]
    if not node.given or (node.known and not node.each()):
        if balancer["loadBalancerType"].says("network"):
            return failed("it has no security group, so that everybody reaches it past the edge", node.path)
        raise NotKnownError(node.path, "names no group, and what the default one lets in is not told")
    doubt: NotKnownError | None = None
    for element, groups in zip(
        node.each(), links.listed(stack, balancer, node, GROUP, DEFAULT_GROUP), strict=True
    ):
        if len(groups) != 1:
            doubt = doubt or NotKnownError(element.path, "names a group that is no part of the stack")
            continue
        for found in _outside(stack, groups[0], lists):
            if isinstance(found, str):
                return failed(f"{groups[0].name} lets in {found}, past the edge", element.path)
            doubt = doubt or found
    if doubt is not None:
        raise doubt
    return PASS


def _outside(stack: StackView, group: ResourceView, lists: tuple[str, ...]) -> Iterator[str | NotKnownError]:
    """Yield who gets in and is not the edge, or what is not known of it."""
    try:
        with of(group):
            ways = list(entries(group, stack))
    except NotKnownError as error:
        yield error
        return
    for way in ways:
        for block in way.blocks:
            yield from _block(group, block)
        for key in _LISTS:
            node = way.node[key]
            several = key.endswith("s")
            for each in node.each() if several else (node,):
                if each.given:
                    yield from _list(stack, group, each, lists)


def _block(group: ResourceView, block: Node) -> Iterator[str | NotKnownError]:
    if not block.known:
        yield NotKnownError(f"{block.path} of {group.name}")
        return
    span = parse_any(block.text())
    if span is not None and public([span]):
        yield block.text()


def _list(
    stack: StackView, group: ResourceView, node: Node, lists: tuple[str, ...]
) -> Iterator[str | NotKnownError]:
    if node.known and node.text() in lists:
        return
    found = links.named(stack, group, node, PREFIX_LIST)
    if len(found) != 1:
        why = "names a list of addresses that is no part of the stack"
        yield NotKnownError(f"{node.path} of {group.name}", why)
        return
    blocks = [entry["cidr"] for entry in found[0]["entries"].each()]
    blocks += [
        entry["cidr"] for entry in links.naming(stack, found[0], PREFIX_LIST_ENTRY, "prefixListId").sure
    ]
    for block in blocks:
        yield from _block(found[0], block)
