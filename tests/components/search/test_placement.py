"""Where the nodes of a domain stand, and what keeps them together."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.base import Fault
from jiban.components.search.placement import master_size, masters, uneven, zones_used
from jiban.components.search.spec import SearchSpec


def spec(**fields: Any) -> SearchSpec:
    """A specification with some fields."""
    return SearchSpec.model_validate(fields)


@pytest.mark.parametrize(
    ("nodes", "zones", "used"),
    [(1, 3, 1), (2, 3, 2), (3, 3, 3), (4, 2, 2), (6, 3, 3), (6, 4, 3), (1, 2, 1)],
)
def test_zones_by_nodes_and_network(nodes: int, zones: int, used: int) -> None:
    """As many as there are nodes for, three at most."""
    assert zones_used(spec(nodes=nodes), zones) == used


@pytest.mark.parametrize(("nodes", "zones"), [(1, 3), (2, 3), (3, 3), (6, 3), (4, 2), (2, 2), (3, 4)])
def test_even_nodes_are_not_refused(nodes: int, zones: int) -> None:
    """As many in each zone."""
    assert list(uneven(spec(nodes=nodes), zones)) == []


@pytest.mark.parametrize(
    ("nodes", "zones", "fault"),
    [
        (
            4,
            3,
            Fault(
                ("nodes",),
                "nodes stand evenly over 3 zones, and 4 is no multiple of 3",
                "set nodes to 3 or 6",
            ),
        ),
        (
            3,
            2,
            Fault(
                ("nodes",),
                "nodes stand evenly over 2 zones, and 3 is no multiple of 2",
                "set nodes to 2 or 4",
            ),
        ),
    ],
)
def test_uneven_nodes_are_refused(nodes: int, zones: int, fault: Fault) -> None:
    """With the multiples around them."""
    assert list(uneven(spec(nodes=nodes), zones)) == [fault]


def test_a_standby_has_a_third_zone() -> None:
    """One of three is the reserve."""
    assert list(uneven(spec(nodes=6, standby=True), 2)) == [
        Fault(
            ("standby",),
            "a domain with standby stands in 3 zones, and the network has 2",
            "set standby to false, or name 3 zones in network.zones",
        )
    ]
    assert list(uneven(spec(nodes=6, standby=True), 3)) == []


@given(st.integers(1, 80), st.integers(1, 4))
def test_what_is_proposed_instead_is_even(nodes: int, zones: int) -> None:
    """Both multiples that a message names are taken."""
    for fault in uneven(spec(nodes=nodes), zones):
        for other in fault.remedy.removeprefix("set nodes to ").split(" or "):
            assert list(uneven(spec(nodes=min(int(other), 80)), zones)) == [] or int(other) > 80


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 0),
        ({"nodes": 9}, 0),
        ({"nodes": 10}, 3),
        ({"standby": True}, 3),
        ({"nodes": 12, "dedicated_masters": 0}, 0),
        ({"dedicated_masters": 5}, 5),
    ],
)
def test_masters_by_nodes_and_standby(fields: dict[str, Any], count: int) -> None:
    """Three with a standby or from ten nodes on; what is said counts over that."""
    assert masters(spec(**fields)) == count


@pytest.mark.parametrize(
    ("nodes", "size"),
    [
        (1, "m6g.large.search"),
        (10, "m6g.large.search"),
        (11, "c6g.2xlarge.search"),
        (30, "c6g.2xlarge.search"),
        (31, "r6g.xlarge.search"),
        (75, "r6g.xlarge.search"),
        (76, "r6g.2xlarge.search"),
        (80, "r6g.2xlarge.search"),
    ],
)
def test_the_size_of_masters_follows_from_the_nodes(nodes: int, size: str) -> None:
    """By AWS's table."""
    assert master_size("aws", nodes) == size


def test_masters_beyond_the_table_are_none_of_it() -> None:
    """No size is guessed."""
    with pytest.raises(ValueError, match="masters of 126 nodes are not in"):
        master_size("aws", 126)
