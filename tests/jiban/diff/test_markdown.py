"""A diff as a comment: a marker, the summary, sections; short enough, and harmless whatever it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.hosts import Host, host
from jiban.diff.markdown import diff_markdown
from jiban.diff.model import Comparison
from jiban.model.plan import Secret
from jiban.report.markdown import cell, code, size
from tests.jiban.diff.samples import HOSTILE, bucket, comparison, hostile, sides, traced
from tests.jiban.report.samples import plan_of, resource


def outside(text: str) -> str:
    """Return what stands in no code, neither a block nor a span, as CommonMark reads it."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        opening = re.match(r"(`{3,})[^`]*$", line)
        if fence:
            if re.fullmatch(rf"{fence}`*\s*", line):
                fence = ""
        elif opening:
            fence = opening[1]
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", line))
    assert not fence
    return "\n".join(kept)


def many(number: int) -> Comparison:
    """Compare plans in which a number of topics change and others are created."""
    kind = "aws:sns/topic:Topic"
    before = plan_of(*(resource(kind, f"t{i}", inputs={"displayName": "x" * 80}) for i in range(number)))
    after = plan_of(
        *(resource(kind, f"t{i}", inputs={"displayName": "y" * 80}) for i in range(number)),
        *(bucket(f"b{i}") for i in range(5)),
    )
    return comparison(before, after)


def test_the_first_line_is_the_hidden_marker_of_the_stack() -> None:
    """By it the comment of a stack is found."""
    assert diff_markdown(comparison()).splitlines()[0] == "<!-- jiban diff shop/prod -->"
    assert host("github").marker("a-->b", "c d") == "<!-- jiban diff a-b/c-d -->"


def test_the_summary_comes_before_the_sections() -> None:
    """The verdict is the heading, then the counts with what is blocked and found, then both sides."""
    lines = diff_markdown(comparison()).splitlines()
    assert lines[1] == "### `shop/prod`: blocked by change rules (2)"
    assert lines[3] == (
        "**1 resource to delete, 1 to replace, 1 to create, 2 to update, 1 to rename; 0 unchanged; "
        "2 blocked; 1 fixed policy finding.**"
    )
    assert lines[5] == "In `the working tree (89abcde)`, compared with `main (1234567)`."


def test_sections_come_by_consequence() -> None:
    """What is deleted first, what is only renamed last."""
    titles = re.findall(r"<summary>(.*?)</summary>", diff_markdown(comparison()))
    assert titles == [
        "Steps that are safe (1)",
        "Deleted (1)",
        "Replaced (1)",
        "Created (1)",
        "Updated (2)",
        "Renamed (1)",
        "Stack outputs",
        "Fixed policy findings (1)",
    ]


def test_the_signs_stand_in_the_first_column() -> None:
    """Hosts colour a line of a diff by its first letter."""
    assert "\n-   storageEncrypted: false\n+   storageEncrypted: true\n" in diff_markdown(comparison())


def test_what_does_not_change_is_left_out() -> None:
    """It is counted, and neither named nor shown."""
    before, _ = sides()
    text = diff_markdown(comparison(before, before))
    assert text.splitlines()[1] == "### `shop/prod`: no changes"
    assert "letters" not in text


def test_hostile_text_stands_in_code_alone() -> None:
    """Outside of code there is no trace of a value, a name, a note or a waiver."""
    text = diff_markdown(hostile())
    assert "everyone" in text
    rest = outside(text)
    assert not re.search(r"everyone|evil|onerror|title|\x1b|\r", rest)


def test_the_only_markup_is_our_own() -> None:
    """Every tag outside of code is one of a section, and all are closed."""
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)
            assert not attrs

        def handle_endtag(self, tag: str) -> None:
            found.append(f"/{tag}")

    Tags().feed(outside(diff_markdown(hostile())))
    assert set(found) == {"details", "/details", "summary", "/summary"}
    assert found.count("details") == found.count("/details")


@given(st.text(alphabet="`ab @<|\n*_"))
def test_code_holds_any_text(text: str) -> None:
    """The fence is longer than what is inside, so nothing gets out."""
    assert outside(f"- {code(text)} end").strip() == "-  end"


@pytest.mark.parametrize(("run", "fence"), [(2, 3), (3, 4), (5, 6)])
def test_a_block_is_fenced_by_more_than_is_in_it(run: int, fence: int) -> None:
    """As many backticks as a value has would end the block in the middle of it."""
    before, after = (plan_of(bucket("letters", note=text)) for text in ("", f"{'`' * run}\n# title"))
    lines = diff_markdown(comparison(before, after)).splitlines()
    assert [line.count("`") for line in lines if line.endswith("`diff")] == [fence]
    assert lines.count("`" * fence) == 1


@pytest.mark.parametrize("number", [0, 100, 400, 3000])
def test_a_comment_is_never_longer_than_its_limit(number: int) -> None:
    """Whatever the number of changes."""
    assert size(diff_markdown(many(number))) <= host("github").room


def test_a_section_of_letters_that_count_twice_is_left_out_where_it_has_no_room() -> None:
    """As text it has some 40,000 letters, and 54,000 as hosts count them."""
    before, after = (
        plan_of(*(bucket(f"b{i}", note=letter * 70) for i in range(200))) for letter in ("x", "\U0001d4b3")
    )
    assert size(diff_markdown(comparison(before, after), Host("small", 45_000))) <= 45_000


def test_whole_sections_go_and_the_comment_says_which() -> None:
    """The updates do not fit; the creations, which matter more, stay whole."""
    text = diff_markdown(many(400))
    assert "<summary>Created (5)</summary>" in text
    assert "<summary>Updated" not in text
    assert text.splitlines()[-1] == (
        "Left out, as a comment has room for 60,000 characters: updated (400). `jiban diff` shows all."
    )


def test_the_counts_stay_when_all_sections_go() -> None:
    """Hundreds of losses are counted, the first of them named."""
    before = plan_of(*(bucket(f"b{i}-{'x' * 60}") for i in range(900)))
    text = diff_markdown(comparison(before, plan_of()))
    assert size(text) <= host("github").room
    assert "**900 resources to delete; 0 unchanged; 900 blocked." in text
    assert "**Changes (900)**" in text
    assert "- and 850 more: 850 to delete" in text
    assert "Left out, as a comment has room for 60,000 characters: deleted (900)." in text


def test_letters_outside_of_the_basic_plane_count_twice() -> None:
    """As in the hosts' own arithmetic."""
    assert size("지반") == 2
    assert size("\U0001d4b3") == 2


def test_a_secret_is_never_shown() -> None:
    """Neither what it was, nor what it is, nor what becomes one; that it changes is said."""
    before = plan_of(bucket("a", x=Secret("hunter2"), y="hunter3", z=[Secret("hunter5")]))
    after = plan_of(bucket("a", x=Secret("hunter4"), y=Secret("hunter3"), z=[Secret("hunter6")]))
    text = diff_markdown(comparison(before, after))
    assert "hunter" not in text
    assert "x: [secret]   (changes)" in text


def test_a_long_value_is_cut() -> None:
    """A line holds 400 letters at most."""
    before, after = plan_of(bucket("a", x="1")), plan_of(bucket("a", x="2" * 9000))
    assert max(map(len, diff_markdown(comparison(before, after)).splitlines())) <= 400


def test_the_hostile_text_is_hostile() -> None:
    """What the tests try holds a fence, a tag, a mention, a link, a heading, and codes of a terminal."""
    assert all(each in HOSTILE for each in ("`````", "<img", "@everyone", "](http", "\n# ", "\x1b["))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_diff_without_changes_says_how_much_is_the_same(number: int) -> None:
    """And against what."""
    plan = plan_of(*(bucket(f"b{each}") for each in range(number)))
    lines = diff_markdown(comparison(plan, plan)).splitlines()
    assert lines[1] == "### `shop/prod`: no changes"
    assert lines[3] == f"**no resource changes; {number} unchanged.**"
    assert lines[5] == "In `the working tree (89abcde)`, compared with `main (1234567)`."


@pytest.mark.parametrize(
    ("number", "more"), [(50, []), (51, ["- and 1 more: 1 to delete"]), (60, ["- and 10 more: 10 to delete"])]
)
def test_fifty_changes_are_in_the_table(number: int, more: list[str]) -> None:
    """Beyond them there is a number."""
    gone = plan_of(*(resource("aws:sns/topic:Topic", f"b{each:02}") for each in range(number)))
    head = diff_markdown(comparison(gone, plan_of())).partition("<details>")[0]
    listed = head.partition("**Changes (")[2].splitlines()
    assert len([line for line in listed if line.startswith("| `-` | `b")]) == min(number, 50)
    assert [line for line in listed if line.startswith("- and")] == more


def test_a_row_of_the_table_says_what_happens_and_why() -> None:
    """Without who says so, which stands in the details."""
    lines = diff_markdown(comparison()).splitlines()
    start = lines.index("| | Resource | Type | What happens | Why |")
    assert lines[start : start + 4] == [
        "| | Resource | Type | What happens | Why |",
        "|---|---|---|---|---|",
        "| `-` | `letters` | `s3.Bucket` | deleted |  |",
        (
            "| `!` | `db` | `rds.Instance` | replaced, delete before replace | "
            "`forced by storageEncrypted: cannot be changed in place` |"
        ),
    ]


def test_no_name_ends_a_column() -> None:
    """A bar in a table is a border, also in code."""
    assert cell("a|b") == "`a\N{BROKEN BAR}b`"
    before, after = plan_of(), plan_of(bucket("a|b"))
    rows = [
        line for line in diff_markdown(comparison(before, after)).splitlines() if line.startswith("| `+`")
    ]
    assert [row.count("|") for row in rows] == [6]


def test_the_causes_come_before_the_table() -> None:
    """The value of the stack file with its line, and what comes of it."""
    text = diff_markdown(traced())
    assert (
        "**What it comes from (1)**\n\n"
        "- `shop:encrypted: false -> true  Pulumi.prod.yaml:7`\n"
        "  - `replaces db (rds.Instance); forced by storageEncrypted`\n"
        "  - `which in turn may update address (ssm.Parameter)`\n"
        "  - `lost: db (its databases and their automated backups)`\n"
    ) in text
    assert text.index("**What it comes from") < text.index("**Blocked") < text.index("**Changes")
