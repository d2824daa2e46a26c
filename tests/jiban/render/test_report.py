"""What is said of a run: each file that differs, and whether it was written."""

from __future__ import annotations

import json

import pytest

from jiban.render.folder import Changes
from jiban.render.report import dumps, text
from jiban.render.run import RenderResult

DIFFERENT = Changes(("a.yaml",), ("b.yaml", "c.yaml"), ("d.yaml",), ("e.yaml",), listed=True)
SAME = Changes((), (), (), ("e.yaml",), listed=True)
UNLISTED = Changes((), (), (), ("e.yaml", "f.yaml"), listed=False)


def result(changes: Changes, *, check: bool) -> RenderResult:
    """A run over a folder."""
    return RenderResult("shop/prod", "manifests", changes, check)


@pytest.mark.parametrize(
    ("changes", "check", "said"),
    [
        (
            DIFFERENT,
            False,
            (
                "shop/prod: 4 manifests; 4 changed\n"
                "  new       a.yaml\n  changed   b.yaml\n  changed   c.yaml\n  removed   d.yaml\n"
            ),
        ),
        (
            DIFFERENT,
            True,
            (
                "shop/prod: 4 manifests; 4 would change\n"
                "  missing   a.yaml\n  differs   b.yaml\n  differs   c.yaml\n  left over d.yaml\n"
            ),
        ),
        (SAME, False, "shop/prod: 1 manifest, all current\n"),
        (SAME, True, "shop/prod: 1 manifest, all current\n"),
        (UNLISTED, False, "shop/prod: 2 manifests, all current; the list of them was written\n"),
        (UNLISTED, True, "shop/prod: 2 manifests, all current; the list of them is not current\n"),
    ],
)
def test_what_a_person_reads(changes: Changes, said: str, *, check: bool) -> None:
    """What was done, or what would be."""
    assert text(result(changes, check=check)) == said


@pytest.mark.parametrize(
    ("changes", "check", "written", "current"),
    [
        (DIFFERENT, False, True, False),
        (DIFFERENT, True, False, False),
        (SAME, False, False, True),
        (UNLISTED, False, True, False),
        (UNLISTED, True, False, False),
    ],
)
def test_what_a_program_reads(changes: Changes, *, check: bool, written: bool, current: bool) -> None:
    """Every list by its own name."""
    assert json.loads(dumps(result(changes, check=check))) == {
        "stack": "shop/prod",
        "folder": "manifests",
        "written": written,
        "missing": list(changes.missing),
        "differing": list(changes.differing),
        "leftOver": list(changes.left_over),
        "same": list(changes.same),
        "current": current,
    }


@pytest.mark.parametrize(
    ("changes", "none"),
    [
        (SAME, True),
        (UNLISTED, False),
        (Changes(("a",), (), (), (), listed=True), False),
        (Changes((), ("a",), (), (), listed=True), False),
        (Changes((), (), ("a",), (), listed=True), False),
    ],
)
def test_nothing_is_to_be_done_where_all_is_as_it_would_be_written(changes: Changes, *, none: bool) -> None:
    """The files, what is left over, and the list."""
    assert changes.none is none
