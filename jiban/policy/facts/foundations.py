"""Foundations: what everything else of a system stands on. Types: `foundations.yaml`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from jiban.tables import table


@cache
def foundation(token: str) -> str | None:
    """Return what a type is of the foundations: network, cluster, keys, identity, names; None for others."""
    for kind, patterns in table("jiban.policy.facts", "foundations.yaml")["kinds"].items():
        if any(fnmatchcase(token, pattern) for pattern in patterns):
            return kind
    return None
