"""What a provider says of new inputs against the old ones: which paths changed, and which of them replace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from jiban.rehearse.provider_behaviour import plain

ChangeKind = Literal["add", "delete", "update"]
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_]\w*")
_INDEX: Final = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Difference:
    """A property that changed."""

    path: str
    """In the engine's form: `tags.owner`, `rules[0].port`, `labels["a/b"]`."""
    kind: ChangeKind
    replaces: bool


def differences(
    olds: Mapping[str, Any], news: Mapping[str, Any], replacing: Iterable[str]
) -> tuple[Difference, ...]:
    """Compare inputs.

    Args:
        olds: inputs of the last deployment.
        news: inputs now.
        replacing: paths without list indexes whose change replaces the object, with all below them.
    """
    forcing = tuple(replacing)
    return tuple(
        Difference(path, kind, _forces(path, forcing))
        for path, kind in _changes(plain(olds), plain(news), "")
    )


def _changes(old: Any, new: Any, path: str) -> Iterator[tuple[str, ChangeKind]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new)
        for key in sorted({*before, *after}):
            inner = _joined(path, key)
            if key not in before:
                yield inner, "add"
            elif key not in after:
                yield inner, "delete"
            else:
                yield from _changes(before[key], after[key], inner)
    elif isinstance(old, list) and isinstance(new, list):
        was, now = cast("Sequence[Any]", old), cast("Sequence[Any]", new)
        for index in range(max(len(was), len(now))):
            inner = f"{path}[{index}]"
            if index >= len(was):
                yield inner, "add"
            elif index >= len(now):
                yield inner, "delete"
            else:
                yield from _changes(was[index], now[index], inner)
    elif old != new:
        yield path, "update"


def _joined(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def _forces(path: str, replacing: Sequence[str]) -> bool:
    bare = _INDEX.sub("", path)
    return any(
        bare == each or bare.startswith(f"{each}.") or each.startswith(f"{bare}.") for each in replacing
    )
