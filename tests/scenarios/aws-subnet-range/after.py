"""A subnet, and a database that may stand in it."""

import pulumi_aws as aws

network = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16")
subnet = aws.ec2.Subnet(
    "subnet", vpc_id=network.id, cidr_block="10.0.2.0/24", availability_zone="ap-northeast-2a"
)
aws.rds.SubnetGroup("group", subnet_ids=[subnet.id])
