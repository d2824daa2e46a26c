"""NET-012: NAT gateways of one zone."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.network.net_012_nat_per_zone import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

NAT = "aws:ec2/natGateway:NatGateway"
TABLE = "aws:ec2/routeTable:RouteTable"
SUBNET = "aws:ec2/subnet:Subnet"
BETWEEN = "aws:ec2/routeTableAssociation:RouteTableAssociation"
AZURE_NAT = "azure-native:network:NatGateway"


def gateway(zone: object, **inputs: object) -> tuple[ResourceView, ...]:
    """A gateway in a zone, and the table that leads to it."""
    place, nat = Unknown("", (urn(SUBNET, "place"),)), Unknown("", (urn(NAT, "nat"),))
    return (
        resource(NAT, "nat", {"subnetId": place, **inputs}),
        resource(SUBNET, "place", {"availabilityZone": zone}),
        resource(TABLE, "table", {"routes": [{"natGatewayId": nat}]}),
    )


def served(zone: object) -> tuple[ResourceView, ...]:
    """A subnet in a zone that takes the table."""
    sources = {"routeTableId": [urn(TABLE, "table")], "subnetId": [urn(SUBNET, "own")]}
    return (
        resource(SUBNET, "own", {"availabilityZone": zone}),
        resource(BETWEEN, "between", {"routeTableId": UNKNOWN, "subnetId": UNKNOWN}, comes_from=sources),
    )


CASES = (
    passes(*gateway("a"), *served("a")),
    fails("own of b gets out by it, and it is in a", *gateway("a"), *served("b")),
    passes(*gateway("a", availabilityMode="regional"), *served("b"), reason="it is in every zone"),
    not_applicable(*gateway("a"), reason="no subnet of the stack gets out by it"),
    not_applicable(*gateway("a", connectivityType="private"), *served("b"), reason="it leads to no internet"),
    unknown("subnetId is not known before deployment", *gateway(UNKNOWN), *served("b")),
    unknown("availabilityZone of own is not known before deployment", *gateway("a"), *served(UNKNOWN)),
    not_applicable(resource(AZURE_NAT), reason="no subnet of the stack names it"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
