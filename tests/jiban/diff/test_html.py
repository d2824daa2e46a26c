"""A diff as an HTML page: whole, harmless, needing nothing else, and to be read by everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from jiban.diff.html import diff_html, page_of_all
from jiban.diff.html_graph import MOST, graph
from jiban.diff.model import Comparison, NotCompared
from jiban.diff.stack_report import report
from tests.jiban.diff.samples import bucket, comparison, hostile, traced
from tests.jiban.report.samples import plan_of, resource

VOID = {"meta"}
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "div",
    "h1",
    "h2",
    "h3",
    "p",
    "span",
    "main",
    "section",
    "ul",
    "ol",
    "li",
    "b",
    "code",
    "details",
    "summary",
    "strong",
    "pre",
    "figure",
    "figcaption",
    "svg",
    "g",
    "rect",
    "text",
    "path",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "footer",
}


class Page(HTMLParser):
    """Reads a page and holds it to what ours are made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, Mapping[str, str]]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        assert tag in TAGS
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "style"}]
        self.seen.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close an element of a drawing."""
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is read, without the styles."""
        if self.open[-1:] != ["style"]:
            self.words += data

    def of(self, tag: str) -> list[Mapping[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.mark.parametrize("found", [comparison(), traced(), hostile()], ids=["sample", "traced", "hostile"])
def test_a_page_needs_nothing_else(found: Comparison) -> None:
    """No script, no address but that of the format of the drawing, and a policy that lets nothing in."""
    text = diff_html(found)
    page = Page(text)
    assert {name for each in page.of("svg") for name in each.values() if "http" in name} <= {
        "http://www.w3.org/2000/svg"
    }
    assert "url(" not in text
    assert "@import" not in text
    policy = [each for each in page.of("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert [each["content"] for each in policy] == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert all(each["href"].startswith("#") for each in page.of("a"))


def test_no_text_of_a_plan_is_markup() -> None:
    """Nor can it move what is around it."""
    text = diff_html(hostile())
    assert "<img" not in text
    assert "\x1b" not in text
    assert "&lt;img src=x" in text


def test_the_page_says_what_the_text_says() -> None:
    """The counts, the cause with its line, what is lost, each change with both sides."""
    words = Page(diff_html(traced())).words
    for each in (
        "shop/prod",
        "blocked by change rules (2)",
        "1 resource to delete, 1 to replace, 1 to create, 2 to update, 1 to rename; 0 unchanged; 2 blocked",
        "What it comes from (1)",
        "shop:encrypted: false -> true",
        "Pulumi.prod.yaml:7",
        "lost: db (its databases and their automated backups)",
        "- storageEncrypted: false",
        "+ storageEncrypted: true",
        "Stack outputs (1)",
    ):
        assert each in words


def test_the_graph_leads_from_the_cause_over_what_it_changes_to_what_follows() -> None:
    """Three columns, joined by two arrows; what has no cause stands beside."""
    drawn = graph(traced())
    page = Page(drawn)
    assert len(page.of("path")) == 2
    assert [each["class"].removeprefix("bar ") for each in page.of("rect") if "class" in each][:2] == [
        "cause",
        "replace",
    ]
    heads = re.findall(r'<text class="head"[^>]*>(\w+)<', drawn)
    assert heads == ["CAUSE", "CHANGES", "FOLLOWS"]


def test_resources_of_one_type_are_one_box() -> None:
    """With their number."""
    drawn = graph(comparison(plan_of(), plan_of(*(bucket(f"b{number}") for number in range(30)))))
    assert ">30 x s3.Bucket<" in drawn
    assert len(Page(drawn).of("g")) == 1


def test_a_graph_that_nobody_could_read_is_cut() -> None:
    """And says how much it lacks."""
    kinds = [resource(f"aws:sns/topic{number}:Topic{number}", f"t{number}") for number in range(MOST + 5)]
    drawn = graph(comparison(plan_of(), plan_of(*kinds)))
    assert len(Page(drawn).of("g")) == MOST
    assert "5 more boxes are not drawn." in drawn


def test_no_changes_are_no_graph() -> None:
    """The page says so, and against what."""
    plan = plan_of(bucket("a"))
    page = Page(diff_html(comparison(plan, plan)))
    assert page.of("svg") == []
    assert "no changes" in page.words
    assert "The working tree (89abcde), compared with main (1234567)." in page.words


def test_who_hears_the_page_gets_all_of_it() -> None:
    """A language, headings in order, names of regions, a way to the content, no part by colour alone."""
    page = Page(diff_html(traced()))
    assert page.of("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in page.seen if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [each["aria-label"] != "" for each in (*page.of("svg"), *page.of("figure"))] == [True, True]
    assert next(each["href"] for each in page.of("a")) == "#main"
    assert page.of("main") == [{"id": "main"}]
    scrolled = [each for tag, each in page.seen if tag == "pre" or each.get("class") == "scroll"]
    assert scrolled
    assert all(each.get("tabindex") == "0" for each in scrolled)


def test_the_page_is_for_light_and_dark_and_any_width() -> None:
    """By what the reader's system asks for."""
    text = diff_html(comparison())
    assert "color-scheme: light dark" in text
    assert "@media (prefers-color-scheme: dark)" in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text


def test_several_stacks_are_one_page_with_a_table_that_leads_to_each() -> None:
    """Every link has its section, and no two sections are called the same."""
    found = [
        report(traced()),
        report(NotCompared("mail", "prod", "it raises"), where="deploy/mail"),
        report(traced(), where="deploy/shop"),
    ]
    page = Page(page_of_all(found, ["web is not compared: its program is of nodejs"]))
    links = [each["href"].removeprefix("#") for each in page.of("a")]
    ids = [each["id"] for _, each in page.seen if "id" in each]
    assert sorted(links) == sorted(ids)
    assert len(set(ids)) == len(ids) == 4
    assert "3 stacks: 1 not compared, 2 blocked" in page.words
    assert "web is not compared: its program is of nodejs." in page.words
    assert "it raises" in page.words
