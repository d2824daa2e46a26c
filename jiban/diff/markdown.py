"""A diff as one Markdown comment of a pull request, of one stack or of several.

The first line is a hidden marker by which the comment is found and written anew. What comes from a plan
stands in code alone, where a host follows no link, calls nobody by @name and renders no HTML. Where a host
has no room for all, whole parts go, the least consequential first, and the comment says which and how much is
in them; what is said before them gets shorter only where even that is too long. Counts always stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jiban.diff import summaries, totals
from jiban.diff.hosts import Host, host
from jiban.diff.markdown_head import LEVELS
from jiban.diff.resource_diff import KINDS
from jiban.diff.told import Told, told
from jiban.report.markdown import cell, code, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.model import Comparison

GITHUB: Final = "github"
_SKIPPED: Final = 5
"""Projects that were left out, that are named."""
_SAID: Final = 120
"""Letters of what is said of one of them."""
_SPARE: Final = 200
"""Units kept for what joins the parts, and for the sentence on stacks that are left out."""


def diff_markdown(found: Comparison, to: Host | None = None) -> str:
    """Return the diff of a stack as the text of a comment.

    Args:
        found: what `jiban diff` has found.
        to: the host; GitHub where none is given.
    """
    return comment(told(found), to)


def comment(found: Told, to: Host | None = None) -> str:
    """Return what is told of a stack as the text of a comment; see `diff_markdown`."""
    to = host(GITHUB) if to is None else to
    return _Comment(to.marker(found.project, found.stack), [found], to).text()


def comment_on_all(
    found: Sequence[Told], names: tuple[str, str], to: Host | None = None, skipped: Sequence[str] = ()
) -> str:
    """Return what is told of several stacks as the text of one comment.

    Args:
        found: the stacks.
        names: what the marker tells the comment by.
        to: the host; GitHub where none is given.
        skipped: what is said of projects that were left out.
    """
    to = host(GITHUB) if to is None else to
    stacks = sorted(found, key=lambda each: each.rank)
    opening = "\n".join([to.marker(*names), *_overview(stacks, skipped, to.room // 4)])
    return _Comment(opening, stacks, to).text()


def _overview(found: Sequence[Told], skipped: Sequence[str], room: int) -> Iterator[str]:
    """Yield the heading of several stacks, their counts, and a table with a row for each, in their order."""
    yield f"### {summaries.stacks(len(found))}: {totals.all_verdicts(found)}"
    yield ""
    yield f"**{totals.all_counts(found)}.**"
    yield ""
    heads = [*KINDS, "unchanged", "blocked", "new findings"]
    yield f"| Stack | {' | '.join(heads)} |"
    yield f"|---|{'---:|' * len(heads)}"
    shown = 0
    for each in found:
        row = _row(each)
        room -= size(row) + 1
        if room < 0:
            break
        shown += 1
        yield row
    if shown < len(found):
        yield ""
        yield f"And {summaries.stacks(len(found) - shown)} more."
    if skipped:
        yield ""
        yield from (f"- {code(each, _SAID)}" for each in skipped[:_SKIPPED])
        if len(skipped) > _SKIPPED:
            yield f"- and {len(skipped) - _SKIPPED} more"
    yield ""


def _row(each: Told) -> str:
    name = cell(each.name)
    if not each.compared:
        return f"| {name} | not compared |{' |' * 7}"
    numbers = [*(each.counts.get(kind, 0) for kind in KINDS), each.unchanged, each.stopped, each.new]
    return f"| {name} | {' | '.join(str(number) if number else '' for number in numbers)} |"


@dataclass(slots=True)
class _Stack:
    found: Told
    head: str = ""
    kept: set[int] = field(default_factory=set[int])

    def left_out(self, to: Host) -> str:
        """Say which parts are not shown; empty where all are."""
        left = [part.said for number, part in enumerate(self.found.parts) if number not in self.kept]
        if not left:
            return ""
        has_room = f"a comment has room for {to.room:,} characters"
        return f"\nLeft out, as {has_room}: {', '.join(left)}. `jiban diff` shows all."

    def needed(self, to: Host) -> int:
        """Return the room that it takes at least."""
        return size(self.head) + size(self.left_out(to)) + 2

    def text(self, to: Host) -> str:
        chosen = [part.text(to) for number, part in enumerate(self.found.parts) if number in self.kept]
        return "\n".join(filter(None, [self.head, *chosen, self.left_out(to)]))


class _Comment:
    def __init__(self, opening: str, found: Sequence[Told], to: Host) -> None:
        self._to = to
        self._opening = opening
        self._stacks = [_Stack(each) for each in found]

    def text(self) -> str:
        """Return the comment: every head, and as many parts as there is room for."""
        room = self._to.room - size(self._opening) - _SPARE
        for level in range(len(LEVELS)):
            for stack in self._stacks:
                stack.head = stack.found.heads[level]
            if sum(stack.needed(self._to) for stack in self._stacks) <= room:
                break
        shown: list[_Stack] = []
        for stack in self._stacks:
            room -= stack.needed(self._to)
            if room < 0:
                break
            shown.append(stack)
        if len(shown) == len(self._stacks):
            self._fill(room)
        left = len(self._stacks) - len(shown)
        end = f"\n{summaries.stacks(left)} more, of which there is room for the counts alone." if left else ""
        told = [stack.text(self._to) for stack in shown]
        return "\n".join(filter(None, [self._opening, *told, end])).rstrip("\n") + "\n"

    def _fill(self, room: int) -> None:
        """Take in the parts that there is room for, of all stacks the more consequential ones first."""
        wanted = [
            (part.rank, number, position)
            for number, stack in enumerate(self._stacks)
            for position, part in enumerate(stack.found.parts)
        ]
        for _, number, position in sorted(wanted):
            length = size(self._stacks[number].found.parts[position].text(self._to)) + 1
            if length <= room:
                room -= length
                self._stacks[number].kept.add(position)
