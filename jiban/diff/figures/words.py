"""Figures in words, the same for every form that a diff is shown in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import fixed
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from jiban.diff.figures.model import Figure, Figures, Measure

TITLE: Final = "What it changes beside the resources"
SHOWN: Final = 8
"""Figures of a kind that are said; beyond them there is a number."""
_NOTHING: Final = "none"
_UNKNOWN: Final = "not known"
_BOUNDS: Final = ("at least ", "at most ")


def shown(found: Figures, most: int = SHOWN) -> Iterator[Figure]:
    """Yield the figures that are said, of each kind as many as asked for at the most."""
    counts: Counter[str] = Counter()
    for each in found.changed:
        counts[each.subject.kind] += 1
        if counts[each.subject.kind] <= most:
            yield each


def line(figure: Figure) -> str:
    """Return a figure as a line: `cluster-aks, nodes: 4 to 16 -> 4 to 21`."""
    subject, before, after = figure.subject, figure.before, figure.after
    whose = f"{printable(subject.name)}, " if subject.name else ""
    unit = f" {subject.unit}" if subject.unit else ""
    if before is not None and after is not None and before.text == after.text:
        return printable(f"{whose}{subject.what}: {after.text}{unit} on both sides{_step(before, after)}")
    old, new = _side(before), _side(after)
    if _counts(old) and _counts(new):
        old, new = _shorter(old, new)
        sides = f"{old} -> {new}{unit}"
    else:
        sides = " -> ".join(f"{side}{unit if _counts(side) else ''}" for side in (old, new))
    return printable(f"{whose}{subject.what}: {sides}{_step(before, after)}")


def _counts(text: str) -> bool:
    """Tell whether a side is a number, and no sentence that stands for one."""
    return text[-1:].isdigit()


def _shorter(old: str, new: str) -> tuple[str, str]:
    """Say once what both sides say: `at least 41 -> 46`, `20 -> 26 of 251`."""
    for word in _BOUNDS:
        if old.startswith(word) and new.startswith(word):
            new = new.removeprefix(word)
    size = new.partition(" of ")[2]
    return (old.removesuffix(f" of {size}") if size else old), new


def _side(measure: Measure | None) -> str:
    return _NOTHING if measure is None else measure.text or _UNKNOWN


def _step(before: Measure | None, after: Measure | None) -> str:
    """Return by how much a cost differs, or that nobody can say as something else is not counted."""
    if before is None or after is None or after.kind != "cost":
        return ""
    if before.least is None or after.least is None:
        return ""
    if before.missing != after.missing:
        return ", not comparable as what is counted differs"
    return f" ({fixed(after.least - before.least, 2, '+')})"


def notes(figure: Figure) -> tuple[str, ...]:
    """Return what is said of a figure below it."""
    return tuple(map(printable, figure.notes))


def rest(found: Figures, most: int = SHOWN) -> Iterator[str]:
    """Yield what is said after the figures: how many more there are, and what is known on neither side."""
    counts = Counter(each.subject.kind for each in found.changed)
    more = [f"{number - most} more of {kind}" for kind, number in counts.items() if number > most]
    if more:
        yield f"and {', '.join(more)}"
    if found.unknown:
        kinds = Counter(each.kind for each in found.unknown)
        yield f"known on neither side: {', '.join(f'{number} of {kind}' for kind, number in kinds.items())}"
    if found.failed:
        yield f"could not be worked out: {', '.join(map(printable, found.failed))}"
