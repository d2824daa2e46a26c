"""Tiers over availability zones, and by which NAT gateways they get out. The verdicts are in verdicts.yaml."""

import nat  # noqa: F401 - declares its resources
import pulumi_aws as aws
from base import address, subnet

A, B, C = subnet("a", "a"), subnet("b", "b"), subnet("c", "c")
A2 = subnet("a-again", "a")
BY_ID_A, BY_ID_B, BY_ID_C = (
    aws.ec2.Subnet(
        f"by-id-{number}", vpc_id="vpc-0f", cidr_block=f"10.0.{number}.0/24", availability_zone_id=zone
    )
    for number, zone in ((101, "apne2-az1"), (102, "apne2-az2"), (103, "apne2-az3"))
)
ANYWHERE, ANYWHERE_TOO = (
    aws.ec2.Subnet(f"anywhere-{number}", vpc_id="vpc-0f", cidr_block=f"10.0.{number}.0/24")
    for number in (111, 112)
)
FOREIGN = "subnet-0123456789abcdef0"


def balancer(name, *places, **more):
    aws.lb.LoadBalancer(
        name, load_balancer_type="network", subnets=[getattr(each, "id", each) for each in places], **more
    )


balancer("balancer-in-one", A)
balancer("balancer-in-two", A, B)
balancer("balancer-in-three", A, B, C)
balancer("balancer-in-one-twice", A, A2)
balancer("balancer-by-zone-id", BY_ID_A, BY_ID_B, BY_ID_C)
balancer("balancer-foreign-alone", FOREIGN)
balancer("balancer-foreign-too", A, FOREIGN)
balancer("balancer-foreign-third", A, B, FOREIGN)
balancer("balancer-foreign-fourth", A, B, C, FOREIGN)
balancer("balancer-anywhere", ANYWHERE, ANYWHERE_TOO)
balancer("balancer-somewhere", address.id.apply(lambda _: "subnet-0a"), A)
aws.lb.LoadBalancer(
    "balancer-by-mapping",
    load_balancer_type="network",
    subnet_mappings=[{"subnet_id": A.id}, {"subnet_id": A2.id}],
)
aws.lb.LoadBalancer(
    "balancer-by-mapping-in-three",
    load_balancer_type="network",
    subnet_mappings=[{"subnet_id": each.id} for each in (A, B, C)],
)
aws.lb.LoadBalancer("balancer-list-unknown", subnets=address.id.apply(lambda _: [FOREIGN]))
aws.lb.LoadBalancer.get(
    "balancer-read", "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/a/b"
)

aws.rds.SubnetGroup("databases-in-two", subnet_ids=[A.id, B.id])
aws.rds.SubnetGroup("databases-in-three", subnet_ids=[A.id, B.id, C.id])
aws.elasticache.SubnetGroup("caches-in-one", subnet_ids=[A.id, A2.id])
aws.elasticache.SubnetGroup("caches-in-three", subnet_ids=[A.id, B.id, C.id])


def nodes(name, cluster, *places, least=1):
    aws.eks.NodeGroup(
        name,
        cluster_name=cluster,
        node_role_arn="arn:aws:iam::111122223333:role/nodes",
        subnet_ids=[each.id for each in places],
        scaling_config={"desired_size": least, "min_size": least, "max_size": 6},
    )


nodes("nodes-in-one", "lonely", A)
nodes("nodes-in-two", "pair", A, B)
nodes("nodes-in-three", "trio", A, B, C)
nodes("nodes-of-a", "by-zone", A)
nodes("nodes-of-b", "by-zone", B)
nodes("nodes-of-c", "by-zone", C)


def machines(name, **more):
    aws.autoscaling.Group(
        name, min_size=1, max_size=6, launch_template={"id": "lt-0123456789abcdef0"}, **more
    )


machines("machines-in-one", vpc_zone_identifiers=[A.id, A2.id])
machines("machines-in-three", vpc_zone_identifiers=[A.id, B.id, C.id])
machines("machines-by-zones", availability_zones=["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"])
machines("machines-by-one-zone", availability_zones=["ap-northeast-2a"])
