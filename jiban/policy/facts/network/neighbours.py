"""Ranges of networks that meet: what two of them have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiban.policy.facts.network.ranges import Range, meet, show
from jiban.policy.view import Node, ResourceView


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A network that another one reaches."""

    by: ResourceView
    """The peering, or what connects them."""
    network: ResourceView | None
    """None where it is no part of the stack, or not told."""
    told: tuple[Node, ...] = ()
    """Its ranges, where the peering tells them."""


def in_common(one: Iterable[Range], other: Iterable[Range]) -> str | None:
    """Return what ranges of IPv4 have in common, the first of it, as a block; None where they are apart."""
    others = list(other)
    for left in one:
        for right in others:
            span = meet(left, right)
            if span is not None:
                return show(span)
    return None
