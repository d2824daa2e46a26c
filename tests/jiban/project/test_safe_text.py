"""Text from elsewhere: what is escaped before it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiban.project.safe_text import fault_of, harmless, words_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\rb", "a\\rb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x9bb", "a\\x9bb"),
        ("a\ud800b", "a\\ud800b"),
        ("::error::x", "\\x3a:error::x"),
        ("a\n  ::set-output name=x::y", "a\n  \\x3a:set-output name=x::y"),
        ("a ##vso[task.complete]", "a \\x23#vso[task.complete]"),
        ("##[error]x", "\\x23#[error]x"),
        ("##teamcity[x]", "\\x23#teamcity[x]"),
        ("urn:pulumi:dev::shop::a:b:C::c", "urn:pulumi:dev::shop::a:b:C::c"),
        ("two\n\tlines, 값, ## and #[", "two\n\tlines, 값, ## and #["),
    ],
)
def test_a_text_that_is_written(text: str, shown: str) -> None:
    """Lines stay lines; nothing moves a cursor, turns the direction of writing or commands a CI."""
    assert harmless(text) == shown


def test_colours_of_ours_stay() -> None:
    """Where a text has colours, what else begins with ESC is escaped all the same."""
    assert harmless("\x1b[31mred\x1b[0m \x1b[2J", colour=True) == "\x1b[31mred\x1b[0m \\x1b[2J"
    assert harmless("\x1b[31mred") == "\\x1b[31mred"


class MuteError(Exception):
    """An exception that cannot say anything."""

    def __str__(self) -> str:
        """Raise another one."""
        raise RuntimeError("no words")


def test_an_exception_whose_text_raises() -> None:
    """Nothing is raised in its place."""
    assert words_of(MuteError()) == "(its text cannot be shown: RuntimeError)"


def test_an_exception_on_one_line() -> None:
    """Type, words, and the last line of the code that it is about."""
    line = test_an_exception_on_one_line.__code__.co_firstlineno + 4
    with pytest.raises(KeyError) as caught:
        raise KeyError("nowhere")
    assert fault_of(caught.value, Path(__file__).parent) == f"KeyError: 'nowhere' (test_safe_text.py:{line})"
