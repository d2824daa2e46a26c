"""What the modules of this program share."""

import pulumi_aws as aws

address = aws.ec2.Eip("address")
unknown_flag = address.id.apply(lambda _: True)
log_group = aws.cloudwatch.LogGroup("kept", retention_in_days=365)


def network(name, block="172.31.0.0/16", **more):
    """Return a VPC whose flow logs are not the point, and so not there."""
    return aws.ec2.Vpc(name, cidr_block=block, **more)


def default_group(name, owner, **more):
    vpc_id = owner if isinstance(owner, str) else owner.id
    return aws.ec2.DefaultSecurityGroup(name, vpc_id=vpc_id, **more)


def flow_log(name, owner, destination, **more):
    return aws.ec2.FlowLog(name, vpc_id=owner.id, log_destination=destination, traffic_type="ALL", **more)
