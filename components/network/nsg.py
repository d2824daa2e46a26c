"""What may enter each subnet on Azure, as the rules of its network security group. No resource is made here.

A group has one rule for each role that may come in, whatever the number of flows from there, and the rule's
priority is that role's own. So no rule's place depends on how many flows there are or on their order: a flow
more changes the ports of one rule and moves nothing.

    100-199    what the platform needs to work at all
    1000-1599  roles that a flow lets in: a hundred numbers to each role
    2000       ranges that are let in by name, from wherever they are
    4096       everything else is refused

Only inbound traffic is ruled. What leaves a subnet enters another one and is judged there; what leaves the
network passes the NAT gateway, and the pods' own network policies judge it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses
from textwrap import shorten
from typing import Final, Literal

from jiban.components.network.contract import Entry, Flow
from jiban.components.network.spans import joined, text
from jiban.components.network.spec import Role
from jiban.components.units import PortRange

_ENTRY: Final[Mapping[Role, int]] = {
    "gateway": 1000,
    "application": 1100,
    "database": 1200,
    "cache": 1300,
    "endpoints": 1400,
    "management": 1500,
}
"""Priority of the rule that lets a role in; for ever, as a changed number rewrites the groups that exist."""

_RANGES: Final = 2000
"""Priority of the rule that lets ranges in."""

_LAST: Final = 4096
"""The last priority of a rule (`SecurityRule.priority`: 100 to 4096). After it come Azure's own rules, which
let the whole network in."""

_LONGEST_DESCRIPTION: Final = 140
"""Letters of a rule's description (`SecurityRule.description`)."""

_ANY: Final = ("*",)


@dataclass(frozen=True, slots=True)
class Rule:
    """One inbound rule."""

    name: str
    priority: int
    """100 to 4096; the lowest is asked first."""
    access: Literal["Allow", "Deny"]
    protocol: Literal["Tcp", "*"]
    sources: tuple[str, ...]
    """Ranges in CIDR notation, or one service tag, or `*`."""
    targets: tuple[str, ...]
    ports: tuple[str, ...]
    """Ports and port ranges at the target: `443`, `8500-8599`, `*`."""
    description: str


def rules(
    role: Role,
    flows: Sequence[Flow],
    ranges: Mapping[Role, str],
    pod_cidr: str | None,
    entry: Entry | None = None,
    *,
    link: str | None = None,
) -> tuple[Rule, ...]:
    """Return the inbound rules of a role's subnet, in the order in which Azure asks them.

    Args:
        role: whose subnet it is.
        flows: all the traffic of the network; those to other roles are left out.
        ranges: address range of every role in CIDR notation.
        pod_cidr: range of the pods where they have their own (overlay networking), else None.
        entry: what is let in by its addresses; None for nothing, and one to another role is left out.
        link: range of the link by which Front Door comes in; None where it comes by its own addresses.
    """
    targets = _addresses(role, ranges, pod_cidr)
    found = [
        *_platform(role, targets, link),
        *_entries(role, flows, ranges, targets),
        *_ranges(role, entry, ranges),
        DENY_ALL,
    ]
    return tuple(sorted(found, key=lambda rule: rule.priority))


DENY_ALL: Final = Rule(
    name="deny-all",
    priority=_LAST,
    access="Deny",
    protocol="*",
    sources=_ANY,
    targets=_ANY,
    ports=_ANY,
    description="Whatever no rule above lets in",
)


def _addresses(role: Role, ranges: Mapping[Role, str], pod_cidr: str | None) -> tuple[str, ...]:
    """Return where packets to a role are addressed: in overlay networking also to the pods' own range."""
    return (ranges[role], pod_cidr) if role == "application" and pod_cidr else (ranges[role],)


def _platform(role: Role, targets: tuple[str, ...], link: str | None) -> Iterator[Rule]:
    """Yield what Azure demands of the subnet, and what a cluster's own traffic is."""
    if role == "gateway":
        # Application Gateway v2 is not created without the first two (its `configuration-infrastructure`).
        yield Rule(
            name="gateway-manager",
            priority=100,
            access="Allow",
            protocol="Tcp",
            sources=("GatewayManager",),
            targets=_ANY,
            ports=("65200-65535",),
            description="Azure manages Application Gateway through these ports",
        )
        yield Rule(
            name="load-balancer",
            priority=110,
            access="Allow",
            protocol="*",
            sources=("AzureLoadBalancer",),
            targets=_ANY,
            ports=_ANY,
            description="Health probes of Azure's load balancer",
        )
        yield _front_door(targets, link)
    if role == "application":
        # An internal load balancer in this subnet takes a node that does not answer its probes for lost.
        yield Rule(
            name="load-balancer",
            priority=110,
            access="Allow",
            protocol="*",
            sources=("AzureLoadBalancer",),
            targets=_ANY,
            ports=_ANY,
            description="Health probes of Azure's load balancer",
        )
        # Among themselves pods and nodes use their own addresses; to others, a pod speaks from its node's.
        yield Rule(
            name="cluster",
            priority=100,
            access="Allow",
            protocol="*",
            sources=targets,
            targets=targets,
            ports=_ANY,
            description="Nodes and pods of the cluster among themselves",
        )


def _front_door(targets: tuple[str, ...], link: str | None) -> Rule:
    """Let Front Door in: by the addresses that all of its customers share, or by a link of our own."""
    # What comes through a link has an address of the link's subnet when it arrives (Private Link service,
    # "source NAT").
    name, priority, source = (
        ("front-door", 120, "AzureFrontDoor.Backend") if link is None else ("front-door-link", 130, link)
    )
    return Rule(
        name=name,
        priority=priority,
        access="Allow",
        protocol="Tcp",
        sources=(source,),
        targets=targets,
        ports=("443",),
        description="HTTPS from Front Door only, never from the internet",
    )


def _entries(
    role: Role, flows: Sequence[Flow], ranges: Mapping[Role, str], targets: tuple[str, ...]
) -> Iterator[Rule]:
    for source, priority in _ENTRY.items():
        entering = [flow for flow in flows if flow.target == role and flow.source == source]
        if entering:
            yield Rule(
                name=f"{source}-to-{role}",
                priority=priority,
                access="Allow",
                protocol="Tcp",
                sources=(ranges[source],),
                targets=targets,
                ports=port_texts(port for flow in entering for port in flow.ports),
                description=_description(entering),
            )


def _ranges(role: Role, entry: Entry | None, ranges: Mapping[Role, str]) -> Iterator[Rule]:
    if entry is None or entry.target != role or not entry.sources:
        return
    # Azure refuses a rule whose prefixes overlap.
    apart = collapse_addresses(map(IPv4Network, entry.sources))
    yield Rule(
        name=entry.name,
        priority=_RANGES,
        access="Allow",
        protocol="Tcp",
        sources=tuple(map(str, apart)),
        targets=(ranges[role],),
        ports=port_texts(entry.ports),
        description=entry.reason,
    )


def _description(flows: Sequence[Flow]) -> str:
    """Name the flows that share a rule, as many as Azure takes."""
    return shorten(", ".join(sorted({flow.name for flow in flows})), _LONGEST_DESCRIPTION, placeholder=" ...")


def port_texts(ports: Iterable[PortRange]) -> tuple[str, ...]:
    """Return ports and ranges as Azure writes them, lowest first; those that share a port are joined.

    A rule whose ranges overlap is refused by Azure.
    """
    return tuple(text(span) for span in joined(ports))
