"""NAT gateways of AWS: which subnets get out by each.

Sources, read on 2026-11-28: Amazon VPC user guide, `nat-gateway-basics` (in one zone),
`nat-gateways-regional` (in every zone), `subnet-route-tables` (a subnet without association takes the main
table of its network).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.vpcs import SUBNETS, VPCS
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView

GATEWAY: Final = "aws:ec2/natGateway:NatGateway"
_ROUTE: Final = "aws:ec2/route:Route"
_TABLE: Final = "aws:ec2/routeTable:RouteTable"
_MAIN_TABLE: Final = "aws:ec2/defaultRouteTable:DefaultRouteTable"
_MAIN_ASSOCIATION: Final = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_TABLES: Final = (_TABLE, _MAIN_TABLE)
ROUTING: Final = (_ROUTE, _TABLE, _MAIN_TABLE, _MAIN_ASSOCIATION, _ASSOCIATION)
"""Types of resource that lead traffic to a gateway."""


def is_private(gateway: ResourceView) -> bool:
    """Tell whether a gateway leads to other networks alone.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return gateway["connectivityType"].says("private")


def is_regional(gateway: ResourceView) -> bool:
    """Tell whether a gateway is in every zone.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return gateway["availabilityMode"].says("regional")


@once
def served(stack: StackView, gateway: ResourceView) -> tuple[ResourceView, ...]:
    """Return the subnets of the stack that get out by a gateway, in the order of the tables.

    Raises:
        NotKnownError: no subnet surely does, and where a route leads to is not known before deployment.
    """
    tables: dict[str, ResourceView] = {}
    doubt: NotKnownError | None = None
    for route in (found := links.naming(stack, gateway, _ROUTE, "natGatewayId")).sure:
        tables |= {table.urn: table for table in links.named(stack, route, route["routeTableId"], *_TABLES)}
    doubt = doubt or found.doubt
    for token in _TABLES:
        found = links.naming(stack, gateway, token, "routes[].natGatewayId")
        tables |= {table.urn: table for table in found.sure}
        doubt = doubt or found.doubt
    subnets = {subnet.urn: subnet for table in tables.values() for subnet in _subnets(stack, table)}
    if not subnets and doubt is not None:
        raise doubt
    return tuple(subnets.values())


def _subnets(stack: StackView, table: ResourceView) -> Iterator[ResourceView]:
    """Yield the subnets that take a table, by an association or as the main one."""
    for association in links.naming(stack, table, _ASSOCIATION, "routeTableId", *_TABLES).sure:
        yield from links.named(stack, association, association["subnetId"], *SUBNETS)
    networks = [
        *(
            links.named(stack, table, table["defaultRouteTableId"], *VPCS)
            if table.token == _MAIN_TABLE
            else ()
        ),
        *(
            network
            for each in links.naming(stack, table, _MAIN_ASSOCIATION, "routeTableId", *_TABLES).sure
            for network in links.named(stack, each, each["vpcId"], *VPCS)
        ),
    ]
    for network in networks:
        for subnet in _subnets_of(stack).get(network.urn, ()):
            if not links.naming(stack, subnet, _ASSOCIATION, "subnetId", *SUBNETS).sure:
                yield subnet


@once
def _subnets_of(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    found: dict[str, list[ResourceView]] = {}
    for subnet in stack.of(*SUBNETS):
        for network in links.named(stack, subnet, subnet["vpcId"], *VPCS):
            found.setdefault(network.urn, []).append(subnet)
    return {urn: tuple(each) for urn, each in found.items()}
