"""A diff as text: what is lost first, each change under its resource, nothing of what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiban.diff.text import diff_text
from jiban.model.plan import UNKNOWN, Secret
from jiban.report.terminal import Look
from tests.jiban.diff.samples import bucket, comparison, hostile, sides, traced
from tests.jiban.report.samples import plan_of, resource

TEXT = """\
shop/prod
1 resource to delete, 1 to replace, 1 to create, 2 to update, 1 to rename; 0 unchanged.
The working tree (89abcde), compared with main (1234567).
Compares what both programs ask for, without asking a cloud; `pulumi preview` shows the rest.
"""


def test_the_summary_comes_first_and_names_both_sides() -> None:
    """The first lines say what happens, to what, and against what."""
    assert diff_text(comparison()).startswith(TEXT)


def test_the_guard_comes_before_the_changes() -> None:
    """What is stopped, with the rule and the reason."""
    text = diff_text(comparison())
    guard = text[text.index("Blocked by change rules (2)") : text.index("- letters")]
    assert "DSG-018  letters: it is deleted, with its objects" in guard
    assert "DSG-017  db: storageEncrypted forces a replacement" in guard


def test_a_replacement_says_what_forces_it_and_what_goes_first() -> None:
    """The property, its source, both values, and the line of code."""
    lines = diff_text(comparison()).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("! db"))
    assert lines[start : start + 4] == [
        "! db  rds.Instance  replaced, delete before replace  shop/db.py:12",
        "    forced by storageEncrypted: cannot be changed in place (terraform-provider-aws)",
        "    - storageEncrypted: false",
        "    + storageEncrypted: true",
    ]


def test_a_follower_says_whom_it_follows() -> None:
    """A resource that changes because another one is replaced shows no values."""
    text = diff_text(comparison())
    assert "~ address  ssm.Parameter  may be updated\n    depends on db, which is replaced\n" in text


def test_a_document_in_a_text_is_compared_by_its_lines() -> None:
    """JSON is laid out, so that the order of its keys is no difference."""
    text = diff_text(comparison())
    part = text[text.index("~ news") :].split("\n\n")[0]
    assert part == (
        "~ news  sns.Topic  updated\n      policy:\n          1,\n    -     2\n    +     3\n         ]"
    )


def test_a_rename_says_what_it_was() -> None:
    """And that the object stays."""
    assert "= new-name  sns.Topic  renamed in place\n    was urn:pulumi:prod::shop::" in diff_text(
        comparison()
    )


def test_a_creation_shows_the_properties_that_matter() -> None:
    """As `jiban plan` shows them."""
    text = diff_text(comparison())
    assert "+ pictures  s3.Bucket  created\n    + bucket: shop-pictures\n" in text


def test_outputs_come_after_the_resources() -> None:
    """With both values."""
    assert "Stack outputs\n    - host: a\n    + host: b\n" in diff_text(comparison())


def test_no_changes_says_against_what() -> None:
    """Nothing is the same as nothing only with both sides named."""
    before, _ = sides()
    assert diff_text(comparison(before, before)).splitlines()[:2] == [
        "shop/prod",
        "No changes: 5 resources are the same in the working tree (89abcde), compared with main (1234567).",
    ]


def test_a_secret_is_never_shown() -> None:
    """Neither what it was, nor what it is, nor what becomes one."""
    before = plan_of(bucket("a", x=Secret("hunter2"), y="hunter3"))
    after = plan_of(bucket("a", x=Secret("hunter4"), y=Secret("hunter3")))
    text = diff_text(comparison(before, after))
    assert "hunter" not in text
    assert "x: [secret]   (changes)" in text
    assert "y: [secret]   (becomes secret)" in text


def test_a_value_that_is_not_known_may_change() -> None:
    """It is told as such, and not as a change."""
    found = comparison(
        plan_of(resource("aws:sns/topic:Topic", "t", inputs={"a": "x"})),
        plan_of(
            resource(
                "aws:sns/topic:Topic",
                "t",
                inputs={"a": UNKNOWN},
            )
        ),
    )
    assert "    + a: (known after deployment)   (may change)\n" in diff_text(found)


def test_no_value_moves_the_cursor() -> None:
    """Control characters of names and values are escaped."""
    assert "\x1b" not in diff_text(hostile())
    assert "\r" not in diff_text(hostile())


def test_lines_end_at_the_width_of_the_terminal() -> None:
    """On a terminal of 80 columns no line is longer, whatever a value holds."""
    for found in (comparison(), hostile()):
        lines = diff_text(found, Look(width=80)).splitlines()
        assert [line for line in lines if len(line) > 80] == []


def test_colours_stand_where_they_are_asked_for() -> None:
    """And nowhere else."""
    assert "\x1b[1;31m!" in diff_text(comparison(), Look(colour=True))
    assert "\x1b" not in diff_text(comparison())


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("- letters", "31"),
        ("! db", "31"),
        ("+ pictures", "32"),
        ("~ news", "33"),
        ("= new-name", "36"),
    ],
)
def test_a_kind_of_change_has_its_colour(head: str, code: str) -> None:
    """Red for what is lost, green for what comes, yellow and cyan for what stays."""
    sign, name = head.split()
    text = diff_text(comparison(), Look(colour=True))
    assert f"\x1b[1;{code}m{sign}\x1b[0m \x1b[1m{name}\x1b[0m" in text


def test_a_line_of_a_change_has_the_colour_of_its_sign() -> None:
    """Green for what comes, red for what goes; what is the same has none."""
    lines = diff_text(comparison(), Look(colour=True)).splitlines()
    assert "\x1b[31m    - storageEncrypted: false\x1b[0m" in lines
    assert "\x1b[32m    + storageEncrypted: true\x1b[0m" in lines
    assert "      policy:" in lines


def test_every_property_of_a_creation_that_matters_is_shown() -> None:
    """Not the first alone."""
    made = resource("aws:rds/instance:Instance", "db", inputs={"engine": "postgres", "instanceClass": "x"})
    lines = diff_text(comparison(plan_of(), plan_of(made))).splitlines()
    assert {"    + engine: postgres", "    + instanceClass: x"} <= set(lines)


def test_a_note_on_either_side_is_told() -> None:
    """Why a side is empty."""
    lines = diff_text(replace(comparison(), note="the base has no stack")).splitlines()
    assert lines[3] == "the base has no stack."


def test_the_causes_come_before_the_guard() -> None:
    """The value of the stack file, what it forces, what follows, what is lost."""
    text = diff_text(traced())
    assert text[text.index("What it") : text.index("Blocked")] == (
        "What it comes from (1)\n"
        "  shop:encrypted: false -> true  Pulumi.prod.yaml:7\n"
        "    replaces db (rds.Instance); forced by storageEncrypted\n"
        "    which in turn may update address (ssm.Parameter)\n"
        "    lost: db (its databases and their automated backups)\n"
        "    told by its value, which shows in them\n"
        "\n"
    )
