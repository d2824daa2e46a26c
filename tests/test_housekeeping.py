"""Housekeeping: exceptions say why, files stay short, nothing speaks of one machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.repository import texts

HERE = Path("tests/test_housekeeping.py")
"""This file holds what it looks for."""
LONGEST_FILE = 600

EXCEPTION = re.compile(
    r"#\s*(noqa|type: ignore|pyright: ignore)(?P<codes>:\s*[A-Z0-9, ]+|\[[\w, ]+\])?(?P<rest>.*)$"
)


def unexplained(text: str) -> list[int]:
    """Lines that switch a check off without naming it, or without a reason of at least two words."""
    found: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        exception = EXCEPTION.search(line)
        if exception and (not exception["codes"] or len(re.findall(r"\w+", exception["rest"])) < 2):
            found.append(number)
    return found


def python_sources() -> Iterator[tuple[Path, str]]:
    """The project's own Python files; the fixtures are other people's programs."""
    return ((name, text) for name, text in texts(".py").items() if not name.is_relative_to("tests/fixtures"))


def test_every_exception_from_a_check_names_the_rule_and_the_reason() -> None:
    """`noqa` and `pyright: ignore` carry a rule and at least two words that say why."""
    assert {
        str(name): found for name, text in python_sources() if name != HERE and (found := unexplained(text))
    } == {}


@pytest.mark.parametrize(
    "line",
    [
        "x  # noqa",
        "x  # noqa: S101",
        "x  # pyright: ignore",
        "x  # pyright: ignore[reportX]",
        "x  # type: ignore",
    ],
)
def test_the_checker_finds_an_exception_without_reason(line: str) -> None:
    """A bare exception and one with a rule alone are both found."""
    assert unexplained(line) == [1]


@pytest.mark.parametrize(
    "line", ["x  # noqa: S101 the tool needs it", "x  # pyright: ignore[reportX] the SDK lies"]
)
def test_the_checker_accepts_an_exception_with_reason(line: str) -> None:
    """A rule and a reason are enough."""
    assert unexplained(line) == []


def test_no_source_file_is_too_long() -> None:
    """A Python or Markdown file over 600 lines asks to be split."""
    lengths = {str(name): len(text.splitlines()) for name, text in texts(".py", ".md").items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


FOREIGN = {
    "an absolute path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/\w"),
    "a package index": re.compile(
        r"pypi\.org|pythonhosted|test\.pypi|--(?:extra-)?index-url|--find-links|registry\.npmjs"
    ),
}


def test_no_file_names_one_machine_or_a_package_index() -> None:
    """The repository reads the same on every machine and installs from whatever index the reader uses."""
    found = [
        f"{name}:{number}: {what}"
        for name, text in texts().items()
        if name != HERE
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FOREIGN.items()
        if pattern.search(line)
    ]
    assert found == []


EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def test_no_file_holds_an_emoji() -> None:
    """Words and plain punctuation, in code, data and documents alike."""
    found = [str(name) for name, text in texts().items() if EMOJI.search(text)]
    assert found == []


def idle(source: str) -> list[int]:
    """Lines of a test that cannot fail, or only by chance.

    They are an assertion that equal expressions have equal values, an assertion below an `if`, which tests
    nothing where the condition is not met, and a stand-in that takes whatever it is given.
    """
    found: list[int] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
                if ast.dump(left) == ast.dump(right):
                    found.append(node.lineno)
            case ast.FunctionDef(name=name) if name.startswith("test_"):
                branches = [below for below in ast.walk(node) if isinstance(below, ast.If)]
                inside = [each for branch in branches for each in ast.walk(branch)]
                found.extend(each.lineno for each in inside if isinstance(each, ast.Assert))
            case ast.Lambda(args=ast.arguments(vararg=ast.arg(), kwarg=ast.arg())):
                found.append(node.lineno)
            case _:
                pass
    return sorted(set(found))


def test_no_assertion_is_idle() -> None:
    """A test that would pass whatever the code does is worse than none."""
    tests = {name: text for name, text in python_sources() if name.is_relative_to("tests")}
    assert {str(name): lines for name, text in tests.items() if (lines := idle(text))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "assert f(x) == f(x)",
        "def test_a():\n    if x.y:\n        assert x.y == 1",
        "monkeypatch.setattr(m, 'f', lambda *_, **__: 1)",
    ],
)
def test_the_checker_finds_an_idle_assertion(source: str) -> None:
    """Each of the three kinds."""
    assert len(idle(source)) == 1


def test_the_checker_leaves_other_assertions_alone() -> None:
    """Two runs of a random thing may differ by an argument, and a helper may branch."""
    assert idle("def helper():\n    if x:\n        assert y\nassert f(1) == f(2)\nassert g() is None") == []


def test_every_case_of_a_test_says_which_it_is(request: pytest.FixtureRequest) -> None:
    """No parametrised test is named by a number that pytest made up: `path0`, `text5`."""
    numbered: set[str] = set()
    for item in request.session.items:
        case = getattr(item, "callspec", None)
        made_up = {f"{name}{place}" for name, place in case.indices.items()} if case else set()
        if case and made_up & set(case.id.split("-")):
            numbered.add(item.nodeid)
    assert sorted(numbered) == []
