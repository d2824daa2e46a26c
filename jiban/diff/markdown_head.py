"""What a comment says of a stack before its details: the counts, the causes, a table, the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from jiban.diff import order_words, root_words, summaries, words
from jiban.diff.figures import words as figure_words
from jiban.diff.resource_diff import KINDS
from jiban.report.markdown import cell, code
from jiban.report.values import short_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.figures.model import Figures
    from jiban.diff.model import Comparison, NotCompared
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.policy.inprocess import Finding


@dataclass(frozen=True, slots=True)
class Level:
    """How much is said."""

    listed: int
    """Changes, causes and findings of a kind that are listed; beyond them there is a number."""
    longest: int
    """Letters of a text in code, after which it is cut."""


LEVELS: Final = (Level(50, 400), Level(20, 200), Level(8, 120), Level(3, 80), Level(0, 60))
"""From all that a person reads to what always fits."""


def failed(each: NotCompared, level: Level) -> Iterator[str]:
    """Yield why a stack could not be compared."""
    yield f"### {code('/'.join(filter(None, (each.project, each.stack))), level.longest)}: not compared"
    yield ""
    for line in each.reason.splitlines()[: max(level.listed, 1)]:
        yield f"- {code(line, level.longest)}"
    yield ""


def head(found: Comparison, level: Level) -> Iterator[str]:
    """Yield all that is said of a stack before its details."""
    diff = found.diff
    yield f"### {code(f'{diff.project}/{diff.stack}', level.longest)}: {_verdict(found)}"
    yield ""
    yield f"**{summaries.whole_summary(found)}.**"
    yield ""
    sides = f"{code(diff.head, level.longest)}, compared with {code(diff.base, level.longest)}"
    # No line begins with code, as one with a long fence could be taken for the start of a block.
    yield f"In {sides}."
    if found.note:
        yield f"Note: {code(found.note, level.longest)}."
    yield words.HOW
    yield from (f"{note}." for note in (words.age(diff), words.secrets(diff)) if note)
    yield from _causes(found, level)
    yield from _figures(found.figures, level)
    yield from _findings("Blocked by change rules", found.stopped, level)
    if found.stopped:
        yield ""
        yield f"{words.WAIVE}."
    yield from _orders(found, level)
    yield from _findings("Rules that could not be run", found.errors, level)
    yield from _findings("Allowed by waivers", found.waived, level)
    yield from _waivers(found, level)
    yield from _table(found, level)
    yield from _findings("New policy findings", found.new, level)


def _verdict(found: Comparison) -> str:
    if found.stopped:
        return f"blocked by change rules ({len(found.stopped)})"
    if found.diff.empty:
        return "no changes"
    return words.summary(found.diff).partition(";")[0]


def _causes(found: Comparison, level: Level) -> Iterator[str]:
    roots = root_words.told(found)
    if not roots:
        return
    yield from _title(root_words.TITLE, len(roots))
    most = min(level.listed, root_words.SHOWN)
    for root in roots[:most]:
        yield f"- {code(root_words.title(root), level.longest)}"
        yield from (f"  - {code(line.text, level.longest)}" for line in root_words.lines(root))
    yield from _more(len(roots), most)


def _figures(figures: Figures, level: Level) -> Iterator[str]:
    if not figures.told:
        return
    yield from _title(figure_words.TITLE, len(figures.changed))
    most = min(level.listed, figure_words.SHOWN)
    for figure in figure_words.shown(figures, most):
        yield f"- {code(figure_words.line(figure), level.longest)}"
        yield from (f"  - {code(note, level.longest)}" for note in figure_words.notes(figure))
    yield from (f"- {code(note, level.longest)}" for note in figure_words.rest(figures, most))


def _orders(found: Comparison, level: Level) -> Iterator[str]:
    """Yield what needs several deployments; their steps are a part of the details."""
    if not found.orders:
        return
    yield from _title(order_words.TITLE, len(found.orders))
    most = min(level.listed, order_words.SHOWN)
    yield from (f"- {code(each.title, level.longest)}" for each in found.orders[:most])
    yield from _more(len(found.orders), most)


def _table(found: Comparison, level: Level) -> Iterator[str]:
    """Yield the table of a stack: what happens to each resource, the most consequential first."""
    folded = found.folded
    shown = [each for kind in KINDS for each in found.diff.of(kind) if each.urn not in folded]
    if not shown:
        return
    yield from _title("Changes", len(shown))
    if level.listed:
        yield "| | Resource | Type | What happens | Why |"
        yield "|---|---|---|---|---|"
        yield from (_change(each, level) for each in shown[: level.listed])
    if len(shown) > level.listed:
        yield ""
        left: Counter[str] = Counter(each.kind for each in shown[level.listed :])
        yield f"- and {len(shown) - level.listed} more: {summaries.counted(left)}"
    if folded:
        yield ""
        yield f"{root_words.rest(found)}."


def _change(each: ResourceDiff, level: Level) -> str:
    why = cell(words.because(each.causes[0], with_source=False), level.longest) if each.causes else ""
    name, kind = cell(each.resource.name, level.longest), cell(short_type(each.resource), level.longest)
    return f"| {code(words.SIGNS[each.kind])} | {name} | {kind} | {words.verb(each)} | {why} |"


def _waivers(found: Comparison, level: Level) -> Iterator[str]:
    if found.expired:
        yield from _title("Waivers", len(found.expired))
        told = [f"{each.waiver.file}:{each.waiver.line}: {each.message}" for each in found.expired]
        yield from (f"- {code(each, level.longest)}" for each in told[: level.listed])
        yield from _more(len(told), level.listed)


def _findings(title: str, findings: Sequence[Finding], level: Level) -> Iterator[str]:
    return chain(_title(title, len(findings)), finding_lines(findings, level)) if findings else iter(())


def finding_lines(findings: Sequence[Finding], level: Level) -> Iterator[str]:
    """Yield findings of the policies as a list."""
    for each in findings[: level.listed]:
        waiver = each.waiver
        by = f"{waiver.owner}: {waiver.reason}" if waiver else ""
        until = f" until {waiver.expires}, {code(by, level.longest)}" if waiver else ""
        what = f"{each.name or 'the stack'}: {each.judgement.verdict.reason}"
        yield f"- {each.rule.id} ({each.rule.severity.value}) {code(what, level.longest)}{until}"
    yield from _more(len(findings), level.listed)


def _title(title: str, number: int) -> Iterator[str]:
    yield from ("", f"**{title} ({number})**", "")


def _more(number: int, listed: int) -> Iterator[str]:
    if number > listed:
        yield f"- and {number - listed} more"
