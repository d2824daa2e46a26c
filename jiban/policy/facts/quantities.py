"""Quantities of Kubernetes: `250m`, `1.5`, `512Mi`, `1e3`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from jiban.policy.view import Node, NotKnownError

_FORM: Final = re.compile(
    r"([+-]?\d{1,30}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE]([+-]?\d{1,2}))?([numkKMGTPE]?i?)"
)
_BINARY: Final = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def quantity(node: Node) -> Fraction:
    """Return a quantity, exactly: cores of `cpu`, bytes of `memory`.

    Raises:
        NotKnownError: it is not known before deployment, or is none.
    """
    match = _FORM.fullmatch(node.text().strip())
    if match is None:
        raise NotKnownError(node.path, "is no quantity of Kubernetes, which it has to be")
    number, power, unit = Fraction(match[1]), int(match[2] or 0), match[3]
    if unit in _BINARY:
        return number * 1024 ** (_BINARY.index(unit) + 1)
    if unit not in _DECIMAL:
        raise NotKnownError(node.path, "is no quantity of Kubernetes, which it has to be")
    return number * Fraction(10) ** (power + _DECIMAL[unit])
