"""The first screen of a plan: a line for each tier, with what a reviewer looks for in it.

A tier is a resource at the top of a plan with all that is in it. What is said of it comes from the inputs of
its resources by a table, `jiban/report/summary.yaml`; types that the table does not know are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.plan import ROOT_TYPE, Secret, Unknown
from jiban.report.terminal import columns, cut, printable, wrapped
from jiban.report.values import PLACEHOLDER, at, short_type, shown
from jiban.tables import table

if TYPE_CHECKING:
    from jiban.model.plan import Plan, Resource
    from jiban.report.terminal import Look

OPERATIONS: Final[Mapping[str, str]] = {
    "create": "to create",
    "read": "to read",
    "import": "to import",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "refresh": "to refresh",
    "same": "unchanged",
}
LOOSE: Final = 8
"""Resources outside of components that get a line each; more of them are put together by module."""
_TYPES: Final = 3
"""Types that are counted where the table has nothing to say."""
_OF_A_TYPE: Final = 4
"""Resources of one type that are told apart in a tier; of the rest there is a number."""
_WIDEST: Final = 100
"""Columns of the summary where nothing else limits it."""
_NARROW: Final = 56
"""Columns below which details stand under the name in place of beside it."""
_LONGEST: Final = 28
"""Columns that a name may take."""
_SHORT: Final = 32
"""Columns up to which a phrase is not broken."""
_HELD: Final = "\N{NO-BREAK SPACE}"
_BETWEEN: Final = re.compile(r"(?<=[,;]) ")
"""The space between two phrases."""
_PROTECTED: Final = re.compile(r"(?:\d+ )?protected$")
_HEADS: Final = ("NAME", "RESOURCES", "DETAILS")
_ONE: Final = re.compile(r"^(1 [a-z ]+)s$")
"""What a text for several says of one, `1 replicas`."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tier:
    """A line of the summary."""

    name: str
    resources: tuple[Resource, ...]
    """Those that a provider manages, in the order of the plan."""
    top: Resource | None = None
    """The resource at the top of the plan; None for several that share a module."""


def tiers(plan: Plan) -> list[Tier]:
    """Return the tiers of a plan in its order; loose resources of a module are one where there are many."""
    children = plan.tree()
    tops = [resource for resource in plan.children() if resource.type != ROOT_TYPE]
    loose = [top for top in tops if top.custom and not top.is_provider]
    together: dict[str, list[Resource]] = {}
    if len(loose) > LOOSE:
        for top in loose:
            together.setdefault(_module(top), []).append(top)
    found: dict[str, Tier] = {}
    for top in tops:
        group = together.get(_module(top), []) if top.custom and not top.is_provider else []
        if len(group) > 1:
            if _module(top) not in found:
                inside = tuple(each for one in group for each in _inside(one, children))
                found[_module(top)] = Tier(_module(top), inside)
        else:
            found[top.urn] = Tier(top.name, tuple(_inside(top, children)), top)
    return list(found.values())


def _inside(top: Resource, children: Mapping[str | None, tuple[Resource, ...]]) -> Iterator[Resource]:
    todo = [top]
    while todo:
        resource = todo.pop()
        if resource.custom:
            yield resource
        todo.extend(reversed(children.get(resource.urn, ())))


def _module(resource: Resource) -> str:
    """Return what resources of one service share, `aws ec2` or `kubernetes apps/v1`."""
    package, _, rest = resource.type.partition(":")
    module = rest.rpartition(":")[0]
    if package != "kubernetes":
        module = module.partition("/")[0]
    return package if module in {"", "index"} else f"{package} {module}"


def details(tier: Tier) -> list[str]:
    """Return what is said of a tier, the most telling first."""
    said = _Said()
    known = table("jiban.report", "summary.yaml")
    by_type: dict[str, list[Resource]] = {}
    for resource in tier.resources:
        by_type.setdefault(resource.type, []).append(resource)
    for token in known:
        if token in by_type:
            said.add(tier, known[token], by_type[token])
    is_single = tier.top is not None and len(tier.resources) <= 1
    found = said.clauses(counting=not is_single)
    if not found:
        found = _types(tier)
    elif is_single and tier.top is not None and tier.top.custom:
        found[0] = f"{printable(short_type(tier.top))}: {found[0]}"
    operations = Counter(str(resource.op) for resource in tier.resources)
    if is_single and operations["read"]:
        found.append("read only")
    else:
        told = [op for op in OPERATIONS if op != "create" and operations[op]]
        found += [f"{operations[op]} {OPERATIONS[op]}" for op in told]
    protected = sum(resource.protect for resource in tier.resources)
    if protected:
        found.append("protected" if protected == len(tier.resources) else f"{protected} protected")
    return found


def _types(tier: Tier) -> list[str]:
    """Count the types of a tier that the table does not know."""
    if tier.top is not None and len(tier.resources) <= 1:
        remote = tier.top.remote and not tier.resources
        unknown = ["remote component, its resources are not known"] if remote else []
        return [printable(short_type(tier.resources[0] if tier.resources else tier.top)), *unknown]
    counts = Counter(printable(short_type(resource)) for resource in tier.resources)
    told = [f"{count} {name}" for name, count in counts.most_common(_TYPES)]
    rest = len(tier.resources) - sum(count for _, count in counts.most_common(_TYPES))
    return [", ".join([*told, *([f"{rest} more"] if rest else [])])]


@dataclass(slots=True)
class _Said:
    """What has been said of a tier so far."""

    sentences: list[str] = field(default_factory=list[str])
    counts: Counter[str] = field(default_factory=Counter[str])
    values: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def add(self, tier: Tier, entry: Any, resources: Sequence[Resource]) -> None:
        """Say what the table has for a type."""
        is_named = True
        if isinstance(entry, Mapping):
            settings = cast("Mapping[str, Any]", entry)
            is_named, entry = bool(settings.get("named", True)), settings["say"]
        clauses = [
            (each, "; ".join(self._clauses(each.inputs, cast("list[Any]", entry)))) for each in resources
        ]
        clauses = [(each, clause) for each, clause in clauses if clause]
        same = Counter(clause for _, clause in clauses)
        if is_named and (len(same) > 1 or (tier.top is None and len(clauses) == 1)):
            told = [f"{_inner_name(tier, each)}: {clause}" for each, clause in clauses]
        else:
            told = [clause if times == 1 else f"{times} x {clause}" for clause, times in same.items()]
        more = len(told) - _OF_A_TYPE
        self.sentences += [*told[:_OF_A_TYPE], *([f"{more} more"] if more > 0 else [])]

    def clauses(self, *, counting: bool) -> list[str]:
        """Return everything: sentences, then counts if they are wanted, then values."""
        counts = ", ".join(f"{count} {plural(noun, count)}" for noun, count in self.counts.items())
        values = [text.replace("{}", " ".join(sorted(found))) for text, found in self.values.items()]
        return [*self.sentences, *([counts] if counts and counting else []), *values]

    def _clauses(self, inputs: Inputs, entry: Iterable[Any]) -> list[str]:
        """Return the clauses of one resource: phrases in a row are one, and so is each item of a list."""
        clauses: list[str] = []
        row: list[str] = []
        for phrase in entry:
            if isinstance(phrase, Mapping) and "each" in phrase:
                items = [
                    cast("Inputs", item)
                    for _, item in at(inputs, f"{phrase['each']}.*")
                    if isinstance(item, Mapping)
                ]
                said = [self._phrases(item, phrase["say"]) for item in items]
                clauses += [", ".join(each) for each in [row, *said] if each]
                row = []
            else:
                row += self._phrases(inputs, phrase)
        return [*clauses, *([", ".join(row)] if row else [])]

    def _phrases(self, inputs: Inputs, phrase: Any) -> list[str]:
        if isinstance(phrase, str):
            text = _filled(phrase, inputs)
            return [] if text is None else [text]
        if isinstance(phrase, list):
            return [text for each in cast("list[Any]", phrase) for text in self._phrases(inputs, each)]
        if not _holds(inputs, phrase.get("when", {}), phrase.get("unless", {})):
            return []
        if "count" in phrase:
            self.counts[phrase["count"]] += 1
            return []
        if "values" in phrase:
            for _, value in at(inputs, phrase["values"]):
                if _is_known(value):
                    self.values.setdefault(phrase["say"], set()).add(shown(value))
            return []
        return self._phrases(inputs, phrase["say"])


def _inner_name(tier: Tier, resource: Resource) -> str:
    """Return the name of a resource without the tier's name that it begins with."""
    return printable(resource.name.removeprefix(f"{tier.name}-"))


def _holds(inputs: Inputs, when: Mapping[str, Any], unless: Mapping[str, Any]) -> bool:
    """Return whether the conditions of a phrase hold; one on a value that is not known does not."""
    return all(_is(inputs, path, value) is True for path, value in when.items()) and all(
        _is(inputs, path, value) is False for path, value in unless.items()
    )


def _is(inputs: Inputs, path: str, expected: Any) -> bool | None:
    """Return whether an input has a value; None where that is not known."""
    found = [value for _, value in at(inputs, path) if value is not None and not _is_empty(value)]
    options = cast("list[Any]", expected) if isinstance(expected, list) else [expected]
    if not found or expected is None:
        return not found and None in options
    if any(isinstance(value, Secret | Unknown) for value in found):
        return None
    return any(_folded(value) in [_folded(option) for option in options] for value in found)


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _is_empty(value: Any) -> bool:
    return isinstance(value, str | list | tuple | Mapping) and not value


def _is_known(value: Any) -> bool:
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        return len(items) > 0 and all(_is_known(each) for each in items)
    return value is not None and not _is_empty(value) and not isinstance(value, Secret | Unknown | Mapping)


def _filled(phrase: str, inputs: Inputs) -> str | None:
    """Return a text with its values, or None where one of them is not known."""
    texts: list[str] = []
    position = 0
    for match in _PLACE.finditer(phrase):
        value = _value(match[1], inputs)
        if value is None:
            return None
        texts += [phrase[position : match.start()], value]
        position = match.end()
    return _ONE.sub(r"\1", "".join([*texts, phrase[position:]]))


def _value(place: str, inputs: Inputs) -> str | None:
    path, _, form = place.partition("|")
    if ".." in path:
        ends = [_value(end, inputs) for end in path.split("..", 1)]
        if None in ends:
            return None
        texts = sorted(dict.fromkeys(cast("list[str]", ends)), key=len)
        alike = len({text.removesuffix(f" {PLACEHOLDER}") for text in texts}) == 1
        return texts[-1] if alike else "-".join(dict.fromkeys(cast("list[str]", ends)))
    found = [value for _, value in at(inputs, path)]
    if not found or not all(_is_known(value) for value in found):
        return None
    lists = [cast("Sequence[Any]", value) if isinstance(value, list | tuple) else [value] for value in found]
    texts = [shown(each) for values in lists for each in values]
    return ", ".join(text.rpartition("/")[2] if form == "last" else text for text in texts)


def plural(noun: str, count: int) -> str:
    """Return a noun as it stands after a number."""
    if count == 1:
        return noun
    noun, place, where = noun.partition(" in ")
    if noun.endswith(("s", "x", "ch", "sh")):
        several = f"{noun}es"
    else:
        several = f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else f"{noun}s"
    return f"{several}{place}{where}"


def summary_lines(plan: Plan, look: Look) -> Iterator[str]:
    """Return the lines of the summary, no wider than what they are shown on."""
    rows = [(printable(tier.name), str(len(tier.resources)), details(tier)) for tier in tiers(plan)]
    if not rows:
        return
    width = min(look.width or _WIDEST, _WIDEST)
    if width < _NARROW:
        for name, count, said in rows:
            yield look.paint(cut(f"{name} ({count})", width, look.ellipsis), "bold")
            yield from (f"  {line}" for line in _lines(said, width - 2, look))
        return
    room = min(max(columns(name) for name, _, _ in [*rows, _HEADS]), _LONGEST)
    start = room + 2 + len(_HEADS[1]) + 2
    yield look.paint(f"{_HEADS[0]:<{room}}  {_HEADS[1]}  {_HEADS[2]}", "dim")
    for name, count, said in rows:
        label = cut(name, room, look.ellipsis)
        first = look.paint(label, "bold") + " " * (room - columns(label)) + f"  {count:>{len(_HEADS[1])}}  "
        for number, line in enumerate(_lines(said, width - start, look) or [""]):
            yield f"{' ' * start if number else first}{line}".rstrip()


def _lines(said: Sequence[str], width: int, look: Look) -> list[str]:
    """Break what is said into lines, between two phrases where they are short."""
    phrases = _BETWEEN.split("; ".join(said))
    text = " ".join(
        phrase.replace(" ", _HELD) if columns(phrase) <= min(width, _SHORT) else phrase for phrase in phrases
    )
    return [
        _PROTECTED.sub(
            lambda found: look.paint(found[0], "green"), cut(line.replace(_HELD, " "), width, look.ellipsis)
        )
        for line in wrapped(text, width)
    ]
