"""A comment fits its host, whatever there is to say, and is still one document when parts of it are cut."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.diff.changed_settings import Setting
from jiban.diff.hosts import HOSTS, host
from jiban.diff.markdown import comment_on_all, diff_markdown
from jiban.diff.model import Comparison, NotCompared
from jiban.diff.roots import roots_of
from jiban.diff.told import Told, told
from jiban.report.markdown import size
from jiban.tables import table
from tests.jiban.diff.samples import HOSTILE, bucket, comparison, hostile, traced
from tests.jiban.report.samples import plan_of, resource

LETTERS = ("x", "\U0001d4b3", "`", "|", "\\", HOSTILE)
TOPIC = "aws:sns/topic:Topic"


class Tags(HTMLParser):
    """Keeps which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Open one of ours, which has no attributes."""
        assert tag in ("details", "summary")
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost."""
        assert self.open.pop() == tag


def prose(text: str) -> str:
    """Return what stands in no code, and check that every fence is closed."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        opening = re.match(r"(`{3,})[^`]*$", line)
        if fence:
            fence = "" if re.fullmatch(rf"{fence}`*\s*", line) else fence
        elif opening:
            fence = opening[1]
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", line))
    assert not fence
    return "\n".join(kept)


def check(text: str, name: str) -> None:
    """Hold a comment to its host."""
    to = host(name)
    assert size(text) <= to.room
    tags = Tags()
    tags.feed(re.sub(r"<!--.*?-->", "", prose(text)))
    tags.close()
    assert tags.open == []
    assert not to.plain or "<" not in prose(text)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert {row.count("|") for row in rows} <= {6, 10}


def stack(created: int, updated: int, deleted: int, letter: str, length: int) -> Comparison:
    """Compare two plans in which so much happens to resources with long names and long values."""
    long = (letter * length)[:length]

    def topics(value: str) -> list[Any]:
        return [resource(TOPIC, f"u{i}{long}", inputs={"policy": value * 3}) for i in range(updated)]

    before = plan_of(*topics(f"{long}1"), *(bucket(f"d{i}{long}") for i in range(deleted)))
    after = plan_of(*topics(f"{long}2"), *(bucket(f"c{i}{long}", note=long) for i in range(created)))
    found = comparison(before, after)
    setting = Setting((f"shop:{long}",), f"{long}1", f"{long}2", place="Pulumi.prod.yaml:1")
    return replace(found, roots=roots_of(found.diff, before, after, [setting]))


numbers = st.sampled_from((0, 1, 3, 60, 300))


@pytest.mark.parametrize("name", HOSTS)
@settings(max_examples=12)
@given(
    created=numbers,
    updated=numbers,
    deleted=numbers,
    letter=st.sampled_from(LETTERS),
    length=st.sampled_from((0, 5, 90, 700)),
)
def test_one_stack_fits(
    *, name: str, created: int, updated: int, deleted: int, letter: str, length: int
) -> None:
    """Counts, and what is blocked, are said whatever goes."""
    found = stack(created, updated, deleted, letter, length)
    text = diff_markdown(found, host(name))
    check(text, name)
    summary = text.splitlines()[3]
    assert summary.startswith("**")
    for number, what in ((deleted, "to delete"), (created, "to create"), (updated, "to update")):
        assert not number or re.search(rf"\b{number} (resources? )?{what}", summary)
    assert not deleted or f"{deleted} blocked" in summary


@pytest.mark.parametrize("name", HOSTS)
@settings(max_examples=8)
@given(
    stacks=st.sampled_from((0, 1, 2, 30, 400)),
    each=st.sampled_from((0, 2, 40)),
    letter=st.sampled_from(LETTERS),
    length=st.sampled_from((0, 5, 300)),
    broken=st.booleans(),
)
def test_several_stacks_fit(
    *, name: str, stacks: int, each: int, letter: str, length: int, broken: bool
) -> None:
    """The table counts them, and the counts of all stand before it."""
    one = stack(each, each, each, letter, length)
    found: list[Comparison | NotCompared] = [
        replace(one, diff=replace(one.diff, stack=f"{number}{(letter * length)[:length]}"))
        for number in range(stacks)
    ]
    if broken:
        found.append(NotCompared("shop", letter * length, "\n".join([letter * length] * 60)))
    text = comment_on_all([told(one) for one in found], ("shop", ".all"), host(name))
    check(text, name)
    assert text.splitlines()[1].startswith(f"### {len(found)} stack")
    count = stacks * each
    said = f"**{count} to delete, {count} to create" if count else "**no resource changes"
    assert text.splitlines()[3].startswith(said)


@pytest.mark.parametrize("name", HOSTS)
def test_hostile_text_fits_every_host(name: str) -> None:
    """Also where no part is folded."""
    check(diff_markdown(hostile(), host(name)), name)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("github", 65_536), ("gitlab", 1_000_000), ("azure", 150_000), ("bitbucket", 32_768)],
)
def test_the_room_is_below_the_limit_of_the_host(name: str, limit: int) -> None:
    """Whoever posts a comment may add a line to it."""
    entry = table("jiban.diff", "hosts.yaml")["hosts"][name]
    assert entry["limit"] == limit
    assert limit - 20_000 <= host(name).room <= limit - 500


def test_a_host_that_shows_html_gets_none() -> None:
    """Titles in place of what is folded, and a marker that is a link's definition."""
    text = diff_markdown(traced(), host("bitbucket"))
    assert text.splitlines()[0] == "[//]: # (jiban diff shop/prod)"
    assert "\n#### Replaced (1)\n" in text
    assert "<" not in prose(text)


def test_several_stacks_come_by_what_is_to_be_read_first() -> None:
    """What could not be compared, what is blocked, what changes, what stays."""
    blocked = comparison()
    same = comparison(plan_of(), plan_of())
    same = replace(same, diff=replace(same.diff, stack="dev"))
    broken = NotCompared("shop", "test", "main cannot be planned:\n  no")
    text = comment_on_all([told(each) for each in (same, blocked, broken)], ("shop", ".all"))
    lines = text.splitlines()
    assert lines[0] == "<!-- jiban diff shop/.all -->"
    assert lines[1] == "### 3 stacks: 1 not compared, 1 blocked, 1 without changes"
    assert lines[3] == (
        "**1 to delete, 1 to replace, 1 to create, 2 to update, 1 to rename; 0 unchanged; 2 blocked.**"
    )
    assert [line for line in lines if line.startswith("| `shop")] == [
        "| `shop/test` | not compared | | | | | | | |",
        "| `shop/prod` | 1 | 1 | 1 | 2 | 1 |  | 2 |  |",
        "| `shop/dev` |  |  |  |  |  |  |  |  |",
    ]
    titles = [line for line in lines if line.startswith("### ")][1:]
    assert titles == [
        "### `shop/test`: not compared",
        "### `shop/prod`: blocked by change rules (2)",
        "### `shop/dev`: no changes",
    ]


def test_what_does_not_fit_beside_the_counts_is_counted() -> None:
    """The first stacks are told, the rest has its rows in the table, or is a number below it."""
    one = stack(30, 30, 30, "x", 80)
    found = [replace(one, diff=replace(one.diff, stack=f"s{number}")) for number in range(300)]
    text = comment_on_all([told(each) for each in found], ("shop", ".all"), host("bitbucket"))
    titles = len(re.findall("^### `shop/s", text, re.MULTILINE))
    assert (
        text.splitlines()[-1] == f"{300 - titles} stacks more, of which there is room for the counts alone."
    )
    rows = len(re.findall(r"^\| `shop/s", text, re.MULTILINE))
    assert f"\nAnd {300 - rows} stacks more.\n" in text


def test_what_is_told_can_be_handed_on() -> None:
    """As JSON, from the process of one project to that of all."""
    for found in (comparison(), traced(), NotCompared("shop", "test", "no")):
        assert Told.of_data(json.loads(json.dumps(told(found).as_data()))) == told(found)
