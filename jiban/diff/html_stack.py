"""One stack as a part of an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from jiban.diff import order_words, root_words, words
from jiban.diff.figures import words as figure_words
from jiban.diff.html_graph import graph
from jiban.diff.model import NotCompared
from jiban.diff.resource_diff import KINDS
from jiban.report.properties import brief
from jiban.report.terminal import printable
from jiban.report.values import calling_names, short_type

if TYPE_CHECKING:
    from jiban.diff.figures.model import Figures
    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.diff.roots import Root
    from jiban.policy.inprocess import Finding

_TITLES: Final[Mapping[Kind, str]] = {
    "delete": "deleted",
    "replace": "replaced",
    "create": "created",
    "update": "updated",
    "rename": "renamed",
}
_CLASSES: Final = {"+": "plus", "-": "minus", " ": "same"}
_LOSS: Final = {"-": ' class="loss"', "+": "", " ": ""}
_OPEN: Final = 12
"""Changes that are shown open; where there are more, the reader opens what matters."""


def anchor(*names: str) -> str:
    """Return what a part of the page is linked by."""
    return "stack-" + re.sub(r"[^A-Za-z0-9]+", "-", "-".join(names)).strip("-").lower()


def text_of(text: str) -> str:
    """Return a text from outside as HTML: no markup, nothing that moves what is around it."""
    return escape(printable(text))


def stack_html(found: Comparison | NotCompared, name: str = "") -> str:
    """Return a stack as a section.

    Args:
        found: what `jiban diff` has found.
        name: what the stack is called on the page; empty where the page is of nothing else.
    """
    lines = _failed(found) if isinstance(found, NotCompared) else _stack(found)
    head = f'<section id="{anchor(name)}"><h2>{text_of(name)}{badge(found)}</h2>' if name else "<section>"
    return "\n".join([head, *lines, "</section>"])


def badge(found: Comparison | NotCompared) -> str:
    """Return the verdict on a stack as a mark beside its name."""
    if isinstance(found, NotCompared):
        return '<span class="badge stop">not compared</span>'
    if found.stopped:
        return f'<span class="badge stop">blocked by change rules ({len(found.stopped)})</span>'
    if found.diff.empty:
        return '<span class="badge same">no changes</span>'
    return '<span class="badge change">changes</span>'


def _failed(found: NotCompared) -> Iterator[str]:
    lines = "".join(f"<span>{text_of(line)}</span>" for line in found.reason.splitlines())
    yield f'<pre tabindex="0">{lines}</pre>'


def _stack(found: Comparison) -> Iterator[str]:
    diff = found.diff
    yield f"<p>{text_of(words.against(diff)[:1].upper() + words.against(diff)[1:])}.</p>"
    notes = [found.note, words.age(diff), words.secrets(diff)]
    how = re.sub("`([^`]+)`", r"<code>\1</code>", escape(words.HOW))
    yield f'<p class="soft">{how}</p>'
    yield from (f'<p class="soft">{text_of(note)}.</p>' for note in notes if note)
    yield _tiles(found)
    yield from _causes(found)
    yield from _figures(found.figures)
    drawn = graph(found)
    if drawn:
        yield f"<h3>What leads to what</h3>{drawn}"
    yield from _findings("Blocked by change rules", found.stopped, lost=True)
    if found.stopped:
        yield f'<p class="soft">{escape(words.WAIVE)}.</p>'
    yield from _orders(found)
    yield from _findings("Rules that could not be run", found.errors, lost=True)
    yield from _findings("Allowed by waivers", found.waived)
    yield from _waivers(found)
    yield from _findings("New policy findings", found.new)
    yield from _findings("Fixed policy findings", found.fixed)
    yield from _changes(found)


def _tiles(found: Comparison) -> str:
    counts = found.diff.counts()
    numbers = [(kind, _TITLES[kind], counts.get(kind, 0)) for kind in KINDS]
    rest = [
        ("same", "unchanged", found.diff.unchanged),
        ("blocked", "blocked", len(found.stopped)),
        ("new", "new findings", len(found.new)),
    ]
    tiles = (
        f'<li class="{name}{"" if number else " none"}"><b>{number}</b><span>{title}</span></li>'
        for name, title, number in (*numbers, *rest)
    )
    return f'<ul class="tiles" aria-label="Resources by what happens to them">{"".join(tiles)}</ul>'


def _causes(found: Comparison) -> Iterator[str]:
    roots = root_words.told(found)
    if not roots:
        return
    yield f"<h3>{root_words.TITLE} ({len(roots)})</h3>"
    yield from map(_cause, roots[: root_words.SHOWN])
    if len(roots) > root_words.SHOWN:
        yield f"<p>and {len(roots) - root_words.SHOWN} more</p>"


def _cause(root: Root) -> str:
    title, _, place = root_words.title(root).partition("  ")
    where = f'<code class="place">{escape(place)}</code>' if place else ""
    items = (f"<li{_LOSS[line.sign]}>{escape(line.text)}</li>" for line in root_words.lines(root))
    lost = " lost" if root.lost else ""
    return (
        f'<div class="card{lost}"><div class="cause"><code>{escape(title)}</code>{where}</div>'
        f"<ul>{''.join(items)}</ul></div>"
    )


def _figures(figures: Figures) -> Iterator[str]:
    if not figures.told:
        return
    yield f'<h3>{figure_words.TITLE} ({len(figures.changed)})</h3><div class="card"><ul>'
    for figure in figure_words.shown(figures):
        notes = "".join(f"<li>{escape(note)}</li>" for note in figure_words.notes(figure))
        below = f'<ul class="soft">{notes}</ul>' if notes else ""
        yield f"<li>{escape(figure_words.line(figure))}{below}</li>"
    yield from (f"<li>{escape(note)}</li>" for note in figure_words.rest(figures))
    yield "</ul></div>"


def _findings(title: str, findings: Sequence[Finding], *, lost: bool = False) -> Iterator[str]:
    if not findings:
        return
    yield f'<h3>{title} ({len(findings)})</h3><div class="card{" lost" if lost else ""}"><ul>'
    for each in findings:
        waiver = each.waiver
        until = f"; until {waiver.expires}, {text_of(f'{waiver.owner}: {waiver.reason}')}" if waiver else ""
        yield (
            f"<li><code>{escape(each.rule.id)}</code> {escape(each.rule.severity.value)}: "
            f"<strong>{text_of(each.name or 'the stack')}</strong>: "
            f"{text_of(each.judgement.verdict.reason)}{until}</li>"
        )
    yield "</ul></div>"


def _orders(found: Comparison) -> Iterator[str]:
    if not found.orders:
        return
    yield f"<h3>{order_words.TITLE} ({len(found.orders)})</h3>"
    for order in found.orders:
        steps = "".join(f"<li>{text_of(step)}</li>" for step in order.steps)
        yield (
            f'<div class="card"><div class="cause"><strong>{text_of(order.title)}</strong></div>'
            f"<ol>{steps}</ol><p>{text_of(order.why)}.</p>"
            f'<p class="soft">{text_of(order_words.told_by(order))}</p></div>'
        )


def _waivers(found: Comparison) -> Iterator[str]:
    if found.expired:
        yield '<h3>Waivers</h3><div class="card"><ul>'
        for each in found.expired:
            yield f"<li>{text_of(f'{each.waiver.file}:{each.waiver.line}: {each.message}')}</li>"
        yield "</ul></div>"


def _changes(found: Comparison) -> Iterator[str]:
    diff = found.diff
    names = calling_names([each.resource for each in diff.resources])
    shown = sum(len(diff.of(kind)) for kind in KINDS)
    folded = found.folded
    opened = " open" if shown - len(folded) <= _OPEN else ""
    for kind in KINDS:
        some = [each for each in diff.of(kind) if each.urn not in folded]
        if some:
            yield f"<h3>{_TITLES[kind].capitalize()} ({len(some)})</h3>"
            yield from (_resource(each, names, opened) for each in some)
    if diff.outputs:
        yield f"<h3>Stack outputs ({len(diff.outputs)})</h3>"
        yield _lines(line for change in diff.outputs for line in words.change_lines(change))
    if folded:
        yield f"<h3>Only follows ({len(folded)})</h3>"
        yield from (_resource(each, names, "") for each in diff.resources if each.urn in folded)


def _resource(each: ResourceDiff, names: Mapping[str, str], opened: str) -> str:
    resource = each.resource
    source = f" \N{MIDDLE DOT} {text_of(str(resource.source))}" if resource.source and each.after else ""
    summary = (
        f'<span class="verb">{words.verb(each)}{source}</span>'
        f'<span class="sign {each.kind}" aria-hidden="true">{escape(words.SIGNS[each.kind])}</span>'
        f"<strong>{text_of(resource.name)}</strong> "
        f'<span class="type">{text_of(short_type(resource))}</span>'
    )
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in words.remarks(each, names))
    lines = [line for change in each.changes for line in words.change_lines(change)]
    if each.kind == "create":
        lines += [words.Line("+", line) for line in brief(resource, names)]
    body = f"{remarks}{_lines(lines)}" or "<p>Nothing else is to be said of it.</p>"
    return f"<details{opened}><summary>{summary}</summary><div>{body}</div></details>"


def _lines(lines: Iterator[words.Line] | Sequence[words.Line]) -> str:
    shown = "".join(
        f'<span class="{_CLASSES[line.sign]}">{escape(line.sign)} {text_of(line.text)}</span>'
        for line in lines
    )
    return f'<pre tabindex="0">{shown}</pre>' if shown else ""
