"""A pool on EKS is one node group in each zone, which together are the pool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.cluster.groups import groups, shares
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec

SPEC = ClusterSpec(
    system_pool=NodePoolSpec(min_nodes=3, max_nodes=5),
    pools={"apps": NodePoolSpec(min_nodes=4, max_nodes=10)},
)


def parts(*zones: int) -> dict[str, tuple[int, int]]:
    """Fewest and most nodes of each group in these zones."""
    return {each.key: (each.min_nodes, each.max_nodes) for each in groups(SPEC, zones)}


def test_every_pool_has_a_group_in_each_zone() -> None:
    """The parts of a pool add up to what it was asked for: four to ten nodes are 2 + 1 + 1 to 4 + 3 + 3."""
    assert parts(1, 2, 4) == {
        "system-1": (1, 2),
        "system-2": (1, 2),
        "system-4": (1, 1),
        "apps-1": (2, 4),
        "apps-2": (1, 3),
        "apps-4": (1, 3),
    }


def test_the_order_of_zones_says_nothing() -> None:
    """A list that is written another way round makes the same groups."""
    assert parts(4, 1, 2) == parts(1, 2, 4)


def test_a_zone_more_leaves_what_eks_allows_in_the_others() -> None:
    """Half of the pool, in two zones as in three."""
    for zones in ((1, 2), (1, 2, 3)):
        assert {each.ceiling for each in groups(SPEC, zones) if each.pool == "apps"} == {5}


@pytest.mark.parametrize(
    ("nodes", "zones", "expected"), [(3, 3, (1, 1, 1)), (5, 2, (3, 2)), (4, 3, (2, 1, 1))]
)
def test_the_first_zones_have_what_is_left(nodes: int, zones: int, expected: tuple[int, ...]) -> None:
    """No zone has two nodes more than another."""
    assert shares(nodes, zones) == expected


@given(st.integers(1, 1000), st.integers(1, 4))
def test_parts_add_up(nodes: int, zones: int) -> None:
    """However many there are."""
    assert sum(shares(nodes, zones)) == nodes
    assert max(shares(nodes, zones)) - min(shares(nodes, zones)) <= 1
