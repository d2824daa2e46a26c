"""What a rule is: which verdict counts over which, how bad it is, and what it is about."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.rule import (
    Change,
    ChangeRule,
    Judgement,
    Level,
    Outcome,
    ResourceRule,
    Rule,
    Severity,
    StackRule,
    Verdict,
    failed,
    not_applicable,
    passed,
    together,
    unknown,
)
from jiban.policy.view import NotKnownError
from tests.policies.samples import SUBNET, resource, stack

WORST_FIRST = (
    Verdict(Outcome.FAIL, "fail"),
    Verdict(Outcome.ERROR, "error"),
    Verdict(Outcome.UNKNOWN, "unknown"),
    Verdict(Outcome.PASS, "pass"),
    Verdict(Outcome.NOT_APPLICABLE, "not applicable"),
)
"""A part that fails is known to; one that could not be asked may hide a failure; a pass was judged."""


@pytest.mark.parametrize("worst", range(5))
def test_of_several_parts_the_worst_decides(worst: int) -> None:
    """Wherever it stands among those that are better."""
    parts = WORST_FIRST[worst:]
    assert together(parts) == together(reversed(parts)) == WORST_FIRST[worst]


def test_a_whole_without_parts_is_what_is_said_of_one() -> None:
    """It passes where nothing is said."""
    assert together([]) == Verdict(Outcome.PASS)
    assert together([], not_applicable("none")) == Verdict(Outcome.NOT_APPLICABLE, "none")


def test_a_part_without_a_reason_adds_none() -> None:
    """But the places that it hangs on."""
    assert together([failed("", "b"), failed("x", "a"), failed("x", "b")]) == failed("x", "b", "a")


def test_severities_are_ranked_worst_first() -> None:
    """By number, so that they can be compared."""
    assert [(each.value, each.rank) for each in Severity] == [
        ("critical", 0),
        ("high", 1),
        ("medium", 2),
        ("low", 3),
    ]


def test_levels_are_what_a_pack_may_say() -> None:
    """In Pulumi's words."""
    assert [each.value for each in Level] == ["mandatory", "advisory", "disabled"]


@pytest.mark.parametrize("name", ["", "A 1", "A\n", "A\x1b"])
def test_the_id_of_a_rule_is_a_word(name: str) -> None:
    """A waiver names it, and a report shows it."""
    with pytest.raises(ValueError, match="id of a rule has to be a word"):
        rule(ResourceRule, id=name)


def rule(kind: Any, **changes: Any) -> Any:
    """A rule of a kind, about subnets."""
    said = {each.name: getattr(pg_001.RULE, each.name) for each in fields(Rule)}
    return kind(**{**said, "types": (SUBNET,), "check": lambda _: passed("looked at"), **changes})


def test_a_rule_says_its_kind() -> None:
    """By what it looks at."""
    kinds = [rule(each).kind for each in (ResourceRule, StackRule, ChangeRule)]
    assert kinds == ["resource", "stack", "change"]


def test_a_rule_of_resources_judges_its_types_alone() -> None:
    """Whatever version of Azure's API they are written for."""
    about = rule(ResourceRule)
    assert about.judge(resource("azure-native:network/v20240501:Subnet", "a")) == passed("looked at")
    assert about.judge(resource("aws:ec2/subnet:Subnet", "a")) == not_applicable(
        "ec2/subnet:Subnet is not what the rule is about"
    )


def test_a_rule_of_changes_judges_its_types_or_all() -> None:
    """Where it names none, it is about every type."""
    other = Change("delete", resource("aws:s3/bucket:Bucket", "a"), None)
    own = Change("delete", resource(SUBNET, "a"), None)
    assert rule(ChangeRule).judge(own) == passed("looked at")
    assert rule(ChangeRule).judge(other) == not_applicable("s3/bucket:Bucket is not what the rule is about")
    assert rule(ChangeRule, types=()).judge(other) == passed("looked at")


def test_the_subject_of_a_change_is_what_will_be() -> None:
    """Or what was, where it goes; a change of nothing is a fault."""
    old, new = resource(SUBNET, "old"), resource(SUBNET, "new")
    assert Change("update", old, new).subject is new
    assert Change("delete", old, None).subject is old
    with pytest.raises(ValueError, match="a change without a resource"):
        _ = Change("same", None, None).subject


def test_a_rule_of_the_stack_that_finds_nothing_says_so() -> None:
    """And one that needs what is not known says that, after what it has found."""

    def checks(_stack: object) -> Any:
        yield Judgement(None, failed("seen"))
        raise NotKnownError("a.b")

    nothing = rule(StackRule, check=lambda _: iter(())).judge(stack())
    assert nothing == (Judgement(None, not_applicable("the stack has nothing that the rule is about")),)
    assert rule(StackRule, check=checks).judge(stack()) == (
        Judgement(None, failed("seen")),
        Judgement(None, unknown("a.b is not known before deployment", "a.b")),
    )
