"""The details of a comment: for each kind of change a part, folded where the host folds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jiban.diff import order_words, words
from jiban.diff.markdown_head import LEVELS, finding_lines
from jiban.diff.resource_diff import KINDS
from jiban.report.markdown import LONGEST, code
from jiban.report.properties import brief
from jiban.report.terminal import printable
from jiban.report.values import calling_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jiban.diff.hosts import Host
    from jiban.diff.model import Comparison
    from jiban.diff.orders import Order
    from jiban.diff.resource_diff import Kind, ResourceDiff

_TITLES: Final[Mapping[Kind, str]] = {
    "delete": "Deleted",
    "replace": "Replaced",
    "create": "Created",
    "update": "Updated",
    "rename": "Renamed",
}
_ORDERS: Final = "Steps that are safe"
_OUTPUTS: Final = "Stack outputs"
_FIXED: Final = "Fixed policy findings"
_FOLLOWS: Final = "Only follows"
_RANKS: Final = {
    title: rank
    for rank, title in enumerate((_ORDERS, *(_TITLES[kind] for kind in KINDS), _OUTPUTS, _FIXED, _FOLLOWS))
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the details."""

    rank: int
    """Of parts of all stacks, those of a lower rank are shown first."""
    said: str
    """What it is called where it is left out: `updated (400)`."""
    title: str
    body: str

    def text(self, to: Host) -> str:
        """Return it as a host shows it."""
        return to.part(self.title, self.body)


def parts(found: Comparison) -> list[Part]:
    """Return the details of a stack, the most consequential first."""
    diff, hidden = found.diff, found.folded
    names = calling_names([each.resource for each in diff.resources])
    made: dict[str, tuple[int | None, str]] = {}
    if found.orders:
        made[_ORDERS] = len(found.orders), "\n".join(map(_steps, found.orders))
    for kind in KINDS:
        some = [each for each in diff.of(kind) if each.urn not in hidden]
        if some:
            blocks = "\n".join(_fenced(_block(each, names)) for each in some)
            made[_TITLES[kind]] = len(some), blocks
    if diff.outputs:
        lines = [line for change in diff.outputs for line in words.change_lines(change)]
        made[_OUTPUTS] = None, _fenced(map(_column0, lines))
    if found.fixed:
        listed = "\n".join(finding_lines(found.fixed, LEVELS[0]))
        made[_FIXED] = len(found.fixed), listed
    folded = [each for each in diff.resources if each.urn in hidden]
    if folded:
        made[_FOLLOWS] = len(folded), _fenced(map(_line, folded))
    return [_part(title, number, body) for title, (number, body) in made.items()]


def _part(title: str, number: int | None, body: str) -> Part:
    name = title if number is None else f"{title} ({number})"
    return Part(_RANKS[title], f"{name[:1].lower()}{name[1:]}", name, body)


def _steps(order: Order) -> str:
    """Return an order as a list with its steps in it: hosts break its lines, which they do not in a fence."""
    steps = [f"  {number}. {code(step)}" for number, step in enumerate(order.steps, 1)]
    why = f"{order.why}; {order_words.told_by(order)}"
    return "\n".join([f"- {code(order.title)}", *steps, f"  - {code(why)}"])


def _block(each: ResourceDiff, names: Mapping[str, str]) -> Iterator[str]:
    source = f"  {each.resource.source}" if each.resource.source and each.after is not None else ""
    yield f"{_line(each)}{printable(source)}"
    yield from (f"#   {remark}" for remark in words.remarks(each, names))
    for change in each.changes:
        yield from map(_column0, words.change_lines(change))
    if each.kind == "create":
        yield from (f"+   {line}" for line in brief(each.resource, names))


def _line(each: ResourceDiff) -> str:
    return f"{words.SIGNS[each.kind]} {words.title(each)}  {words.verb(each)}"


def _column0(line: words.Line) -> str:
    """Put the sign into the first column, where hosts colour the line by it."""
    return f"{line.sign}   {line.text}"


def _fenced(lines: Iterable[str]) -> str:
    """Put lines into a block of code whose fence is longer than any run of backticks in it."""
    body: Sequence[str] = [printable(line)[:LONGEST] for line in lines]
    longest = max((len(run) for line in body for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}diff", *body, fence])
