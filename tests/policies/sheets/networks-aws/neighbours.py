"""VPCs that reach each other, and clusters in them, by their ranges."""

import pulumi_aws as aws
from base import address, network


def peering(name, one, other, **more):
    other_id = other if isinstance(other, str) else other.id
    aws.ec2.VpcPeeringConnection(name, vpc_id=one.id, peer_vpc_id=other_id, auto_accept=True, **more)


# not connected
network("alone-one", "10.10.0.0/16")
network("alone-other", "10.10.0.0/16")

# connected by peering
peering("apart", network("apart-one", "10.20.0.0/16"), network("apart-other", "10.21.0.0/16"))
peering("same", network("same-one", "10.22.0.0/16"), network("same-other", "10.22.0.0/16"))
peering("inside", network("inside-whole", "10.24.0.0/14"), network("inside-part", "10.25.3.0/24"))
second = network("second-range", "10.30.0.0/16")
aws.ec2.VpcIpv4CidrBlockAssociation("second-range-added", vpc_id=second.id, cidr_block="10.31.0.0/16")
peering("second", second, network("second-neighbour", "10.31.128.0/17"))
unknown = aws.ec2.Vpc(
    "range-unknown", ipv4_ipam_pool_id="ipam-pool-0123456789abcdef0", ipv4_netmask_length=16
)
peering("of-unknown", unknown, network("neighbour-of-unknown", "10.32.0.0/16"))
aws.ec2.Vpc("range-unknown-alone", ipv4_ipam_pool_id="ipam-pool-0123456789abcdef0", ipv4_netmask_length=16)
peering("foreign", network("neighbour-of-foreign", "10.33.0.0/16"), "vpc-0eeeeeeeeeeeeeeee")
chain = network("chain-middle", "10.40.0.0/16")
peering("chain-a", network("chain-one", "10.41.0.0/16"), chain)
peering("chain-b", network("chain-end", "10.42.0.0/16"), chain)

# connected by a transit gateway
gateway = aws.ec2transitgateway.TransitGateway("gateway")
for name, block in {
    "gate-one": "10.50.0.0/16",
    "gate-other": "10.50.128.0/20",
    "gate-apart": "10.51.0.0/16",
}.items():
    made = network(name, block)
    aws.ec2transitgateway.VpcAttachment(
        f"{name}-at", transit_gateway_id=gateway.id, vpc_id=made.id, subnet_ids=["subnet-0123456789abcdef0"]
    )


def cluster(name, owner, block, services=None):
    places = [
        aws.ec2.Subnet(
            f"{name}-{zone}", vpc_id=owner.id, cidr_block=block.format(number), availability_zone=zone
        )
        for number, zone in enumerate(("ap-northeast-2a", "ap-northeast-2c"))
    ]
    aws.eks.Cluster(
        name,
        role_arn="arn:aws:iam::111122223333:role/cluster",
        vpc_config={"subnet_ids": [each.id for each in places]},
        kubernetes_network_config=services and {"service_ipv4_cidr": services},
    )


cluster("services-apart", network("of-services-apart", "10.60.0.0/16"), "10.60.{}.0/24", "172.20.0.0/16")
cluster("services-inside", network("of-services-inside", "10.61.0.0/16"), "10.61.{}.0/24", "10.61.128.0/20")
cluster("services-by-default", network("of-services-by-default", "172.20.0.0/16"), "172.20.{}.0/24")
cluster(
    "services-unknown",
    network("of-services-unknown", "10.62.0.0/16"),
    "10.62.{}.0/24",
    address.public_ip.apply(lambda ip: f"{ip}/16"),
)
met = network("of-services-of-a-neighbour", "10.63.0.0/16")
peering("met", met, network("neighbour-of-services", "10.64.0.0/16"))
cluster("services-of-a-neighbour", met, "10.63.{}.0/24", "10.64.0.0/20")
