"""A diff as one Markdown comment of a pull request.

The first line is a hidden marker by which the comment of a stack is found and written anew. What comes
from a plan stands in code alone, where a host follows no link, calls nobody by @name and renders no
HTML. Beyond the limit whole sections go, the least consequential first, and the comment says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiban.diff import words
from jiban.diff.resource_diff import KINDS
from jiban.report.markdown import LIMIT, LONGEST, code, size
from jiban.report.properties import brief
from jiban.report.terminal import printable
from jiban.report.values import calling_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.policy.inprocess import Finding

_LISTED: Final = 50
"""Losses, findings and replacements that are listed; beyond them there is a number."""
_TITLES: Final[Mapping[Kind, str]] = {
    "delete": "Deleted",
    "replace": "Replaced",
    "create": "Created",
    "update": "Updated",
    "rename": "Renamed",
}
_ROOM: Final = 400
"""Units kept for the sentence that says what was left out."""


def marker(project: str, stack: str) -> str:
    """Return the hidden line by which the comment of a stack is found."""
    return f"<!-- jiban diff {_plain(project)}/{_plain(stack)} -->"


def diff_markdown(found: Comparison, limit: int = LIMIT) -> str:
    """Return a diff as the text of a comment.

    Args:
        found: what `jiban diff` has found.
        limit: UTF-16 units that the text may have at most.
    """
    diff = found.diff
    names = calling_names([each.resource for each in diff.resources])
    head = "\n".join(_head(found)) + "\n"
    sections = [(kind, _section(kind, diff.of(kind), names)) for kind in KINDS if diff.of(kind)]
    if diff.outputs:
        lines = [line for change in diff.outputs for line in words.change_lines(change)]
        sections.append(("outputs", _details("Stack outputs", [_fenced(map(_column0, lines))])))
    if found.fixed:
        sections.append(("fixed policy findings", "\n".join(_list("Fixed policy findings", found.fixed))))
    room = limit - size(head) - _ROOM
    kept: list[str] = []
    left: list[str] = []
    for kind, text in sections:
        if size(text) + 1 <= room:
            kept.append(text)
            room -= size(text) + 1
        else:
            left.append(
                f"{_TITLES.get(kind, kind).lower()} ({len(diff.of(kind))})" if kind in _TITLES else kind
            )
    if left:
        room_for = f"a comment has room for {limit:,} characters"
        kept.append(f"Left out, as {room_for}: {', '.join(left)}. `jiban diff` shows all.")
    return "\n".join([head, *kept]).rstrip("\n") + "\n"


def _head(found: Comparison) -> Iterator[str]:
    diff = found.diff
    yield marker(diff.project, diff.stack)
    yield f"### {code(f'{diff.project}/{diff.stack}')}: {_verdict(found)}"
    yield ""
    sides = f"{code(diff.head)}, compared with {code(diff.base)}"
    # No line begins with code, as one with a long fence could be taken for the start of a block.
    if diff.empty:
        same = "1 resource is" if diff.unchanged == 1 else f"{diff.unchanged} resources are"
        yield f"{same} the same in {sides}."
    else:
        yield f"In {sides}: {words.summary(diff)}."
    if found.note:
        yield f"Note: {code(found.note)}."
    yield words.HOW
    yield from (f"{note}." for note in (words.age(diff), words.secrets(diff)) if note)
    yield from _list("Blocked by change rules", found.stopped)
    if found.stopped:
        yield ""
        yield f"{words.WAIVE}."
    yield from _list("Rules that could not be run", found.errors)
    yield from _list("Allowed by waivers", found.waived)
    if found.expired:
        yield ""
        yield "**Waivers**"
        yield ""
        yield from (
            f"- {code(f'{each.waiver.file}:{each.waiver.line}: {each.message}')}" for each in found.expired
        )
    yield from _losses(diff.of("delete", "replace"))
    yield from _list("New policy findings", found.new)


def _verdict(found: Comparison) -> str:
    if found.stopped:
        return f"blocked by change rules ({len(found.stopped)})"
    if found.diff.empty:
        return "no changes"
    return words.summary(found.diff).partition(";")[0]


def _losses(losses: Sequence[ResourceDiff]) -> Iterator[str]:
    if not losses:
        return
    yield ""
    yield f"**Deleted or replaced ({len(losses)})**"
    yield ""
    for each in losses[:_LISTED]:
        forced = f": {code(words.because(each.causes[0], with_source=False))}" if each.causes else ""
        yield f"- {code(words.title(each))} {words.verb(each)}{forced}"
    yield from _more(len(losses))


def _list(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield ""
    yield f"**{title} ({len(findings)})**"
    yield ""
    for each in findings[:_LISTED]:
        waiver = each.waiver
        until = f" until {waiver.expires}, {code(f'{waiver.owner}: {waiver.reason}')}" if waiver else ""
        what = f"{each.name or 'the stack'}: {each.judgement.verdict.reason}"
        yield f"- {each.rule.id} ({each.rule.severity.value}) {code(what)}{until}"
    yield from _more(len(findings))


def _more(number: int) -> Iterator[str]:
    if number > _LISTED:
        yield f"- and {number - _LISTED} more"


def _section(kind: Kind, resources: Sequence[ResourceDiff], names: Mapping[str, str]) -> str:
    blocks = [_fenced(_block(each, names)) for each in resources]
    return _details(f"{_TITLES[kind]} ({len(resources)})", blocks)


def _details(title: str, blocks: Sequence[str]) -> str:
    return "\n".join(["", f"<details><summary>{title}</summary>", "", *blocks, "", "</details>"])


def _block(each: ResourceDiff, names: Mapping[str, str]) -> Iterator[str]:
    source = f"  {each.resource.source}" if each.resource.source and each.after is not None else ""
    yield f"{words.SIGNS[each.kind]} {words.title(each)}  {words.verb(each)}{printable(source)}"
    yield from (f"#   {remark}" for remark in words.remarks(each, names))
    for change in each.changes:
        yield from map(_column0, words.change_lines(change))
    if each.kind == "create":
        yield from (f"+   {line}" for line in brief(each.resource, names))


def _column0(line: words.Line) -> str:
    """Put the sign into the first column, where hosts colour the line by it."""
    return f"{line.sign}   {line.text}"


def _fenced(lines: Iterator[str] | map[str]) -> str:
    """Put lines into a block of code whose fence is longer than any run of backticks in it."""
    body = [printable(line)[:LONGEST] for line in lines]
    longest = max((len(run) for line in body for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}diff", *body, fence])


def _plain(name: str) -> str:
    """Return a name without what could end the marker; names of projects and stacks hold none of it."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", name)
