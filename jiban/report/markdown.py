"""Markdown for a comment of a pull request: its limit, and code in which nothing from outside is markup."""

from __future__ import annotations

import re
from typing import Final

from jiban.report.terminal import printable

LIMIT: Final = 60_000
"""UTF-16 units that a comment may have; GitHub takes 65,536 characters."""
LONGEST: Final = 400
"""Letters of a line, after which it is cut."""


def size(text: str) -> int:
    """Return the length of a text as hosts count it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cell(text: str, longest: int = LONGEST) -> str:
    """Return a text as inline code that stands in a table, whose columns no bar in it may end."""
    return code(text.replace("|", "\N{BROKEN BAR}"), longest)


def code(text: str, longest: int = LONGEST) -> str:
    """Return a text as inline code: no markup, no link, no mention in it, whatever it holds.

    Args:
        text: any text.
        longest: letters that it may have; a longer one is cut.
    """
    inner = printable(text)[:longest]
    fence = "`" * (max((len(run) for run in re.findall("`+", inner)), default=0) + 1)
    pad = " " if inner.startswith(("`", " ")) or inner.endswith(("`", " ")) or not inner else ""
    return f"{fence}{pad}{inner}{pad}{fence}"
