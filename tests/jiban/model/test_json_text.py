"""JSON at the border: what is refused, in which words, and what is written."""

from __future__ import annotations

import json
import math

import pytest

from jiban.model.json_text import DocumentError, decoded, dumps, loads


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' is written twice"),
        ('{"a": [{"b": 1, "b": 1}]}', "a[0]: the key 'b' is written twice"),
        ("[NaN]", "[0]: NaN is no number that JSON has"),
        ('{"a": {"b": -Infinity}}', "a.b: -Infinity is no number that JSON has"),
        ('{"a b": 1e999}', '["a b"]: 1e999 is no number that JSON has'),
        ("9" * 5000, "a number of 5,000 digits is no number that JSON has"),
        ('{"a": "x\\ud800"}', "a: the text holds half of a surrogate pair, which is no character"),
        ('{"\\udfff\\ud800": 1}', "a key holds half of a surrogate pair, which is no character"),
        ("{'a': 1}", "it is not JSON: expecting property name enclosed in double quotes (line 1, column 2)"),
        ("Previewing update", "it is not JSON: expecting value (line 1, column 1)"),
        ("[" * 100_000, "nested deeper than 200 levels, which is the most that is read"),
        (
            "[" * 201 + "]" * 201,
            "[0][0][0][0]...: nested deeper than 200 levels, which is the most that is read",
        ),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    """The message says where it stands, as a path, and what is wrong with it."""
    with pytest.raises(DocumentError) as caught:
        loads(text)
    assert str(caught.value) == said


@pytest.mark.parametrize("text", ['{"a": 1', '{"a": "b', '{\n"a": tr', '{"a":', "[1, ", '["\\u00', "[-"])
def test_a_document_that_is_cut_off(text: str) -> None:
    """What ends too early is said to be truncated, with the line that it ends in."""
    line = text.count("\n") + 1
    with pytest.raises(DocumentError, match=rf"in line {line}: it is truncated; write it again$"):
        loads(text)


def test_what_is_deep_but_not_too_deep() -> None:
    """200 levels are read."""
    assert loads("[" * 200 + "]" * 200) is not None


def test_a_pair_of_surrogates_is_a_character() -> None:
    """Only halves are refused."""
    assert loads('"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    """UTF-8 with a mark and without, and UTF-16 with its mark, as PowerShell writes it."""
    assert decoded('{"a": "한"}'.encode(encoding)) == '{"a": "한"}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; write it again"),
        (b" \n", "the file is empty; write it again"),
        (b'{"a": "\xff"}', "it is not text: byte 8 is not UTF-8; save it as UTF-8"),
    ],
)
def test_no_text(content: bytes, said: str) -> None:
    """What is no text, or none, is refused before it is parsed."""
    with pytest.raises(DocumentError) as caught:
        decoded(content)
    assert str(caught.value) == said


def test_a_document_that_is_too_large() -> None:
    """The limit is said."""
    with pytest.raises(DocumentError, match="larger than 1 MB, which is the most that is read"):
        decoded(b" " * (1024 * 1024 + 1), 1024 * 1024)


def test_what_is_written_is_json() -> None:
    """Numbers that JSON does not have become text, half of a surrogate pair becomes U+FFFD."""
    text = dumps({"a": [math.nan, math.inf, -math.inf], "b": "x\ud800"})
    assert json.loads(text, parse_constant=pytest.fail) == {
        "a": ["NaN", "Infinity", "-Infinity"],
        "b": "x\ufffd",
    }


@pytest.mark.parametrize("value", ["\x1b[2J", "\x7f", "\x9b2J", "\u202e", "\u2028", "\ufeff", "\U000e0041"])
def test_what_is_written_moves_no_cursor(value: str) -> None:
    """What moves a cursor or turns the direction of writing is escaped, and reads back as it was."""
    text = dumps({"a": value})
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == {"a": value}


@pytest.mark.parametrize("value", ["##vso[task.complete]", "##[error]x", "##teamcity[x]"])
def test_what_is_written_commands_no_ci(value: str) -> None:
    """A command stands nowhere in the text, and reads back as it was."""
    text = dumps({"a": value})
    assert value not in text
    assert json.loads(text) == {"a": value}


def test_letters_stay_letters() -> None:
    """Korean is written as it is, and `##` alone is no command."""
    assert dumps(["값 ##"], indent=1) == '[\n "값 ##"\n]\n'
