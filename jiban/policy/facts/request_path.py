"""The way of a request through a stack: the parts that it needs, and what they promise together.

A stack does not say which part calls which, so each part of a kind that requests wait for is taken to be on
the way. Parts of different regions stand beside each other where both regions have what answers requests:
then a request needs one region, and what stands before both. Replicas add nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_TOGETHER: Final = ("aws:ec2/instance:Instance", "azure-native:compute:VirtualMachine")
_STORES: Final = ("database", "cache", "search", "broker")


@dataclass(frozen=True, slots=True)
class Part:
    """A part on a request's way."""

    resource: ResourceView
    kind: str
    standing: Standing
    region: str
    """Empty for what stands before all regions, or where it is not known."""

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
        NotKnownError: how a part stands is not known before deployment.
    """
    found: list[Part] = []
    for resource in stack.of(*PARTS):
        kind = KINDS[resource.token]
        if kind in beside or is_read(resource):
            continue
        if resource.token == _ENDPOINT and not _leads_to_store(stack, resource, beside):
            continue
        with of(resource):
            standing = redundancy.standing(stack, resource)
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
    answering: set[str] = set()
    for part in found:
        standing = (changed or {}).get(part.resource.urn, part.standing)
        share = Fraction(1) if standing.sla is None else availability.percent(standing.sla)
        by_region.setdefault(part.region, []).append(share)
        if part.kind == _ANSWERS:
            answering.add(part.region)
    before = availability.series(by_region.pop("", ()))
    regional = {region: availability.series(shares) for region, shares in by_region.items()}
    whole = [share for region, share in regional.items() if region in answering]
    if len(whole) > 1:
        return before * availability.parallel(whole)
    return before * availability.series(regional.values())


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
