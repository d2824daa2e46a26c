"""The words of a diff, whatever document they stand in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.diff import words
from jiban.diff.compare import Diff
from jiban.diff.paths import Path
from jiban.diff.resource_diff import Kind, ResourceDiff
from jiban.diff.values import MISSING, Cause, ItemKey, PropertyChange
from jiban.model.plan import UNKNOWN, Options, Secret
from tests.jiban.report.samples import resource

THING = resource("aws:sns/topic:Topic", "news")
CHANGE = PropertyChange(("name",), "a", "b")


def entry(kind: Kind, **fields: Any) -> ResourceDiff:
    """What happens to a topic."""
    return replace(ResourceDiff(kind, THING, THING), **fields)


def diff(*entries: ResourceDiff, base: str = "main", **fields: Any) -> Diff:
    """A diff of some resources."""
    return Diff("shop", "prod", entries, base=base, **fields)


def lines(before: Any, after: Any, path: Path = ("p",), **fields: Any) -> list[str]:
    """What is said of a change, each line behind its sign."""
    return [
        f"{each.sign}{each.text}"
        for each in words.change_lines(PropertyChange(path, before, after, **fields))
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a", "b"), "a.b"),
        (("a", 0, "b"), "a[0].b"),
        (("a", ItemKey("x"), "b"), "a[x].b"),
        (("a", "*", "b"), "a[*].b"),
    ],
)
def test_a_place_names_items_by_what_identifies_them(path: Path, text: str) -> None:
    """Steps of lists stand in brackets."""
    assert words.place(path) == text


def test_each_kind_of_change_has_its_sign() -> None:
    """Of one character, so that lines stand below each other."""
    assert words.SIGNS == {"delete": "-", "replace": "!", "create": "+", "update": "~", "rename": "="}


def test_the_summary_counts_by_kind() -> None:
    """The worst first, with the noun at the first alone."""
    one = diff(entry("update"), entry("replace"), entry("update"), unchanged=3)
    assert words.summary(one) == "1 resource to replace, 2 to update; 3 unchanged"
    kinds: tuple[Kind, ...] = ("rename", "create", "delete", "delete")
    assert words.summary(diff(*map(entry, kinds))) == (
        "2 resources to delete, 1 to create, 1 to rename; 0 unchanged"
    )
    assert words.summary(diff(unchanged=1)) == "no resource changes; 1 unchanged"


def test_nothing_is_said_of_one_and_of_many() -> None:
    """And against what."""
    assert words.nothing(diff(unchanged=1)) == (
        "No changes: 1 resource is the same in the working tree, compared with main."
    )
    assert words.nothing(diff(unchanged=2, head="HEAD")) == (
        "No changes: 2 resources are the same in HEAD, compared with main."
    )


@pytest.mark.parametrize(
    ("kind", "rules", "said"),
    [
        ("update", "tables of today", True),
        ("replace", "tables of today", True),
        ("create", "tables of today", False),
        ("delete", "tables of today", False),
        ("update", "", False),
    ],
)
def test_the_age_of_the_tables_is_told_where_they_were_asked(kind: Kind, rules: str, *, said: bool) -> None:
    """Only an update or a replacement hangs on them."""
    text = "Replacements are predicted from tables of today; a property that they lack may still force one"
    assert words.age(diff(entry(kind), rules=rules)) == (text if said else "")


def test_secrets_that_were_not_compared_are_counted() -> None:
    """One is one."""
    assert words.secrets(diff()) == ""
    assert words.secrets(diff(hidden_secrets=1)) == ("1 secret value not compared, as plans do not hold them")
    assert words.secrets(diff(hidden_secrets=2)).startswith("2 secret values ")


SURE, UNSURE = Cause(("name",), "", certain=True), Cause(("name",), "", certain=False)


@pytest.mark.parametrize(
    ("found", "verb"),
    [
        (entry("replace", causes=(SURE,)), "replaced, create before delete"),
        (entry("replace", causes=(UNSURE,)), "may be replaced, create before delete"),
        (entry("replace", causes=(SURE,), delete_first=True), "replaced, delete before replace"),
        (entry("delete"), "deleted"),
        (
            entry("delete", after=None, before=replace(THING, options=Options(retain_on_delete=True))),
            "removed from the stack, kept in the cloud",
        ),
        (entry("create"), "created"),
        (entry("create", after=replace(THING, op="import")), "imported"),
        (entry("create", after=replace(THING, op="read")), "read"),
        (entry("update"), "may be updated"),
        (entry("update", changes=(CHANGE,)), "updated"),
        (entry("rename"), "renamed in place"),
    ],
)
def test_what_happens_to_a_resource(found: ResourceDiff, verb: str) -> None:
    """In a word, and for a replacement in which order."""
    assert words.verb(found) == verb


GUARDED = replace(THING, protect=True)
REFUSES = "protected: Pulumi refuses until a deployment removes the protect option"


@pytest.mark.parametrize(
    ("found", "remarks"),
    [
        (entry("replace", before=GUARDED), [REFUSES]),
        (entry("delete", before=GUARDED), [REFUSES]),
        (entry("update", before=GUARDED), []),
        (entry("create", before=None, after=GUARDED), []),
        (
            entry("create", lookalike="urn:old"),
            ["looks like urn:old, which is deleted: an alias would keep it"],
        ),
        (entry("update", follows=("urn:a", "urn:b")), ["depends on db, urn:b, which is replaced"]),
        (entry("replace", follows=("urn:a",)), []),
        (entry("update", judged=False), ["no table covers this type: it may be replaced"]),
        (
            entry(
                "replace",
                causes=(Cause((), "its provider changes", certain=False), Cause(("name",), "", certain=True)),
            ),
            ["forced by its provider changes (not certain)", "forced by name: cannot be changed in place"],
        ),
    ],
)
def test_what_is_said_besides_the_properties(found: ResourceDiff, remarks: list[str]) -> None:
    """Causes, protection, a rename without an alias, what is above it, and what no table knows."""
    assert list(words.remarks(found, {"urn:a": "db"})) == remarks


def test_what_a_renamed_resource_was() -> None:
    """By its URN."""
    old = resource("aws:sns/topic:Topic", "old")
    assert list(words.remarks(entry("rename", before=old), {})) == [f"was {old.urn}"]


@pytest.mark.parametrize(
    ("cause", "with_source", "text"),
    [
        (
            Cause(("a",), "", certain=True, source="the provider"),
            True,
            "forced by a: cannot be changed in place (the provider)",
        ),
        (
            Cause(("a",), "", certain=True, source="the provider"),
            False,
            "forced by a: cannot be changed in place",
        ),
        (
            Cause(("a",), "why", certain=False, source="its page"),
            True,
            "forced by a: why (not certain; its page)",
        ),
        (Cause(("a",), "why", certain=False, source="its page"), False, "forced by a: why (not certain)"),
        (Cause((), "why", certain=True, source=""), True, "forced by why"),
    ],
)
def test_why_a_resource_is_replaced(cause: Cause, text: str, *, with_source: bool) -> None:
    """The property, the reason, and in brackets how certain it is and who says so."""
    assert words.because(cause, with_source=with_source) == text


LONG = [f"item-{number:03}" for number in range(12)]
DOCUMENT = '{"b": [1, 2], "a": 1}'


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a", "b", ["-p: a", "+p: b"]),
        (MISSING, "b", ["+p: b"]),
        ("x\ny", "z", ["-p: x ... (2 lines)", "+p: z"]),
        ("z", "x\ny", ["-p: z", "+p: x ... (2 lines)"]),
        (
            '{"a": "\u00e9"}',
            '{"a": "\u00ea"}',
            [" p:", "   {", '-   "a": "\u00e9"', '+   "a": "\u00ea"', "   }"],
        ),
        ("a", MISSING, ["-p: a"]),
        (Secret("a"), Secret("b"), [" p: [secret]   (changes)"]),
        ("x\ny", "x\nz", [" p:", "   x", "-  y", "+  z"]),
        ("x\n", "y\n", ['-p: "x\\n"', '+p: "y\\n"']),
        (DOCUMENT, '{"a": 1, "b": [1, 3]}', [" p:", "     1,", "-    2", "+    3", "    ]"]),
        (DOCUMENT, '{"a": 1,"b": [1, 2]}', [" p:", "   (the same, written differently)"]),
        (LONG, [*LONG[:5], "new", *LONG[6:]], [" p:", "   item-004", "-  item-005", "+  new", "   item-006"]),
        (
            LONG,
            ["new", *LONG[1:11], "last"],
            [
                " p:",
                "-  item-000",
                "+  new",
                "   item-001",
                "   ...",
                "   item-010",
                "-  item-011",
                "+  last",
            ],
        ),
        (["a"], ["b"], ["-p: [a]", "+p: [b]"]),
        ("{", "[", ["-p: {", "+p: ["]),
        ("{not json", "x", ["-p: {not json", "+p: x"]),
    ],
)
def test_how_a_change_is_shown(before: Any, after: Any, expected: list[str]) -> None:
    """A short value whole; a long text, document or list by what differs, with a line around it."""
    assert lines(before, after) == expected


@pytest.mark.parametrize("item", [{"a": 1}, ["a"], ("a",), Secret("a"), UNKNOWN])
def test_a_long_list_of_more_than_plain_values_is_shown_whole(item: Any) -> None:
    """Its items have no line of their own."""
    assert [line[:3] for line in lines([*LONG, item], LONG)] == ["-p:", "+p:"]


@pytest.mark.parametrize(
    ("fields", "tail"),
    [
        ({"certain": False}, "   (may change)"),
        ({"note": "order only"}, "   (order only)"),
        ({"note": "order only", "certain": False}, "   (order only)"),
        ({}, ""),
    ],
)
def test_what_is_said_of_a_change_stands_behind_it(fields: dict[str, Any], tail: str) -> None:
    """At the value that comes, at one that goes alone, and at the head of one that is shown by lines."""
    assert lines("a", "b", **fields) == ["-p: a", f"+p: b{tail}"]
    assert lines("a", MISSING, **fields) == [f"-p: a{tail}"]
    assert lines("x\ny", "x\nz", **fields)[0] == f" p:{tail}"


def test_a_change_of_the_value_as_a_whole_has_a_name() -> None:
    """Its path has no step."""
    assert lines("a", "b", ()) == ["-value: a", "+value: b"]
