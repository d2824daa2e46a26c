"""What the security groups of AWS let into a resource.

A group only allows, and a resource is open for what any of its groups allows (Amazon VPC
`vpc-security-groups`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network.ranges import Range, Reach, cover, parse
from jiban.policy.view import Node, ResourceView, StackView

GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS_RULE: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
_EVERY_PROTOCOL: Final = frozenset({"-1", "all"})
_NUMBERS: Final = {"tcp": "6", "udp": "17"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in: ports, and who may use them."""

    node: Node
    first: int
    last: int
    protocol: str
    blocks: tuple[Node, ...]
    """IPv4 and IPv6 blocks."""
    groups: tuple[str, ...]
    """URNs of what the groups named as sources come from, the group itself among them (`self`)."""

    def names(self, port: int) -> bool:
        """Tell whether a TCP port is among them."""
        if self.protocol in _EVERY_PROTOCOL:
            return True
        return self.protocol in {"tcp", "6"} and self.first <= port <= self.last


def is_about(rule: Node, port: int, protocol: str) -> bool:
    """Tell whether a rule, of a group's own list or by itself, is about a port of a protocol, `tcp` or `udp`.

    Raises:
        NotKnownError: its ports or its protocol are not known before deployment.
    """
    stated = rule["ipProtocol"] if rule["ipProtocol"].given else rule["protocol"]
    if stated.says(*_EVERY_PROTOCOL):
        return True
    if not stated.says(protocol, _NUMBERS[protocol]):
        return False
    first, last = rule["fromPort"], rule["toPort"]
    if first.known and port < first.number():
        return False
    return port <= last.number() and first.number() <= port


def entries(group: ResourceView, stack: StackView) -> Iterator[Entry]:
    """Yield the ways in of a group: its own list, and the rules that are resources of their own.

    Raises:
        NotKnownError: a port or a protocol is not known before deployment.
    """
    for rule in group["ingress"].each():
        yield inline(group, rule)
    for rule in stack.of(INGRESS_RULE, OLD_RULE):
        if group in stack.behind(rule, "securityGroupId", GROUP, DEFAULT_GROUP):
            yield from apart(rule)


def inline(group: ResourceView, rule: Node) -> Entry:
    """Return a way in from a group's own list.

    Raises:
        NotKnownError: a port or a protocol is not known before deployment.
    """
    named = rule["securityGroups"]
    # The list is one input, so of several rules none can be told which group comes from where.
    others = group.property_dependencies.get("ingress", ()) if not named.known or named.each() else ()
    return Entry(
        rule,
        rule["fromPort"].number(),
        rule["toPort"].number(),
        rule["protocol"].text().lower(),
        (*rule["cidrBlocks"].each(), *rule["ipv6CidrBlocks"].each()),
        (*others, group.urn) if rule["self"].is_true() else tuple(others),
    )


def apart(rule: ResourceView) -> Iterator[Entry]:
    """Yield the way in that a resource of its own is, if it is one.

    Raises:
        NotKnownError: a port or a protocol is not known before deployment.
    """
    sources = rule.property_dependencies
    if rule.token == INGRESS_RULE:
        blocks = [rule[key] for key in ("cidrIpv4", "cidrIpv6")]
        yield Entry(
            rule.node,
            rule["fromPort"].number(),
            rule["toPort"].number(),
            rule["ipProtocol"].text().lower(),
            tuple(block for block in blocks if not block.known or block.value is not None),
            sources.get("referencedSecurityGroupId", ()),
        )
    elif rule["type"].text() == "ingress":
        others, own = (sources.get(key, ()) for key in ("sourceSecurityGroupId", "securityGroupId"))
        yield Entry(
            rule.node,
            rule["fromPort"].number(),
            rule["toPort"].number(),
            rule["protocol"].text().lower(),
            (*rule["cidrBlocks"].each(), *rule["ipv6CidrBlocks"].each()),
            (*others, *own) if rule["self"].is_true() else tuple(others),
        )


def evaluate(ways: Iterable[Entry], port: int, spans: Sequence[Range], members: frozenset[str]) -> Reach:
    """Tell how much of some sources gets in at a port.

    Args:
        ways: of all groups of the target.
        port: TCP port.
        spans: addresses that the sources have.
        members: URNs of the groups that the sources belong to, and of what brings such a group with it.

    Raises:
        NotKnownError: a block that decides is not known before deployment.
    """
    blocks: list[Range] = []
    for way in ways:
        if way.names(port):
            if members & set(way.groups):
                return Reach.OPEN
            blocks += [span for block in way.blocks if (span := parse(block.text()))]
    if not spans:
        return Reach.CLOSED
    found = {cover(span, blocks) for span in spans}
    return found.pop() if len(found) == 1 else Reach.PARTLY
