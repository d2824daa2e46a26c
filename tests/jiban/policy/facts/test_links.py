"""Links: who names whom."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policy.facts import links
from jiban.policy.testing import UNKNOWN, resource, urn
from jiban.policy.view import NotKnownError, ResourceView, StackView

VPC = "aws:ec2/vpc:Vpc"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
SUBNET = "azure-native:network:Subnet"
AWS_SUBNET = "aws:ec2/subnet:Subnet"
ZONE = "azure-native:privatedns:PrivateZone"
GROUP = "azure-native:resources:ResourceGroup"
PLACE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.Network"


def names(found: tuple[ResourceView, ...]) -> list[str]:
    """Their logical names."""
    return [each.name for each in found]


def named(value: object, *others: ResourceView, token: str = VPC) -> list[str]:
    """What an input with this value names, among some resources."""
    owner = resource(LISTENER, "owner", {"it": value})
    return names(links.named(StackView((owner, *others)), owner, owner["it"], token))


def test_what_a_value_comes_from() -> None:
    """Is what it names, and nothing else is."""
    value = Unknown("", (urn(VPC, "one"),))
    assert named(value, resource(VPC, "one"), resource(VPC, "two")) == ["one"]


def test_a_value_of_two_resources() -> None:
    """Names one of them, and which the program does not tell."""
    value = Unknown("", (urn(VPC, "one"), urn(VPC, "two")))
    assert named(value, resource(VPC, "one"), resource(VPC, "two")) == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arn:aws:elasticloadbalancing:r:0:loadbalancer/app/shop/a1b2", ["it"]),
        ("shop", ["it"]),
        ("arn:aws:elasticloadbalancing:r:0:loadbalancer/app/theirs/a1b2", []),
    ],
)
def test_a_name_that_is_written_out(text: str, found: list[str]) -> None:
    """By itself, or as a part of an ARN that ends with an id."""
    assert named(text, resource(BALANCER, "it", {"name": "shop"}), token=BALANCER) == found


def subnet(name: str, network: object) -> ResourceView:
    """A subnet `web` of a network."""
    return resource(SUBNET, name, {"subnetName": "web", "virtualNetworkName": network})


def test_subnets_of_one_name() -> None:
    """Are told apart by their network, in letters of either case."""
    text = f"{PLACE}/virtualNetworks/ONE/subnets/WEB"
    assert named(text, subnet("a", "one"), subnet("b", "two"), token=SUBNET) == ["a"]


@pytest.mark.parametrize(("group", "found"), [("SHOP", ["it"]), ("other", []), (UNKNOWN, [])])
def test_a_name_that_is_everywhere_the_same(group: object, found: list[str]) -> None:
    """As that of a private zone: one of another group, or of a group without a name, is another one."""
    zone = resource(ZONE, "it", {"privateZoneName": "a.net", "resourceGroupName": group})
    assert named(f"{PLACE}/privateDnsZones/a.net", zone, token=ZONE) == found


def test_a_name_of_ones_own_in_a_group_whose_name_is_made_up() -> None:
    """Is taken for the one that is meant."""
    it = resource(SUBNET, "it", {"subnetName": "web", "resourceGroupName": UNKNOWN})
    assert named(f"{PLACE}/virtualNetworks/one/subnets/web", it, token=SUBNET) == ["it"]


def test_a_group_by_its_resource() -> None:
    """Its name counts, also where the input waits for the group."""
    group = resource(GROUP, "group", {"resourceGroupName": "other"})
    waits = Unknown("", (urn(GROUP, "group"),))
    it = resource(SUBNET, "it", {"subnetName": "web", "resourceGroupName": waits})
    assert named(f"{PLACE}/virtualNetworks/one/subnets/web", it, group, token=SUBNET) == []


def listed(values: list[object], *others: str) -> list[list[str]]:
    """What each element of a list names, where the list comes from some subnets."""
    sources = {"subnets": [urn(AWS_SUBNET, name) for name in others]}
    owner = resource(BALANCER, "owner", {"subnets": values}, comes_from=sources)
    stack = StackView((owner, *(resource(AWS_SUBNET, name) for name in others)))
    return [names(each) for each in links.listed(stack, owner, owner["subnets"], AWS_SUBNET)]


def test_a_list_of_which_one_is_foreign() -> None:
    """What is written out is none of those that the others come from."""
    assert listed([Unknown("", (urn(AWS_SUBNET, "a"),)), "subnet-0"], "a") == [["a"], []]


def test_a_list_that_is_known_after_a_deployment() -> None:
    """Names all that it comes from, one each."""
    assert sorted(listed(["subnet-0", "subnet-1"], "a", "b")) == [["a"], ["b"]]


def test_a_list_with_more_than_it_comes_from() -> None:
    """Nobody can say which is which."""
    assert listed(["subnet-0", "subnet-1"], "a") == [[], []]


def naming(*peerings: ResourceView) -> links.Naming:
    """Who names the network `one`."""
    one = resource(VPC, "one")
    return links.naming(StackView((one, resource(VPC, "two"), *peerings)), one, PEERING, "vpcId")


def peering(value: object) -> ResourceView:
    """A peering of what this value names."""
    return resource(PEERING, "peering", {"vpcId": value})


def test_who_names_a_resource() -> None:
    """Whose input comes from it."""
    found = naming(peering(Unknown("", (urn(VPC, "one"),))))
    assert (names(found.sure), found.doubt) == (["peering"], None)


def test_who_names_another_one() -> None:
    """Names it not, also where the value is known later."""
    assert naming(peering(Unknown("", (urn(VPC, "two"),)))) == links.Naming()


@pytest.mark.parametrize("value", [UNKNOWN, Unknown("", (urn(VPC, "one"), urn(VPC, "two")))])
def test_who_may_name_a_resource(value: object) -> None:
    """Is told apart from who does."""
    found = naming(peering(value))
    assert found.sure == ()
    assert isinstance(found.doubt, NotKnownError)
    assert found.doubt.path == "vpcId of peering"


def test_places_in_lists_of_lists() -> None:
    """A path leads to each of them."""
    it = resource(VPC, "it", {"a": {"b": [{"c": ["x", "y"]}, {"c": []}, {"c": ["z"]}]}})
    assert [each.text() for each in links.places(it.node, "a.b[].c[]")] == ["x", "y", "z"]
