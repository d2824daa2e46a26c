from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.project.yaml_source import (
    MAX_BYTES,
    YamlError,
    go_text,
    load,
    parse,
    resolve_plain,
    type_name,
)


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("on", "on", "on"),
        ("yes", "yes", "yes"),
        ("22:30", "22:30", "22:30"),
        ("1_000", 1000, "1000"),
        ("0123", 83, "83"),
        ("0o17", 15, "15"),
        ("-0o7", -7, "-7"),
        ("0x1F", 31, "31"),
        ("0b11", 3, "3"),
        ("-0b11", -3, "-3"),
        ("0x_1f", 31, "31"),
        ("0X1F", "0X1F", "0X1F"),
        ("00", 0, "0"),
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("+0x1f", 31, "31"),
        ("+1", 1, "1"),
        ("09", 9.0, "9"),
        ("1e3", 1000.0, "1000"),
        (".5", 0.5, "0.5"),
        ("685_230.15", 685230.15, "685230.15"),
        ("1.", 1.0, "1"),
        ("-1.5", -1.5, "-1.5"),
        ("+1.5E+2", 150.0, "150"),
        ("1e-2", 0.01, "0.01"),
        (".", ".", "."),
        ("1.2.3", "1.2.3", "1.2.3"),
        ("10.0.0.0/16", "10.0.0.0/16", "10.0.0.0/16"),
        ("0x", "0x", "0x"),
        ("99999999999999999999", 1e20, "100000000000000000000"),
        ("1E400", "1E400", "1E400"),
        ("TRUE", True, "true"),
        ("tRue", "tRue", "tRue"),
        ("~", None, "null"),
        ("2012-10-17", "2012-10-17", "2012-10-17 00:00:00 +0000 UTC"),
        ("2012-10-17t10:00:00Z", "2012-10-17t10:00:00Z", "2012-10-17t10:00:00Z"),
        ("12-10-17", "12-10-17", "12-10-17"),
        ("2012-10", "2012-10", "2012-10"),
        ("2012-1-7", "2012-1-7", "2012-01-07 00:00:00 +0000 UTC"),
        ("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"),
        ("2001-12-14 21:59:43.10 -5", "2001-12-14 21:59:43.10 -5", "2001-12-14 21:59:43.10 -5"),
        ("18446744073709551615", 2**64 - 1, "18446744073709551615"),
        ("18446744073709551616", float(2**64), "18446744073709551616"),
        ("-9223372036854775808", -(2**63), "-9223372036854775808"),
        ("-9223372036854775809", float(-(2**63)), "-9223372036854775808"),
        ("1e20", 1e20, "100000000000000000000"),
        ("1e21", 1e21, "1e+21"),
        ("1e-7", 1e-7, "1e-07"),
        ("_1", "_1", "_1"),
        ("=", "=", "="),
    ],
)
def test_plain_scalars_are_those_of_go(text: str, value: object, shown: str) -> None:
    """Plain scalars have the values that yaml.v3 v3.0.1 gives them (observed), and Pulumi's texts."""
    found = parse(f"k: {text}", "x.yaml").value["k"]
    assert found == value
    assert isinstance(found, type(value))
    assert go_text(found) == shown


def test_quoted_scalars_are_text() -> None:
    """Quotes, block styles and !!str make text of anything."""
    assert parse("a: '1'\nb: \"true\"\nc: !!str 5\nd: |\n  1\ne: ! 7\n", "x").value == {
        "a": "1",
        "b": "true",
        "c": "5",
        "d": "1\n",
        "e": "7",
    }


def test_positions_of_keys_and_values() -> None:
    """Every entry knows the line and column of its key and of its value."""
    document = parse("a:\n  b: 1\n  c:\n    - x\n    - {d: y}\n", "x")
    assert (document.position_of(("a", "b")).key, document.position_of(("a", "b")).value) == ((2, 3), (2, 6))
    assert document.position_of(("a", "c", 1, "d")).value == (5, 11)
    assert document.position_of(("a", "c", 0)).key is None
    assert document.position_of(("a", "missing", "deep")).key == (1, 1)
    assert document.position_of().value == (1, 1)


def test_aliases_and_merges() -> None:
    """Aliases repeat values, merge keys give what a map lacks, and both keep the place of the original."""
    document = parse("a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\n", "f")
    assert document.value == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}}
    assert document.position_of(("c", "x")).key == (1, 8)


def test_keys_are_text() -> None:
    """Keys that are numbers or truth values become text as Pulumi makes it."""
    assert parse("1: a\ntrue: b\n'2': c\n", "f").value == {"1": "a", "true": "b", "2": "c"}
    assert parse("0x1F: a\n1_000: b\n~: c\n'0x1F': d\n", "f").value == {
        "31": "a",
        "1000": "b",
        "null": "c",
        "0x1F": "d",
    }
    assert parse("a: &k 0x1F\n*k : b\n", "f").value == {"a": 31, "31": "b"}


def test_a_merge_takes_several_maps() -> None:
    """Of a key that two of them have, the first counts, and what the map itself has counts over all."""
    text = "a: &a {x: 1}\nb: &b {x: 2, y: 2, z: 2}\nc: {<<: [*a, *b], z: 3}\n"
    assert parse(text, "f").value["c"] == {"x": 1, "y": 2, "z": 3}


def test_a_quoted_merge_key_is_a_key() -> None:
    """Only the plain one merges."""
    assert parse("a: {'<<': {x: 1}, y: 2}\n", "f").value == {"a": {"<<": {"x": 1}, "y": 2}}
    assert parse("a: {<<: {x: 1}, '<<': 2}\n", "f").value == {"a": {"<<": 2, "x": 1}}
    assert parse("a: {<<: {x: 1}, <<: {y: 2}}\n", "f").value == {"a": {"x": 1, "y": 2}}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "nothing"),
        (True, "a boolean"),
        ({}, "a map"),
        ([], "a list"),
        (1, "a number"),
        (1.5, "a number"),
        ("1", "a string"),
    ],
)
def test_a_type_has_a_name(value: object, name: str) -> None:
    """Whatever the value."""
    assert type_name(value) == name


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "---\n", "\ufeff"], ids=["empty", "comment", "start mark", "byte order mark"]
)
def test_empty_file_is_none(text: str) -> None:
    """An empty file has no value."""
    assert parse(text, "f").value is None


def test_byte_order_mark_is_skipped() -> None:
    """A file that begins with a byte order mark reads as without."""
    assert parse(b"\xef\xbb\xbfa: 1\n", "f").value == {"a": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a: 1\na: 2\n", "f:2:1: duplicate key 'a', first in line 1", id="duplicate key"),
        pytest.param(
            b"a:\n\tb: 1\n", "f:2:1: a tab is used for indentation; YAML allows only spaces", id="tab"
        ),
        pytest.param(
            b"a: 1\nb: \xff\n", "f:2:4: invalid UTF-8: byte 0xff; save the file as UTF-8", id="encoding"
        ),
        pytest.param(
            b"a: 1\n---\nb: 2\n", "f:2:1: expected one YAML document, got a second one", id="two documents"
        ),
        pytest.param(b"a: &x [*x]\n", "f:1:8: *x refers to the entry that contains it", id="alias cycle"),
        pytest.param(b"a: *x\n", "f:1:4: unknown alias *x; there is no &x above it", id="unknown alias"),
        pytest.param(b"[a]: 1\n", "f:1:1: a key must be a string, got a list or a map", id="list as a key"),
        pytest.param(
            b"a: !!python/name:os.system x\n",
            "f:1:4: the tag !!python/name:os.system is not supported",
            id="tag of Python",
        ),
        pytest.param(b"a: !!int x\n", "f:1:4: 'x' is not !!int", id="text tagged as a number"),
        pytest.param(
            b"a: b: c\n",
            "f:1:5: not valid YAML: mapping values are not allowed in this context",
            id="two colons",
        ),
        pytest.param(
            b"a: \x07\n", "f:1:4: not valid YAML: control characters are not allowed", id="control character"
        ),
        pytest.param(
            b"a: 1\nbc: \x07\n",
            "f:2:5: not valid YAML: control characters are not allowed",
            id="control character in a later line",
        ),
        pytest.param(
            b"a: &a {x: 1}\nb: {<<: [*a, 5]}\n", "f:2:15: << merges maps, got a number", id="merge of a list"
        ),
        pytest.param(b"a: {<<: 5}\n", "f:1:9: << merges maps, got a number", id="merge of a number"),
    ],
)
def test_faults_are_told_in_a_sentence(content: bytes, message: str) -> None:
    """A fault is told with file, line and column in one sentence."""
    with pytest.raises(YamlError) as caught:
        parse(content, "f")
    assert str(caught.value) == message


def test_all_duplicate_keys_are_told() -> None:
    """Every duplicate key is named."""
    with pytest.raises(YamlError) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}\n", "f")
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 1), (3, 11)]


def test_depth_and_growth_are_bounded() -> None:
    """Deep nesting, growing aliases and huge files are refused rather than followed."""
    with pytest.raises(YamlError, match="nested deeper than 100 levels"):
        parse("[" * 100_000, "f")
    growing = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    for index in range(8):
        name, before = chr(98 + index), chr(97 + index)
        growing += f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    with pytest.raises(YamlError, match="more than 200000 values"):
        parse(growing, "f")
    with pytest.raises(YamlError, match="larger than 4 MB"):
        parse(b"#" * (MAX_BYTES + 1), "f")


def test_load_names_the_file(tmp_path: Path) -> None:
    """A file that is loaded is named in messages, by its path or as asked."""
    file = tmp_path / "x.yaml"
    file.write_text("a: [\n")
    with pytest.raises(YamlError, match=r"^shown.yaml:2:1: "):
        load(file, "shown.yaml")


@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"#,?%@` \n\t01.", max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_a_fault(content: bytes) -> None:
    """Whatever the bytes, the result is a value or a fault in words, never another exception."""
    messages = ["a value"]
    try:
        parse(content, "f")
    except YamlError as error:
        messages = [problem.reason for problem in error.problems]
    assert all(messages)


@given(st.text("0123456789+-._eExXoObBaf:", min_size=1, max_size=12))
def test_any_scalar_can_be_resolved_and_shown(text: str) -> None:
    """Every plain text resolves to something that can be shown."""
    assert isinstance(go_text(resolve_plain(text)), str)


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("", "~", "null", "Null", "NULL"), "None"),
        (("true", "True", "TRUE"), "True"),
        (("false", "False", "FALSE"), "False"),
        ((".nan", ".NaN", ".NAN"), "nan"),
        ((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), "inf"),
        (("-.inf", "-.Inf", "-.INF"), "-inf"),
    ],
)
def test_every_spelling_of_a_constant(texts: tuple[str, ...], shown: str) -> None:
    """In the three ways in which YAML 1.2 writes it, and in no other."""
    assert [str(parse(f"a: {text}\n", "x").value["a"]) for text in texts] == [shown] * len(texts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!str 5", "5"),
        ("!!int 0x1F", 31),
        ("!!int '7'", 7),
        ("!!float 5", 5),
        ("!!float 1.5", 1.5),
        ("!!bool true", True),
        ("!!null ~", None),
        ("!!timestamp 2012-10-17", "2012-10-17"),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
    ],
)
def test_a_tag_of_yaml_may_say_what_a_value_is(text: str, value: object) -> None:
    """Each of those that YAML itself has for a configuration."""
    assert parse(f"k: {text}\n", "x").value == {"k": value}


@pytest.mark.parametrize(
    "text", ["!!int 1.5", "!!float x", "!!bool 1", "!!bool yes", "!!null 0", "!!binary aGk=", "!!set {a}"]
)
def test_a_tag_that_the_value_is_not_is_refused(text: str) -> None:
    """And one that Pulumi has no value for."""
    with pytest.raises(YamlError):
        parse(f"k: {text}\n", "x")


def test_as_many_levels_and_values_as_are_read() -> None:
    """100 levels; with one more, none."""
    assert parse("[" * 100 + "]" * 100, "f").value is not None
    with pytest.raises(YamlError, match="f:1:101: nested deeper than 100 levels"):
        parse("[" * 101 + "]" * 101, "f")
    assert parse(b"#" * MAX_BYTES, "f").value is None
