"""The check that tests notice wrong changes: the table, one change, and the number of survivors."""

from pathlib import Path

import pytest

from tools.mutants import TABLE, Mutant, MutantError, changed, judge, read
from tools.repository import ROOT

ONE = Mutant("a boundary moves", Path("a.py"), "x < 1", "x <= 1", ("tests/a",))


def test_a_change_is_read_with_its_tests() -> None:
    """Each has a name, a file, what stands there, what should not, and the tests that should fail."""
    table = read(
        "survivors: 2\nmutants:\n  - name: a boundary moves\n    file: a.py\n    old: x < 1\n"
        "    new: x <= 1\n    tests: tests/a\n"
    )
    assert (table.survivors, table.mutants) == (2, (ONE,))


@pytest.mark.parametrize("second", [("a boundary moves", "x"), ("another", "x < 1")])
def test_a_name_given_twice_and_a_change_of_nothing_are_refused(second: tuple[str, str]) -> None:
    """Neither could be told from another, or noticed."""
    entry = "  - {{name: {}, file: a.py, old: x < 1, new: {}, tests: tests/a}}\n"
    text = "survivors: 0\nmutants:\n" + entry.format("a boundary moves", "x <= 1") + entry.format(*second)
    with pytest.raises(MutantError, match=second[0]):
        read(text)


def test_the_change_is_made_where_the_old_text_stands() -> None:
    """And nowhere else."""
    assert changed(ONE, "if x < 1: pass") == "if x <= 1: pass"


@pytest.mark.parametrize("text", ["if x > 1: pass", "x < 1 or x < 1"])
def test_a_change_that_fits_no_more_or_twice_is_refused(text: str) -> None:
    """The code has moved on, and the table has to follow."""
    with pytest.raises(MutantError, match=r"a boundary moves: its old text stands [02] times in a\.py"):
        changed(ONE, text)


@pytest.mark.parametrize(
    ("survived", "allowed", "whole", "wrong"),
    [
        (["a"], 1, True, ""),
        (["a", "b"], 1, True, "2 survived, 1 may: a, b"),
        ([], 1, True, "0 survived: set survivors to 0 in tools/mutants.yaml"),
        ([], 1, False, ""),
        (["a", "b"], 1, False, "2 survived, 1 may: a, b"),
    ],
)
def test_the_number_of_survivors_only_falls(
    survived: list[str],
    allowed: int,
    whole: bool,  # noqa: FBT001 a case
    wrong: str,
) -> None:
    """One more fails, and one less has to be written down; a part of the table says nothing of less."""
    assert judge(survived, allowed, whole=whole) == wrong


def test_the_table_names_tests_that_are_there() -> None:
    """Every change has a file of ours, and tests beside it."""
    table = read((ROOT / TABLE).read_text())
    paths = {str(each.file) for each in table.mutants} | {
        test for each in table.mutants for test in each.tests
    }
    assert len(table.mutants) >= 60
    assert sorted(path for path in paths if not (ROOT / path.partition("::")[0]).exists()) == []


def test_the_table_is_up_to_date() -> None:
    """Each old text stands in its file, so that a change of the code takes its row along."""
    table = read((ROOT / TABLE).read_text(encoding="utf-8"))
    stale = [
        each.name
        for each in table.mutants
        if (ROOT / each.file).read_text(encoding="utf-8").count(each.old) != 1
    ]
    assert stale == []
