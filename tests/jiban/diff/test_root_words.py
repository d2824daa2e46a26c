"""The causes of a diff in words."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.diff.changed_settings import Setting, Where
from jiban.diff.root_words import lines, title
from jiban.diff.roots import Root
from jiban.diff.values import MISSING
from jiban.model.plan import UNKNOWN, Plan
from tests.jiban.diff.test_roots import CIDR, DATABASE, QUEUE, many, roots
from tests.jiban.report.samples import plan_of, resource


def setting(before: Any, after: Any, where: Where = "stack file", place: str = "Pulumi.prod.yaml:3") -> Root:
    """A cause that is a value."""
    return Root("setting", (Setting(("shop:size",), before, after, where, place),))


@pytest.mark.parametrize(
    ("root", "said"),
    [
        (setting("a", "b"), "shop:size: a -> b  Pulumi.prod.yaml:3"),
        (setting(MISSING, "b"), "shop:size: not set -> b  Pulumi.prod.yaml:3"),
        (
            setting("a", MISSING, place="Pulumi.prod.yaml"),
            "shop:size: a -> not set  taken out of Pulumi.prod.yaml",
        ),
        (setting("a", "b", "command line", "-c"), "shop:size: a -> b  -c"),
        (setting("a", "b", "environment", ""), "shop:size: a -> b  of the environment"),
        (setting("a" * 99, "b"), f"shop:size: {'a' * 57}... -> b  Pulumi.prod.yaml:3"),
        (
            Root("setting", (*setting(1, 2).settings, *setting(3, 4).settings)),
            "one of 2 values: shop:size, shop:size",
        ),
    ],
    ids=["both", "new", "gone", "flag", "environment", "long", "several"],
)
def test_a_value_is_said_with_both_sides_and_its_place(root: Root, said: str) -> None:
    """What is cut of a long one is shown to be cut."""
    assert title(root) == said


def said(before: Plan, after: Plan, *settings: Setting) -> list[str]:
    """What is said of the only cause of a diff."""
    (found,) = roots(before, after, *settings)
    return [line.text for line in lines(found)]


def test_what_follows_is_counted_by_type() -> None:
    """More than three are not named."""
    assert said(many(5, "10.0.0.0/16"), many(5, "10.1.0.0/16"), CIDR) == [
        "replaces vpc (ec2.Vpc); forced by cidrBlock",
        "which in turn replaces 5: 5 ec2.Subnet",
        "told by its value, which shows in them",
    ]


def test_types_beyond_a_few_are_a_number() -> None:
    """The most frequent ones stand first."""
    kinds = [*["aws:sns/topic:Topic"] * 3, *(f"aws:x/t{number}:T{number}" for number in range(9))]
    sides = [
        plan_of(*(resource(kind, f"r{index}", inputs={"a": value}) for index, kind in enumerate(kinds)))
        for value in ("before", "after")
    ]
    (text,) = said(sides[0], sides[1])
    assert text == "updates 12: 3 sns.Topic, 1 x.T0, 1 x.T1, 1 x.T2, 1 x.T3, 1 x.T4, 4 of 4 other types"


def test_a_loss_that_is_not_certain_is_said_to_be_none() -> None:
    """A queue whose name is known at deployment may be replaced."""
    before, after = (plan_of(resource(QUEUE, "jobs", inputs={"name": name})) for name in ("a", UNKNOWN))
    texts = [line.text for root in roots(before, after) for line in lines(root)]
    assert texts == [
        "may replace jobs (sqs.Queue); forced by name",
        "may be lost: jobs (its pending messages)",
    ]


def test_what_is_protected_is_lost_too() -> None:
    """Whatever it holds."""
    before = plan_of(resource("aws:sns/topic:Topic", "news", protect=True), resource(DATABASE, "db"))
    texts = [line.text for root in roots(before, plan_of()) for line in lines(root)]
    assert "lost: news (protected)" in texts
    assert "lost: db (its databases and their automated backups)" in texts


def test_a_new_name_is_said_with_the_alias_that_keeps_it() -> None:
    """In the program's own words."""
    before, after = (plan_of(resource(QUEUE, name, inputs={"name": "jobs"})) for name in ("old", "new"))
    (found,) = roots(before, after)
    assert title(found) == "sqs.Queue old is now new"
    assert 'aliases=[pulumi.Alias(name="old")] keeps them' in [line.text for line in lines(found)]
