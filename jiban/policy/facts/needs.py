"""What things take of a range of addresses, and whether it holds them. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network.ranges import Range, show
from jiban.policy.view import NotKnownError
from jiban.tables import table

_RESERVED: Final[int] = table("jiban.policy.facts", "addresses.yaml")["reserved"]["value"]


@dataclass(frozen=True, slots=True)
class Need:
    """Addresses that something takes at most."""

    amount: int
    sum: str
    """How they come about: `sys (7 nodes + 1 surge) x (1 + 30 pods)`."""


@dataclass(frozen=True, slots=True)
class Room:
    """Whether a place holds what takes addresses of it. One that it holds to the last address fits."""

    said: str
    path: str
    fits: bool
    surely: bool
    """False where it does not fit if all that may stand here does."""
    taken: int
    """How many are taken at most."""
    size: int
    """How many there are."""
    unit: str = "addresses"


def total(needs: Iterable[Need]) -> Need:
    """Return the sum of some needs."""
    every = list(needs)
    return Need(sum(each.amount for each in every), " + ".join(each.sum for each in every))


def usable(spans: Iterable[Range]) -> int:
    """Return how many addresses of a subnet its provider leaves to others."""
    return sum(max(0, high - low + 1 - _RESERVED) for low, high in spans)


def room_of(spans: Sequence[Range], path: str, certain: Need, most: Need) -> Room:
    """Return whether a subnet holds what surely stands in it, and what may.

    Raises:
        NotKnownError: the subnet has no range of IPv4.
    """
    if not spans:
        raise NotKnownError(path)
    room = usable(spans)
    need = certain if certain.amount > room else most
    said = f"{', '.join(map(show, spans))} has {room} addresses, up to {need.amount} are taken: {need.sum}"
    surely = certain.amount > room or most.amount <= room
    return Room(said, path, fits=need.amount <= room, surely=surely, taken=need.amount, size=room)


def nodes_said(count: int) -> str:
    """Return a number of nodes for a reader."""
    return "1 node" if count == 1 else f"{count} nodes"
