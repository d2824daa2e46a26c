"""Sizes and counts that change behind Pulumi's back, and what a later write of the object does to them.

A write of Azure's sends the whole object, so a value that the state remembers takes the place of the one that
the cloud has reached; AWS's providers send the blocks that changed; Kubernetes leaves a field alone that the
program ignores. `moves.yaml` lists the properties.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from jiban.model.object_names import plain_type
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.provider_behaviour import AZURE, KUBERNETES, package_of, plain
from jiban.tables import table

Place = tuple[str | int, ...]
_TARGET: Final = ("spec", "scaleTargetRef", "name")


_FIRST: Final = 1
"""Nodes or pods of an object for which the program says no number."""


class ShrinkError(Exception):
    """A write would make smaller what never becomes smaller; the text is the refusal."""


@dataclass(frozen=True, slots=True)
class _Row:
    path: str
    within: tuple[str, ...] = ()
    most: str = ""
    when: tuple[Any, ...] = ()
    scaled: bool = False
    grows: bool = False
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """A value that the cloud has changed."""

    type: str
    id: str
    place: Place
    before: int
    after: int
    cluster: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return it as a line."""
        return (
            f"{self.type} {self.id.rsplit('/', 1)[-1]}: {written(self.place)} {self.before} -> {self.after}"
        )


def written(place: Place) -> str:
    """Return a place as programs write it: `scalingConfig.desiredSize`, `agentPoolProfiles[0].count`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def moved(objects: Sequence[CloudObject]) -> tuple[tuple[CloudObject, ...], tuple[Move, ...]]:
    """Let every size and count grow that may.

    Returns:
        The objects after that, and what changed.
    """
    targets = frozenset(_targets(objects))
    found: list[CloudObject] = []
    moves: list[Move] = []
    for each in objects:
        mine = tuple(_moves_of(each, targets))
        moves += mine
        found.append(_set(each, mine) if mine else each)
    return tuple(found), tuple(moves)


def gone_back(moves: Iterable[Move], objects: Iterable[CloudObject]) -> tuple[str, ...]:
    """Return which of these values are smaller by now, one line each."""
    there = {(each.type, each.id): each for each in objects}
    lines: list[str] = []
    for each in moves:
        now = _live(there[each.type, each.id], each.place) if (each.type, each.id) in there else None
        if now is None or now < each.after:
            lines.append(
                f"{each.type} {each.id.rsplit('/', 1)[-1]}: {written(each.place)} went back from "
                f"{each.after}, which the cloud had reached, to {now}"
            )
    return tuple(lines)


def kept(
    live: CloudObject,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    ignored: Iterable[str] = (),
    *,
    edited: bool = False,
) -> Mapping[Place, Any]:
    """Return what of the values that a cloud has changed outlives a write of the object.

    Args:
        live: the object in the cloud.
        olds: inputs of the last deployment.
        news: inputs that are written.
        ignored: paths of `ignore_changes`.
        edited: whether the program changed something beside each such value.

    Raises:
        ShrinkError: the cloud refuses a smaller value.
    """
    paths, sent = frozenset(ignored), plain(news)
    return {
        place: reached
        for row in _rows(live.type)
        for place in _places(row, sent)
        if isinstance(reached := _live(live, place), int | float)
        and not _replaces(live.type, row, place, (reached, _at(sent, place)))
        and (
            row.grows
            or _at(sent, place) is None
            or not _sends(live.type, place, olds, news, paths, edited=edited)
        )
    }


def _replaces(kind: str, row: _Row, place: Place, values: tuple[float, Any]) -> bool:
    """Return whether a value that is written takes the place of one that never becomes smaller.

    Raises:
        ShrinkError: it would become smaller.
    """
    reached, sent = values
    if not row.grows or not isinstance(sent, int | float):
        return False
    if sent < reached and package_of(kind) == AZURE:
        raise ShrinkError(
            f"{written(place)} cannot be reduced from {reached:g} to {sent:g}: it has grown by itself, and "
            "never becomes smaller"
        )
    return sent > reached


def with_kept(values: Mapping[str, Any], found: Mapping[Place, Any], *, add: bool) -> dict[str, Any]:
    """Return inputs or outputs with the values that outlive a write.

    Args:
        values: inputs or outputs.
        found: as `kept`.
        add: whether to put in a value that is not there.
    """
    result = copy.deepcopy(dict(values))
    for place, value in found.items():
        if add or _at(result, place) is not None:
            _put(result, place, value)
    return result


def tolerated(kind: str, path: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Return whether a provider takes a smaller value for no difference: what has grown by itself on AWS."""
    if package_of(kind) in {AZURE, KUBERNETES}:
        return False
    before, after = plain(olds), plain(news)
    for row in _rows(kind):
        place = (*row.within, row.path)
        if not row.grows or written(place) != path or _at(after, (*row.within, row.most)) is None:
            continue
        was, will = _at(before, place), _at(after, place)
        return isinstance(was, int | float) and isinstance(will, int | float) and will < was
    return False


def _sends(
    kind: str,
    place: Place,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    ignored: frozenset[str],
    *,
    edited: bool,
) -> bool:
    """Return whether a write of an object carries the value at a place."""
    package = package_of(kind)
    if package == KUBERNETES:
        return written(place) not in ignored
    if package == AZURE or edited:
        return True
    return plain(olds).get(place[0]) != plain(news).get(place[0])


def _rows(kind: str) -> Iterator[_Row]:
    rows = cast("Mapping[str, list[dict[str, Any]]]", table(__package__ or "", "moves.yaml")["moves"])
    for entry in rows.get(plain_type(kind), ()):
        given = dict(entry)
        within = tuple(cast("list[str]", given.pop("in", [])))
        yield _Row(within=within, when=tuple(cast("list[Any]", given.pop("when", []))), **given)


def _targets(objects: Iterable[CloudObject]) -> Iterator[str]:
    kinds = table(__package__ or "", "moves.yaml")["autoscalers"]
    for each in objects:
        if each.type in kinds:
            namespace = (each.address or "default/").partition("/")[0]
            yield f"{namespace}/{_at(each.manifest, _TARGET)}"


def _moves_of(each: CloudObject, targets: frozenset[str]) -> Iterator[Move]:
    given = each.manifest
    for row in _rows(each.type):
        if row.scaled and each.address not in targets:
            continue
        for place in _places(row, given):
            beside = place[:-1]
            if row.when and _at(given, (*beside, row.when[0])) != row.when[1]:
                continue
            before = _live(each, place)
            if before is None and row.factor == 1:
                before = _FIRST
            most = _at(given, (*beside, row.most)) if row.most else None
            if not isinstance(before, int | float) or (row.most and most is None):
                continue
            after = before * row.factor if row.factor > 1 else before + 1
            after = min(after, most) if isinstance(most, int | float) else after
            if after > before:
                yield Move(each.type, each.id, place, int(before), int(after), each.cluster)


def _places(row: _Row, given: Any, done: Place = ()) -> Iterator[Place]:
    """Yield where a row's property stands in the inputs of an object: once for every item of a list."""
    left = row.within[len(done) :]
    if not left:
        yield (*done, row.path)
        return
    if left[0] != "*":
        yield from _places(row, given, (*done, left[0]))
        return
    items = _at(given, done)
    for index in range(len(cast("list[Any]", items)) if isinstance(items, list) else 0):
        yield from _places(row, given, (*done, index))


def _at(value: Any, place: Sequence[str | int]) -> Any:
    for step in place:
        if isinstance(value, Mapping):
            value = cast("Mapping[str, Any]", value).get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(cast("list[Any]", value)):
            value = cast("list[Any]", value)[step]
        else:
            return None
    return value


def _live(each: CloudObject, place: Place) -> Any:
    found = _at(each.outputs, place)
    return _at(each.manifest, place) if found is None else found


def _put(values: dict[str, Any], place: Place, value: Any) -> None:
    """Set what is at a place, if there is such a place."""
    holder = _at(values, place[:-1])
    if isinstance(holder, dict):
        cast("dict[Any, Any]", holder)[place[-1]] = value


def _set(each: CloudObject, moves: Iterable[Move]) -> CloudObject:
    found: dict[Place, Any] = {move.place: move.after for move in moves}
    inputs = with_kept(each.inputs, found, add=False)
    return replace(each, inputs=inputs, outputs=with_kept(each.outputs, found, add=True))
