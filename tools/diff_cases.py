"""Writes docs/changes.md from the cases of the tests of `jiban diff`: `python -m tools.diff_cases`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
CASES: Final = ROOT / "tests" / "jiban" / "diff" / "scenarios"
PAGE: Final = ROOT / "docs" / "changes.md"
_ANSWERS: Final = ("replaced", "may be replaced", "updated")
_HEAD: Final = """# Changes, and what they do

What `jiban diff` answers to single changes, each with where the answer comes from: the provider's
documentation, its source, or a report of what happened. They were written by hand, and tests hold the
command to each. [How a diff is made](diff.md).
"""


def _read(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\\\|").replace("<", "&lt;").replace("`", "'")


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _table(heads: Sequence[str], rows: Iterator[str]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from rows


def _resources(each: Mapping[str, Any]) -> Iterator[str]:
    right: Mapping[str, Any] = each.get("right") or {}
    return (f"{name} {answer}" for name, answer in right.items())


def page() -> str:
    """Return the page."""
    lines = [_HEAD.rstrip("\n"), "", "## One resource"]
    single = _read("conditions")
    lines += _table(
        ("Change", "Answer", "From"), (_row(each["case"], each["right"], each["evidence"]) for each in single)
    )
    lines += ["", "## A stack", "", "Resources that are not named stay as they are."]
    stacks = _read("stacks")
    lines += _table(
        ("Change", "Answer", "From"),
        (
            _row(each["case"], "; ".join(_resources(each)) or "nothing changes", each["evidence"])
            for each in stacks
        ),
    )
    lines += [
        "",
        "## What holds data",
        "",
        "Which property of each type that holds data does what when it changes.",
    ]
    stateful = _read("stateful")
    lines += _table(
        ("Type", *(answer.capitalize() for answer in _ANSWERS), "From"),
        (
            _row(kind, *(", ".join(each.get(answer, ())) for answer in _ANSWERS), each["evidence"])
            for kind, each in stateful.items()
        ),
    )
    lines += [
        "",
        "## What needs an order",
        "",
        "Changes that one deployment does not make safely, with what is told.",
    ]
    orders = (each for each in _read("orders") if each.get("orders"))
    lines += _table(
        ("Change", "What is told", "Steps", "From"),
        (
            _row(each["case"], order["title"], str(len(order.get("steps", ())) or ""), each["evidence"])
            for each in orders
            for order in each["orders"]
        ),
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
