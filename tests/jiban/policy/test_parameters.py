"""Values of a rule that a team may set otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policy.parameters import Parameter
from jiban.policy.rule import Level, Severity, StackRule
from jiban.policy.view import StackView
from tests.policies.samples import resource

DAYS = Parameter("days", 7, "Days that a backup is kept at least.", minimum=1, maximum=35)
SHARE = Parameter("share", 0.8, "Share that is used.")
MODE = Parameter("mode", "strict", "How strict it is.", choices=("strict", "loose"))
REGIONS: Parameter[tuple[str, ...]] = Parameter("regions", ("ap-northeast-2",), "Regions for data.")


def test_what_nobody_sets_is_the_default() -> None:
    """Whatever else is set."""
    assert DAYS.of(StackView([]).asked_with({"other": 3})) == 7


def test_what_is_set_holds() -> None:
    """For the view that has it, and no other."""
    stack = StackView([resource("a:b:C", "it")])
    assert DAYS.of(stack.asked_with({"days": 14})) == 14
    assert DAYS.of(stack) == 7


def test_a_view_with_values_shares_what_is_known() -> None:
    """No fact is asked for twice."""
    stack = StackView([])
    assert stack.asked_with({"days": 14}).answers is stack.answers


@pytest.mark.parametrize(
    ("parameter", "given", "found"),
    [
        (DAYS, 14, 14),
        (DAYS, 14.0, 14),
        (SHARE, 1, 1.0),
        (MODE, "loose", "loose"),
        (REGIONS, ["a", "b"], ("a", "b")),
        (REGIONS, [], ()),
    ],
)
def test_a_value_is_read(parameter: Parameter[Any], given: object, found: object) -> None:
    """In the type of the default; the engine hands whole numbers over as floats."""
    assert parameter.read(given) == found
    assert type(parameter.read(given)) is type(parameter.default)


@pytest.mark.parametrize(
    ("parameter", "given", "message"),
    [
        (DAYS, "14", "days has to be a whole number, got '14'"),
        (DAYS, 1.5, "days has to be a whole number, got 1.5"),
        (DAYS, True, "days has to be a whole number, got true"),
        (DAYS, None, "days has to be a whole number, got nothing"),
        (DAYS, float("nan"), "days has to be a whole number, got nan"),
        (DAYS, 0, "days has to be at least 1, got 0"),
        (DAYS, 36, "days has to be at most 35, got 36"),
        (SHARE, {}, "share has to be a number, got dict"),
        (MODE, 3, "mode has to be a text, got 3"),
        (MODE, "soft", "mode has to be one of strict, loose, got 'soft'"),
        (REGIONS, "a", "regions has to be a list of texts, got 'a'"),
        (REGIONS, [1], "regions has to be a list of texts, got 1"),
    ],
)
def test_a_value_that_is_refused(parameter: Parameter[Any], given: object, message: str) -> None:
    """With what it has to be."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        parameter.read(given)


@pytest.mark.parametrize("name", ["level", "stacks", "Days", "two words", ""])
def test_a_name_that_no_file_could_set(name: str) -> None:
    """Two are words of the file itself."""
    with pytest.raises(ValueError, match="is no name of a parameter"):
        Parameter(name, 1, "A number.")


def test_the_schema_says_what_is_read() -> None:
    """Type, default and bounds."""
    assert DAYS.schema() == {
        "type": "integer",
        "default": 7,
        "description": "Days that a backup is kept at least.",
        "minimum": 1,
        "maximum": 35,
    }
    assert MODE.schema()["enum"] == ["strict", "loose"]
    assert REGIONS.schema()["items"] == {"type": "string"}


def test_a_rule_names_the_clouds_of_its_types() -> None:
    """In the order that documents have."""
    types = ("azure-native:cache:Redis", "aws:elasticache/cluster:Cluster")
    rule = StackRule(
        id="X-001",
        text="It holds.",
        severity=Severity.LOW,
        level=Level.ADVISORY,
        reason="It has to.",
        remedy="Do.",
        link="https://example.com",
        types=types,
        check=lambda _: iter(()),
    )
    assert rule.clouds == ("AWS", "Azure")
