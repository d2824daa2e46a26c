"""What a figure is: on one side a measure, on both sides a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from jiban.policy.view import NotKnownError, StackView

Kind = Literal["cost", "availability", "capacity", "addresses", "recovery"]
"""What a figure is about."""
Number: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure on one side."""

    kind: Kind
    what: str
    """What is measured: `nodes`."""
    text: str
    """As it is read, without its unit: `4 to 16`; empty where it is not known."""
    unit: str = ""
    urn: str = ""
    """Of what it is measured; empty for the stack as a whole."""
    name: str = ""
    """What that is called."""
    least: Number | None = None
    """The least that it is; None where nothing says how little."""
    most: Number | None = None
    """The most that it is; None where nothing says how much."""
    of: Number | None = None
    """What there is of it, of something that is taken."""
    why: str = ""
    """Why it is not known."""
    missing: Mapping[str, Mapping[str, Number]] = field(default_factory=dict[str, Mapping[str, Number]])
    """What is not counted: why, `without a price`, and then what and how many of it."""
    parts: Mapping[str, Number] = field(default_factory=dict[str, Number])
    """What it is the sum of, by name."""
    dates: tuple[str, ...] = ()
    """Days or months that prices in it are of."""
    notes: tuple[str, ...] = ()
    """What else is to be said of it."""
    hides: bool = False
    """Whether others of its kind may be there that nobody knows of because of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that differs, or of which something else is not counted than before."""

    before: Measure | None
    """None where there was nothing to measure."""
    after: Measure | None
    notes: tuple[str, ...]
    """What it comes from, and what is not counted."""

    @property
    def subject(self) -> Measure:
        """The side to speak of: as it will be, or as it was where it goes."""
        found = self.after or self.before
        if found is None:  # pragma: no cover - compare() gives every figure a side
            raise ValueError("a figure without a side")
        return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What differs between the figures of two sides."""

    changed: tuple[Figure, ...] = ()
    """By kind, those of the stack as a whole first."""
    unknown: tuple[Measure, ...] = ()
    """Those that are known on neither side."""
    failed: tuple[str, ...] = ()
    """Kinds that could not be worked out, each with why."""

    @property
    def told(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.changed or self.failed)


NO_FIGURES: Final = Figures()
"""Of a diff that changes nothing."""


def lost(error: NotKnownError) -> str:
    """Say what is not known."""
    return f"{error.path} {error.why}"


def hidden(stack: StackView, types: Iterable[str]) -> Mapping[str, int]:
    """Return what may hold something of some types and is not seen, with why."""
    wanted = tuple(types)
    return {
        f"parts of {each.name}": 1
        for each in stack.resources
        if each.unseen is not None and not each.unseen.itself and each.unseen.may_hold(wanted)
    }


def plain(number: Number, digits: int = 2) -> str:
    """Return a number with thousands set apart, and no more digits than it needs."""
    text = fixed(number, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(number: Number, digits: int, sign: str = "") -> str:
    """Return a number with so many digits, thousands set apart; with `+` as sign, one for what is above 0."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):{sign},.{digits}f}"


def span(least: Number, most: Number) -> str:
    """Return a range for a reader: `4 to 16`, `3`."""
    return plain(least) if least == most else f"{plain(least)} to {plain(most)}"
