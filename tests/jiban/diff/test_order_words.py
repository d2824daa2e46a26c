"""The orders of a diff in every form: each step in its place, whatever is cut."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jiban.diff.document import dumps
from jiban.diff.html import diff_html
from jiban.diff.markdown import comment, diff_markdown
from jiban.diff.markdown_head import LEVELS
from jiban.diff.model import Comparison
from jiban.diff.order_words import SHOWN
from jiban.diff.text import diff_text
from jiban.diff.told import told
from jiban.report.terminal import Look
from tests.jiban.diff.samples import compared, comparison, sides
from tests.jiban.report.samples import plan_of, resource

STEP = (
    "Add a queue beside jobs, under another name and with what is to change, and deploy what reads from both."
)
SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference"
TEXT = f"""\
Not safe as one deployment (1)
  jobs: a new queue beside the old one
    1. {STEP}
    2. Send to the new one and deploy; wait until jobs is empty.
    3. Remove jobs and what reads from it, and deploy.
    The type of a queue is fixed when it is made; its messages go with it.
    {SQS}/API_CreateQueue.html, read 2026-11-28

"""
NARROW = """\
    1. Add a queue beside jobs, under another name and with
       what is to change, and deploy what reads from both.
"""
MARKDOWN = f"""\
- `jobs: a new queue beside the old one`
  1. `{STEP}`
  2. `Send to the new one and deploy; wait until jobs is empty.`
  3. `Remove jobs and what reads from it, and deploy.`
  - `The type of a queue is fixed when it is made; its messages go with it; https://docs.aws.amazon.com/"""


def queues(*names: str) -> Comparison:
    """Compare queues with queues of another type."""
    before, after = (
        plan_of(*(resource("aws:sqs/queue:Queue", name, inputs={"fifoQueue": fifo}) for name in names))
        for fifo in (False, True)
    )
    return compared(before, after)


def buckets(number: int) -> Comparison:
    """Compare buckets with buckets of other names, each of which is an order of its own."""
    before, after = (
        plan_of(
            *(
                resource("aws:s3/bucket:Bucket", f"b{index}", inputs={"bucket": f"{side}-{index}"})
                for index in range(number)
            )
        )
        for side in ("old", "new")
    )
    return compared(before, after)


def test_the_text_has_the_steps_after_what_is_blocked() -> None:
    """With their numbers, why one deployment is not safe, and who says so."""
    text = diff_text(queues("jobs"))
    assert text.index("Blocked by change rules") < text.index(TEXT) < text.index("! jobs")


def test_a_step_is_broken_to_the_width_and_stands_under_itself() -> None:
    """No line is longer than the terminal."""
    text = diff_text(queues("jobs"), Look(width=60))
    assert NARROW in text
    assert max(map(len, text.splitlines())) <= 60


def test_steps_that_nobody_could_verify_say_so() -> None:
    """After their source."""
    found = queues("jobs")
    (order,) = found.orders
    doubtful = replace(found, orders=(replace(order, verified=False),))
    assert "API_CreateQueue.html, read 2026-11-28, unverified\n" in diff_text(doubtful)


def test_what_needs_no_order_says_nothing_of_it() -> None:
    """In no form."""
    before, _ = sides()
    found = comparison(before, before)
    for text in (diff_text(found), diff_markdown(found), diff_html(found)):
        assert "Not safe" not in text
        assert "Steps" not in text
    assert json.loads(dumps(found))["orders"] == []


def test_many_orders_are_a_number_in_the_text() -> None:
    """Beyond those that a person reads."""
    text = diff_text(buckets(SHOWN + 2))
    assert f"Not safe as one deployment ({SHOWN + 2})" in text
    assert text.count(": the new name beside the old one") == SHOWN
    assert "\n  and 2 more\n" in text


def test_the_comment_names_them_first_and_folds_the_steps() -> None:
    """The steps are the first part of the details."""
    text = diff_markdown(queues("jobs"))
    head = "**Not safe as one deployment (1)**\n\n- `jobs: a new queue beside the old one`\n"
    steps = f"<details><summary>Steps that are safe (1)</summary>\n\n{MARKDOWN}"
    assert text.index(head) < text.index("**Changes (1)**") < text.index(steps)
    assert text.index(steps) < text.index("<summary>Replaced (1)</summary>")


@pytest.mark.parametrize("number", [1, 30, 3000])
def test_the_comment_is_right_where_it_is_cut(number: int) -> None:
    """The number stays, and steps are there whole, or said to be left out."""
    found = buckets(number)
    text = diff_markdown(found)
    assert f"**Not safe as one deployment ({number:d})**" in text
    assert ("<summary>Steps that are safe" in text) is not (f"steps that are safe ({number:d})" in text)
    assert text.count("  1. `Add a resource beside ") in (0, number)


def test_the_shortest_comment_has_the_number() -> None:
    """Of what nothing is named of."""
    head = told(buckets(5)).heads[len(LEVELS) - 1]
    assert "**Not safe as one deployment (5)**\n\n- and 5 more\n" in head


def test_a_comment_that_another_process_has_made_is_the_same() -> None:
    """Its parts are data."""
    found = told(queues("jobs"))
    assert comment(type(found).of_data(found.as_data())) == comment(found)


def test_the_page_numbers_the_steps() -> None:
    """As a list that a reader's own software numbers."""
    page = diff_html(queues("jobs"))
    assert "<h3>Not safe as one deployment (1)</h3>" in page
    assert "<li>Send to the new one and deploy; wait until jobs is empty.</li>" in page
    assert page.count("<ol>") == 1


def test_the_document_has_every_part_of_an_order() -> None:
    """The resources by URN, the source with its dates."""
    found = queues("jobs")
    assert json.loads(dumps(found))["orders"] == [
        {
            "kind": "sqs-type",
            "title": "jobs: a new queue beside the old one",
            "resources": [found.diff.resources[0].urn],
            "steps": [
                STEP,
                "Send to the new one and deploy; wait until jobs is empty.",
                "Remove jobs and what reads from it, and deploy.",
            ],
            "why": "The type of a queue is fixed when it is made; its messages go with it",
            "source": {
                "title": "CreateQueue of the SQS API",
                "url": f"{SQS}/API_CreateQueue.html",
                "page": None,
                "read": "2026-11-28",
            },
            "verified": True,
        }
    ]
