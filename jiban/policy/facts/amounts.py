"""Amounts that are written as a number or as a percentage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from jiban.policy.view import Node

_AMOUNT: Final = re.compile(r"(\d{1,9})(%?)", re.ASCII)


def amount(node: Node, number: int, default: str = "0") -> int:
    """Return an amount that is written as such or as a percentage, rounded up as Kubernetes and AKS do.

    Raises:
        NotKnownError: it is not known before deployment, or is neither.
    """
    match = _AMOUNT.fullmatch(node.text(default))
    if match is None:
        raise NotKnownError(node.path, "is neither a number nor a percentage, which it has to be")
    return -(-int(match[1]) * number // 100) if match[2] else int(match[1])
