"""Which subnets of AWS are public."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN, Unknown
from jiban.policy.facts.network.public_subnets import is_public
from jiban.policy.testing import resource, urn
from jiban.policy.view import NotKnownError, ResourceView, StackView

GATEWAY = resource("aws:ec2/internetGateway:InternetGateway", "gate")
NAT = resource("aws:ec2/vpnGateway:VpnGateway", "vpn")
VPC = resource("aws:ec2/vpc:Vpc", "vpc")
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
MAIN = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
SUBNET = resource(
    "aws:ec2/subnet:Subnet",
    "subnet",
    {"vpcId": UNKNOWN},
    comes_from={"vpcId": [urn("aws:ec2/vpc:Vpc", "vpc")]},
)


def of(view: ResourceView) -> Unknown:
    """An id of a resource that is known after deployment."""
    return Unknown(sources=(view.urn,))


def table(*gateways: object) -> ResourceView:
    """A table with routes to gateways."""
    return resource(TABLE, "table", {"routes": [{"gatewayId": each} for each in gateways]})


def stack(of_routes: ResourceView, *more: ResourceView) -> StackView:
    """A network with a subnet that has a table."""
    said = {"subnetId": of(SUBNET), "routeTableId": of(of_routes)}
    return StackView([VPC, GATEWAY, NAT, SUBNET, of_routes, resource(ASSOCIATION, "at", said), *more])


@pytest.mark.parametrize(
    ("routes", "public"),
    [
        (table(of(GATEWAY)), True),
        (table(None, "igw-0a"), True),
        (table(of(NAT)), False),
        (table("vgw-0a"), False),
        (table(), False),
    ],
)
def test_by_its_table(routes: ResourceView, public: bool) -> None:  # noqa: FBT001 - the expected value
    """A route to an internet gateway makes a subnet public, one to another gateway does not."""
    assert is_public(stack(routes), SUBNET) is public


def test_a_route_of_its_own() -> None:
    """It counts as one in the table does."""
    routes = table()
    route = resource(ROUTE, "route", {"routeTableId": of(routes), "gatewayId": of(GATEWAY)})
    assert is_public(stack(routes, route), SUBNET)


def test_without_a_table_the_networks_main_one_counts() -> None:
    """A network whose main table nobody has changed leads nowhere."""
    bare = StackView([VPC, GATEWAY, SUBNET])
    assert not is_public(bare, SUBNET)
    routes = table(of(GATEWAY))
    main = resource(MAIN, "main", {"vpcId": of(VPC), "routeTableId": of(routes)})
    assert is_public(StackView([VPC, GATEWAY, SUBNET, routes, main]), SUBNET)


@pytest.mark.parametrize(
    "view",
    [
        stack(table(UNKNOWN)),
        stack(resource(TABLE, "table", {"routes": UNKNOWN})),
        StackView([SUBNET]),
    ],
)
def test_what_nobody_knows(view: StackView) -> None:
    """A gateway or routes that come with deployment, or a network that is no part of the stack."""
    with pytest.raises(NotKnownError):
        is_public(view, SUBNET)


def test_one_route_out_is_enough() -> None:
    """Whatever another one turns out to be."""
    assert is_public(stack(table(UNKNOWN, of(GATEWAY))), SUBNET)
