"""Addresses: how many of a subnet, or of a range of pods, are taken at the most."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import Measure, lost, plain
from jiban.policy.facts import addresses
from jiban.policy.facts.network import aks, eks
from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.policy.view import ResourceView, StackView

TYPES: Final = (aks.SUBNET, aks.NETWORK, aks.CLUSTER, aks.POOL, eks.SUBNET, eks.NODE_GROUP)
"""What is measured, and what takes of it."""
_WHAT: Final = {"addresses": "addresses taken at the most", "nodes": "nodes with a range for pods"}


def measures(stack: StackView) -> Iterator[Measure]:
    """Yield the addresses of a stack that nodes and pods take."""
    for place in addresses.places(stack):
        yield _place(stack, place)
    for each in addresses.lost(stack):
        here = partial(Measure, "addresses", urn=each.owner.urn, name=each.owner.name)
        yield here(
            "addresses of its subnet", "", why=f"{each.path} of {each.owner.name} {each.why}", hides=True
        )


def _place(stack: StackView, place: ResourceView) -> Measure:
    here = partial(Measure, "addresses", urn=place.urn, name=place.name)
    unit = "nodes" if place.token == aks.CLUSTER else "addresses"
    try:
        room = addresses.room(stack, place)
    except NotKnownError as error:
        return here(_WHAT[unit], "", why=lost(error))
    text = f"{plain(room.taken)} of {plain(room.size)}"
    notes = () if room.fits else (f"too few: {room.said}",)
    return here(_WHAT[unit], text, most=room.taken, of=room.size, notes=notes)
