"""ElastiCache: it has no address of the internet; what counts is whether its subnets are private ones."""

from typing import Any

import pulumi
import pulumi_aws as aws

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
gate = aws.ec2.InternetGateway("gate", vpc_id=vpc.id)
six = aws.ec2.EgressOnlyInternetGateway("six", vpc_id=vpc.id)
far = aws.ec2.VpnGateway("far", vpc_id=vpc.id)
nat = aws.ec2.NatGateway("nat", vpc_id=vpc.id, availability_mode="regional", connectivity_type="public")
THEIRS = "subnet-0123456789abcdef0"
ALL = "0.0.0.0/0"
numbers = iter(range(200))


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return vpc.id.apply(lambda _: value)


def subnet(name: str, routes: Any = None, of: aws.ec2.Vpc = vpc, **own: Any) -> aws.ec2.Subnet:
    """Make a subnet, with a table of routes of its own where it has routes."""
    made = aws.ec2.Subnet(name, vpc_id=of.id, cidr_block=f"10.0.{next(numbers)}.0/24", **own)
    if routes is not None:
        table = aws.ec2.RouteTable(f"{name}-table", vpc_id=of.id, routes=routes)
        aws.ec2.RouteTableAssociation(f"{name}-at-table", subnet_id=made.id, route_table_id=table.id)
    return made


def group(name: str, *subnets: aws.ec2.Subnet, called: str | None = None) -> aws.elasticache.SubnetGroup:
    """Make a group of subnets."""
    return aws.elasticache.SubnetGroup(name, name=called, subnet_ids=[each.id for each in subnets])


def cache(name: str, of: Any = None, **own: Any) -> aws.elasticache.ReplicationGroup:
    """Make a replication group in a group of subnets."""
    place = of.name if isinstance(of, aws.elasticache.SubnetGroup) else of
    return aws.elasticache.ReplicationGroup(
        name,
        replication_group_id=name,
        description="sessions",
        engine="valkey",
        node_type="cache.m7g.large",
        subnet_group_name=place,
        **own,
    )


private = subnet("private", [{"cidr_block": ALL, "nat_gateway_id": nat.id}])
closed = subnet("closed", [])
public = subnet("public", [{"cidr_block": ALL, "gateway_id": gate.id}])
private_group = group("private-group", private, closed)
good = cache("redis-private", private_group)
cache("redis-public", group("public-group", public))
cache("redis-one-of-two-public", group("mixed-group", private, public))
cache("redis-unset")
cache("redis-default-by-name", "default")
cache("redis-of-theirs", "theirs")
cache("redis-later", later("theirs"))
group("named-group", public, called="named-group")
cache("redis-public-by-name-of-group", "named-group")
cache("redis-public-by-name-in-capitals", "Named-Group")

# How a subnet gets to be public.
single = subnet("by-route")
table = aws.ec2.RouteTable("by-route-table", vpc_id=vpc.id)
aws.ec2.RouteTableAssociation("by-route-at-table", subnet_id=single.id, route_table_id=table.id)
aws.ec2.Route("by-route-route", route_table_id=table.id, destination_cidr_block=ALL, gateway_id=gate.id)
cache("redis-public-by-route-of-its-own", group("by-route-group", single))
ids = subnet("by-id", [{"cidr_block": ALL, "gateway_id": "igw-0123456789abcdef0"}])
cache("redis-public-by-id-of-gateway", group("by-id-group", ids))
v6 = subnet("by-v6", [{"ipv6_cidr_block": "::/0", "gateway_id": gate.id}])
cache("redis-public-by-v6", group("by-v6-group", v6))
part = subnet("by-part", [{"cidr_block": "203.0.113.0/24", "gateway_id": gate.id}])
cache("redis-public-for-one-range", group("by-part-group", part))
out = subnet("out-by-v6", [{"ipv6_cidr_block": "::/0", "egress_only_gateway_id": six.id}])
cache("redis-private-out-by-v6", group("out-by-v6-group", out))
vpn = subnet("by-vpn", [{"cidr_block": ALL, "gateway_id": far.id}])
cache("redis-private-by-vpn", group("by-vpn-group", vpn))
theirs = subnet("by-routes-later", later([{"cidr_block": ALL, "nat_gateway_id": "nat-0"}]))
cache("redis-routes-later", group("by-routes-later-group", theirs))

# A subnet without a table of its own has the network's main one.
own_vpc = aws.ec2.Vpc("own-vpc", cidr_block="10.1.0.0/16")
own_gate = aws.ec2.InternetGateway("own-gate", vpc_id=own_vpc.id)
main = aws.ec2.RouteTable("main", vpc_id=own_vpc.id, routes=[{"cidr_block": ALL, "gateway_id": own_gate.id}])
aws.ec2.MainRouteTableAssociation("main-is", vpc_id=own_vpc.id, route_table_id=main.id)
cache("redis-public-by-main-table", group("main-group", subnet("of-main", of=own_vpc)))
base_vpc = aws.ec2.Vpc("base-vpc", cidr_block="10.2.0.0/16")
base_gate = aws.ec2.InternetGateway("base-gate", vpc_id=base_vpc.id)
aws.ec2.DefaultRouteTable(
    "base",
    default_route_table_id=base_vpc.default_route_table_id,
    routes=[{"cidr_block": ALL, "gateway_id": base_gate.id}],
)
cache("redis-public-by-default-table", group("base-group", subnet("of-base", of=base_vpc)))
quiet_vpc = aws.ec2.Vpc("quiet-vpc", cidr_block="10.3.0.0/16")
cache("redis-private-by-main-table", group("quiet-group", subnet("of-quiet", of=quiet_vpc)))

# Subnets that the stack does not make.
aws.elasticache.SubnetGroup("theirs-group", name="theirs-group", subnet_ids=[THEIRS])
cache("redis-of-their-subnets", "theirs-group")
aws.elasticache.SubnetGroup("mine-and-theirs", name="mine-and-theirs", subnet_ids=[public.id, THEIRS])
cache("redis-public-and-theirs", "mine-and-theirs")

# Other kinds.
Serverless = aws.elasticache.ServerlessCache
NODE: dict[str, Any] = {"node_type": "cache.m7g.large", "num_cache_nodes": 1}
aws.elasticache.Cluster("node-private", engine="redis", subnet_group_name=private_group.name, **NODE)
aws.elasticache.Cluster("node-unset", engine="redis", **NODE)
aws.elasticache.Cluster("node-of-a-group", replication_group_id=good.id)
Serverless("serverless-private", name="s1", engine="valkey", subnet_ids=[private.id, closed.id])
Serverless("serverless-public", name="s2", engine="valkey", subnet_ids=[private.id, public.id])
Serverless("serverless-unset", name="s3", engine="valkey")
Serverless("serverless-empty", name="s4", engine="valkey", subnet_ids=[])
Serverless("serverless-theirs", name="s5", engine="valkey", subnet_ids=[THEIRS])
aws.elasticache.ReplicationGroup.get("redis-got", "others")
