"""A diff as text for a person: what is lost first, then each change by property, unchanged things left
out.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from jiban.diff import order_words, root_words, words
from jiban.diff.figures import words as figure_words
from jiban.diff.resource_diff import KINDS
from jiban.report.properties import brief
from jiban.report.terminal import PLAIN, Look, columns, cut, printable
from jiban.report.values import calling_names, short_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.policy.inprocess import Finding

_COLOURS: Final[Mapping[Kind, str]] = {
    "delete": "red",
    "replace": "red",
    "create": "green",
    "update": "yellow",
    "rename": "cyan",
}
_SIGNS: Final = {"+": "green", "-": "red"}
_INDENT: Final = "    "


def diff_text(found: Comparison, look: Look = PLAIN, *, verbose: bool = False) -> str:
    """Return a diff as text.

    Args:
        found: what `jiban diff` has found.
        look: what the place that it is shown at can show.
        verbose: whether resources are listed of which a cause says all there is to say.
    """
    return "\n".join(_Writer(found, look, verbose=verbose).lines()) + "\n"


class _Writer:
    def __init__(self, found: Comparison, look: Look, *, verbose: bool) -> None:
        self._found = found
        self._diff = found.diff
        self._look = look
        self._folded = frozenset[str]() if verbose else found.folded
        self._names = calling_names([each.resource for each in found.diff.resources])

    def lines(self) -> Iterator[str]:
        look, diff = self._look, self._diff
        yield look.paint(f"{printable(diff.project)}/{printable(diff.stack)}", "bold")
        if diff.empty:
            yield from self._paragraph(words.nothing(diff))
        else:
            yield from self._paragraph(f"{words.summary(diff)}.")
            yield from self._paragraph(f"{words.against(diff)[:1].upper()}{words.against(diff)[1:]}.")
        if self._found.note:
            yield from self._paragraph(f"{printable(self._found.note)}.")
        yield from self._paragraph(words.HOW)
        yield from self._roots()
        yield from self._figures()
        yield from self._findings("Blocked by change rules", self._found.stopped, "red")
        yield from self._orders()
        yield from self._findings("Rules that could not be run", self._found.errors, "red")
        yield from self._findings("Allowed by waivers", self._found.waived, "yellow")
        for kind in KINDS:
            for each in diff.of(kind):
                if each.urn not in self._folded:
                    yield ""
                    yield from self._resource(each)
        if self._folded:
            yield ""
            yield from self._paragraph(f"{root_words.rest(self._found)}; -v lists them.")
        yield from self._outputs()
        yield from self._findings("New policy findings", self._found.new, "red")
        yield from self._findings("Fixed policy findings", self._found.fixed, "green")
        yield from self._footer()

    def _paragraph(self, text: str) -> list[str]:
        return textwrap.wrap(text, self._look.width) if self._look.width else [text]

    def _roots(self) -> Iterator[str]:
        roots = root_words.told(self._found)
        if not roots:
            return
        yield ""
        yield self._look.paint(f"{root_words.TITLE} ({len(roots)})", "bold")
        for root in roots[: root_words.SHOWN]:
            yield self._look.paint(self._fit(f"  {root_words.title(root)}"), "bold")
            for line in root_words.lines(root):
                for number, part in enumerate(self._broken(line.text)):
                    text = f"{_INDENT}{'  ' if number else ''}{part}"
                    yield self._look.paint(text, "red") if line.sign == "-" else text
        if len(roots) > root_words.SHOWN:
            yield f"  and {len(roots) - root_words.SHOWN} more"

    def _figures(self) -> Iterator[str]:
        figures = self._found.figures
        if not figures.told:
            return
        yield ""
        yield self._look.paint(f"{figure_words.TITLE} ({len(figures.changed)})", "bold")
        for figure in figure_words.shown(figures):
            yield from self._indented(2, figure_words.line(figure))
            for note in figure_words.notes(figure):
                yield from self._indented(4, note)
        for note in figure_words.rest(figures):
            yield from self._indented(2, note)

    def _indented(self, by: int, text: str) -> Iterator[str]:
        """Yield a text in lines that are set in, those after the first by two letters more."""
        for number, part in enumerate(self._broken(text)):
            yield f"{' ' * (by + 2 * bool(number))}{part}"

    def _orders(self) -> Iterator[str]:
        found = self._found.orders
        if not found:
            return
        yield ""
        yield self._look.paint(f"{order_words.TITLE} ({len(found)})", "bold", "red")
        for order in found[: order_words.SHOWN]:
            yield self._look.paint(self._fit(f"  {order.title}"), "bold")
            for step in order_words.numbered(order):
                yield from self._hung(step, "   ")
            yield from self._hung(f"{order.why}.", "")
            yield from self._hung(order_words.told_by(order), "")
        if len(found) > order_words.SHOWN:
            yield f"  and {len(found) - order_words.SHOWN} more"

    def _hung(self, text: str, under: str) -> Iterator[str]:
        """Yield a text broken to the width, all but its first line further in."""
        lines = [text]
        if self._look.width:
            lines = textwrap.wrap(text, max(self._look.width - len(_INDENT), 20), subsequent_indent=under)
        yield from (f"{_INDENT}{line}" for line in lines)

    def _broken(self, text: str) -> list[str]:
        width = self._look.width
        return textwrap.wrap(text, max(width - len(_INDENT) - 2, 20)) if width else [text]

    def _findings(self, title: str, findings: Sequence[Finding], colour: str) -> Iterator[str]:
        if not findings:
            return
        yield ""
        yield self._look.paint(f"{title} ({len(findings)})", "bold", colour)
        for each in findings:
            name = printable(each.name) or "the stack"
            yield self._fit(f"  {each.rule.id}  {name}: {printable(each.judgement.verdict.reason)}")
            if each.waiver is not None:
                waiver = each.waiver
                yield self._fit(
                    f"{_INDENT}until {waiver.expires}, {printable(waiver.owner)}: {printable(waiver.reason)}"
                )

    def _resource(self, each: ResourceDiff) -> Iterator[str]:
        look, resource = self._look, each.resource
        sign = look.paint(words.SIGNS[each.kind], "bold", _COLOURS[each.kind])
        source = f"  {resource.source}" if resource.source and each.after is not None else ""
        name = look.paint(printable(resource.name), "bold")
        kind = look.paint(printable(short_type(resource)), "cyan")
        plain = f"{words.SIGNS[each.kind]} {words.title(each)}  {words.verb(each)}{source}"
        fits = look.width is None or columns(plain) <= look.width
        painted = f"{sign} {name}  {kind}  {words.verb(each)}{look.paint(source, 'dim')}"
        yield painted if fits else self._fit(plain)
        for remark in words.remarks(each, self._names):
            yield self._fit(f"{_INDENT}{remark}")
        for change in each.changes:
            for line in words.change_lines(change):
                yield self._signed(line)
        if each.kind == "create":
            for line in brief(resource, self._names):
                yield self._signed(words.Line("+", line))

    def _signed(self, line: words.Line) -> str:
        text = self._fit(f"{_INDENT}{line.sign} {line.text}".rstrip())
        return self._look.paint(text, _SIGNS[line.sign]) if line.sign in _SIGNS else text

    def _outputs(self) -> Iterator[str]:
        if self._diff.outputs:
            yield ""
            yield self._look.paint("Stack outputs", "bold")
            for change in self._diff.outputs:
                yield from (self._signed(line) for line in words.change_lines(change))

    def _footer(self) -> Iterator[str]:
        notes = [words.age(self._diff), words.secrets(self._diff)]
        notes += [f"{each.waiver.file}:{each.waiver.line}: {each.message}" for each in self._found.expired]
        if self._found.stopped:
            notes.append(words.WAIVE)
        told = [note for note in notes if note]
        if told:
            yield ""
            for note in told:
                yield from self._paragraph(printable(note))

    def _fit(self, text: str) -> str:
        width = self._look.width
        return text if width is None or columns(text) <= width else cut(text, width, self._look.ellipsis)
