"""Which rule a name means that is none: for messages about files and command lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_ID: Final = re.compile(r"([A-Z0-9]+)[-_ ]?0*(\d+)")


def near_rule(name: str, known: Iterable[str]) -> str | None:
    """Return the id that somebody may have meant: `PG-4` is PG-004; None where nothing is near.

    Args:
        name: what was written.
        known: the ids that there are.
    """
    ids = list(known)
    match = _ID.fullmatch(name.strip().upper())
    written = f"{match[1]}-{int(match[2]):03}" if match else ""
    if written in ids:
        return written
    return next(iter(get_close_matches(name.upper(), ids, n=1)), None)
