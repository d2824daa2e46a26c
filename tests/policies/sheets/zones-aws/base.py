"""What the modules of this program share."""

from itertools import count

import pulumi_aws as aws

address = aws.ec2.Eip("address")
numbers = count(1)


def subnet(name, zone, vpc_id="vpc-0f"):
    """Return a subnet of a zone of Seoul."""
    return aws.ec2.Subnet(
        name,
        vpc_id=vpc_id,
        cidr_block=f"10.0.{next(numbers)}.0/24",
        availability_zone=f"ap-northeast-2{zone}",
    )
