"""A plan as text for a person: a summary, the tree of resources, counts, outputs, placeholders used.

One fact a line, maps by key, no times and no paths of a machine: the text of a plan in a pipe is the same
everywhere, and two of them compare line by line. On a terminal lines are cut at its width.

Why not rich: its tree and tables take 45 ms to import and wrap at 80 columns in a pipe, which no golden file
survives, and its markup swallows `[secret]`.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from jiban.model.placeholders import ITSELF, with_marks
from jiban.model.plan import ROOT_TYPE
from jiban.plan import lookup_lines as answers
from jiban.report.options import option_lines
from jiban.report.properties import brief, full
from jiban.report.providers import default_providers
from jiban.report.summary import OPERATIONS, plural, summary_lines, tiers
from jiban.report.tags import CommonTags, common_tags
from jiban.report.terminal import PLAIN, Look, columns, cut, printable
from jiban.report.values import (
    MARKERS,
    PLACEHOLDER,
    calling_names,
    leaves,
    listed,
    path_text,
    short_token,
    short_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jiban.model.plan import Plan, Resource

_HOW: Final = "Planned offline: values that only the cloud knows are shown as (known after ...)."
_MORE: Final = "Only the main properties are shown; -v shows all of them, and the code behind each resource."
_MORE_OF_A_SUMMARY: Final = (
    "Without --summary each resource is shown with its main properties; -v shows all of them."
)
_DEPTH: Final = "   "
"""What each level of the tree is indented by."""
_NARROW: Final = 64
"""Columns below which cutting would leave too little of most lines, so that they are broken instead."""
_LINES: Final = 4
"""Lines that a value may take there."""
_LEAST: Final = 16
"""Columns that a broken line may always take, however deep in the tree it stands."""


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """The lines of the tree, each as wide as `_DEPTH`."""

    branch: str
    last: str
    trunk: str


_DRAWN: Final = _Glyphs("├─ ", "└─ ", "│  ")
_TYPED: Final = _Glyphs("|- ", "`- ", "|  ")


def plan_text(plan: Plan, look: Look = PLAIN, *, verbose: bool = False) -> str:
    """Return a plan as text.

    Args:
        plan: what a program asks for.
        look: what the place that it is shown at can show.
        verbose: whether all properties are shown, with the lines of code behind each resource.
    """
    writer = _Writer(plan, look, verbose=verbose)
    return "\n".join(writer.lines()) + "\n"


def review_text(plan: Plan) -> str:
    """Return a plan as text for a golden file: all properties, lists of records as tables, no code."""
    writer = _Writer(plan, PLAIN, verbose=True, review=True)
    return "\n".join(writer.lines()) + "\n"


def summary_text(plan: Plan, look: Look = PLAIN) -> str:
    """Return the first screen of a plan: totals, a line for each tier, and what stands on placeholders.

    Args:
        plan: what a program asks for.
        look: what the place that it is shown at can show.
    """
    writer = _Writer(plan, look, verbose=False)
    return "\n".join(writer.first_screen()) + "\n"


class _Writer:
    def __init__(self, plan: Plan, look: Look, *, verbose: bool, review: bool = False) -> None:
        plan = with_marks(plan)
        self._plan = plan
        self._look = look
        self._verbose = verbose
        self._review = review
        self._components = {
            tier.name: frozenset(each.urn for each in tier.resources)
            for tier in (tiers(plan) if verbose else ())
            if tier.top is not None and not tier.top.custom
        }
        self._tags = common_tags(plan) if verbose else CommonTags()
        self._glyphs = _DRAWN if look.unicode else _TYPED
        self._tree = plan.tree()
        self._made_here = {each.urn for each in plan.parts if each.seen}
        self._names = calling_names(plan.resources)
        self._several_providers = _packages_with_several_providers(plan)

    def first_screen(self) -> Iterator[str]:
        yield from self._summary()
        yield from self._section(answers.sections(self._plan, verbose=False))
        if any(resource.custom for resource in self._plan.resources):
            yield ""
            yield from self._paragraph(_MORE_OF_A_SUMMARY)

    def lines(self) -> Iterator[str]:
        yield from self._summary()
        yield from self._section(self._tags.sections())
        if self._plan.children():
            yield ""
            yield self._look.paint("Resources", "bold")
        for top in self._plan.children():
            yield ""
            yield from self._resource(top, "", "")
        yield from self._counts()
        yield from self._outputs()
        yield from self._section(answers.sections(self._plan, verbose=self._verbose and not self._review))
        yield from self._footer()

    def _summary(self) -> Iterator[str]:
        yield self._look.paint(f"{printable(self._plan.project)}/{printable(self._plan.stack)}", "bold")
        yield from self._paragraph(_totals(self._plan))
        yield from self._paragraph(_HOW)
        rows = list(summary_lines(self._plan, self._look))
        if rows:
            yield ""
            yield from rows
        yield from self._section([("Default providers", default_providers(self._plan))])

    def _paragraph(self, text: str, indent: str = "") -> list[str]:
        if self._look.width is None:
            return [indent + text]
        return textwrap.wrap(text, self._look.width, initial_indent=indent, subsequent_indent=indent)

    def _resource(self, resource: Resource, first: str, rest: str) -> Iterator[str]:
        children = self._tree.get(resource.urn, ())
        inside = rest + (self._glyphs.trunk if children else _DEPTH)
        yield from self._headline(resource, first, inside)
        for line in self._facts(resource):
            yield from self._property(inside, line)
        for child in children:
            is_last = child is children[-1]
            yield from self._resource(
                child,
                rest + (self._glyphs.last if is_last else self._glyphs.branch),
                rest + (_DEPTH if is_last else self._glyphs.trunk),
            )

    def _headline(self, resource: Resource, first: str, inside: str) -> Iterator[str]:
        name, kind = printable(resource.name), printable(short_type(resource))
        marks = _marks(resource, made_here=resource.urn in self._made_here)
        look, width = self._look, self._look.width
        tail = "  ".join([look.paint(kind, "cyan"), *(look.paint(mark, "green") for mark in marks)])
        fits = width is None or columns("  ".join([first + name, kind, *marks])) <= width
        shown = name if width is None else cut(name, width - columns(first), look.ellipsis)
        head = look.paint(first, "dim") + look.paint(shown, "bold")
        if fits:
            yield f"{head}  {tail}"
            return
        yield head
        for line in self._fitted("  ".join([kind, *marks]), columns(inside)):
            yield look.paint(inside, "dim") + look.paint(line, "cyan")

    def _facts(self, resource: Resource) -> Iterator[str]:
        if self._verbose:
            if resource.trace and not self._review:
                yield f"created at: {', '.join(str(line) for line in resource.trace)}"
            yield from self._tags.lines_of_tier(resource.urn)
            yield from full(resource, self._names, self._tags.fold(resource), tables=self._review)
            yield from (f"output {line}" for line in _flat(resource.outputs) if not resource.custom)
        elif resource.custom:
            yield from brief(resource, self._names)
        several = resource.package in self._several_providers
        yield from option_lines(
            resource, verbose=self._verbose, name_provider=several, components=self._components
        )

    def _property(self, inside: str, text: str) -> Iterator[str]:
        """Yield a line `label: value` with its label set apart and its markers standing out."""
        look = self._look
        for number, line in enumerate(self._fitted(text, columns(inside))):
            label, colon, value = line.partition(": ") if number == 0 else ("", "", line)
            if not colon:
                label, value = "", line
            value = MARKERS.sub(lambda marker: look.paint(marker[0], "yellow"), value)
            yield f"{look.paint(inside, 'dim')}{look.paint(label + colon, 'dim')}{value}".rstrip()

    def _fitted(self, text: str, indent: int) -> list[str]:
        """Return the lines that a text takes: cut at the terminal's width, on a narrow one broken first."""
        look = self._look
        if look.width is None or columns(text) <= look.width - indent:
            return [text]
        room = max(look.width - indent, 1)
        if look.width >= _NARROW:
            return [cut(text, room, look.ellipsis)]
        lines = textwrap.wrap(
            text,
            max(room, _LEAST),
            subsequent_indent="  ",
            break_on_hyphens=False,
            max_lines=_LINES,
            placeholder=f" {look.ellipsis}",
        )
        return [cut(line, room, look.ellipsis) for line in lines]

    def _counts(self) -> Iterator[str]:
        if len(self._plan.resources) == (self._plan.root is not None):
            return
        custom = {resource.type for resource in self._plan.resources if resource.custom}
        counts = self._plan.counts()
        by_package: dict[str, list[str]] = {}
        for token in sorted(counts, key=lambda token: (token not in custom, token)):
            package = token.split(":", 1)[0] if token in custom else "components"
            name = short_token(token) if token in custom else token
            by_package.setdefault(package, []).append(f"{counts[token]:>5}  {printable(name)}")
        yield from self._section([("Resources by type", _grouped(by_package))])

    def _outputs(self) -> Iterator[str]:
        yield from self._section([("Stack outputs", _flat(self._plan.outputs))])

    def _section(self, sections: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
        for title, lines in sections:
            found = list(lines)
            if not found:
                continue
            yield ""
            for line in self._paragraph(title):
                yield self._look.paint(line, "bold")
            for line in found:
                yield from self._property("  ", line)

    def _footer(self) -> Iterator[str]:
        if not self._verbose and any(resource.custom for resource in self._plan.resources):
            yield ""
            yield from self._paragraph(_MORE)


def _grouped(groups: Mapping[str, list[str]]) -> Iterator[str]:
    for package, lines in groups.items():
        yield printable(package)
        yield from lines


def _flat(values: Mapping[str, object]) -> Iterator[str]:
    for key in sorted(values):
        for path, value in leaves(values[key], (key,)):
            yield f"{path_text(path)}: {listed(value)}"


def _totals(plan: Plan) -> str:
    """Return the sentence that says how much there is, `12 resources to create, 1 to read; 3 components`."""
    resources = [resource for resource in plan.resources if resource.custom]
    components = sum(1 for resource in plan.resources if not resource.custom and resource.type != ROOT_TYPE)
    counts = Counter(cast("str", resource.op) for resource in resources)
    found = [f"{counts[op]} {words}" for op, words in OPERATIONS.items() if counts[op]]
    if not found:
        return "No resources" + (f", {components} {plural('component', components)}." if components else ".")
    number, _, words = found[0].partition(" ")
    text = ", ".join([f"{number} {plural('resource', int(number))} {words}", *found[1:]])
    return f"{text}; {components} {plural('component', components)}." if components else f"{text}."


def _marks(resource: Resource, *, made_here: bool) -> list[str]:
    found = ["+protect"] if resource.protect else []
    if ITSELF in resource.placeholder_paths:
        found.append(PLACEHOLDER)
    if resource.op == "read":
        found.append("read only")
    elif resource.op != "create":
        found.append(resource.op)
    if resource.remote:
        known = "made here" if made_here else "not known"
        found.append(f"remote component, its resources are {known}")
    return found


def _packages_with_several_providers(plan: Plan) -> frozenset[str]:
    """Return the packages of which it does not go without saying which provider a resource is made by."""
    providers: dict[str, set[str | None]] = {}
    for resource in plan.resources:
        if resource.custom and not resource.is_provider:
            providers.setdefault(resource.package, set()).add(resource.provider)
    return frozenset(package for package, found in providers.items() if len(found) > 1)
