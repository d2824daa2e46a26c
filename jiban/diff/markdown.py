"""A diff as one Markdown comment of a pull request, of one stack or of several.

The first line is a hidden marker by which the comment is found and written anew. What comes from a plan
stands in code alone, where a host follows no link, calls nobody by @name and renders no HTML. Where a host
has no room for all, whole parts go, the least consequential first, and the comment says which and how much is
in them; what is said before them gets shorter only where even that is too long. Counts always stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from jiban.diff.markdown_head import LEVELS, Level, failed, head, overview
from jiban.diff.markdown_parts import parts
from jiban.diff.model import Comparison, NotCompared
from jiban.diff.summaries import stacks as stacks_in_words
from jiban.report.hosts import Host, host
from jiban.report.markdown import size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.diff.markdown_parts import Part

GITHUB: Final = "github"
_SPARE: Final = 200
"""Units kept for what joins the parts, and for the sentence on stacks that are left out."""


def diff_markdown(
    found: Comparison | Sequence[Comparison | NotCompared],
    to: Host | None = None,
    names: tuple[str, str] = ("", ""),
) -> str:
    """Return a diff as the text of a comment.

    Args:
        found: what `jiban diff` has found, of one stack or of several.
        to: the host; GitHub where none is given.
        names: of several stacks, what the marker tells the comment by.
    """
    to = host(GITHUB) if to is None else to
    if isinstance(found, Comparison):
        opening = to.marker(found.diff.project, found.diff.stack)
        stacks: list[Comparison | NotCompared] = [found]
    else:
        stacks = sorted(found, key=_rank)
        opening = "\n".join([to.marker(*names), *overview(stacks, to.room // 4)])
    return _Comment(opening, stacks, to).text()


def _rank(each: Comparison | NotCompared) -> tuple[int, ...]:
    """Return how much a stack is to be read before others: what is not compared, blocked, lost, changed."""
    if isinstance(each, NotCompared):
        return (0,)
    lost = len(each.diff.of("delete", "replace"))
    return (1, not each.stopped, not each.errors, not each.new, -lost, -len(each.diff.resources))


@dataclass(slots=True)
class _Stack:
    found: Comparison | NotCompared
    parts: list[Part]
    head: str = ""
    kept: set[int] = field(default_factory=set[int])

    def begin(self, level: Level) -> None:
        """Say what comes before the parts, in some length."""
        lines = failed(self.found, level) if isinstance(self.found, NotCompared) else head(self.found, level)
        self.head = "\n".join(lines)

    def left_out(self, to: Host) -> str:
        """Say which parts are not shown; empty where all are."""
        left = [part.said for number, part in enumerate(self.parts) if number not in self.kept]
        if not left:
            return ""
        has_room = f"a comment has room for {to.room:,} characters"
        return f"\nLeft out, as {has_room}: {', '.join(left)}. `jiban diff` shows all."

    def needed(self, to: Host) -> int:
        """Return the room that it takes at least."""
        return size(self.head) + size(self.left_out(to)) + 2

    def text(self, to: Host) -> str:
        chosen = [part.text for number, part in enumerate(self.parts) if number in self.kept]
        return "\n".join(filter(None, [self.head, *chosen, self.left_out(to)]))


class _Comment:
    def __init__(self, opening: str, found: Sequence[Comparison | NotCompared], to: Host) -> None:
        self._to = to
        self._opening = opening
        self._stacks = [
            _Stack(each, [] if isinstance(each, NotCompared) else parts(each, to)) for each in found
        ]

    def text(self) -> str:
        """Return the comment: every head, and as many parts as there is room for."""
        room = self._to.room - size(self._opening) - _SPARE
        for level in LEVELS:
            for stack in self._stacks:
                stack.begin(level)
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
        end = f"\n{stacks_in_words(left)} more, of which there is room for the counts alone." if left else ""
        told = [stack.text(self._to) for stack in shown]
        return "\n".join(filter(None, [self._opening, *told, end])).rstrip("\n") + "\n"

    def _fill(self, room: int) -> None:
        """Take in the parts that there is room for, of all stacks the more consequential ones first."""
        wanted = [
            (part.rank, number, position)
            for number, stack in enumerate(self._stacks)
            for position, part in enumerate(stack.parts)
        ]
        for _, number, position in sorted(wanted):
            length = size(self._stacks[number].parts[position].text) + 1
            if length <= room:
                room -= length
                self._stacks[number].kept.add(position)
