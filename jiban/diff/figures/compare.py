"""Compares the figures of two sides. A fault in one kind of them is told, and takes nothing else down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from jiban import secrecy
from jiban.diff.figures import addresses, availability, capacity, cost, recovery
from jiban.diff.figures.model import Figure, Figures, Kind, Measure, Number, fixed, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiban.policy.view import StackView

_OfRule: TypeAlias = Callable[[str], "StackView"]
_Key: TypeAlias = tuple[str, str, str]
_MAKERS: Final[Mapping[Kind, Callable[[_OfRule], Iterator[Measure]]]] = {
    "cost": lambda of_rule: cost.measures(of_rule(cost.RULE)),
    "availability": lambda of_rule: availability.measures(of_rule(availability.RULE)),
    "capacity": lambda of_rule: capacity.measures(of_rule("")),
    "addresses": lambda of_rule: addresses.measures(of_rule("")),
    "recovery": lambda of_rule: recovery.measures(of_rule(""), of_rule),
}
"""In the order in which they are shown."""
_LARGEST: Final = 3
"""Parts of a sum that are named, and things that are not counted."""


def figures_of(
    before: StackView,
    after: StackView,
    renamed: Mapping[str, str],
    parameters: Mapping[str, Mapping[str, Any]],
) -> Figures:
    """Return what differs between the figures of two sides.

    Args:
        before: all resources of the base.
        after: all resources of the head.
        renamed: URNs that resources had, with those that they have now.
        parameters: values that are set for rules, by the id of the rule.
    """
    changed, unknown, failed = list[Figure](), list[Measure](), list[str]()
    names, said = _names(before, after, renamed), dict[tuple[Kind, str], set[str]]()
    for kind, maker in _MAKERS.items():
        try:
            old = _Side(maker(partial(_of_rule, before, parameters)), before, renamed)
            new = _Side(maker(partial(_of_rule, after, parameters)), after, {})
            for key in dict.fromkeys((*new.measures, *old.measures)):
                found = _figure(old.measure(key, new), new.measure(key, old), names)
                if isinstance(found, Measure):
                    unknown.append(found)
                elif found is not None:
                    changed.append(_said_once(found, said))
        except Exception as error:  # noqa: BLE001 - what is told beside a diff must not take the diff down
            failed.append(f"{kind} ({type(error).__name__})")
    found = Figures(tuple(changed), tuple(unknown), tuple(failed))
    return _without_secrets(found, (before, after)) if changed or unknown else found


class _Side:
    """The measures of one kind on one side, by what tells them apart."""

    def __init__(self, found: Iterable[Measure], stack: StackView, renamed: Mapping[str, str]) -> None:
        self.measures = {(each.what, each.unit, renamed.get(each.urn, each.urn)): each for each in found}
        self._hides = next((each for each in self.measures.values() if each.hides), None)
        self._stack = stack
        self._former = {new: old for old, new in renamed.items()}

    def measure(self, key: _Key, other: _Side) -> Measure | None:
        """Return a measure; one that is not known where another one hides it, None where there is none."""
        found = self.measures.get(key)
        urn = key[-1]
        is_there = self._stack.get(self._former.get(urn, urn)) is not None
        if found is not None or self._hides is None or not is_there or other.measures[key].hides:
            return found
        known = other.measures[key]
        return replace(known, text="", least=None, most=None, of=None, why=self._hides.why, notes=())


def _of_rule(stack: StackView, parameters: Mapping[str, Mapping[str, Any]], rule: str) -> StackView:
    return stack.asked_with(parameters.get(rule, {}))


def _names(before: StackView, after: StackView, renamed: Mapping[str, str]) -> Mapping[str, str]:
    """Return the names that resources had, with those that they have now."""
    pairs = ((before.get(old), after.get(new)) for old, new in renamed.items())
    return {old.name: new.name for old, new in pairs if old is not None and new is not None}


def _figure(
    before: Measure | None, after: Measure | None, names: Mapping[str, str]
) -> Figure | Measure | None:
    """Return what differs; the measure where it is not known at all, None where nothing differs."""
    if after is not None and after.hides and before is None:
        return None  # what it hides is told
    if after is not None and not after.text and (before is None or not before.text):
        return after
    if before is not None and not before.text and after is None:
        return None
    figure = Figure(before, after, tuple(_notes(before, after, names)))
    if before is None or after is None:
        return figure
    return None if (before.text, before.missing) == (after.text, after.missing) else figure


def _said_once(figure: Figure, said: dict[tuple[Kind, str], set[str]]) -> Figure:
    """Return a figure without what others of the same kind and the same resource have said already."""
    mine = said.setdefault((figure.subject.kind, figure.subject.urn), set())
    notes = tuple(note for note in figure.notes if note not in mine)
    mine.update(notes)
    return replace(figure, notes=notes)


def _notes(before: Measure | None, after: Measure | None, names: Mapping[str, str]) -> Iterator[str]:
    for word, side in (("before", before), ("after", after)):
        if side is not None and side.why:
            yield f"not known {word}: {side.why}"
    yield from _missing(before, after)
    if before is not None and after is not None:
        yield from _parts(before, after, names)
    told = [side for side in (after, before) if side is not None]
    dates = sorted({date for side in told for date in side.dates})
    if dates:
        yield f"prices of {' to '.join(dict.fromkeys((dates[0], dates[-1])))}"
    # How a price is known holds of both sides; of anything else the side that comes counts.
    sides = told if told[0].kind == "cost" else told[:1]
    yield from dict.fromkeys(note for side in sides for note in side.notes)


def _parts(before: Measure, after: Measure, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what a difference comes from: the parts that differ most."""
    old = {names.get(name, name): number for name, number in before.parts.items()}
    steps = {
        name: (old.get(name), after.parts.get(name))
        for name in dict.fromkeys((*after.parts, *old))
        if old.get(name) != after.parts.get(name)
    }
    if not steps or before.text == after.text:
        return
    by_size = sorted(steps, key=lambda name: -abs((steps[name][1] or 0) - (steps[name][0] or 0)))
    shown = ", ".join(_step(after.kind, name, *steps[name]) for name in by_size[:_LARGEST])
    more = f" and {len(by_size) - _LARGEST} more" if len(by_size) > _LARGEST else ""
    of = "from" if before.missing == after.missing else "of what is counted:"
    yield f"{of} {shown}{more}"


def _step(kind: Kind, name: str, before: Number | None, after: Number | None) -> str:
    if kind == "availability":  # parts are multiplied, so one that comes or goes is no difference of two
        sides = (f"{plain(side, 3)} %" if side is not None else "none" for side in (before, after))
        return f"{name} {' -> '.join(sides)}"
    return f"{name} {fixed((after or 0) - (before or 0), 2 if kind == 'cost' else 0, '+')}"


def _missing(before: Measure | None, after: Measure | None) -> Iterator[str]:
    """Yield what is not counted: how many things for which reason, those that differ named first."""
    nothing: Mapping[str, Mapping[str, Number]] = {}
    sides = [nothing if side is None else side.missing for side in (before, after)]
    said: list[str] = []
    for why in dict.fromkeys(why for side in reversed(sides) for why in side):
        old, new = (side.get(why, {}) for side in sides)
        differ = [name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name)]
        named = [_thing(name, old.get(name, 0), new.get(name, 0)) for name in differ]
        if before is None or after is None:
            named = differ
        named += [name for name in new if name not in differ]
        listed = ", ".join(named[:_LARGEST])
        more = f" and {len(named) - _LARGEST} more" if len(named) > _LARGEST else ""
        said.append(f"{len(new if after is not None else old)} {why} ({listed}{more})")
    if said:
        yield f"not counted: {'; '.join(said)}"


def _thing(name: str, before: Number, after: Number) -> str:
    match before, after:
        case 0, 1:
            return f"new: {name}"
        case 1, 0:
            return f"gone: {name}"
        case _:
            return f"{name} {plain(before)} -> {plain(after)}"


def _without_secrets(found: Figures, sides: tuple[StackView, ...]) -> Figures:
    gate = secrecy.Gate()
    gate.learn([text for side in sides for each in side.resources for text in each.secrets()])

    def text(given: str) -> str:
        return gate.text(secrecy.current().text(given))

    def side(each: Measure) -> Measure:
        return replace(
            each,
            text=text(each.text),
            why=text(each.why),
            missing={why: {text(name): n for name, n in some.items()} for why, some in each.missing.items()},
            parts={text(name): number for name, number in each.parts.items()},
            notes=tuple(map(text, each.notes)),
        )

    return replace(
        found,
        changed=tuple(
            Figure(
                side(each.before) if each.before else None,
                side(each.after) if each.after else None,
                tuple(map(text, each.notes)),
            )
            for each in found.changed
        ),
        unknown=tuple(map(side, found.unknown)),
    )
