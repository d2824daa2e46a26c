"""What Azure cannot do of a network is refused with the reason and what to set."""

import pytest

from components.base import SpecRefusedError, refuse_beyond
from components.network.limits import LIMITS
from components.network.spec import NetworkSpec, SubnetsSpec


def refusal(spec: NetworkSpec) -> str:
    """What is said when a network is refused."""
    with pytest.raises(SpecRefusedError) as refused:
        refuse_beyond(LIMITS, "azure", "network", spec)
    return str(refused.value).removeprefix("network: ")


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "10.0.0.0/16", "192.168.0.0/22"])
def test_networks_of_8_to_22_are_taken(cidr: str) -> None:
    """The largest, the usual and the smallest network pass."""
    refuse_beyond(LIMITS, "azure", "network", NetworkSpec(cidr=cidr))


def test_a_network_too_small_is_refused() -> None:
    """A /23 cannot hold the address plan."""
    assert refusal(NetworkSpec(cidr="10.0.0.0/23")) == (
        "cidr: 10.0.0.0/23 is smaller than a /22, too small for the address plan; "
        "set a network of /8 to /22, such as 10.0.0.0/16"
    )


def test_a_network_too_large_is_refused() -> None:
    """A /7 is more than any private range."""
    assert refusal(NetworkSpec(cidr="12.0.0.0/7")) == (
        "cidr: 12.0.0.0/7 is larger than a /8, too large for the address plan; "
        "set a network of /8 to /22, such as 10.0.0.0/16"
    )


def test_a_range_that_azure_keeps_is_refused() -> None:
    """A network over AKS's own range is refused, and the range is named."""
    assert refusal(NetworkSpec(cidr="172.30.0.0/20")) == (
        "cidr: 172.30.0.0/20 overlaps 172.30.0.0/16, which is AKS's own and cannot be used on Azure; "
        "set a private range apart from it, such as 10.0.0.0/16"
    )


def test_a_subnet_smaller_than_azures_smallest_is_refused() -> None:
    """A /30 is no Azure subnet."""
    assert refusal(NetworkSpec(subnets=SubnetsSpec(cache="10.0.3.0/30"))) == (
        "subnets.cache: Azure makes no subnet as small as 10.0.3.0/30; set a /29 or larger"
    )


def test_a_gateway_in_every_zone_is_refused() -> None:
    """One Azure subnet spans the zones, so it cannot have a way out in each."""
    assert refusal(NetworkSpec(egress="nat_per_zone")) == (
        "egress: an Azure subnet spans all zones and takes one NAT gateway, and a Standard NAT gateway "
        "stands in one "
        "zone or in none in particular; set egress to nat"
    )


def test_no_way_out_is_refused() -> None:
    """AKS does not start without a way out."""
    assert refusal(NetworkSpec(egress="none")) == (
        "egress: AKS nodes load their system images from the internet when they start, and services sign in "
        "at a "
        "public address; a cluster without a way out is not built here; set egress to nat"
    )
