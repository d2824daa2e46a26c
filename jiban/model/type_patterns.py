"""Patterns of types of resources, as tables have them: `aws:ec2/*`, or a type itself."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL: Final = frozenset("*?[")


class TypePatterns:
    """Patterns of which a type is to fit one, by the rules of `fnmatch`, letters as they are written.

    Nearly all are a type, or how types begin; those are asked without a regular expression.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        """Take the patterns."""
        exact: set[str] = set()
        beginnings: list[str] = []
        self._others: list[str] = []
        for pattern in patterns:
            if _SPECIAL.isdisjoint(pattern):
                exact.add(pattern)
            elif pattern.endswith("*") and _SPECIAL.isdisjoint(pattern[:-1]):
                beginnings.append(pattern[:-1])
            else:
                self._others.append(pattern)
        self._exact = frozenset(exact)
        self._beginnings = tuple(beginnings)

    def fit(self, token: str) -> bool:
        """Return whether a type fits one."""
        return (
            token in self._exact
            or token.startswith(self._beginnings)
            or any(fnmatchcase(token, pattern) for pattern in self._others)
        )
