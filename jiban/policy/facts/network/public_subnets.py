"""Subnets of AWS: which of them are public, that is, have a route to an internet gateway.

Sources, read on 2026-11-28: Amazon VPC user guide, configure-subnets and WorkWithRouteTables (a subnet
without a table of its own has the network's main one), default-vpc (its subnets are public).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.references import named, pointing, refers_to
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SUBNET: Final = "aws:ec2/subnet:Subnet"
DEFAULT_SUBNET: Final = "aws:ec2/defaultSubnet:DefaultSubnet"
_VPC: Final = "aws:ec2/vpc:Vpc"
_TABLE: Final = "aws:ec2/routeTable:RouteTable"
_DEFAULT_TABLE: Final = "aws:ec2/defaultRouteTable:DefaultRouteTable"
_TABLES: Final = (_TABLE, _DEFAULT_TABLE)
_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_MAIN: Final = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
_ROUTE: Final = "aws:ec2/route:Route"
_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
_GATEWAY_ID: Final = "igw-"
BESIDE: Final = (SUBNET, DEFAULT_SUBNET, *_TABLES, _ASSOCIATION, _MAIN, _ROUTE)
"""Types that decide which subnets are public."""
_ELSEWHERE: Final = "names a subnet that is no part of the stack"


def public_among(stack: StackView, resource: ResourceView, subnets: Node) -> ResourceView | None:
    """Return a public subnet among those that a list of ids names; None where all are private.

    Raises:
        NotKnownError: none surely is public, and one of them may be.
    """
    doubt: NotKnownError | None = None
    for node in subnets.each():
        try:
            found = refers_to(stack, resource, node, SUBNET, DEFAULT_SUBNET)
            public = next((subnet for subnet in found if is_public(stack, subnet)), None)
        except NotKnownError as error:
            doubt = error
            continue
        if public is not None:
            return public
        if not found:
            doubt = NotKnownError(node.path, _ELSEWHERE)
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return None


@once
def is_public(stack: StackView, subnet: ResourceView) -> bool:
    """Tell whether a subnet has a route to an internet gateway.

    Raises:
        NotKnownError: its routes are not known before deployment, or no part of the stack.
    """
    if subnet.token == DEFAULT_SUBNET:
        return True
    doubt: NotKnownError | None = None
    for table in _tables(stack, subnet):
        for holder, gateway in _gateways(stack, table):
            try:
                with of(holder):
                    if _leads_out(stack, holder, gateway):
                        return True
            except NotKnownError as error:
                doubt = error
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return False


def _tables(stack: StackView, subnet: ResourceView) -> tuple[ResourceView, ...]:
    own = pointing(stack, _ASSOCIATION, "subnetId", SUBNET).at(subnet)
    if own:
        return _named(stack, own, "routeTableId")
    with of(subnet):
        networks = named(stack, subnet, "vpcId", _VPC)
        if not networks:
            raise NotKnownError("vpcId", "names a network that is no part of the stack")
    main = pointing(stack, _MAIN, "vpcId", _VPC).at(networks[0])
    if main:
        return _named(stack, main, "routeTableId")
    return pointing(stack, _DEFAULT_TABLE, "defaultRouteTableId", _VPC).at(networks[0])


def _named(stack: StackView, holders: Iterable[ResourceView], key: str) -> tuple[ResourceView, ...]:
    found: list[ResourceView] = []
    for holder in holders:
        with of(holder):
            tables = named(stack, holder, key, *_TABLES)
            if not tables:
                raise NotKnownError(key, "names a table of routes that is no part of the stack")
        found += tables
    return tuple(found)


def _gateways(stack: StackView, table: ResourceView) -> Iterator[tuple[ResourceView, Node]]:
    """Yield where the routes of a table lead, each with the resource that says so."""
    for route in pointing(stack, _ROUTE, "routeTableId", *_TABLES).at(table):
        yield route, route["gatewayId"]
    with of(table):
        routes = table["routes"].each()
    for route in routes:
        yield table, route["gatewayId"]


def _leads_out(stack: StackView, holder: ResourceView, gateway: Node) -> bool:
    if not gateway.given:
        return False
    if gateway.known:
        return gateway.text().startswith(_GATEWAY_ID)
    if not gateway.sources and not origins(stack, holder, gateway):
        gateway.text()
    return bool(origins(stack, holder, gateway, _GATEWAY))
