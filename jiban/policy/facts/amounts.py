"""Amounts that are written as a number or as a percentage, and quantities with a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from jiban.policy.view import Node

_AMOUNT: Final = re.compile(r"(\d{1,9})(%?)", re.ASCII)
_QUANTITY: Final = re.compile(r"(\d{1,18}(?:\.\d{0,9})?|\.\d{1,9})([a-zA-Z]{0,2}|[eE][+-]?\d{1,2})", re.ASCII)
_UNITS: Final = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1),
    **{unit: Fraction(1000**power) for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Fraction(1024**power) for power, unit in enumerate("KMGTPE", start=1)},
}  # fmt: skip
"""Suffixes of quantities of Kubernetes: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a percentage of one."""

    value: int
    is_percentage: bool

    def of(self, number: int, *, rounded_down: bool = False) -> int:
        """Return what it is of a number; a part of one is rounded up unless said otherwise."""
        if not self.is_percentage:
            return self.value
        return self.value * number // 100 if rounded_down else -(-self.value * number // 100)


def written(node: Node, default: str = "0") -> Amount:
    """Return an amount as it is written.

    Raises:
        NotKnownError: it is not known before deployment, or is neither a number nor a percentage.
    """
    match = _AMOUNT.fullmatch(node.text(default))
    if match is None:
        raise NotKnownError(node.path, "is neither a number nor a percentage, which it has to be")
    return Amount(int(match[1]), bool(match[2]))


def amount(node: Node, number: int, default: str = "0") -> int:
    """Return an amount that is written as such or as a percentage, rounded up as Kubernetes and AKS do.

    Raises:
        NotKnownError: it is not known before deployment, or is neither.
    """
    return written(node, default).of(number)


def quantity(node: Node) -> Fraction:
    """Return a quantity of Kubernetes, `256Mi` or `250m`, in its unit without prefix.

    Raises:
        NotKnownError: it is not known before deployment, or is none.
    """
    match = _QUANTITY.fullmatch(node.text())
    if match is None:
        raise NotKnownError(node.path, "is no quantity, which it has to be")
    number, unit = Fraction(match[1]), match[2]
    if unit[1:].lstrip("+-").isdigit():
        return number * Fraction(10) ** int(unit[1:])
    if unit not in _UNITS:
        raise NotKnownError(node.path, "is no quantity, which it has to be")
    return number * _UNITS[unit]
