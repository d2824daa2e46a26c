"""The order in which to make a change that is not safe as one deployment, where the provider documents one.

The kinds are in orders.yaml with their sources. What has the same kind and the same steps is one order of
several resources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jiban.diff.objects import alias_of
from jiban.diff.order_changes import TESTS, minors_up
from jiban.diff.order_neighbours import Neighbours
from jiban.diff.order_rules import ANY_TYPE, OrderRule, Source, rules
from jiban.diff.replacement import plain_type
from jiban.diff.values import MISSING, Path, at, reaches
from jiban.model.plan import urn_parts
from jiban.report.terminal import printable
from jiban.report.values import path_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.compare import Diff
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.plan import Plan, Resource

_NAMED: Final = 3
"""Resources that are named; beyond them there is a number."""
_LONGEST: Final = 60
"""Letters of a value, after which it is cut."""


@dataclass(frozen=True, slots=True)
class Order:
    """The steps that make a change safe."""

    kind: str
    """Which row of orders.yaml it is."""
    title: str
    urns: tuple[str, ...]
    """The resources that change."""
    steps: tuple[str, ...]
    """What to do, each after the one before it has been seen to be done."""
    why: str
    """Why one deployment is not safe."""
    source: Source
    verified: bool
    """Whether the source was read and says all of it."""


@dataclass(frozen=True, slots=True)
class _Match:
    rule: OrderRule
    subject: ResourceDiff
    path: Path
    before: Any
    after: Any
    others: tuple[Resource, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What an order has in common with others that are told together with it."""
        own: list[str] = []
        if any(map(self.rule.uses, ("before", "after", "minor", "property"))):
            own += [path_text(self.path), _value(self.before), _value(self.after)]
        if any(map(self.rule.uses, ("alias", "old"))):
            own.append(self.subject.urn)
        return (self.rule.kind, *own)


def orders(diff: Diff, base: Plan) -> tuple[Order, ...]:
    """Return the orders that a change needs; none where one deployment is as safe as several.

    Args:
        diff: what happens.
        base: the plan before, which says what there is beside what changes.
    """
    neighbours = Neighbours(base, diff)
    together: dict[tuple[str, ...], list[_Match]] = {}
    for each in diff.resources:
        for match in _matches(each, neighbours):
            together.setdefault(match.key, []).append(match)
    return tuple(map(_order, together.values()))


def _matches(each: ResourceDiff, neighbours: Neighbours) -> Iterator[_Match]:
    known = rules()
    if each.kind == "create" and each.same_object is not None:
        yield from (_Match(rule, each, (), MISSING, MISSING, ()) for rule in known[ANY_TYPE])
    # What goes with something above it goes in the order of that.
    if any(cause.above for cause in each.causes):
        return
    for rule in known.get(plain_type(each.resource.type), ()):
        if each.kind not in rule.happens or (rule.deleted_first and not each.delete_first):
            continue
        if each.kind != "update" and each.resource.options.retain_on_delete:
            continue
        for path, before, after in _changed(each, rule):
            found: tuple[Resource, ...] = ()
            if rule.beside is not None:
                found = tuple(neighbours.of(rule.beside, each, path, after))
                if not found and not rule.beside.optional:
                    continue
            yield _Match(rule, each, path, before, after, found)
            if not rule.uses("property"):
                break  # one order says it, whatever else does the same


def _changed(each: ResourceDiff, rule: OrderRule) -> Iterator[tuple[Path, Any, Any]]:
    """Yield the properties by which a rule holds, with both values."""
    if not rule.properties:
        yield (), MISSING, MISSING
    if each.before is None or each.after is None or not rule.asks(each.after.inputs):
        return
    for path in rule.properties:
        for change in each.changes:
            if not change.certain or not reaches(path, change.path):
                continue
            place = change.path[: len(path)]
            before, after = at(each.before.inputs, place), at(each.after.inputs, place)
            if not rule.change or TESTS[rule.change](before, after):
                yield path, before, after
                break


def _order(found: Sequence[_Match]) -> Order:
    first = found[0]
    rule, subject = first.rule, first.subject
    others = dict.fromkeys(_name(each.urn) for match in found for each in match.others)
    names = _and([_name(match.subject.urn) for match in found])
    words = {
        "name": names if len(found) == 1 else f"each of {names}",
        "others": _and(list(others)),
        "listed": f" ({_and(list(others))})" if others else "",
        "property": path_text(first.path),
        "before": _value(first.before),
        "after": _value(first.after),
    }
    if subject.same_object is not None:
        words |= {
            "old": _name(subject.same_object),
            "alias": printable(alias_of(subject.same_object, subject.urn)),
        }
    steps = [text for step in rule.steps for text in _steps(step, words, first)]
    return Order(
        rule.kind,
        rule.title.format(**{**words, "name": names}),
        tuple(match.subject.urn for match in found),
        tuple(steps),
        rule.why.format(**{**words, "name": names}),
        rule.source,
        rule.verified,
    )


def _steps(step: str, words: dict[str, str], match: _Match) -> Iterator[str]:
    if "{minor}" not in step:
        yield step.format(**words)
        return
    for minor in minors_up(match.before, match.after):
        yield step.format(minor=_value(minor), **words)


def _name(urn: str) -> str:
    return printable(urn_parts(urn).name)


def _value(value: Any) -> str:
    if value is MISSING:
        return "not set"
    text = shown(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _and(names: Sequence[str]) -> str:
    left = len(names) - _NAMED
    if left > 0:
        return f"{', '.join(names[:_NAMED])} and {left} more"
    *rest, last = names or [""]
    return f"{', '.join(rest)} and {last}" if rest else last
