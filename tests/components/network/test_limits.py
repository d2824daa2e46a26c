"""What a cloud cannot do of a network is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Cloud, SpecRefusedError, refuse_beyond
from jiban.components.network.limits import LIMITS
from jiban.components.network.spec import NetworkSpec, SubnetsSpec


def refusal(spec: NetworkSpec, cloud: Cloud = "azure") -> str:
    """What is said when a network is refused."""
    with pytest.raises(SpecRefusedError) as refused:
        refuse_beyond(LIMITS, cloud, "network", spec)
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
    """No range for private use has a /7, and the model refuses one first; the limit says so on its own."""
    spec = NetworkSpec.model_construct(cidr="10.0.0.0/7", subnets=SubnetsSpec(), egress="nat")
    spec = spec.model_copy(update={"flow_log_days": None})
    assert refusal(spec).startswith("cidr: 10.0.0.0/7 is larger than a /8, too large for the address plan; ")


@pytest.mark.parametrize(
    ("cloud", "role", "cidr", "paths"),
    [
        ("azure", "cache", "10.0.3.0/29", []),
        ("azure", "cache", "10.0.3.0/30", ["subnets.cache"]),
        ("azure", "gateway", "10.0.3.0/30", ["subnets.gateway"]),
        ("azure", "endpoints", "10.0.3.0/30", ["subnets.endpoints"]),
        ("aws", "cache", "10.0.3.0/26", []),
        ("aws", "cache", "10.0.3.0/27", ["subnets.cache"]),
        ("aws", "application", "10.0.3.0/27", ["subnets.application"]),
        ("aws", "gateway", "10.0.3.0/25", []),
        ("aws", "gateway", "10.0.3.0/26", ["subnets.gateway"]),
        ("aws", "gateway", "10.0.3.0/27", ["subnets.gateway", "subnets.gateway"]),
    ],
)
def test_the_smallest_range_of_a_role(cloud: Cloud, role: str, cidr: str, paths: list[str]) -> None:
    """The smallest that a cloud takes passes, and the next smaller one is refused where it stands."""
    spec = NetworkSpec(subnets=SubnetsSpec.model_validate({role: cidr}))
    found = [fault for limit in LIMITS if limit.cloud == cloud for fault in limit.faults(spec)]
    assert [".".join(map(str, fault.path)) for fault in found] == paths


@pytest.mark.parametrize(("zones", "taken"), [((1, 2), True), ((2, 3), True), ((1,), False), ((1, 1), False)])
def test_two_zones_are_enough_on_aws(zones: tuple[int, ...], *, taken: bool) -> None:
    """One that is named twice is one."""
    found = [
        fault.path
        for limit in LIMITS
        if limit.cloud == "aws"
        for fault in limit.faults(NetworkSpec(zones=zones))
    ]
    assert found == ([] if taken else [("zones",)])


def test_a_network_too_small_is_told_once_on_aws() -> None:
    """What is too small for the plan needs no word about the gateway's part of it."""
    spec = NetworkSpec(cidr="10.0.0.0/23")
    found = [fault for limit in LIMITS if limit.cloud == "aws" for fault in limit.faults(spec)]
    assert [fault.reason for fault in found] == [
        "10.0.0.0/23 is smaller than a /22, too small for a VPC and its address plan"
    ]


def test_a_range_that_azure_keeps_is_refused() -> None:
    """A network over AKS's own range is refused, and the range is named."""
    assert refusal(NetworkSpec(cidr="172.30.0.0/20")) == (
        "cidr: 172.30.0.0/20 overlaps 172.30.0.0/16, which AKS reserves; "
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
        "egress: an Azure subnet spans all zones but takes one NAT gateway, which is in one zone "
        "or non-zonal; set egress to nat"
    )


def test_no_way_out_is_refused() -> None:
    """AKS does not start without a way out."""
    assert refusal(NetworkSpec(egress="none")) == (
        "egress: AKS nodes load their system images from the internet when they start, and "
        "services sign in at a public address; a cluster without egress is not built here; set "
        "egress to nat"
    )


def test_flow_logs_are_no_stacks_on_azure() -> None:
    """They belong to the subscription's Network Watcher, so a stack cannot have them."""
    assert refusal(NetworkSpec(flow_log_days=30)) == (
        "flow_log_days: Azure writes flow logs through the Network Watcher of the subscription, one for a "
        "region, which belongs to no stack; leave flow_log_days out, and turn them on where the subscription "
        "is kept"
    )


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/21"])
def test_networks_of_16_to_21_are_taken_on_aws(cidr: str) -> None:
    """The largest and the smallest VPC whose own plan has room for a load balancer pass."""
    refuse_beyond(LIMITS, "aws", "network", NetworkSpec(cidr=cidr, egress="nat_per_zone", flow_log_days=30))


def test_a_vpc_larger_than_a_16_is_refused() -> None:
    """AWS makes none, whatever Azure does."""
    assert refusal(NetworkSpec(cidr="10.0.0.0/15"), "aws") == (
        "cidr: 10.0.0.0/15 is larger than a /16, too large for a VPC and its address plan; "
        "set a network of /16 to /22, such as 10.0.0.0/16"
    )


def test_a_small_network_names_its_gateways_range_on_aws() -> None:
    """In a /22 the gateway's own place is a /26, and a zone's quarter of it too small for a load balancer."""
    assert refusal(NetworkSpec(cidr="10.0.0.0/22"), "aws") == (
        "cidr: a zone's quarter of the gateway's range is a /28, and a load balancer takes no subnet smaller "
        "than a /27; set subnets.gateway to a /25 or larger, or leave it out in a network of /21 or larger"
    )


def test_a_small_network_with_a_large_gateway_is_taken_on_aws() -> None:
    """A /25 for the gateway leaves a /27 to each zone."""
    spec = NetworkSpec(cidr="10.0.0.0/22", subnets=SubnetsSpec(gateway="10.0.2.0/25"))
    refuse_beyond(LIMITS, "aws", "network", spec)


def test_a_range_without_room_for_four_zones_is_refused_on_aws() -> None:
    """A /27 has quarters of eight addresses, and AWS makes no subnet smaller than a /28."""
    assert refusal(NetworkSpec(subnets=SubnetsSpec(cache="10.0.3.0/27")), "aws") == (
        "subnets.cache: each zone has a quarter of a role's range on AWS, and a quarter of 10.0.3.0/27 is a "
        "/29; subnets are /16 to /28; set a /14 to /26"
    )


def test_a_single_zone_is_refused_on_aws() -> None:
    """EKS needs subnets in two."""
    assert refusal(NetworkSpec(zones=(1,)), "aws") == (
        "zones: EKS and a database's subnet group need subnets in two zones, whatever runs in them; "
        "name two zones or more, such as [1, 2]"
    )


def test_no_way_out_is_refused_on_aws() -> None:
    """Some images would still come from public addresses."""
    assert refusal(NetworkSpec(egress="none"), "aws").startswith(
        "egress: the autoscaler's images and whatever"
    )


def test_services_are_private_on_azure_without_being_named() -> None:
    """The list would change nothing there."""
    assert refusal(NetworkSpec(private_services=("keys",)), "azure") == (
        "private_services: on Azure each service that the environment has is reached privately, without "
        "being named; remove private_services"
    )


@pytest.mark.parametrize(
    "cidr", ["172.30.0.0/16", "172.30.4.0/22", "172.31.0.0/16", "172.31.252.0/22", "172.16.0.0/12"]
)
def test_both_ranges_that_aks_keeps_are_refused(cidr: str) -> None:
    """Whole, in part, and inside of a larger network."""
    assert ", which AKS reserves; " in refusal(NetworkSpec(cidr=cidr))


@pytest.mark.parametrize("cidr", ["172.29.0.0/16", "172.16.0.0/13", "172.24.0.0/14"])
def test_the_private_ranges_beside_them_are_taken(cidr: str) -> None:
    """Those that AKS keeps end what can be had of 172.16.0.0/12."""
    refuse_beyond(LIMITS, "azure", "network", NetworkSpec(cidr=cidr))


@pytest.mark.parametrize("role", ["gateway", "application", "database", "cache", "endpoints", "management"])
def test_every_roles_range_is_looked_at(role: str) -> None:
    """On either cloud; the smallest of each is told apart above."""
    spec = NetworkSpec(subnets=SubnetsSpec.model_validate({role: "10.0.3.0/30"}))
    found = {(limit.cloud, fault.path) for limit in LIMITS for fault in limit.faults(spec)}
    assert found == {("azure", ("subnets", role)), ("aws", ("subnets", role))}


@pytest.mark.parametrize(("cidr", "taken"), [("10.0.0.0/14", True), ("10.0.0.0/13", False)])
def test_a_zones_part_of_a_range_is_no_larger_than_a_network(cidr: str, *, taken: bool) -> None:
    """A quarter of a /14 is a /16, the largest subnet there is on AWS."""
    spec = NetworkSpec(subnets=SubnetsSpec(application=cidr))
    found = [fault.path for limit in LIMITS if limit.cloud == "aws" for fault in limit.faults(spec)]
    assert found == ([] if taken else [("subnets", "application")])


@pytest.mark.parametrize(
    ("cidr", "paths"), [("10.0.0.0/20", []), ("10.0.0.0/21", []), ("10.0.0.0/22", [("cidr",)])]
)
def test_the_smallest_network_with_room_for_a_load_balancer(cidr: str, paths: list[tuple[str, ...]]) -> None:
    """Of a /21 each zone's part of the gateway's range is a /27, the smallest; of a /22 it is a /28."""
    found = [
        fault.path
        for limit in LIMITS
        if limit.cloud == "aws"
        for fault in limit.faults(NetworkSpec(cidr=cidr))
    ]
    assert found == paths


@pytest.mark.parametrize(
    ("fields", "clouds"),
    [
        ({"egress": "nat"}, set()),
        ({"egress": "nat_per_zone"}, {"azure"}),
        ({"egress": "none"}, {"azure", "aws"}),
        ({"flow_log_days": 30}, {"azure"}),
        ({"zones": (1,)}, {"aws"}),
        ({"cidr": "10.0.0.0/15"}, {"aws"}),
        ({"cidr": "10.0.0.0/23"}, {"azure", "aws"}),
        ({"cidr": "172.31.0.0/16"}, {"azure"}),
    ],
)
def test_which_cloud_refuses_what(fields: dict[str, Any], clouds: set[str]) -> None:
    """What the other one can do it does."""
    spec = NetworkSpec.model_validate(fields)
    assert {limit.cloud for limit in LIMITS if list(limit.faults(spec))} == clouds
