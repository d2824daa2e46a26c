"""The graph of what changes: causes on the left, what they change, and what follows from that to the right.

Resources of one type that the same happens to, at the same distance from a cause, are one box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from jiban.diff import root_words
from jiban.diff.default_providers import TYPE, urn_is_default
from jiban.report.terminal import printable
from jiban.report.values import short_type

if TYPE_CHECKING:
    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.diff.roots import Root

MOST: Final = 60
"""Boxes that are drawn; a graph of more is none that anybody reads."""
_WIDE, _HIGH, _BETWEEN, _GAP, _TOP = 244, 42, 84, 12, 30
_LETTERS, _SMALL = 28, 35
"""Letters that have room in a box: of its first line and of the one below."""
_NAMED: Final = 2
"""Resources of a box that are named in it."""


@dataclass(slots=True)
class _Box:
    kind: str
    column: int
    title: str
    under: str
    says: str
    """All of it, for who points at it or has it read out."""
    above: set[int] = field(default_factory=set[int])
    row: float = 0.0


def graph(found: Comparison) -> str:
    """Return the graph as SVG with its caption; empty where there is nothing to draw."""
    boxes = list(_boxes(found))
    left = max(len(boxes) - MOST, 0)
    boxes = boxes[:MOST]
    if not boxes:
        return ""
    _reduced(boxes)
    columns = _placed(boxes)
    width = len(columns) * (_WIDE + _BETWEEN) - _BETWEEN + 2
    height = _TOP + max(len(each) for each in columns) * (_HIGH + _GAP)
    drawn = "".join(
        [
            *(_heading(number, columns) for number in range(len(columns))),
            *(
                _edge(boxes[above], each)
                for each in boxes
                for above in sorted(each.above)
                if above < len(boxes)
            ),
            *(_drawn(each) for each in boxes),
        ]
    )
    more = f" {left} more boxes are not drawn." if left else ""
    label = "Graph of the changes, from their causes on the left to what follows on the right"
    return (
        f'<figure class="scroll" tabindex="0" aria-label="{label}">'
        f'<svg role="img" aria-label="{label}; the list below says the same" '
        f'width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
        f"<figcaption>An arrow leads from a cause to what it changes, and on to what has to follow.{more}"
        "</figcaption></figure>"
    )


def _boxes(found: Comparison) -> Iterator[_Box]:
    """Yield the boxes: causes first, then resources, those nearer to a cause before those farther away."""
    roots = root_words.told(found)
    owner = {each.urn: number for number, root in enumerate(roots) for each in root.direct}
    for root in roots:
        whole, _, place = root_words.title(root).partition("  ")
        title, colon, sides = whole.partition(": ") if not root.settings else _parted(root, whole)
        yield _box("cause", 0, title, f"{sides}  {place}" if colon else place or "cause", f"{whole} {place}")
    above = _above(found.diff.resources)
    depths = _depths(found.diff.resources, above)
    groups: dict[tuple[int, str, str], list[ResourceDiff]] = defaultdict(list)
    for each in found.diff.resources:
        groups[depths[each.urn], each.kind, short_type(each.resource)].append(each)
    numbers: dict[str, int] = {}
    for number, ((depth, kind, token), some) in enumerate(
        sorted(groups.items(), key=lambda pair: pair[0][0])
    ):
        numbers |= {each.urn: number + len(roots) for each in some}
        names = [each.resource.name for each in some]
        title = names[0] if len(names) == 1 else f"{len(names)} x {token}"
        under = token if len(names) == 1 else ", ".join(names[:_NAMED])
        box = _box(kind, depth + 1, title, under, f"{kind}: {', '.join(names)} ({token})")
        box.above = {owner[each.urn] for each in some if each.urn in owner}
        box.above |= {numbers[urn] for each in some for urn in above[each.urn] if urn in numbers}
        box.above.discard(number + len(roots))
        yield box


def _parted(root: Root, whole: str) -> tuple[str, str, str]:
    """Part the title of a value into its key and both sides."""
    key = printable(root.settings[0].key)
    return (key, ": ", whole.removeprefix(f"{key}: ")) if whole.startswith(f"{key}: ") else (whole, "", "")


def _reduced(boxes: Sequence[_Box]) -> None:
    """Take out the arrows that say no more than a way over another box does."""
    reach: list[set[int]] = []
    for box in boxes:
        box.above = {number for number in box.above if number < len(reach)}
        beyond = set[int]().union(*(reach[number] for number in box.above))
        reach.append(box.above | beyond)
        box.above -= beyond


def _above(resources: Sequence[ResourceDiff]) -> Mapping[str, tuple[str, ...]]:
    """Return by URN the URNs of what each resource changes because of."""
    urns = {each.urn: each.urn for each in resources}
    urns |= {
        f"default {each.resource.type.removeprefix(TYPE)}": each.urn
        for each in resources
        if urn_is_default(each.urn)
    }
    return {
        each.urn: tuple(
            dict.fromkeys(
                urns[urn]
                for urn in (*(urn for cause in each.causes for urn in cause.above), *each.follows)
                if urn in urns
            )
        )
        for each in resources
    }


def _depths(resources: Sequence[ResourceDiff], above: Mapping[str, tuple[str, ...]]) -> Mapping[str, int]:
    """Return how far each resource is from one that nothing is above of; what is above comes first."""
    found: dict[str, int] = {}
    for each in resources:
        found[each.urn] = max((found.get(urn, -1) + 1 for urn in above[each.urn]), default=0)
    return found


def _box(kind: str, column: int, title: str, under: str, says: str) -> _Box:
    return _Box(kind, column, _fitting(title, _LETTERS), _fitting(under, _SMALL), printable(says))


def _fitting(text: str, letters: int) -> str:
    text = printable(text)
    return text if len(text) <= letters else f"{text[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"


def _placed(boxes: Sequence[_Box]) -> list[list[_Box]]:
    """Put the boxes of each column below each other, near to what they follow from."""
    used = sorted({each.column for each in boxes})
    columns: list[list[_Box]] = []
    for number, column in enumerate(used):
        some = [each for each in boxes if each.column == column]
        for each in some:
            each.column = number
        some.sort(key=lambda each: _middle([boxes[above].row for above in each.above]))
        for row, each in enumerate(some):
            each.row = row
        columns.append(some)
    return columns


def _middle(rows: Sequence[float]) -> float:
    return sum(rows) / len(rows) if rows else -1.0


def _at(box: _Box) -> tuple[float, float]:
    return box.column * (_WIDE + _BETWEEN) + 1, _TOP + box.row * (_HIGH + _GAP)


def _heading(number: int, columns: Sequence[Sequence[_Box]]) -> str:
    first = columns[number][0]
    causes = columns[0][0].kind == "cause"
    words = ("CAUSE", "CHANGES", "FOLLOWS") if causes else ("CHANGES", "FOLLOWS", "FOLLOWS")
    return f'<text class="head" x="{_at(first)[0] + 2}" y="16">{words[min(number, 2)]}</text>'


def _edge(start: _Box, end: _Box) -> str:
    x, y = _at(start)
    to, down = _at(end)
    x, y, down = x + _WIDE, y + _HIGH / 2, down + _HIGH / 2
    bend = (to - x) / 2
    return f'<path d="M{x:g} {y:g}C{x + bend:g} {y:g} {to - bend:g} {down:g} {to:g} {down:g}"/>'


def _drawn(box: _Box) -> str:
    x, y = _at(box)
    return (
        f"<g><title>{escape(box.says)}</title>"
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="7"/>'
        f'<rect class="bar {box.kind}" x="{x:g}" y="{y:g}" width="5" height="{_HIGH}" rx="2"/>'
        f'<text class="name" x="{x + 14:g}" y="{y + 18:g}">{escape(box.title)}</text>'
        f'<text class="under" x="{x + 14:g}" y="{y + 33:g}">{escape(box.under)}</text></g>'
    )
