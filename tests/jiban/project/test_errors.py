"""What a command exits with for each thing that can be wrong, whoever has raised it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jiban.bootstrap.listing import NoStepsError
from jiban.diff.errors import BaseError, DiffError, NoRepository, RefNotFound
from jiban.policy.baseline import BaselineError
from jiban.policy.pack import NoPackError
from jiban.policy.plan_views import PreviewFileError
from jiban.policy.waivers import WaiverFileError
from jiban.project.errors import (
    ConfigFileError,
    JibanError,
    ProjectNotFound,
    StackNotFound,
    exit_code_of,
    problems_of,
)
from jiban.project.files import NotReadable
from jiban.project.problem import Problem
from jiban.project.yaml_source import YamlError
from jiban.report.failures import CommandError
from jiban.runbook.pages import NoPagesError
from jiban.settings.errors import ConfigurationError
from jiban.settings.root import NoSettingsError

PROBLEM = Problem("a.yaml", "it is wrong")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (JibanError("x"), 1),
        (ProjectNotFound("x"), 1),
        (StackNotFound("x", ("dev",)), 1),
        (NotReadable(Path("a"), "x"), 1),
        (PreviewFileError("x"), 2),
        (DiffError("x"), 1),
        (NoRepository("x"), 1),
        (BaseError("x"), 1),
        (BaseError("x", 9), 9),
        (CommandError("x"), 1),
        (CommandError("x", exit_code=2), 2),
        (RefNotFound("x"), 2),
        (ConfigFileError([PROBLEM]), 2),
        (YamlError([PROBLEM]), 2),
        (ConfigurationError([PROBLEM]), 2),
        (WaiverFileError([PROBLEM]), 2),
        (BaselineError("x"), 2),
        (NoPackError("x"), 2),
        (NoSettingsError("x"), 2),
        (NoStepsError("x"), 2),
        (NoPagesError("x"), 2),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else str(each),
)
def test_the_exit_code_of_an_error(error: JibanError, code: int) -> None:
    """1 where something is not there or cannot be done, 2 where somebody has written something wrong."""
    assert exit_code_of(error) == code


@pytest.mark.parametrize(
    ("code", "found"),
    [(1, 1), (255, 255), (256, None), (0, None), (-1, None), (True, None), ("1", None), (None, None)],
)
def test_an_exit_code_is_one_of_a_process(code: Any, found: int | None) -> None:
    """Of another program's exception anything may be called so."""
    error = ValueError("x")
    error.exit_code = code  # pyright: ignore[reportAttributeAccessIssue] another program's
    assert exit_code_of(error) == found


class Odd(Exception):  # noqa: N818 a program's own
    """An exception that cannot be asked."""

    def __getattr__(self, name: str) -> Any:
        """Raise another one."""
        raise RuntimeError(name)


def test_an_exception_that_cannot_be_asked_has_neither_a_code_nor_problems() -> None:
    """Nor has none."""
    for error in (Odd(), None, ValueError("x")):
        assert (exit_code_of(error), problems_of(error)) == (None, ())


@pytest.mark.parametrize(
    ("given", "found"), [([PROBLEM], (PROBLEM,)), ((PROBLEM,), (PROBLEM,)), ("text", ()), (5, ())]
)
def test_problems_are_a_list(given: Any, found: tuple[Problem, ...]) -> None:
    """Of another program's exception anything may be called so."""
    error = ValueError("x")
    error.problems = given  # pyright: ignore[reportAttributeAccessIssue] another program's
    assert problems_of(error) == found


def test_an_error_of_files_lists_all_its_problems() -> None:
    """A line for each."""
    error = ConfigFileError([PROBLEM, Problem("b.yaml", "so is this", 3, 1)])
    assert str(error) == "a.yaml: it is wrong\nb.yaml:3:1: so is this"
    assert len(error.problems) == 2
