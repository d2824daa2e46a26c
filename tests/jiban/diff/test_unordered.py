"""Lists that are sets for the provider: their order says nothing; what only one side has is told."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.diff.paths import Path
from jiban.diff.replacement import Tables
from jiban.diff.values import MISSING, ItemKey, differences
from jiban.model.plan import UNKNOWN

SETS: list[Path] = [("rules",), ("rules", "*", "groups")]
A, B, C = {"at": 1, "groups": ["x", "y"]}, {"from": 2}, {"from": 3, "to": 4}
A_TURNED = {"at": 1, "groups": ["y", "x"]}


def told(old: list[Any], new: list[Any], *, deployed: bool = False) -> list[tuple[Path, Any, Any, bool]]:
    """Path, both sides and certainty of each difference."""
    found = differences((), {"rules": old}, {"rules": new}, deployed=deployed, sets=SETS)
    return [(each.path, each.before, each.after, each.certain) for each in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [([A, B], [B, A]), (["a", "b"], ["b", "a"]), ([A, B], [B, A_TURNED]), ([UNKNOWN, B], [B, UNKNOWN])],
)
def test_another_order_is_no_difference(old: list[Any], new: list[Any]) -> None:
    """Of the set, nor of a set inside of its items."""
    assert told(old, new) == []


def test_the_order_of_any_other_list_is_one() -> None:
    """Only what is named is a set."""
    found = differences((), {"rules": ["a", "b"]}, {"rules": ["b", "a"]}, deployed=False)
    assert [each.note for each in found] == ["order only"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [C, B, A], [(("rules", 0), MISSING, C, True)]),
        ([A, B], [B], [(("rules", 0), A, MISSING, True)]),
        ([A, B], [{"from": 5}, A], [(("rules", 0, "from"), 2, 5, True)]),
        (["a"], ["b", "a"], [(("rules",), ["a"], ["b", "a"], True)]),
        (["a", UNKNOWN], ["a", "b"], [(("rules",), ["a", UNKNOWN], ["a", "b"], False)]),
        (
            [{"name": "a", "x": 1}, {"name": "b", "x": 1}],
            [{"name": "b", "x": 2}, {"name": "a", "x": 1}],
            [(("rules", ItemKey("b"), "x"), 1, 2, True)],
        ),
    ],
)
def test_what_only_one_side_has_is_told(old: list[Any], new: list[Any], expected: list[Any]) -> None:
    """By its place, by its name, or as a whole list of plain items."""
    assert told(old, new) == expected


def test_what_is_unknown_does_not_take_the_place_of_what_is_known() -> None:
    """Against a deployment an unknown may be any item, once the others have found theirs."""
    assert told(["a", "b"], [UNKNOWN, "a"], deployed=True) == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("aws:ec2/securityGroup:SecurityGroup", ("ingress",)),
        ("aws:ec2/securityGroup:SecurityGroup", ("ingress", "*", "securityGroups")),
        ("aws:rds/subnetGroup:SubnetGroup", ("subnetIds",)),
        ("aws:eks/cluster:Cluster", ("vpcConfig", "subnetIds")),
        ("aws:lb/loadBalancer:LoadBalancer", ("subnets",)),
    ],
)
def test_the_table_knows_sets(kind: str, path: Path) -> None:
    """Under the names of the SDK."""
    assert path in Tables().sets(kind)


def test_the_blocks_of_addresses_of_a_rule_are_a_list() -> None:
    """The provider keeps their order."""
    assert ("ingress", "*", "cidrBlocks") not in Tables().sets("aws:ec2/securityGroup:SecurityGroup")
