"""What the finders of costs have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from jiban.policy.view import ResourceView, StackView

Found: TypeAlias = Iterator[tuple[str, int]]
"""Keys of prices, each with how many of it."""
Finder: TypeAlias = Callable[[StackView, ResourceView], Found]


def fixed(key: str) -> Finder:
    """Return the finder of what has one price, whatever its settings."""

    def find(stack: StackView, resource: ResourceView) -> Found:
        del stack, resource
        yield key, 1

    return find
