"""Differences of two values by path: maps by key, lists by what identifies their items, secrets unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.diff.matching import Candidates
from jiban.diff.paths import Path, reaches
from jiban.model.placeholders import Marked
from jiban.model.plan import PLAIN, UNKNOWN, Secret, Unknown, has_unknown

IDENTITIES: Final = ("name", "key", "id", "mountPath", "containerPort", "port", "topologyKey", "ip")
"""Fields that identify the items of a list, tried in this order: those of the clouds' APIs, then those by
which Kubernetes merges lists (`x-kubernetes-list-map-keys`)."""
_PATH_STEP: Final = re.compile(
    r"""\[(?P<index>\d+)\]|\[\*\]|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|(?P<plain>[^.\[]+)"""
)


class Missing:
    """Stands for a property that is not there."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class ItemKey(str):
    """What identifies an item of a list; it stands in a path for the item's position."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a resource is replaced."""

    path: Path
    """The property that forces it; empty where it is not a property."""
    reason: str
    certain: bool
    source: str = ""
    hangs_on: str = ""
    """Of what is not certain: what decides it, which a plan cannot tell."""
    above: tuple[str, ...] = ()
    """URNs of the resources that are replaced and take this one with them; of the default provider of a
    package `default PACKAGE`."""


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """One property before and after; `MISSING` where it is not there."""

    path: Path
    before: Any
    after: Any
    certain: bool = True
    """False where a side is not known before deployment, so that it may stay as it is."""
    note: str = ""
    forces: Cause | None = None
    """Why this change replaces the resource, where it does."""


def differences(
    path: Path, old: Any, new: Any, *, deployed: bool, sets: Sequence[Path] = ()
) -> Iterator[PropertyChange]:
    """Yield the differences of two values; what is null is not there.

    Args:
        path: where the values stand.
        old: the value before.
        new: the value after.
        deployed: whether `old` comes from a deployment: an unknown `new` is then taken for the same.
        sets: where lists stand that are sets for the provider, so that their order says nothing.
    """
    old = MISSING if old is None else old
    new = MISSING if new is None else new
    if type(old) in PLAIN and type(new) in PLAIN:
        yield from _leaves(path, old, new)
    elif isinstance(old, Marked) or isinstance(new, Marked):
        yield from _placeholders(path, old, new, deployed=deployed)
    elif isinstance(old, Secret) or isinstance(new, Secret):
        yield from _secrets(path, old, new, deployed=deployed)
    elif isinstance(old, Unknown) or isinstance(new, Unknown):
        if old != new and not (deployed and isinstance(new, Unknown) and old is not MISSING):
            yield PropertyChange(path, old, new, certain=False)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new)
        for key in sorted({*before, *after}):
            yield from differences(
                (*path, key), before.get(key), after.get(key), deployed=deployed, sets=sets
            )
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        items = cast("Sequence[Any]", old), cast("Sequence[Any]", new)
        if any(len(each) == len(path) and reaches(each, path) for each in sets):
            yield from _unordered(path, *items, deployed=deployed, sets=sets)
        else:
            yield from _lists(path, *items, deployed=deployed, sets=sets)
    else:
        yield from _leaves(path, old, new)


def _leaves(path: Path, old: Any, new: Any) -> Iterator[PropertyChange]:
    if isinstance(old, bool) is not isinstance(new, bool) or old != new:
        yield PropertyChange(path, old, new)


def _placeholders(path: Path, old: Any, new: Any, *, deployed: bool) -> Iterator[PropertyChange]:
    """Yield a change of what comes from a placeholder.

    Both sides hold the same placeholders, so that what differs in them is the program's doing. Against any
    other value nothing is certain.
    """
    if deployed and old is not MISSING and isinstance(new, Marked):
        return
    before, after = (side.plain if isinstance(side, Marked) else side for side in (old, new))
    if any(True for _ in differences((), before, after, deployed=deployed)):
        certain = isinstance(old, Marked) and isinstance(new, Marked)
        yield PropertyChange(path, old, new, certain=certain)


def _secrets(path: Path, old: Any, new: Any, *, deployed: bool) -> Iterator[PropertyChange]:
    if isinstance(old, Secret) and isinstance(new, Secret):
        if not has_unknown(old) and not has_unknown(new) and old.value != new.value:
            yield PropertyChange(path, old, new)
        return
    if isinstance(new, Unknown) and deployed and old is not MISSING:
        return
    # The side that is not secret may hold the very value that the other side hides.
    before, after = (side if side is MISSING else _hidden(side) for side in (old, new))
    note = ""
    if MISSING not in (old, new) and UNKNOWN not in (old, new):
        note = "becomes secret" if isinstance(new, Secret) else "is no longer secret"
    yield PropertyChange(path, before, after, certain=UNKNOWN not in (old, new), note=note)


def _hidden(value: Any) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)


def _unordered(
    path: Path, old: Sequence[Any], new: Sequence[Any], *, deployed: bool, sets: Sequence[Path]
) -> Iterator[PropertyChange]:
    """Yield how two sets differ: what only one of them has, and what differs in items of one name."""
    deeper = [each for each in sets if len(each) > len(path) + 1 and reaches(path, each, literal=True)]
    inside = [each[len(path) + 1 :] for each in deeper]
    gone, come = list(enumerate(old)), list(enumerate(new))
    # What is not known is taken for another item only after those that are known have found theirs.
    for lenient in (False, True) if deployed else (False,):
        gone, come = _without_alike(gone, come, deployed=lenient, sets=inside)
    if not gone and not come:
        return
    if not any(isinstance(item, Mapping | list | tuple) for item in (*old, *new)):
        yield PropertyChange(path, old, new, certain=not has_unknown(old) and not has_unknown(new))
        return
    before, after = _identified([item for _, item in gone], [item for _, item in come])
    if before is not None and after is not None:
        for key in dict.fromkeys([*before, *after]):
            step, sides = (*path, ItemKey(key)), (before.get(key, MISSING), after.get(key, MISSING))
            yield from differences(step, *sides, deployed=deployed, sets=sets)
    elif len(gone) == len(come) == 1:
        yield from differences((*path, come[0][0]), gone[0][1], come[0][1], deployed=deployed, sets=sets)
    else:
        certain = not gone or not come or not has_unknown([item for _, item in (*gone, *come)])
        yield from (PropertyChange((*path, index), item, MISSING, certain=certain) for index, item in gone)
        yield from (PropertyChange((*path, index), MISSING, item, certain=certain) for index, item in come)


def _without_alike(
    gone: Sequence[tuple[int, Any]], come: Sequence[tuple[int, Any]], *, deployed: bool, sets: Sequence[Path]
) -> tuple[list[tuple[int, Any]], list[tuple[int, Any]]]:
    """Return items without those that are the same on the other side: each the first that is left there."""

    def alike(theirs: Any, own: Any) -> bool:
        return not any(True for _ in differences((), own, theirs, deployed=deployed, sets=sets))

    candidates = Candidates(alike, sets=sets, lenient=deployed)
    for _, item in come:
        candidates.add(item)
    left = [each for each in gone if candidates.take(each[1]) is None]
    return left, [come[number] for number in candidates.left()]


def _lists(
    path: Path, old: Sequence[Any], new: Sequence[Any], *, deployed: bool, sets: Sequence[Path] = ()
) -> Iterator[PropertyChange]:
    if not any(isinstance(item, Mapping | list | tuple) for item in (*old, *new)):
        if len(old) == len(new) and all(
            not any(True for _ in differences((), a, b, deployed=deployed))
            for a, b in zip(old, new, strict=True)
        ):
            return
        same = not has_unknown(old) and not has_unknown(new) and _sorted(old) == _sorted(new)
        yield PropertyChange(
            path,
            old,
            new,
            certain=not has_unknown(new) and not has_unknown(old),
            note="order only" if same else "",
        )
        return
    before, after = _identified(old, new)
    if before is None or after is None:
        for index in range(max(len(old), len(new))):
            a = old[index] if index < len(old) else MISSING
            b = new[index] if index < len(new) else MISSING
            yield from differences((*path, index), a, b, deployed=deployed, sets=sets)
        return
    found = 0
    for key in dict.fromkeys([*before, *after]):
        step = (*path, ItemKey(key))
        sides = before.get(key, MISSING), after.get(key, MISSING)
        for each in differences(step, *sides, deployed=deployed, sets=sets):
            found += 1
            yield each
    if not found and list(before) != list(after):
        yield PropertyChange(path, list(before), list(after), note="order only")


def _sorted(items: Sequence[Any]) -> list[str]:
    """Return items in an order of their own; a secret by its value, which its text does not show."""
    return sorted(f"Secret({item.value!r})" if isinstance(item, Secret) else repr(item) for item in items)


def _identified(
    old: Sequence[Any], new: Sequence[Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the items of both lists by what identifies them, None where nothing does."""
    for field in IDENTITIES:
        sides = [_by(items, field) for items in (old, new)]
        if all(side is not None for side in sides):
            return sides[0], sides[1]
    return None, None


def _by(items: Sequence[Any], field: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for item in items:
        value = cast("Mapping[str, Any]", item).get(field) if isinstance(item, Mapping) else None
        if not isinstance(value, str | int) or str(value) in found:
            return None
        found[str(value)] = item
    return found


def parse_path(text: str) -> Path:
    """Read a path in Pulumi's syntax: `a.b[0]["c.d"].*`; `[*]` and `*` stand for every item."""
    found: list[str | int] = []
    for match in _PATH_STEP.finditer(text):
        if match["index"] is not None:
            found.append(int(match["index"]))
        elif match["quoted"] is not None:
            found.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            found.append(match["plain"] or "*")
    return tuple(found)


def at(value: Any, path: Path) -> Any:
    """Return what stands at a path; of a list, `*` gives the list of what its items have there.

    An unknown or a secret on the way is what is returned.
    """
    if not path or isinstance(value, Unknown | Secret):
        return value
    step, rest = path[0], path[1:]
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        if isinstance(step, int):
            return at(items[step], rest) if step < len(items) else MISSING
        found = [inner for item in items if (inner := at(item, rest)) is not MISSING]
        return found or MISSING
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        if step == "*":
            found = [inner for item in entries.values() if (inner := at(item, rest)) is not MISSING]
            return found or MISSING
        inner = entries.get(str(step))
        return MISSING if inner is None else at(inner, rest)
    return MISSING
