"""The order of resources in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.model.plan import Resource


def sorted_by_need(resources: Sequence[Resource]) -> list[str]:
    """Order URNs so that parents, providers and dependencies come first, otherwise as given."""
    by_urn = {resource.urn: resource for resource in resources}
    place = {urn: number for number, urn in enumerate(by_urn)}
    done: dict[str, None] = {}
    for start in by_urn:
        stack = [(start, False)]
        entered: set[str] = set()
        while stack:
            urn, ready = stack.pop()
            if urn in done:
                continue
            if ready:
                done[urn] = None
                continue
            if urn in entered:
                continue
            entered.add(urn)
            stack.append((urn, True))
            needs = [need for need in _needs(by_urn[urn]) if need in by_urn and need not in done]
            stack.extend((need, False) for need in sorted(needs, key=place.__getitem__, reverse=True))
    return list(done)


def _needs(resource: Resource) -> list[str]:
    found = [*resource.dependencies]
    if resource.parent:
        found.append(resource.parent)
    if resource.provider:
        found.append(resource.provider.rpartition("::")[0])
    if resource.options.deleted_with:
        found.append(resource.options.deleted_with)
    return found
