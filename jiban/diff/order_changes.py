"""How a property changes, where that decides whether one deployment is safe: `change` in orders.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from jiban.diff.conditions import CHANGES, known, lowered, other_major, version
from jiban.diff.values import MISSING

_SIZE: Final = re.compile(r"[A-Za-z_-]*([0-9]{1,9})")


def _raised(before: Any, after: Any) -> bool:
    return lowered(after, before)


def minors_up(before: Any, after: Any) -> tuple[str, ...]:
    """Return the versions on the way to another minor version of the same major one, the last as it is given.

    None where a side is no version with a minor part, or the way does not lead up: `1.33` to `1.35.2` goes by
    `1.34` and `1.35.2`.
    """
    if not isinstance(before, str) or not isinstance(after, str):
        return ()
    (name, old), (other, new) = version(before), version(after)
    if name or other or min(len(old), len(new)) < 2 or old[0] != new[0]:  # noqa: PLR2004 - major and minor
        return ()
    between = [f"{old[0]}.{minor}" for minor in range(old[1] + 1, new[1])]
    return (*between, after) if new[1] > old[1] else ()


def _larger(before: Any, after: Any) -> bool:
    """Return whether a number is more, or a size has a larger number, whatever its family.

    `Standard_E8ds_v5` is larger than `Standard_D4s_v3`.
    """
    old, new = _number(before), _number(after)
    return old is not None and new is not None and new > old


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    match = _SIZE.match(value) if isinstance(value, str) else None
    return None if match is None else int(match[1])


def _ranges(value: Any) -> set[str]:
    return {value} if isinstance(value, str) else set(map(str, cast("list[Any]", value)))


def _range_less(before: Any, after: Any) -> bool:
    """Return whether a subnet loses a range: one that comes besides takes nothing away."""
    if before is MISSING or after is MISSING:
        return False
    return not _ranges(before) <= _ranges(after)


TESTS: Final[Mapping[str, Callable[[Any, Any], bool | None]]] = {
    **CHANGES,
    "raised": known(_raised),
    "larger": known(_larger),
    "major raised": known(lambda before, after: _raised(before, after) and other_major(before, after)),
    "raised within its major": known(
        lambda before, after: _raised(before, after) and not other_major(before, after)
    ),
    "one minor up": known(lambda before, after: len(minors_up(before, after)) == 1),
    "several minors up": known(lambda before, after: len(minors_up(before, after)) > 1),
    "a range less": known(_range_less),
}
"""By name; None of what is not known before deployment."""
