"""How many addresses of its subnet a node of EKS takes at most, its pods' among them. Pure arithmetic.

Source: the network plug-in's documents, `docs/eni-and-ip-target.md` and `docs/prefix-and-ip-target.md` of
aws/amazon-vpc-cni-k8s at b5218838; EKS user guide, `choosing-instance-type` ("How maxPods is determined").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from jiban.tables import table

_PREFIX: Final = 16
"""Addresses that the plug-in takes at a time where it takes prefixes: a /28."""
_LARGE: Final = 30
_MAX_PODS: Final = 110
_MAX_PODS_LARGE: Final = 250
"""Most pods that EKS lets a managed node of fewer than thirty cores run, and one of more, whatever its
interfaces."""
_SIZE: Final = re.compile(r"(?P<number>\d*)xlarge")
_CORES_OF_XLARGE: Final = 4


@dataclass(frozen=True, slots=True)
class NodeNeed:
    """What one node takes at most."""

    amount: int
    sum: str
    """How it comes about: `2 interfaces + 8 prefixes of 16`."""


def of_node(kind: str, *, prefixes: bool) -> NodeNeed | None:
    """Return what a node of an instance type takes at most; None where the table has no such type.

    Args:
        kind: instance type: `m7g.large`.
        prefixes: whether the plug-in takes prefixes (`ENABLE_PREFIX_DELEGATION`) instead of single addresses.
    """
    limits = _limits().get(kind)
    if limits is None:
        return None
    interfaces, addresses = limits
    if not prefixes:
        # It keeps an interface ready that is full, so a node with all its pods has all of its interfaces.
        return NodeNeed(interfaces * addresses, f"{interfaces} interfaces of {addresses}")
    pods = _MAX_PODS if _cores(kind) < _LARGE else _MAX_PODS_LARGE
    # An interface's own address takes the place of a prefix; one more than are filled is kept ready.
    held = min(-(-pods // _PREFIX) + 1, interfaces * (addresses - 1))
    used = -(-held // (addresses - 1))
    plural = "interface" if used == 1 else "interfaces"
    return NodeNeed(used + held * _PREFIX, f"{used} {plural} + {held} prefixes of {_PREFIX}")


def pods_of(kind: str) -> int | None:
    """Return for how many pods an instance type's interfaces have addresses; None where it is not known.

    Those of the network plug-in and of the proxy take the node's own.
    """
    limits = _limits().get(kind)
    return None if limits is None else limits[0] * (limits[1] - 1) + 2


def _cores(kind: str) -> int:
    """Return the cores of an instance type by its size; so many that it is large where the size says none."""
    size = kind.partition(".")[2]
    match = _SIZE.match(size)
    if match is None:
        return _LARGE if size.startswith("metal") else 2
    return int(match["number"] or 1) * _CORES_OF_XLARGE


@cache
def _limits() -> Mapping[str, tuple[int, int]]:
    """Return interfaces and addresses of each by instance type."""
    rows: Mapping[str, list[str]] = table("jiban.policy.facts.network", "interfaces.yaml")["limits"]
    found: dict[str, tuple[int, int]] = {}
    for limits, kinds in rows.items():
        interfaces, _, addresses = limits.partition(" x ")
        found |= dict.fromkeys(kinds, (int(interfaces), int(addresses)))
    return found
