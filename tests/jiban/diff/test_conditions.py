"""Conditions of a rule: when one holds, when it does not, and when a plan cannot tell."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.diff.conditions import condition, fits
from jiban.diff.values import MISSING
from jiban.model.plan import UNKNOWN, Secret


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (True, "true", True),
        ("true", True, True),
        (True, 1, False),
        ("a", ["a", "b"], True),
        (MISSING, {"given": False}, True),
        ("a", {"given": False}, False),
        (UNKNOWN, {"given": True}, True),
        (UNKNOWN, "a", None),
        (Secret("a"), "a", None),
        ("aurora-mysql", {"begins": "aurora"}, True),
        (MISSING, {"begins": "aurora"}, False),
        ("m7g.large", {"matches": "g"}, True),
        ("6.2", {"below": "7"}, True),
        ("7.1", {"below": "7"}, False),
        ("10.0", {"below": "7"}, False),
        ("a", {"not": "a"}, False),
        (MISSING, {"not": {"begins": "a"}}, True),
        (UNKNOWN, {"not": "a"}, None),
    ],
)
def test_a_value_is_what_is_wanted(value: Any, wanted: Any, *, expected: bool | None) -> None:
    """None stands for what is not known."""
    assert fits(value, wanted) is expected


@pytest.mark.parametrize(
    ("change", "before", "after", "expected"),
    [
        ("added", MISSING, "a", True),
        ("added", False, True, True),
        ("added", "a", "b", False),
        ("removed", {"a": 1}, MISSING, True),
        ("removed", True, False, True),
        ("removed", False, MISSING, False),
        ("changed", "a", "b", True),
        ("changed", MISSING, "b", False),
        ("lowered", 100, 50, True),
        ("lowered", 50, 100, False),
        ("lowered", True, False, False),
        ("lowered", "1Ti", "512Gi", True),
        ("lowered", "10Gi", "9G", True),
        ("lowered", "1G", "1Gi", False),
        ("lowered", "Balanced_B10", "Balanced_B5", True),
        ("lowered", "17", UNKNOWN, None),
        ("other major version", "OpenSearch_2.19", "OpenSearch_3.1", True),
        ("other major version", "Elasticsearch_7.10", "OpenSearch_1.0", True),
        ("other major version", "OpenSearch_2.17", "OpenSearch_2.19", False),
        ("shrunk", ["a", "b"], ["b"], True),
        ("shrunk", ["a"], ["b", "a"], False),
        ("shrunk", ["a"], MISSING, True),
        ("shrunk", ["a", UNKNOWN], ["a"], None),
    ],
)
def test_how_a_property_changes(change: str, before: Any, after: Any, *, expected: bool | None) -> None:
    """From one value to another."""
    sides = ({"x": value} if value is not MISSING else {} for value in (before, after))
    assert condition({"change": change}).holds(("x",), *sides)[0] is expected


def test_what_is_not_known_is_what_it_hangs_on() -> None:
    """Unless something known speaks against it already."""
    asked = condition({"before": "a", "other": {"net.kind": "public"}})
    assert asked.holds(("x",), {"x": "a"}, {"x": "b", "net": {"kind": UNKNOWN}}) == (
        None,
        "net.kind, which is known at deployment",
    )
    assert asked.holds(("x",), {"x": "c"}, {"x": "b", "net": {"kind": UNKNOWN}}) == (False, "")


@pytest.mark.parametrize("given", [{"changes": "added"}, {"change": "grown"}])
def test_a_condition_that_is_misspelt_is_refused(given: dict[str, Any]) -> None:
    """It would hold of everything."""
    with pytest.raises(ValueError, match="no condition"):
        condition(given)
