"""Every role has its fixed place in the network, and nothing moves it."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.network.cidr import (
    inside,
    link_range,
    overlap,
    ranges,
    smallest_prefix,
    usable,
    zone_ranges,
)
from jiban.components.network.spec import ROLES, NetworkSpec, Role, SubnetsSpec

networks = st.builds(
    lambda address, prefix: str(IPv4Network((address, prefix), strict=False)),
    st.integers(10 * 2**24, 11 * 2**24 - 1),
    st.integers(8, 22),
)
zones = st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True).map(tuple)


def test_a_network_of_65536_addresses_is_laid_out_as_drawn() -> None:
    """Nodes have the lower half; the other roles have the first five slots of the upper."""
    assert ranges(NetworkSpec(cidr="10.0.0.0/16")) == {
        "application": "10.0.0.0/17",
        "gateway": "10.0.128.0/20",
        "database": "10.0.144.0/20",
        "cache": "10.0.160.0/20",
        "endpoints": "10.0.176.0/20",
        "management": "10.0.192.0/20",
    }


def test_the_smallest_network_is_laid_out() -> None:
    """A /22 gives the nodes 512 addresses and every other role 64."""
    assert ranges(NetworkSpec(cidr="192.168.4.0/22")) == {
        "application": "192.168.4.0/23",
        "gateway": "192.168.6.0/26",
        "database": "192.168.6.64/26",
        "cache": "192.168.6.128/26",
        "endpoints": "192.168.6.192/26",
        "management": "192.168.7.0/26",
    }


@pytest.mark.parametrize("cidr", ["10.0.0.0/23", "10.0.0.0/32"])
def test_other_sizes_have_no_plan(cidr: str) -> None:
    """A network smaller than a /22 has no address plan; one larger than a /8 cannot even be written."""
    with pytest.raises(ValueError, match=r"is not between /8 and /22"):
        ranges(NetworkSpec(cidr=cidr))


def test_the_documents_ranges_win() -> None:
    """A range given outright is the role's, and the role without one keeps its place."""
    given_ranges = SubnetsSpec(
        gateway="10.0.4.0/24", application="10.0.1.0/24", database="10.0.2.0/24", cache="10.0.3.0/24"
    )
    assert ranges(NetworkSpec(subnets=given_ranges)) == {
        "gateway": "10.0.4.0/24",
        "application": "10.0.1.0/24",
        "database": "10.0.2.0/24",
        "cache": "10.0.3.0/24",
        "endpoints": "10.0.176.0/20",
        "management": "10.0.192.0/20",
    }


@given(networks)
def test_no_two_roles_overlap(cidr: str) -> None:
    """The places of all roles are apart."""
    placed = [IPv4Network(each) for each in ranges(NetworkSpec(cidr=cidr)).values()]
    assert not any(one.overlaps(other) for one, other in combinations(placed, 2))


@given(networks)
def test_every_role_lies_inside(cidr: str) -> None:
    """The places of all roles are parts of the network."""
    placed = [IPv4Network(each) for each in ranges(NetworkSpec(cidr=cidr)).values()]
    assert all(each.subnet_of(IPv4Network(cidr)) for each in placed)


def test_the_links_place_is_the_sixth_eighth() -> None:
    """Of the upper half; for ever, as another one would move the subnet of every link."""
    assert link_range("10.0.0.0/16") == "10.0.208.0/20"
    assert link_range("10.0.0.0/22") == "10.0.3.64/26"


@given(networks)
def test_the_links_place_is_no_roles(cidr: str) -> None:
    """It lies in the network, and apart from each of them."""
    place = link_range(cidr)
    assert inside(place, cidr)
    assert not [each for each in ranges(NetworkSpec(cidr=cidr)).values() if overlap(each, place)]


@pytest.mark.parametrize("cidr", ["10.0.0.0/7", "10.0.0.0/23"])
def test_no_plan_has_no_place_for_a_link(cidr: str) -> None:
    """As for the roles."""
    with pytest.raises(ValueError, match="is not between /8 and /22"):
        link_range(cidr)


@given(networks)
def test_three_sixteenths_of_the_network_stay_free(cidr: str) -> None:
    """A half is the nodes', and five sixteenths are other roles'; the rest is for roles to come."""
    placed = sum(IPv4Network(each).num_addresses for each in ranges(NetworkSpec(cidr=cidr)).values())
    assert placed * 16 == IPv4Network(cidr).num_addresses * 13


@given(networks, zones, zones)
def test_zones_move_nothing(cidr: str, some: tuple[int, ...], others: tuple[int, ...]) -> None:
    """Whichever zones are used, every range is where it was."""
    assert ranges(NetworkSpec(cidr=cidr, zones=some)) == ranges(NetworkSpec(cidr=cidr, zones=others))


@given(networks, st.sampled_from(ROLES), networks)
def test_a_range_given_outright_moves_no_other(cidr: str, role: Role, own: str) -> None:
    """Giving one role a range changes that role's alone."""
    before = ranges(NetworkSpec(cidr=cidr))
    after = ranges(NetworkSpec(cidr=cidr, subnets=SubnetsSpec.model_validate({role: own})))
    assert _without(after, role) == _without(before, role)
    assert after[role] == own


@given(st.integers(0, 2**32 - 1), st.integers(8, 30))
def test_zone_ranges_are_the_four_quarters(address: int, prefix: int) -> None:
    """The quarters are equal, apart, in the order of the zones, and fill the range."""
    whole = IPv4Network((address, prefix), strict=False)
    quarters = [IPv4Network(each) for each in zone_ranges(str(whole))]
    assert [each.prefixlen for each in quarters] == [prefix + 2] * 4
    assert quarters[0].network_address == whole.network_address
    assert quarters[3].broadcast_address == whole.broadcast_address
    assert quarters == sorted(set(quarters))


def test_zone_two_has_the_second_quarter() -> None:
    """Zone 2 of 10.0.0.0/17 is 10.0.32.0/19, whichever other zones there are."""
    assert zone_ranges("10.0.0.0/17")[1] == "10.0.32.0/19"


def test_a_range_of_two_addresses_has_no_quarters() -> None:
    """A range smaller than a /30 cannot be cut into four."""
    with pytest.raises(ValueError, match="prefix length diff"):
        zone_ranges("10.0.0.0/31")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("10.0.0.0/16", "10.0.0.0/16", True),
        ("10.0.0.0/16", "10.0.255.0/24", True),
        ("10.0.255.0/24", "10.0.0.0/16", True),
        ("10.0.0.0/16", "10.1.0.0/16", False),
    ],
)
def test_ranges_overlap_when_one_holds_the_other(one: str, other: str, shared: bool) -> None:  # noqa: FBT001 - a column of the table
    """Equal ranges and a range inside another overlap; neighbours do not."""
    assert overlap(one, other) is shared


def test_a_range_is_inside_itself() -> None:
    """A subnet may be the whole network."""
    assert inside("10.0.0.0/16", "10.0.0.0/16")


def test_a_larger_range_is_not_inside() -> None:
    """A subnet may not be larger than its network."""
    assert not inside("10.0.0.0/15", "10.0.0.0/16")


@pytest.mark.parametrize(
    ("cidr", "free"), [("10.0.1.0/24", 251), ("10.0.0.0/22", 1019), ("10.0.0.0/29", 3), ("10.0.0.0/31", 0)]
)
def test_azure_keeps_five_addresses_of_a_subnet(cidr: str, free: int) -> None:
    """A /24 gives away 251 addresses, and a subnet smaller than what Azure keeps gives none."""
    assert usable("azure", cidr, (1, 2, 3)) == free


@pytest.mark.parametrize(("zones", "free"), [((1,), 59), ((1, 2), 118), ((1, 2, 3), 177), ((2, 4), 118)])
def test_aws_keeps_five_addresses_of_every_zones_subnet(zones: tuple[int, ...], free: int) -> None:
    """A zone has a quarter of a /24, 64 addresses, and gives away 59 of them."""
    assert usable("aws", "10.0.1.0/24", zones) == free


@pytest.mark.parametrize("prefix", [30, 31, 32])
def test_a_range_without_room_for_a_subnet_gives_nothing_away(prefix: int) -> None:
    """A single address has no quarters and no address to give, and is no error."""
    assert usable("aws", f"10.0.1.0/{prefix}", (1, 2)) == 0


def test_the_smallest_range_on_aws_counts_the_zones() -> None:
    """Three quarters of a /22 have 753 addresses, one more needs a /21, and so do 503 in two quarters."""
    assert smallest_prefix("aws", 753, (1, 2, 3)) == 22
    assert smallest_prefix("aws", 754, (1, 2, 3)) == 21
    assert smallest_prefix("aws", 503, (1, 2)) == 21


@pytest.mark.parametrize(("addresses", "prefix"), [(3, 29), (4, 28), (251, 24), (252, 23), (527, 22)])
def test_the_smallest_subnet_for_so_many(addresses: int, prefix: int) -> None:
    """251 addresses fit a /24, one more needs a /23, and 527 need a /22."""
    assert smallest_prefix("azure", addresses, (1,)) == prefix


@given(st.integers(1, 2**20))
def test_the_smallest_subnet_is_large_enough_and_no_larger(addresses: int) -> None:
    """The proposed subnet holds the addresses, and one of half its size does not."""
    prefix = smallest_prefix("azure", addresses, (1,))
    assert usable("azure", f"0.0.0.0/{prefix}", (1,)) >= addresses
    assert usable("azure", f"0.0.0.0/{prefix + 1}", (1,)) < addresses


def _without(placed: Mapping[Role, str], role: Role) -> dict[Role, str]:
    return {each: where for each, where in placed.items() if each != role}


def test_no_range_is_larger_than_all_there_are() -> None:
    """The whole of IPv4 but five addresses is the most."""
    assert smallest_prefix("azure", 2**32 - 5, (1,)) == 0
    with pytest.raises(ValueError, match="no range has 4294967292 addresses"):
        smallest_prefix("azure", 2**32 - 4, (1,))
