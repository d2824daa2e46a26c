"""The page of facts for authors."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "jiban" / "policy" / "facts"


def rows() -> list[tuple[str, str]]:
    """Module and fact of each row."""
    lines = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split("|") for line in lines if line.startswith("| ")]
    return [(each[1].strip(), each[2].strip()) for each in cells if each[1].strip() != "Module"]


def test_each_module_that_is_named_is_there() -> None:
    """As a file, or as a folder of them."""
    named = {name for module, _ in rows() for name in re.findall(r"`([\w.]+)`", module)}
    paths = {name: FACTS / name.replace(".", "/") for name in named}
    gone = {name for name, path in paths.items() if not (path.is_dir() or path.with_suffix(".py").is_file())}
    assert gone == set()


def test_each_fact_that_is_named_is_there() -> None:
    """The functions of a row with one module are defined in it."""
    missing: list[str] = []
    module = ""
    for first, facts in rows():
        names = re.findall(r"`([\w.]+)`", first)
        module = (names[0] if len(names) == 1 and "…" not in first else "") if first else module
        file = FACTS / (module.replace(".", "/") + ".py")
        if module and file.is_file():
            text = file.read_text(encoding="utf-8")
            asked = re.findall(r"`@?(\w+)\(", facts)
            missing += [f"{module}.{name}" for name in asked if not re.search(rf"\b{name}\b", text)]
    assert missing == []


def test_no_row_is_there_twice() -> None:
    """A module's first fact begins one row alone."""
    firsts = [(module, facts.partition("(")[0]) for module, facts in rows() if module]
    assert len(firsts) == len(set(firsts))
