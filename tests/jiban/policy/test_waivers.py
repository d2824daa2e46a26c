"""The file of waivers: what it may say, and what is said of one that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiban.policy import waivers
from jiban.policy.rule import Severity
from jiban.policy.waivers import Ban, Waiver, WaiverFileError
from jiban.project.problem import Problem

GOOD = """\
waivers:
  - rule: PG-001
    resource: postgres-*
    stacks: [dev]
    owner: platform
    reason: the old data centre still reads from it
    expires: 2026-12-31
"""
NO_YAML = "not valid YAML"
KEYS = "rule, resource, owner, reason, expires, stacks, path"
WAIVER = Waiver(
    rule="PG-001",
    resource="postgres-*",
    owner="platform",
    reason="the old data centre still reads from it",
    expires=date(2026, 12, 31),
    stacks=("dev",),
    line=2,
)


def faults(text: str) -> list[str]:
    """What is said of a file."""
    with pytest.raises(WaiverFileError) as caught:
        waivers.parse(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_waiver() -> None:
    """A waiver says rule, resource, owner, reason and last day; stacks may be left out."""
    assert waivers.parse(GOOD) == (WAIVER,)
    assert waivers.parse(GOOD.replace("    stacks: [dev]\n", ""))[0].stacks == ()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "waivers: []\n"])
def test_a_file_without_waivers(text: str) -> None:
    """An empty file is a file without waivers."""
    assert waivers.parse(text) == ()


def test_no_file(tmp_path: Path) -> None:
    """A project needs no file of waivers."""
    assert waivers.load(tmp_path / "waivers.yaml") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2]\n", ["waivers.yaml:1:1: expected the file to be a map with waivers, forbid"]),
        ("waiver: []\n", ["waivers.yaml:1:1: the file has no key 'waiver'; did you mean waivers?"]),
        ("waivers: PG-001\n", ["waivers.yaml:1:10: waivers must be a list"]),
        (
            "waivers: [\n",
            [f"waivers.yaml:2:1: {NO_YAML}: did not find expected node content (while parsing a flow node)"],
        ),
        (
            "waivers:\n  - PG-001\n",
            [
                (
                    "waivers.yaml:2:5: expected a waiver to be a map with rule, resource, owner, reason, "
                    "expires, stacks, path"
                )
            ],
        ),
        (
            GOOD.replace("    owner: platform\n", "").replace("reason: the old", "reasons: the old"),
            [
                (
                    "waivers.yaml:2:5: the waiver has no owner and no reason; a waiver needs rule, "
                    "resource, owner, reason and expires"
                ),
                "waivers.yaml:5:5: a waiver has no key 'reasons'; did you mean reason?",
            ],
        ),
        (
            GOOD.replace("2026-12-31", "31.12.2026"),
            ["waivers.yaml:7:14: expires is '31.12.2026', which is not a date; write it like 2026-12-31"],
        ),
        (GOOD.replace("platform", '" "'), ["waivers.yaml:5:12: owner is empty"]),
        (GOOD.replace("platform", ""), ["waivers.yaml:5:11: owner must be text"]),
        (
            GOOD.replace("[dev]", "dev"),
            ["waivers.yaml:4:13: stacks must be a list of stack names; leave it out for all stacks"],
        ),
        (GOOD + "    owner: again\n", ["waivers.yaml:8:5: owner is given twice"]),
        (
            "waivers:\n  - {}\n",
            [
                (
                    "waivers.yaml:2:5: the waiver has no rule and no resource and no owner and no reason and "
                    "no expires; a waiver needs rule, resource, owner, reason and expires"
                )
            ],
        ),
    ],
)
def test_a_file_that_is_wrong(text: str, said: list[str]) -> None:
    """Everything that is wrong is said at once, each with file, line and column."""
    assert faults(text) == said


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder of the file's name is an error, not a file without waivers."""
    (tmp_path / "waivers.yaml").mkdir()
    with pytest.raises(WaiverFileError, match=r"waivers\.yaml:1:1: cannot be read: "):
        waivers.load(tmp_path / "waivers.yaml")


@pytest.mark.parametrize(
    ("glob", "name", "matches"),
    [
        ("postgres-*", "postgres-primary", True),
        ("postgres-*", "Postgres-primary", False),
        ("postgres", "postgres-primary", False),
        ("*", "", True),
        ("*::aws:rds/*::db", "db", True),
        ("*::aws:s3/*::db", "db", False),
        ("shop:db", "shop:db", True),
        ("shop:*", "shop:db", True),
    ],
)
def test_what_a_glob_matches(glob: str, name: str, *, matches: bool) -> None:
    """A glob is of names, or of URNs where it has `::`; letter case counts."""
    waiver = Waiver("PG-001", glob, "o", "r", date(2026, 12, 31))
    assert (
        waiver.matches("PG-001", name, f"urn:pulumi:dev::shop::aws:rds/instance:Instance::{name}") is matches
    )


def test_a_waiver_is_of_one_rule() -> None:
    """No waiver covers another rule's failure."""
    assert not WAIVER.matches("PG-002", "postgres-primary", "")


@pytest.mark.parametrize(
    ("today", "left"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), -1), (date(2026, 12, 1), 30)]
)
def test_the_days_that_are_left(today: date, left: int) -> None:
    """A waiver holds through its last day."""
    assert WAIVER.days_left(today) == left


def test_the_file_stands_beside_the_project_file(tmp_path: Path) -> None:
    """From the folder of a program, the file of the nearest project is found: its own, or one above it."""
    (tmp_path / "Pulumi.yaml").touch()
    (tmp_path / "infra").mkdir()
    assert waivers.beside_project(tmp_path / "infra") == tmp_path / "waivers.yaml"
    (tmp_path / "infra" / "Pulumi.yaml").touch()
    assert waivers.beside_project(tmp_path / "infra") == tmp_path / "infra" / "waivers.yaml"


def test_without_a_project_the_file_stands_where_one_asks(tmp_path: Path) -> None:
    """Nobody looks for it in another folder."""
    assert waivers.beside_project(tmp_path) == tmp_path / "waivers.yaml"


def test_a_file_that_is_nested_too_deeply() -> None:
    """It is refused at the place, before anything is built of it."""
    said = ["waivers.yaml:1:29: nested too deeply: a file of waivers is a list of maps"]
    assert faults("waivers: " + "[" * 3_000) == said


@pytest.mark.parametrize(
    ("stacks", "stack", "holds"),
    [
        ((), "prod", True),
        (("prod",), "prod", True),
        (("dev", "prod"), "prod", True),
        (("dev",), "prod", False),
    ],
)
def test_the_stacks_that_a_waiver_holds_in(stacks: tuple[str, ...], stack: str, *, holds: bool) -> None:
    """All where it names none, else those that it names."""
    assert replace(WAIVER, stacks=stacks).holds_in(stack) is holds


def test_every_waiver_of_a_file_has_its_line() -> None:
    """The second one too."""
    second = GOOD.partition("\n")[2].replace("PG-001", "NET-001")
    found = waivers.parse(GOOD + second)
    assert [(each.rule, each.line) for each in found] == [("PG-001", 2), ("NET-001", 8)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace("postgres-*", "[postgres]"),
            ["waivers.yaml:3:15: resource must be text"],
        ),
        (
            GOOD.replace("[dev]", "[]"),
            ["waivers.yaml:4:13: stacks must be a list of stack names; leave it out for all stacks"],
        ),
        (GOOD.replace("[dev]", '[dev, ""]'), ["waivers.yaml:4:19: a stack is empty"]),
        (
            GOOD.replace("    stacks", "    ? [a]\n    : b\n    stacks"),
            [f"waivers.yaml:4:7: a waiver has no key ''; there are {KEYS}"],
        ),
        (
            "waivers: PG-001\nwaivers: []\n",
            ["waivers.yaml:1:10: waivers must be a list", "waivers.yaml:2:1: waivers is given twice"],
        ),
        (GOOD.replace("    owner", "    path: []\n    owner"), ["waivers.yaml:5:11: path must be text"]),
        ("forbid: critical\n", ["waivers.yaml:1:9: forbid must be a list"]),
        (
            "forbid:\n  - stacks: [prod]\n",
            ["waivers.yaml:2:5: the entry of forbid has no severity; it forbids waivers from one up"],
        ),
        (
            "forbid:\n  - severity: worst\n",
            ["waivers.yaml:2:15: severity is 'worst'; there are critical, high, medium, low"],
        ),
        (
            "forbid:\n  - severity: high\n    stack: prod\n",
            ["waivers.yaml:3:5: an entry of forbid has no key 'stack'; did you mean stacks?"],
        ),
        (
            'waivers:\n  - "\\q"\n',
            [f"waivers.yaml:2:6: {NO_YAML}: found unknown escape character (while parsing a quoted scalar)"],
        ),
        (
            "waivers: [\x01]\n",
            ["waivers.yaml:1:11: not valid YAML: control characters are not allowed"],
        ),
    ],
)
def test_other_files_that_are_wrong(text: str, said: list[str]) -> None:
    """Lists for texts, empty lists, keys that are none, and what YAML itself refuses."""
    assert faults(text) == said


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    """The byte that is no UTF-8 is counted from one."""
    path = tmp_path / "waivers.yaml"
    path.write_bytes(b"# caf\xe9\n")
    with pytest.raises(WaiverFileError) as caught:
        waivers.load(path)
    assert [str(each) for each in caught.value.problems] == [
        "waivers.yaml:1:1: cannot be read: byte 6 is not UTF-8; save the file as UTF-8"
    ]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("db", True),
        ("d?", True),
        ("d*", True),
        ("[cd]b", True),
        ("DB", False),
        ("db2", False),
        ("urn:pulumi:dev::shop::a:b:C::db", True),
        ("urn:*::db", True),
        ("a::db", False),
    ],
)
def test_an_index_finds_what_a_waiver_matches(resource: str, *, expected: bool) -> None:
    """By name or URN, with or without globs, as the waiver itself tells it."""
    one = waivers.Waiver("R-1", resource, "o", "r", date(2027, 1, 1))
    asked = ("R-1", "db", "urn:pulumi:dev::shop::a:b:C::db")
    assert one.matches(*asked) is expected
    assert waivers.WaiverIndex([one]).matching(*asked) == ([one] if expected else [])


def test_an_index_finds_the_waivers_of_the_rule_alone() -> None:
    """And all of them: two for the same resource, and one with a glob."""
    found = [
        waivers.Waiver(rule, resource, "o", "r", date(2027, 1, 1), line=line)
        for line, (rule, resource) in enumerate([("R-1", "db"), ("R-2", "db"), ("R-1", "d*"), ("R-1", "db")])
    ]
    assert [each.line for each in waivers.WaiverIndex(found).matching("R-1", "db", "urn")] == [0, 3, 2]


@pytest.mark.parametrize("resource", ["a::db", "a::d?", "urn:pulumi:dev::shop::a:b:C::a::db"])
def test_an_index_takes_a_name_with_colons_as_the_waiver_does(resource: str) -> None:
    """A waiver that holds `::` is about URNs, whatever a resource is called."""
    one = waivers.Waiver("R-1", resource, "o", "r", date(2027, 1, 1))
    asked = ("R-1", "a::db", "urn:pulumi:dev::shop::a:b:C::a::db")
    assert waivers.WaiverIndex([one]).matching(*asked) == ([one] if one.matches(*asked) else [])
    assert one.matches(*asked) is resource.startswith("urn:")


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """As some editors write UTF-8."""
    path = tmp_path / "waivers.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert waivers.load(path) == (WAIVER,)


def test_twenty_levels_are_read_to_say_what_is_wrong_there() -> None:
    """One more is refused before anything is built of it."""
    assert "waivers must be a list" not in faults("waivers: " + "[" * 18 + "]" * 18)[0]
    assert "nested too deeply" not in faults("waivers: " + "[" * 19 + "]" * 19)[0]
    assert "nested too deeply" in faults("waivers: " + "[" * 20 + "]" * 20)[0]


def test_problems_come_by_line() -> None:
    """And by column in one line, whatever was found first."""
    text = "waivers:\n  - {rule: A, x: 1, y: 2}\n  - 5\n"
    places = [tuple(map(int, each.split(":")[1:3])) for each in faults(text)]
    assert places == sorted(places)
    assert len(places) == 4


@pytest.mark.parametrize("key", ["rule", "resource", "owner", "reason", "expires"])
def test_each_of_five_keys_has_to_be_there(key: str) -> None:
    """An exception without one of them could not be held against anybody."""
    lines = [
        line for line in GOOD.replace("  - rule", "  -\n    rule").splitlines() if f" {key}:" not in line
    ]
    assert [f"the waiver has no {key}; " in each for each in faults("\n".join(lines) + "\n")] == [True]


def test_spaces_around_a_text_say_nothing() -> None:
    """An id with one would match no rule."""
    assert waivers.parse(GOOD.replace("PG-001", '" PG-001 "')) == (WAIVER,)


@pytest.mark.parametrize(
    ("glob", "paths", "matches"),
    [
        ("", (), True),
        ("", ("a",), True),
        ("ingress[0].cidr", ("ingress[0].cidr",), True),
        ("ingress[0].cidr", ("ingress0.cidr",), False),
        ("ingress[*].cidr", ("ingress[0].cidr", "ingress[12].cidr"), True),
        ("ingress[*].cidr", ("ingress[0].cidr", "egress[0].cidr"), False),
        ("a", ("a.b",), False),
        ("a", (), False),
        ("A", ("a",), False),
    ],
)
def test_the_properties_that_a_waiver_is_about(glob: str, paths: tuple[str, ...], *, matches: bool) -> None:
    """A waiver with a path covers a verdict that hangs on nothing else; brackets are letters in it."""
    waiver = replace(WAIVER, resource="db", path=glob)
    assert waiver.matches("PG-001", "db", "urn", paths) is matches
    assert bool(waivers.WaiverIndex([waiver]).matching("PG-001", "db", "urn", paths)) is matches


def test_what_a_file_forbids_holds_for_each_of_its_waivers() -> None:
    """It names a severity, and stacks where it does not hold in all."""
    text = GOOD.replace("    owner", "    path: access.*\n    owner")
    [found] = waivers.parse(text + "forbid:\n  - severity: high\n    stacks: [prod]\n")
    assert (found.path, found.bans) == ("access.*", (Ban(Severity.HIGH, ("prod",), line=10),))


@pytest.mark.parametrize(
    ("severity", "stack", "forbidden"),
    [
        (Severity.CRITICAL, "prod", True),
        (Severity.HIGH, "prod", True),
        (Severity.MEDIUM, "prod", False),
        (Severity.CRITICAL, "dev", False),
    ],
)
def test_what_a_file_forbids(severity: Severity, stack: str, *, forbidden: bool) -> None:
    """Waivers of rules from a severity up, in the stacks that are named."""
    waiver = replace(WAIVER, bans=(Ban(Severity.HIGH, ("prod",)),))
    assert (waiver.ban(severity, stack) is not None) is forbidden


_WORDS = [
    "waivers",
    "forbid",
    "rule",
    "owner",
    "expires",
    "path",
    "stacks",
    "severity",
    "{}",
    "- a",
    "2026-02-30",
]


@given(st.lists(st.sampled_from([*_WORDS, ": ", "\n", "  ", "- ", "[", "&a ", "*a", "!!", "'"])).map("".join))
@example("waivers:\n  - expires: 2026-02-30\n")
@example("waivers: &a [*a]\n")
def test_no_file_is_a_traceback(text: str) -> None:
    """Whatever stands in it, it is read, or each fault has its file, line and column."""
    told: Sequence[Problem] = ()
    try:
        waivers.parse(text)
    except WaiverFileError as error:
        told = error.problems
    assert all(str(each).startswith(f"waivers.yaml:{each.line}:{each.column}: ") for each in told)
