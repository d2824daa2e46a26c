"""A diff as one HTML page that needs nothing else: no network, no script, light and dark, any width."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jiban.diff import summaries, totals
from jiban.diff.html_stack import anchor, badge, stack_html, text_of
from jiban.diff.resource_diff import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.model import Comparison
    from jiban.diff.stack_report import StackReport
    from jiban.diff.told import Told

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Content-Security-Policy: the page asks for nothing, whatever a plan may hold."""


def diff_html(found: Comparison) -> str:
    """Return the diff of one stack as a page."""
    name = f"{found.diff.project}/{found.diff.stack}"
    return _page(name, f"{summaries.whole_summary(found)}.", [stack_html(found)], badge(found))


def page_of_all(found: Sequence[StackReport], skipped: Sequence[str]) -> str:
    """Return several stacks as one page, with a table that leads to each.

    Args:
        found: the stacks.
        skipped: what is said of projects that were left out.
    """
    ordered = sorted(found, key=lambda each: each.told.rank)
    stacks = [each.told for each in ordered]
    title = f"{summaries.stacks(len(found))}: {totals.all_verdicts(stacks)}"
    table = "\n".join(_table(stacks))
    notes = [f'<p class="soft">{text_of(each)}.</p>' for each in skipped]
    sections = [each.html for each in ordered]
    return _page(title, f"{totals.all_counts(stacks)}.", [table, *notes, *sections])


def _table(stacks: Sequence[Told]) -> Iterator[str]:
    heads = [*KINDS, "unchanged", "blocked", "new findings"]
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Stacks"><table>'
    yield "<caption>Resources of each stack, by what happens to them</caption>"
    yield f'<thead><tr><th scope="col">Stack</th>{cells}</tr></thead><tbody>'
    for each in stacks:
        link = f'<a href="#{anchor(each.name)}">{text_of(each.name)}</a>'
        counts = [*(each.counts.get(kind, 0) for kind in KINDS), each.unchanged, each.stopped, each.new]
        numbers = "".join(f"<td>{number or ''}</td>" for number in counts)
        if not each.compared:
            numbers = f'<td colspan="{len(heads)}">not compared</td>'
        yield f'<tr><th scope="row">{link}</th>{numbers}</tr>'
    yield "</tbody></table></div>"


def _page(title: str, summary: str, parts: Sequence[str], mark: str = "") -> str:
    style = (files("jiban.diff") / "page.css").read_text("utf-8")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text_of(title)}: changes</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#main">Skip to the changes</a>',
            f'<header class="top"><div><h1>{text_of(title)}{mark}</h1>',
            f"<p>{text_of(summary)}</p></div></header>",
            '<main id="main">',
            *parts,
            "</main>",
            "<footer>Made by <code>jiban diff</code> from two plans, without asking a cloud.</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )
