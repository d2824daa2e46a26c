"""Lists of addresses that AWS keeps: which one a region has, and how many rules it counts as."""

import pytest

from jiban.components.network import prefix_lists


def test_a_region_has_a_list_of_its_own() -> None:
    """Seoul's and Tokyo's are different lists."""
    assert prefix_lists.origin_facing("ap-northeast-2") == "pl-22a6434b"
    assert prefix_lists.origin_facing("ap-northeast-1") == "pl-58a04531"


def test_a_region_without_a_list_is_refused() -> None:
    """The message says where to add it."""
    assert not prefix_lists.has_origin_facing("eu-west-9")
    with pytest.raises(prefix_lists.UnknownListError, match=r"eu-west-9, by .*prefix_lists\.yaml"):
        prefix_lists.origin_facing("eu-west-9")


def test_a_group_has_room_for_one_rule_with_the_list() -> None:
    """55 of 60; a second port would ask for 110."""
    assert prefix_lists.weight() == 55
    assert prefix_lists.weight() <= prefix_lists.RULES_OF_A_GROUP < 2 * prefix_lists.weight()
