"""The table of examples/pms-aws/README.md that says what holds each row of the requirements."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.infra.environments import whole
from tools.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT: Final = ROOT / "examples" / "pms-aws"
SERVERS: Final = ROOT / "examples" / "pms-aws-servers"
_TABLE = (
    (PROJECT / "README.md")
    .read_text(encoding="utf-8")
    .partition("## What holds a row")[2]
    .partition("\n## ")[0]
)
ROWS: Final = {
    f"P{number}": re.findall(r"`([^`]+)`", names)
    for number, names in re.findall(r"^\| P(\d+) \| (.+) \|$", _TABLE, re.MULTILINE)
}


@cache
def names(project: Path = PROJECT) -> tuple[str, ...]:
    """The logical names of what production's stacks make, without its providers and references."""
    made = whole(project, "prod").resources
    return tuple(each.name for each in made if each.custom and not each.type.startswith("pulumi:"))


@pytest.mark.parametrize(("row", "pattern"), [(row, each) for row, all_of in ROWS.items() for each in all_of])
def test_a_row_has_its_resources(row: str, pattern: str) -> None:
    """Each pattern matches something of production; a stack file is there."""
    made = (PROJECT / pattern).is_file() if pattern.startswith("Pulumi.") else False
    found = [each for each in names(SERVERS if row == "P3" else PROJECT) if fnmatchcase(each, pattern)]
    assert (len(found) > 0) != made, f"{row}: {pattern}"


def test_every_resource_has_a_row() -> None:
    """Nothing is made that no requirement asks for."""
    patterns = [each for all_of in ROWS.values() for each in all_of]
    assert [each for each in names() if not any(fnmatchcase(each, one) for one in patterns)] == []


def test_every_resource_of_servers_has_a_row() -> None:
    """The row of servers holds all that their example makes and the other one does not."""
    patterns = [each for all_of in ROWS.values() for each in all_of]
    left = [each for each in names(SERVERS) if not any(fnmatchcase(each, one) for one in patterns)]
    assert left == []


def test_servers_are_in_their_example_alone() -> None:
    """The cluster has taken their place in the other one."""
    assert [each for each in names() if any(fnmatchcase(each, one) for one in ROWS["P3"])] == []


def test_no_row_is_left_out() -> None:
    """Every requirement has a line."""
    assert {f"P{number}" for number in range(1, 16)} - set(ROWS) == set()
