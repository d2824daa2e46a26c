"""The gate takes a secret out of every text, and leaves everything else as it is."""

from __future__ import annotations

import base64
import html
import io
import json
import time
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban import secrecy
from jiban.secrecy import Gate, Lines, Masked

AWKWARD = "p\"a/s's+w%ö\trd"


def gate(*secrets: Any) -> Gate:
    """Return a gate that knows some secrets."""
    found = Gate()
    found.learn(list(secrets))
    return found


@pytest.mark.parametrize(
    "form",
    [
        AWKWARD,
        json.dumps(AWKWARD)[1:-1],
        json.dumps(AWKWARD, ensure_ascii=False)[1:-1],
        repr(AWKWARD)[1:-1],
        html.escape(AWKWARD),
        quote(AWKWARD, safe=""),
        quote(AWKWARD, safe="").lower(),
        quote_plus(AWKWARD),
        base64.b64encode(AWKWARD.encode()).decode(),
        base64.urlsafe_b64encode(AWKWARD.encode()).decode(),
    ],
)
def test_a_secret_is_hidden_in_every_form(form: str) -> None:
    """As it is, and as JSON, Python, HTML, URLs and base64 write it."""
    assert gate(AWKWARD).text(f"<{form}>") == "<[secret]>"


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
def test_a_secret_is_hidden_inside_of_base64(before: str) -> None:
    """Wherever among the three bytes of a group it begins; at most two letters of it are half a byte each."""
    coded = base64.b64encode(f"{before}correct-horse@host".encode()).decode()
    shown = gate("correct-horse").text(coded)
    rest = shown.replace("[secret]", "")
    assert "[secret]" in shown
    assert len(coded) - len(rest) >= len("correct-horse") * 8 // 6 - 1


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    """A secret that contains another one leaves no rest."""
    assert (
        gate("hunter2", "hunter2-and-more").text("a hunter2-and-more b hunter2 c")
        == "a [secret] b [secret] c"
    )


def test_secrets_that_overlap_are_hidden_together() -> None:
    """What two of them cover is one mark."""
    assert gate("abcdefgh", "efghijkl").text("x abcdefghijkl y") == "x [secret] y"


@pytest.mark.parametrize("ordinary", ["", "3", "true", "prod", "12345", "1234567", "postgres", "Production"])
def test_an_ordinary_value_is_shown_elsewhere(ordinary: str) -> None:
    """To hide every `true` of a plan would hide the plan."""
    assert gate(ordinary).text(f"it is {ordinary} here") == f"it is {ordinary} here"


@pytest.mark.parametrize("telling", ["s3cr3t", "12345678", "hunter2"])
def test_a_short_secret_that_tells_is_hidden(telling: str) -> None:
    """Six characters, or eight digits, are no coincidence."""
    assert gate(telling).text(f"it is {telling} here") == "it is [secret] here"


def test_every_part_of_a_structure_is_secret() -> None:
    """Texts and numbers at any depth, and not the keys."""
    found = gate({"first-key": ["first-value", {"second-key": 12345678}]})
    assert found.text("first-key first-value second-key 12345678") == "first-key [secret] second-key [secret]"


def test_a_line_of_a_private_key_is_secret_by_itself() -> None:
    """Whoever prints a key line by line shows none of it."""
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----\n"
    assert gate(key).text("got MIIEvQIBADANBgkqhkiG9w0B") == "got [secret]"


def test_a_document_stays_json() -> None:
    """Whatever is hidden in it: in keys, in texts of JSON inside of JSON, and numbers."""
    inner = json.dumps({"a": f"x{AWKWARD}"})
    text = json.dumps({AWKWARD: [inner, "open", 8675309123], "b": "\\n"}, indent=2)
    shown = gate(AWKWARD, 8675309123).json(text)
    assert json.loads(shown) == {"[secret]": ['{"a": "x[secret]"}', "open", "[secret]"], "b": "\\n"}


def test_a_document_without_a_secret_is_the_same_text() -> None:
    """Not a letter differs, whatever its form."""
    text = '{"a" : "\\u00e9\\/",\n"b":1e5}'
    assert gate(AWKWARD).json(text) == text


def test_a_suspect_that_is_open_elsewhere_is_cleared() -> None:
    """A host beside a password is shown, once the program shows it itself; the password is not."""
    found = gate("hunter2-hunter2")
    found.suspect(["db.example.com", "hunter2-hunter2"])
    found.acquit(["db.example.com", "hunter2-hunter2"])
    assert found.text("db.example.com hunter2-hunter2") == "db.example.com [secret]"


def test_a_secret_inside_of_another_leaves_nothing_of_the_longer_one() -> None:
    """The end that stands behind the shorter one is hidden too."""
    assert gate("left-hunter2-right", "hunter2").text("a left-hunter2-right b") == "a [secret] b"


def test_a_suspect_is_hidden_until_it_is_cleared() -> None:
    """What was made of a secret is secret as long as nobody shows it."""
    found = Gate()
    found.suspect("made-of-a-secret")
    assert found.text("a made-of-a-secret") == "a [secret]"


@given(
    secrets=st.lists(st.text(min_size=6, max_size=12), max_size=5),
    text=st.text(max_size=40),
    at=st.integers(0, 40),
)
def test_no_secret_is_left_in_any_text(secrets: list[str], text: str, at: int) -> None:
    """None that is not ordinary, wherever it stands, beside or inside of whichever other."""
    found = gate(*secrets)
    shown = found.text("|".join([text[:at], *secrets, text[at:]]))
    left = [
        each for each in secrets if not secrecy.is_ordinary(each) and each in shown.replace("[secret]", "\0")
    ]
    assert left == []


def test_a_stream_shows_no_secret_that_comes_in_pieces() -> None:
    """A secret over several writes, and one over several lines, are hidden; lines go on as they end."""
    out = io.StringIO()
    stream: Any = Masked(out, gate("hunter2-hunter2", "two\nlines").text)
    stream.write("a hunter2-")
    assert out.getvalue() == ""
    stream.write("hunter2 b\nand two\nlines")
    stream.write("\nrest")
    assert out.getvalue() == "a [secret] b\nand [secret]\n"
    stream.flush()
    assert out.getvalue() == "a [secret] b\nand [secret]\nrest"


def test_whole_lines_do_not_wait() -> None:
    """A line goes on before the next one ends."""
    lines = Lines(gate("hunter2-hunter2").text)
    assert lines.feed("one\ntw") == "one\n"
    assert lines.feed("o\n") == "two\n"


def test_a_gate_inside_of_another_is_the_same() -> None:
    """A plan inside of a command or a plan shares what is known; afterwards it is gone."""
    with secrecy.gate() as outer:
        with secrecy.gate() as inner:
            inner.learn("hunter2-hunter2")
        assert outer.text("hunter2-hunter2") == "[secret]"
    assert secrecy.current().text("hunter2-hunter2") == "hunter2-hunter2"


def test_the_time_does_not_grow_with_the_secrets() -> None:
    """A text takes no ten times longer with 2,000 secrets than with one; each look is at most at one form."""
    text = "some text of a plan, 10.0.0.0/16\n" * 3000
    few, many = gate("hunter2-hunter2"), gate(*(f"secret-number-{number:05}" for number in range(2000)))
    took: list[float] = []
    for each in (few, many):
        started = time.process_time()
        for _ in range(3):
            each.text(text)
        took.append(time.process_time() - started)
    assert took[1] < took[0] * 10 + 0.05


@pytest.mark.parametrize("secret", ["abc>>>defghi", "abc???defghi", "abc>?>?>defghi"])
@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_secret_is_hidden_in_base64_for_urls(secret: str, before: str) -> None:
    """Whether `+`, `/` or both have become something else."""
    coded = base64.urlsafe_b64encode(f"{before}{secret}".encode()).decode()
    assert "-" in coded or "_" in coded
    assert gate(secret).text(coded) != coded


@pytest.mark.parametrize(
    "form", ["two%20words%2Fone", "two%20words/one", "two+words%2Fone", "two%20words%2fone"]
)
def test_a_secret_is_hidden_in_every_form_of_a_url(form: str) -> None:
    """A space and a slash are each written in two ways."""
    assert gate("two words/one").text(f"<{form}>") == "<[secret]>"


def test_a_secret_is_hidden_without_the_spaces_around_it() -> None:
    """A file ends with a line's end, which nobody copies; in base64 it may be left out too."""
    coded = base64.b64encode(b"word-of-mine").decode()
    assert gate("word-of-mine\n").text(f"<word-of-mine> <{coded}>") == "<[secret]> <[secret]>"


def test_a_word_of_a_secret_of_one_line_is_none() -> None:
    """Only the lines of a key are secrets by themselves."""
    word = "staple-of-the-wood-" * 4
    assert gate(f"correct {word}").text(word) == word


@pytest.mark.parametrize(
    "value",
    [
        "hunter-two",
        b"hunter-two",
        {"a": "hunter-two"},
        ["hunter-two"],
        ("hunter-two",),
        {"hunter-two"},
        frozenset({"hunter-two"}),
        {"a": [{"b": ("hunter-two",)}]},
    ],
)
def test_a_secret_is_found_in_every_structure(value: Any) -> None:
    """A key of a map is none."""
    assert gate(value).text("<hunter-two>") == "<[secret]>"
    assert gate({"hunter-two": 1}).text("<hunter-two>") == "<hunter-two>"


def test_numbers_are_secrets_and_truth_values_are_not() -> None:
    """A long number tells something."""
    assert list(secrecy.texts([1234567890, 1.5, True, None, object()])) == ["1234567890", "1.5"]


def test_a_document_is_shown_as_one_asks() -> None:
    """Its texts, each as a whole; a number that is secret becomes a text."""
    document = '{"a": "say hunter-two", "b": 9876543210123, "c": 1}'
    assert gate("hunter-two", 9876543210123).json(document) == (
        '{"a": "say [secret]", "b": "[secret]", "c": 1}'
    )
    assert (
        gate("hunter-two").json(document, str.upper) == '{"A": "SAY HUNTER-TWO", "B": 9876543210123, "C": 1}'
    )


def test_an_escaped_text_of_a_document_is_read() -> None:
    """A secret with a quote stands escaped in it."""
    secret = 'hunter"two-and-three'  # noqa: S105 nobody's
    document = json.dumps({"a": f"<{secret}>", "b": "\n"})
    assert json.loads(gate(secret).json(document)) == {"a": "<[secret]>", "b": "\n"}


def test_several_lines_at_once_show_no_secret() -> None:
    """As one by one."""
    stream = io.StringIO()
    masked = Masked(stream, gate("hunter-two").text)
    masked.writelines(["a hunter-two\n", "b hunter-", "two\n"])
    assert stream.getvalue() == "a [secret]\nb [secret]\n"


def test_names_that_differ_in_a_secret_alone_are_numbered() -> None:
    """The first is without a number, and the same name keeps its own."""
    found = gate("hunter-two", "correct-horse", "battery-staple")
    found.keep_apart(
        ["a-hunter-two", "a-correct-horse", "a-hunter-two", "a-battery-staple", "b-correct-horse"]
    )
    shown = [found.text(f"a-{each}") for each in ("hunter-two", "correct-horse", "battery-staple")]
    assert shown == ["a-[secret]", "a-[secret 2]", "a-[secret 3]"]
    assert found.text("b-correct-horse") == "b-[secret 2]"


def test_what_everybody_can_read_is_shown() -> None:
    """Also where it was learnt before, and after the gate has begun again."""
    found = gate("instanceClass", "hunter-two")
    found.spare(["aws:rds/instance:Instance", "instanceClass"])
    found.suspect("made-of-it")
    found.acquit(["made-of-it"])
    assert found.text("instanceClass hunter-two made-of-it") == "instanceClass [secret] made-of-it"
    assert found.knows("instanceClass")


PUBLIC_WORDS = [
    "account",
    "accounts",
    "admin-user",
    "administrator",
    "adminuser",
    "anonymous",
    "application",
    "backend",
    "changeme",
    "cluster",
    "database",
    "default",
    "default_value",
    "development",
    "disabled",
    "dummy",
    "enabled",
    "example",
    "false",
    "frontend",
    "internal",
    "localhost",
    "mongodb",
    "namespace",
    "password",
    "placeholder",
    "postgres",
    "postgresql",
    "private",
    "production",
    "project",
    "public",
    "rabbitmq",
    "readonly",
    "region",
    "registry",
    "require",
    "required",
    "resource",
    "sample",
    "secret",
    "secrets",
    "service",
    "sqladmin",
    "staging",
    "string",
    "system",
    "test-user",
    "testing",
    "unknown",
    "username",
    "verify-full",
]


@pytest.mark.parametrize("word", PUBLIC_WORDS)
def test_every_ordinary_word_is_shown(word: str) -> None:
    """In letters of either size; with one letter more it is somebody's secret."""
    assert secrecy.is_ordinary(word)
    assert secrecy.is_ordinary(word.upper())
    assert not secrecy.is_ordinary(f"{word}Xq7")
