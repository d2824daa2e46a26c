"""A stack's configuration: what an override leaves of a secret, what is declared of it, and its texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiban import secrecy
from jiban.project.config import as_config_text, full_key, read_config, with_values
from jiban.project.errors import ConfigFileError
from jiban.project.project import StackConfig, find_project
from jiban.secrecy import MARK

PROJECT = "name: demo\nruntime: python\n"
SECRETS = """\
config:
  a: {secure: X}
  b: {c: [{secure: Y}, {secure: Z}], d: {secure: W}, e: plain}
"""


def config(folder: Path, stack: str | None, declared: str = "", /, **overrides: list[str]) -> StackConfig:
    """Read the configuration of a stack file, or of none."""
    (folder / "Pulumi.yaml").write_text(PROJECT + declared)
    (folder / "__main__.py").touch()
    if stack is not None:
        (folder / "Pulumi.dev.yaml").write_text(stack)
    return read_config(find_project(folder), "dev", **overrides)


def problems(folder: Path, stack: str, declared: str = "", /, **overrides: list[str]) -> list[str]:
    """What is wrong with a configuration."""
    with pytest.raises(ConfigFileError) as caught:
        config(folder, stack, declared, **overrides)
    return [str(each) for each in caught.value.problems]


def places(found: StackConfig) -> list[tuple[str, tuple[str | int, ...]]]:
    """Where secrets stand that could not be read."""
    return [(each.key, each.path) for each in found.placeholders]


def test_a_stack_without_a_file_has_no_values(tmp_path: Path) -> None:
    """Only the command line's."""
    assert config(tmp_path, None, overrides=["a=1"]).values == {"demo:a": "1"}


@pytest.mark.parametrize(
    ("overrides", "left"),
    [
        ({"overrides": ["a=1"]}, [("demo:b", ("c", 0)), ("demo:b", ("c", 1)), ("demo:b", ("d",))]),
        ({"overrides": ["b=1"]}, [("demo:a", ())]),
        ({"path_overrides": ["a=1"]}, [("demo:b", ("c", 0)), ("demo:b", ("c", 1)), ("demo:b", ("d",))]),
        ({"path_overrides": ["b=1"]}, [("demo:a", ())]),
        ({"path_overrides": ["b.c=1"]}, [("demo:a", ()), ("demo:b", ("d",))]),
        ({"path_overrides": ["b.c[1]=1"]}, [("demo:a", ()), ("demo:b", ("c", 0)), ("demo:b", ("d",))]),
        (
            {"path_overrides": ["b.e=1"]},
            [("demo:a", ()), ("demo:b", ("c", 0)), ("demo:b", ("c", 1)), ("demo:b", ("d",))],
        ),
    ],
)
def test_an_override_takes_the_place_of_the_secrets_below_it(
    tmp_path: Path, overrides: dict[str, list[str]], left: list[tuple[str, tuple[str | int, ...]]]
) -> None:
    """Those beside it, and those of other keys, stay."""
    assert places(config(tmp_path, SECRETS, "", **overrides)) == left


def test_what_is_given_in_the_place_of_a_secret_is_hidden(tmp_path: Path) -> None:
    """At its own place and no other."""
    found = config(tmp_path, SECRETS, path_overrides=["b.c[1]=word", "b.e=other"])
    text = found.placeholders[1].text
    assert found.values["demo:b"] == (
        f'{{"c":["{text}","word"],"d":"{found.placeholders[2].text}","e":"other"}}'
    )
    assert found.hidden == {"demo:a": MARK, "demo:b": f'{{"c":["{MARK}","{MARK}"],"d":"{MARK}","e":"other"}}'}


def test_what_is_given_for_a_map_that_held_a_secret_is_hidden(tmp_path: Path) -> None:
    """All of it, wherever it is printed: which part was meant for the secret's place, nobody can tell."""
    with secrecy.gate() as gate:
        found = config(tmp_path, SECRETS, overrides=['b={"host":"hunter22"}'])
        assert (found.values["demo:b"], found.hidden["demo:b"]) == ('{"host":"hunter22"}', MARK)
        assert gate.text("at hunter22") == f"at {MARK}"


def test_a_value_under_the_name_of_a_secret_is_hidden(tmp_path: Path) -> None:
    """In lists and maps, and none beside it."""
    found = config(
        tmp_path, "config: {x: [{password: hunter22, name: y}], z: {deep: {token: abcdefgh}}, w: 1}\n"
    )
    assert found.hidden == {
        "demo:x": f'[{{"name":"y","password":"{MARK}"}}]',
        "demo:z": f'{{"deep":{{"token":"{MARK}"}}}}',
    }
    assert found.values["demo:x"] == '[{"name":"y","password":"hunter22"}]'


def test_a_malformed_secret_is_told_where_it_stands(tmp_path: Path) -> None:
    """At the top, and inside of a list."""
    text = "config:\n  a: {secure: 1}\n  b:\n    - x\n    - {secure: [1]}\n"
    reason = "`secure` holds the encrypted text of a secret; set it with: pulumi config set --secret"
    assert problems(tmp_path, text) == [
        f"Pulumi.dev.yaml:2:3: {reason} a",
        f"Pulumi.dev.yaml:5:7: {reason} b",
    ]


def test_a_declared_secret_that_is_given_is_hidden(tmp_path: Path) -> None:
    """Whoever gives it."""
    declared = "config: {a: {secret: true, default: word}, b: {default: word}}\n"
    found = config(tmp_path, "config: {}\n", declared)
    assert (found.values, found.hidden) == ({"demo:a": "word", "demo:b": "word"}, {"demo:a": MARK})


def test_faulty_declarations_are_told_one_by_one(tmp_path: Path) -> None:
    """A key that is none, a type that is none, and the ones after them."""
    declared = "config:\n  x:y:z: {type: string}\n  a: {type: text}\n  b: {type: boolean}\n"
    assert problems(tmp_path, "config: {a: 1, b: 2}\n", declared) == [
        "Pulumi.yaml:5:7: `type` of a must be one of string, integer, boolean, array, object; got 'text'",
        "Pulumi.dev.yaml: b must be of type boolean, as Pulumi.yaml declares",
        "Pulumi.yaml:4:3: invalid configuration key 'x:y:z'; expected NAMESPACE:NAME",
    ]


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("string", ["x", "1", "true"], ["[1]", "{y: 1}"]),
        ("integer", ["1", "-1"], ["x", "1.5", "[1]"]),
        ("boolean", ["true", "false"], ["x", "1"]),
        ("array", ["[1]", "[]"], ["x", "{y: 1}"]),
        ("object", ["{y: 1}", "{}"], ["x", "[1]"]),
    ],
)
def test_a_declared_type_is_asked_for(tmp_path: Path, kind: str, right: list[str], wrong: list[str]) -> None:
    """A scalar counts as text; a secret that cannot be read is of any type."""
    declared = f"config: {{a: {{type: {kind}}}}}\n"
    for value in [*right, "{secure: X}"]:
        assert config(tmp_path, f"config: {{a: {value}}}\n", declared).project == "demo"
    for value in wrong:
        assert problems(tmp_path, f"config: {{a: {value}}}\n", declared) == [
            f"Pulumi.dev.yaml: a must be of type {kind}, as Pulumi.yaml declares"
        ]


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("a.b=true", {"b": True}),
        ("a.b=false", {"b": False}),
        ("a.b=0", {"b": 0}),
        ("a.b=-12", {"b": -12}),
        ("a.b=007", {"b": "007"}),
        ("a.b=1.5", {"b": "1.5"}),
        ("a.b=True", {"b": "True"}),
        ("a.b=" + "9" * 18, {"b": 999999999999999999}),
        ("a.b=" + "9" * 19, {"b": "9" * 19}),
        ("a[0]=x", ["x"]),
        ("a[0].b[0]=x", [{"b": ["x"]}]),
    ],
)
def test_a_path_makes_what_leads_to_its_value(tmp_path: Path, override: str, value: Any) -> None:
    """Maps and lists where there are none, and a number or a truth value where the CLI takes it for one."""
    assert config(tmp_path, None, path_overrides=[override]).values == {"demo:a": as_config_text(value)}


@pytest.mark.parametrize(
    ("stack", "override", "found"),
    [
        ("a: [1, 2]", "a[1]=5", "[1,5]"),
        ("a: [1, 2]", "a[2]=5", "[1,2,5]"),
        ("a: {b: null}", "a.b.c=5", '{"b":{"c":5}}'),
        ("a: text", "a.b=5", '{"b":5}'),
        ("a: text", "a[0]=5", "[5]"),
        ("a: {b: {c: 1, d: 2}}", "a.b.c=5", '{"b":{"c":5,"d":2}}'),
        ("a: {b: {c: 1}}", "a.b=5", '{"b":5}'),
    ],
)
def test_a_path_keeps_what_stands_beside_its_value(
    tmp_path: Path, stack: str, override: str, found: str
) -> None:
    """A scalar at the top gives way to what a path leads through."""
    assert config(tmp_path, f"config: {{{stack}}}\n", path_overrides=[override]).values == {"demo:a": found}


@pytest.mark.parametrize(
    ("stack", "override", "reason"),
    [
        ("a: {b: text}", "a.b.c=1", "a.b.c: demo:a.b is not a map"),
        ("a: {b: text}", "a.b[0]=1", "a.b[0]: demo:a.b is not a list"),
        ("a: [1]", "a.b=1", "a.b: demo:a is not a map"),
        ("a: [1]", "a[2]=1", "a[2]: index 2 is out of range; the list has 1 items"),
    ],
)
def test_a_path_through_something_else_is_refused(
    tmp_path: Path, stack: str, override: str, reason: str
) -> None:
    """By its key and what stands there."""
    assert problems(tmp_path, f"config: {{{stack}}}\n", path_overrides=[override]) == [f"-c: {reason}"]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("a", "demo:a"),
        ("aws:a", "aws:a"),
        ("aws:config:a", "aws:a"),
        ("", ""),
        (":a", ""),
        ("a:", ""),
        ("a:b:c", ""),
        ("a:config:b:c", ""),
    ],
)
def test_a_key_has_a_namespace(key: str, found: str) -> None:
    """The project's where it names none; the old form with `config` is read."""
    reason = "" if found else f"invalid configuration key {key!r}; expected NAMESPACE:NAME"
    assert full_key("demo", key) == (found, reason)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (1, "1"),
        (2.0, "2"),
        (None, "null"),
        ({"b": 2.0, "a": [1.5, None, True]}, '{"a":[1.5,null,true],"b":2}'),
        ({"a": "\u00e9"}, '{"a":"\u00e9"}'),
    ],
)
def test_a_value_as_the_program_gets_it(value: Any, text: str) -> None:
    """Text as it is, anything else as Pulumi writes it."""
    assert as_config_text(value) == text


def test_values_of_a_program_come_over_those_of_the_file(tmp_path: Path) -> None:
    """Under their full keys, the secret ones hidden."""
    found = with_values(
        config(tmp_path, "config: {a: 1, b: {secure: X}}\n"),
        project="demo",
        stack="other",
        values={"a": "2", "aws:region": "eu", "c": "word-of-mine"},
        secret_keys=["c"],
    )
    assert (found.project, found.stack) == ("demo", "other")
    assert found.values == {
        "demo:a": "2",
        "demo:b": found.placeholders[0].text,
        "aws:region": "eu",
        "demo:c": "word-of-mine",
    }
    assert found.secret_keys == ("demo:b", "demo:c")
    assert found.hidden == {"demo:b": MARK, "demo:c": MARK}


def test_a_list_at_the_top_keeps_what_a_path_does_not_name(tmp_path: Path) -> None:
    """A path through a scalar item of it makes a map of that item alone."""
    found = config(tmp_path, "config: {a: [x, {b: 1, c: 2}]}\n", path_overrides=["a[1].b=5"])
    assert found.values == {"demo:a": '["x",{"b":5,"c":2}]'}


@pytest.mark.parametrize("key", ["data", "value", "values", "password"])
def test_what_stands_under_values_of_a_secret_map_is_secret(tmp_path: Path, key: str) -> None:
    """As a whole under the names that say that values follow, and not what stands beside them."""
    given = json.dumps({"of": "readable", "deep": [{key: {"a": "hunter22", "b": ["hunter23"]}}]})
    with secrecy.gate() as gate:
        config(tmp_path, None, overrides=[f"secrets={given}"])
        assert gate.text("hunter22 hunter23 readable") == "[secret] [secret] readable"


def test_a_path_that_is_none_is_told_once(tmp_path: Path) -> None:
    """By its key, or by what is wrong with the key."""
    assert problems(tmp_path, "config: {}\n", path_overrides=["x:y:z.b=1", "a..b=1"]) == [
        "-c: invalid configuration key 'x:y:z'; expected NAMESPACE:NAME",
        "-c: invalid property path 'a..b'",
    ]
