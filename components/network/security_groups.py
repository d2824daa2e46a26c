"""What each role's security group lets through on AWS, one rule for one thing. No resource is made here.

A group names other groups, never addresses: whoever is in the source's group may come in, wherever it stands.
A rule is known by source, target and ports, so a flow more adds a rule and moves none. What comes from
outside comes from a list of addresses that AWS keeps: no rule lets the internet in.

The nodes may open connections to anywhere: their images, AWS's own addresses and the databases are all
outside, and each pod's network policy says which of them it reaches. So may the machines of whoever deploys
and operates, who fetch their tools and sign in. The gateway reaches what its flows say.
Databases, caches and endpoints answer and open no connection, so their groups let nothing out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from textwrap import shorten
from typing import Final, Literal

from jiban.components.network.contract import Flow, ListEntry
from jiban.components.network.spans import Span, joined, text
from jiban.components.network.spec import ROLES, Role

_LONGEST_DESCRIPTION: Final = 255
"""Letters of a rule's description (EC2 API, `IpRange.Description`)."""
_ANYWHERE: Final = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one group."""

    name: str
    """What tells it from every other rule of the network: `application-to-database-5432`."""
    group: Role
    """Whose group has it."""
    direction: Literal["in", "out"]
    peer: Role | None
    """Role whose group the traffic comes from or goes to; None for addresses."""
    cidr: str | None
    """Address range that the traffic goes to; None for a role or a list."""
    ports: Span | None
    """TCP ports; None for all traffic of every protocol."""
    description: str
    prefix_list: str | None = None
    """Id of a list of addresses that the traffic comes from; None for a role or a range."""


def rules(flows: Sequence[Flow], entries: Sequence[ListEntry] = ()) -> tuple[Rule, ...]:
    """Return the rules of all groups of a network, a source after the other.

    Args:
        flows: all the traffic inside of the network.
        entries: what comes in from outside of it.
    """
    return (*_of_flows(flows), *_of_entries(entries), _NODES_OUT, _OPERATORS_OUT)


_OPEN: Final[frozenset[Role]] = frozenset({"application", "management"})
"""Roles that may open connections to anywhere."""

_OPERATORS_OUT: Final = Rule(
    name="management-to-anywhere",
    group="management",
    direction="out",
    peer=None,
    cidr=_ANYWHERE,
    ports=None,
    description="Runners and operators fetch their tools, sign in, and reach what is theirs to manage",
)

_NODES_OUT: Final = Rule(
    name="application-to-anywhere",
    group="application",
    direction="out",
    peer=None,
    cidr=_ANYWHERE,
    ports=None,
    description="Nodes load images, ask AWS and reach databases; pods are held by their network policies",
)


def _of_flows(flows: Sequence[Flow]) -> Iterator[Rule]:
    for source, target in product(ROLES, ROLES):
        between = [flow for flow in flows if flow.source == source and flow.target == target]
        for span in joined(port for flow in between for port in flow.ports):
            name = f"{source}-to-{target}-{text(span)}"
            said = _description(flow for flow in between if _meets(flow, span))
            yield Rule(name, target, "in", source, None, span, said)
            if source not in _OPEN:
                yield Rule(name, source, "out", target, None, span, said)


def _of_entries(entries: Sequence[ListEntry]) -> Iterator[Rule]:
    for entry in entries:
        for span in joined(entry.ports):
            name = f"{entry.source}-to-{entry.target}-{text(span)}"
            yield Rule(name, entry.target, "in", None, None, span, entry.name, entry.prefix_list)


def _meets(flow: Flow, span: Span) -> bool:
    return any(first <= span[1] and last >= span[0] for first, last in joined(flow.ports))


def _description(flows: Iterator[Flow]) -> str:
    names = ", ".join(sorted({flow.name for flow in flows}))
    return shorten(names, _LONGEST_DESCRIPTION, placeholder=" ...")
