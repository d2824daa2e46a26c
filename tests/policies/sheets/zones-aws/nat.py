"""NAT gateways, and the subnets whose routes lead to them."""

import pulumi_aws as aws
from base import address, subnet

ANY = "0.0.0.0/0"


def gateway(name, zone="a", **more):
    return aws.ec2.NatGateway(
        name, subnet_id=subnet(f"{name}-place", zone).id, allocation_id=f"eipalloc-{name}", **more
    )


def table(name, to, *places, inline=False, **more):
    """Return a route table to a gateway, and associate subnets with it."""
    route = {"cidr_block": ANY, "nat_gateway_id": to.id}
    made = aws.ec2.RouteTable(name, vpc_id="vpc-0f", routes=[route] if inline else None, **more)
    if not inline:
        aws.ec2.Route(
            f"{name}-route", route_table_id=made.id, destination_cidr_block=ANY, nat_gateway_id=to.id
        )
    for number, place in enumerate(places):
        aws.ec2.RouteTableAssociation(f"{name}-{number}", route_table_id=made.id, subnet_id=place.id)
    return made


own_a, own_b = gateway("own-a", "a"), gateway("own-b", "b")
table("table-own-a", own_a, subnet("own-a-1", "a"))
table("table-own-b", own_b, subnet("own-b-1", "b"), inline=True)
table(
    "table-shared",
    gateway("shared"),
    subnet("shared-1", "a"),
    subnet("shared-2", "b"),
    subnet("shared-3", "c"),
)
table(
    "table-shared-inline",
    gateway("shared-inline"),
    subnet("inline-1", "a"),
    subnet("inline-2", "c"),
    inline=True,
)
crossed = gateway("shared-by-two-tables")
table("table-crossed-a", crossed, subnet("crossed-1", "a"))
table("table-crossed-b", crossed, subnet("crossed-2", "b"))
table("table-elsewhere", gateway("of-another-zone", "a"), subnet("elsewhere-1", "b"))
table("table-one-zone", gateway("one-zone", "c"), subnet("one-1", "c"), subnet("one-2", "c"))
gateway("routed-to-by-nobody")
regional = aws.ec2.NatGateway("regional", vpc_id="vpc-0f", availability_mode="regional")
table("table-regional", regional, subnet("regional-1", "a"), subnet("regional-2", "b"))
moving = address.id.apply(lambda _: "subnet-0b")
unplaced = aws.ec2.NatGateway("place-unknown", subnet_id=moving, allocation_id="eipalloc-u")
table("table-unplaced", unplaced, subnet("unplaced-1", "a"))
foreign = aws.ec2.NatGateway(
    "place-foreign", subnet_id="subnet-0123456789abcdef0", allocation_id="eipalloc-f"
)
table("table-foreign", foreign, subnet("foreign-1", "a"), subnet("foreign-2", "b"))

# a subnet without association takes the main table of its VPC
vpc = aws.ec2.Vpc("main", cidr_block="10.0.0.0/16")
inside = subnet("main-place", "a", vpc.id)
by_main = aws.ec2.NatGateway("by-main-table", subnet_id=inside.id, allocation_id="eipalloc-m")
aws.ec2.DefaultRouteTable(
    "main-table",
    default_route_table_id=vpc.default_route_table_id,
    routes=[{"cidr_block": ANY, "nat_gateway_id": by_main.id}],
)
subnet("main-1", "b", vpc.id)
private = gateway("private", "a", connectivity_type="private")
