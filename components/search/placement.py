"""Over how many zones a domain stands, and which nodes keep it together. Pure arithmetic."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Cloud, Fault
from jiban.components.search.spec import SearchSpec
from jiban.tables import table

MOST_ZONES: Final = 3
"""Zones over which a domain stands at most; with standby exactly so many (OpenSearch Service API,
`ZoneAwarenessConfig`)."""
_MASTERS: Final = 3
"""What AWS recommends in every case (developer guide, `managedomains-dedicatedmasternodes`)."""
_WITHOUT_MASTERS: Final = 10
"""From so many nodes on a domain has masters of its own unless it says otherwise (this project's choice)."""


def zones_used(spec: SearchSpec, zones: int) -> int:
    """Return over how many zones the nodes stand, of those that the network has."""
    return min(spec.nodes, zones, MOST_ZONES)


def uneven(spec: SearchSpec, zones: int) -> Iterator[Fault]:
    """Yield what does not fit the network's zones: nodes that cannot be spread evenly, a standby that has no
    third zone.
    """
    used = zones_used(spec, zones)
    if spec.nodes % used:
        below, above = spec.nodes // used * used, -(-spec.nodes // used) * used
        yield Fault(
            ("nodes",),
            f"nodes stand evenly over {used} zones, and {spec.nodes} is no multiple of {used}",
            f"set nodes to {below} or {above}",
        )
    if spec.standby and zones < MOST_ZONES:
        yield Fault(
            ("standby",),
            f"a domain with standby stands in {MOST_ZONES} zones, and the network has {zones}",
            f"set standby to false, or name {MOST_ZONES} zones in network.zones",
        )


def masters(spec: SearchSpec) -> int:
    """Return the number of dedicated master nodes."""
    if spec.dedicated_masters is not None:
        return spec.dedicated_masters
    return _MASTERS if spec.standby or spec.nodes >= _WITHOUT_MASTERS else 0


def master_size(cloud: Cloud, nodes: int) -> str:
    """Return the size of a dedicated master node.

    Args:
        cloud: whose sizes.
        nodes: those that hold data, by which the table is read.

    Raises:
        ValueError: when the table ends before so many nodes.
    """
    rows: list[dict[str, Any]] = table("jiban.components.search", "masters.yaml")["clouds"][cloud]["sizes"]
    for row in rows:
        if nodes <= row["nodes"]:
            return row["machine"]
    raise ValueError(f"masters of {nodes} nodes are not in components/search/masters.yaml")
