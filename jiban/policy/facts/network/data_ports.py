"""Ports at which data stores answer, from `data_ports.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.tables import table


@dataclass(frozen=True, slots=True)
class DataPort:
    """A port of a data store."""

    port: int
    store: str
    protocols: tuple[str, ...]
    """Those by which it answers: `tcp`, `udp`."""


_TABLE: Final[Mapping[int, Mapping[str, Any]]] = table("jiban.policy.facts.network", "data_ports.yaml")[
    "ports"
]
DATA_PORTS: Final = tuple(
    DataPort(port, entry["store"], tuple(entry["protocols"])) for port, entry in _TABLE.items()
)
"""All of them."""
