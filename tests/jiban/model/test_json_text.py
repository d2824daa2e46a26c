"""JSON at the border: what is refused, in which words, and what is written."""

from __future__ import annotations

import json
import math

import pytest

from jiban.model.json_text import DocumentError, decoded, dumps, loads, path_of


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


@pytest.mark.parametrize(
    "text",
    ['{"a": 1', '{"a": "b', '{\n"a": tr', '{"a":', "[1, ", '["\\u00', "[-", "[t", "[fals", "[nul", "[n"],
)
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


@pytest.mark.parametrize(
    "value",
    [
        *("\x1b[2J", "\x7f", "\x80", "\x9b2J", "\x9f"),  # control characters
        *("\xad", "\u200b", "\u200c", "\u200d", "\u2060", "\u206f", "\ufeff"),  # invisible ones
        *("\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"),  # turn the direction
        *("\u2028", "\u2029"),  # ends of lines
        *("\ufff9", "\ufffb"),  # what stands around a gloss
        *("\U000e0000", "\U000e0041", "\U000e007f"),  # tags, which no font shows
    ],
)
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


@pytest.mark.parametrize("text", ["[nil]", "[tru]", "[fal]", "[-]", "[None]"])
def test_a_word_that_json_lacks_is_not_cut_off(text: str) -> None:
    """It goes on behind it."""
    with pytest.raises(DocumentError, match=r"^it is not JSON: "):
        loads(text)


def test_a_long_key_of_a_path_is_cut() -> None:
    """At 60 letters, in brackets and quotes, as one with a space is; digits and dashes may stand inside."""
    assert path_of(("a-1", "b" * 60, 2, "b" * 61)) == f'a-1.{"b" * 60}[2]["{"b" * 60}..."]'
    assert path_of(("1a", "$b", "c d")) == '["1a"].$b["c d"]'


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_in_either_order_of_bytes(mark: bytes) -> None:
    """By the mark that it begins with."""
    coded = "[1]".encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")
    assert decoded(mark + coded) == "[1]"
