"""Availability of a whole from that of its parts, as exact fractions of time. Pure arithmetic.

Parts are taken to fail independently of each other, which parts in one zone, or of one provider, do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

_MONTH: Final = 30 * 24 * 60
"""Minutes of the month that downtime is told for."""
_WHOLE: Final = Fraction(100)


def percent(text: str) -> Fraction:
    """Return an availability that is written in percent: `99.95`.

    Raises:
        ValueError: it is none between 0 and 100.
    """
    found = Fraction(text) / _WHOLE
    if not 0 <= found <= 1:
        raise ValueError(f"{text} is no share of time in percent")
    return found


def series(parts: Iterable[Fraction]) -> Fraction:
    """Return the availability of a whole that needs each of its parts; 1 of none."""
    whole = Fraction(1)
    for part in parts:
        whole *= part
    return whole


def parallel(parts: Sequence[Fraction]) -> Fraction:
    """Return the availability of a whole that needs any one of its parts; 0 of none."""
    return k_of_n(1, parts)


def k_of_n(least: int, parts: Sequence[Fraction]) -> Fraction:
    """Return the availability of a whole that needs so many of its parts, whichever.

    Args:
        least: how many it needs; 0 needs none.
        parts: of each the availability.
    """
    # The chance that exactly so many of the parts seen so far work, by their number.
    chances = [Fraction(1)]
    for part in parts:
        chances = [
            (chances[number] if number < len(chances) else Fraction(0)) * (1 - part)
            + (chances[number - 1] * part if number else 0)
            for number in range(len(chances) + 1)
        ]
    return sum(chances[max(least, 0) :], Fraction(0))


def shown(availability: Fraction) -> str:
    """Return an availability in percent, rounded down to three decimals: no promise gets larger by it."""
    thousandths = availability * _WHOLE * 1000
    whole = thousandths.numerator // thousandths.denominator
    return f"{whole // 1000}.{whole % 1000:03d}".rstrip("0").rstrip(".")


def down_minutes(availability: Fraction) -> int:
    """Return the minutes of a month of 30 days that are not promised, rounded up."""
    minutes = (1 - availability) * _MONTH
    return -(-minutes.numerator // minutes.denominator)
