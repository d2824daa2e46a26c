"""A file says the object, and nothing else, to every reader of YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.placeholders import MarkedText
from jiban.render.text import HEADER, text

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(LETTERS, max_size=30))
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_an_object_is_sorted_by_its_keys() -> None:
    """So that a change of the order in the program is no change of the file."""
    assert text({"kind": "Service", "apiVersion": "v1", "spec": {"b": [1, 2], "a": "x"}}) == (
        HEADER + "apiVersion: v1\nkind: Service\nspec:\n  a: x\n  b:\n  - 1\n  - 2\n"
    )


@pytest.mark.parametrize(
    "word",
    [
        *("y", "N", "yes", "No", "on", "OFF", "true", "null", "~", "", "1", "1.0", "1e3", "0x1F", "0o17"),
        *("010", "1_000", "1:30", "2026-11-27", "-", ".5", "NaN", ".inf", "=", "<<", "a: b", "a #b", "*a"),
        *("&a", "!a", "{a}", "[a]", "a:", "%a", "@a", "`a", " a", "a ", "|", ">"),
    ],
)
def test_a_text_that_a_reader_could_take_for_something_else_is_quoted(word: str) -> None:
    """Kubernetes reads more words as truth values and numbers than YAML 1.2 has."""
    assert text({"value": word}) == f'{HEADER}value: "{word}"\n'


@pytest.mark.parametrize(
    "word", ["web", "v1", "apps/v1", "registry.example/web:1.0.0", "https://a.example/b"]
)
def test_a_plain_text_is_not_quoted(word: str) -> None:
    """Names, versions, images and addresses."""
    assert text({"value": word}) == f"{HEADER}value: {word}\n"


def test_lines_stay_lines() -> None:
    """A script or a certificate can be read in the file."""
    assert text({"data": {"a.sh": "set -e\necho 'a'\n"}}) == (
        f"{HEADER}data:\n  a.sh: |\n    set -e\n    echo 'a'\n"
    )


@pytest.mark.parametrize(("number", "shown"), [(3.0, "3"), (0.5, "0.5"), (7, "7"), (True, "true")])
def test_numbers_are_as_kubernetes_has_them(number: Any, shown: str) -> None:
    """What comes from the engine as a fraction without one is a whole number."""
    assert text({"value": number}) == f"{HEADER}value: {shown}\n"


def test_a_text_with_a_mark_is_a_text() -> None:
    """Marks are the plan's own."""
    assert text({"value": MarkedText("web")}) == f"{HEADER}value: web\n"


@given(st.dictionaries(st.text(LETTERS, max_size=8), VALUES, max_size=4))
def test_what_is_written_is_read_as_it_was(content: dict[str, Any]) -> None:
    """Whatever the texts and keys are."""
    assert yaml.safe_load(text(content)) == content


@given(st.dictionaries(st.text(LETTERS, max_size=8), VALUES, max_size=4))
def test_the_order_of_keys_does_not_count(content: dict[str, Any]) -> None:
    """The same object is the same file."""
    assert text(dict(reversed(content.items()))) == text(content)
