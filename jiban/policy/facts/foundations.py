"""Foundations: what everything else of a system stands on. Types: `foundations.yaml`."""

from __future__ import annotations

from functools import cache

from jiban.model.type_patterns import TypePatterns
from jiban.tables import table


@cache
def foundation(token: str) -> str | None:
    """Return what a type is of the foundations: network, cluster, keys, identity, names; None for others."""
    return next((kind for kind, types in _kinds().items() if types.fit(token)), None)


@cache
def _kinds() -> dict[str, TypePatterns]:
    rows = table("jiban.policy.facts", "foundations.yaml")["kinds"]
    return {kind: TypePatterns(patterns) for kind, patterns in rows.items()}
