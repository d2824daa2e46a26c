"""Manifests as text: YAML as Kubernetes reads it."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.plan.manifests.errors import ManifestError
from jiban.plan.manifests.text import objects_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("y", True),
        ("off", False),
        ("N", False),
        ('"yes"', "yes"),
        ("0644", 420),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", 1000),
        ("089", 89),
        ("1e3", 1000),
        ("1.5", 1.5),
        ("-7", -7),
        ("2026-11-26", "2026-11-26"),
        ("2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z"),
        ("1:30", "1:30"),
        ("~", None),
        ("", None),
        ("NULL", None),
        ("100m", "100m"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
    ],
)
def test_a_scalar_is_read_as_by_go(text: str, value: Any) -> None:
    """Booleans, octal and decimal numbers are those of go-yaml 2; dates and base 60 are texts."""
    [found] = objects_of(f"value: {text}\n")
    assert (found["value"], type(found["value"])) == (value, type(value))


def test_documents_that_are_empty_are_left_out() -> None:
    """Separators and comments make no objects."""
    assert objects_of("---\n# nothing\n---\na: 1\n---\n{}\n---\nb: 2\n") == [{"a": 1}, {"b": 2}]


def test_keys_are_texts() -> None:
    """A key that YAML takes for a number or a boolean is the text that JSON has for it."""
    assert objects_of("data: {1: a, true: b}") == [{"data": {"1": "a", "true": "b"}}]


def test_anchors_and_merges_are_resolved() -> None:
    """What an alias repeats is there twice, in maps of their own."""
    [found] = objects_of("a: &x {k: 1}\nb: {<<: *x, l: 2}\nc: *x\n")
    assert found == {"a": {"k": 1}, "b": {"k": 1, "l": 2}, "c": {"k": 1}}
    assert found["a"] is not found["c"]


def test_json_is_yaml() -> None:
    """A manifest may be JSON."""
    assert objects_of('{"kind": "Namespace", "metadata": {"name": "a"}}') == [
        {"kind": "Namespace", "metadata": {"name": "a"}}
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1\n", "line 2: it is no YAML"),
        ("a: 1\n b: 2\n", "line 2: it is no YAML"),
        ("- a\n", "expected objects with apiVersion and kind, got"),
        ("words\n", "expected objects with apiVersion and kind, got 'words'"),
        ("a: .nan\n", ".nan is no number that JSON has"),
        ("a: -.inf\n", "-.inf is no number that JSON has"),
        ("a: 1e999\n", "1e999 is no number that JSON has"),
        ("a: &a [*a]\n", "more than"),
        ("a: !!python/object:os.system {}\n", "it is no YAML"),
    ],
)
def test_what_is_no_manifest_is_refused(text: str, said: str) -> None:
    """The fault is named, with its line where YAML has one."""
    with pytest.raises(ManifestError, match=said.replace("[", r"\[")):
        objects_of(text)


def test_a_bomb_of_aliases_is_refused() -> None:
    """Ten to the ninth values are not made."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ManifestError, match="more than 1,000,000 values"):
        objects_of("\n".join(lines))
