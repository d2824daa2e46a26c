"""The way of a request through a stack: the parts that it needs, and what they promise together.

A stack does not say which part calls which, so each part of a kind that requests wait for is taken to be on
the way. Parts of different regions stand beside each other where both regions have what answers requests:
then a request needs one region, and what stands before both. A store that one of them has none of is needed
by both. Replicas add nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from jiban.policy.facts import availability, redundancy, regions
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.redundancy import KINDS, PARTS, Standing
from jiban.policy.view import NotKnownError, ResourceView, StackView

_EVERYWHERE: Final = "edge"
_ANSWERS: Final = "nodes"
_SEVERAL: Final = 2
_COPY: Final = ("createMode", "replicationRole")
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_TOGETHER: Final = ("aws:ec2/instance:Instance", "azure-native:compute:VirtualMachine")
_STORES: Final = ("database", "cache", "search", "broker")
BESIDE: Final = ("broker", "egress")
"""Kinds of parts that requests do not wait for, where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part on a request's way."""

    resource: ResourceView
    kind: str
    standing: Standing
    region: str
    """Empty for what stands before all regions, or where it is not known."""
    doubt: NotKnownError | None = None
    """How it stands is not known; `standing` is the best that it may be."""
    least: Standing | None = None
    """The least that it may be, where that is not known."""

    @property
    def availability(self) -> Fraction | None:
        """The share of time that its provider promises; None where nobody does."""
        return None if self.standing.sla is None else availability.percent(self.standing.sla)


@once
def parts(stack: StackView, beside: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the parts on a request's way.

    Args:
        stack: all resources.
        beside: kinds of parts that requests do not wait for.

    Raises:
        NotKnownError: how a part stands is not known before deployment, nor between which figures it is.
    """
    found: list[Part] = []
    for resource in stack.of(*PARTS):
        kind = KINDS[resource.token]
        if kind in beside or is_read(resource):
            continue
        if resource.token == _ENDPOINT and not _leads_to_store(stack, resource, beside):
            continue
        try:
            with of(resource):
                standing = redundancy.standing(stack, resource)
        except NotKnownError as error:
            ways = redundancy.extremes(resource.token)
            if ways is None or error.path.startswith(_COPY):  # a copy is no part at all
                raise
            least, best = ways
            found.append(Part(resource, kind, best, _region(stack, resource, kind), error, least))
            continue
        if standing is not None:
            found.append(Part(resource, kind, standing, _region(stack, resource, kind)))
    return tuple(_once_together(found))


def _once_together(found: Iterable[Part]) -> Iterator[Part]:
    """Yield parts, of machines behind one balancer the first: what is promised is of them together."""
    seen: set[tuple[str, str, str]] = set()
    for part in found:
        key = (part.resource.token, part.region, part.standing.said)
        if part.resource.token not in _TOGETHER:
            yield part
        elif key not in seen:
            seen.add(key)
            yield part


def _leads_to_store(stack: StackView, endpoint: ResourceView, beside: tuple[str, ...]) -> bool:
    """Tell whether a private endpoint is of a part that requests wait for."""
    wanted = [token for token, kind in KINDS.items() if kind in _STORES and kind not in beside]
    for each in endpoint["privateLinkServiceConnections"].each():
        if any(
            redundancy.standing(stack, store) is not None
            for store in origins(stack, endpoint, each["privateLinkServiceId"], *wanted)
        ):
            return True
    return False


def _region(stack: StackView, resource: ResourceView, kind: str) -> str:
    if kind == _EVERYWHERE:
        return ""
    try:
        return regions.region(stack, resource).region
    except NotKnownError:
        return ""


def composite(found: Iterable[Part], changed: Mapping[str, Standing] | None = None) -> Fraction:
    """Return what parts promise together; of parts that nobody promises anything for, the best is taken.

    Args:
        found: the parts.
        changed: by URN, how a part would stand.
    """
    by_region: dict[str, list[Fraction]] = {}
    parts_ = tuple(found)
    answering = {part.region for part in parts_ if part.kind == _ANSWERS}
    shared = _shared(parts_, answering)
    for part in parts_:
        standing = (changed or {}).get(part.resource.urn, part.standing)
        share = Fraction(1) if standing.sla is None else availability.percent(standing.sla)
        by_region.setdefault("" if part.kind in shared else part.region, []).append(share)
    before = availability.series(by_region.pop("", ()))
    regional = {region: availability.series(shares) for region, shares in by_region.items()}
    whole = [share for region, share in regional.items() if region in answering]
    if len(whole) > 1:
        return before * availability.parallel(whole)
    return before * availability.series(regional.values())


def _shared(found: Sequence[Part], answering: AbstractSet[str]) -> frozenset[str]:
    """Return the kinds of stores that a region which answers has none of: it asks those of another one."""
    if len(answering) < _SEVERAL:
        return frozenset()
    kinds = {part.kind for part in found if part.kind in _STORES}
    return frozenset(
        kind for kind in kinds if answering - {part.region for part in found if part.kind == kind}
    )


def worst(found: Sequence[Part], number: int) -> tuple[Part, ...]:
    """Return the parts that promise least, as many as asked for."""
    known = [part for part in found if part.availability is not None]
    return tuple(sorted(known, key=lambda part: (part.availability or 0, part.resource.urn))[:number])


def largest_gain(found: Sequence[Part]) -> tuple[Part, Standing, Fraction] | None:
    """Return the part that gives most where it stands in several zones, how, and what the whole has then.

    None where no part can stand better, by what is known.
    """
    options = [
        (composite(found, {part.resource.urn: better}), part, better)
        for part in found
        if (better := part.standing.better) is not None and better.sla is not None
    ]
    whole, part, better = max(options, key=lambda each: each[0], default=(Fraction(0), None, None))
    return None if part is None or better is None or whole <= composite(found) else (part, better, whole)
