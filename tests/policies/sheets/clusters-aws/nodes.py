"""Node groups, in subnets of the stack and of elsewhere."""

import pulumi_aws as aws
from control import cluster, eip, later

NODE_ROLE = "arn:aws:iam::111122223333:role/nodes"
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")


def subnet(name: str, number: int, **more) -> aws.ec2.Subnet:
    return aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=f"10.0.{number}.0/24", **more)


A, B, C = (f"ap-northeast-2{zone}" for zone in "abc")
in_a = subnet("in-a", 1, availability_zone=A)
in_a_too = subnet("in-a-too", 2, availability_zone=A)
in_b = subnet("in-b", 3, availability_zone=B)
in_c = subnet("in-c", 4, availability_zone=C)
by_id_1 = subnet("by-id-1", 5, availability_zone_id="apne2-az1")
by_id_2 = subnet("by-id-2", 6, availability_zone_id="apne2-az2")
anywhere = subnet("anywhere", 7)
public_a = subnet("public-a", 8, availability_zone=A, map_public_ip_on_launch=True)
public_b = subnet("public-b", 9, availability_zone=B, map_public_ip_on_launch=True)
not_public_a = subnet("not-public-a", 10, availability_zone=A, map_public_ip_on_launch=False)
public_unknown = subnet("public-unknown", 11, availability_zone=C, map_public_ip_on_launch=later(False))

home = cluster("of-the-nodes")
older = cluster("of-older-nodes", version="1.35")


def nodes(name: str, *subnets, scaling=(2, 2, 6), of=home, **more) -> aws.eks.NodeGroup:
    desired, least, most = scaling
    return aws.eks.NodeGroup(
        name,
        cluster_name=of.name,
        node_role_arn=NODE_ROLE,
        subnet_ids=[each if isinstance(each, str) else each.id for each in subnets or (in_a, in_b, in_c)],
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(
            desired_size=desired, min_size=least, max_size=most
        ),
        **more,
    )


nodes("nodes-whole")
aws.eks.NodeGroup.get("nodes-read-by-get", "shared:system")

# --- Zones --------------------------------------------------------------------

nodes("zones-one", in_a)
nodes("zones-one-two-subnets", in_a, in_a_too)
nodes("zones-two", in_a, in_b)
nodes("zones-two-by-id", by_id_1, by_id_2)
# Whichever zone it is in, a subnet is in one.
nodes("zones-one-subnet-of-elsewhere", "subnet-0a1b2c3d4e5f60001")
nodes("zones-two-subnets-of-elsewhere", "subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002")
nodes("zones-two-beside-one-of-elsewhere", in_a, in_b, "subnet-0a1b2c3d4e5f60001")
nodes("zones-one-chosen-by-aws", anywhere)
nodes("zones-one-known-one-chosen-by-aws", in_a, anywhere)

# --- Versions -----------------------------------------------------------------

nodes("nodes-version-same", version="1.36")
nodes("nodes-version-one-older", version="1.35")
nodes("nodes-version-three-older", version="1.33")
nodes("nodes-version-newer-than-cluster", version="1.36", of=older)
nodes("nodes-version-unset", of=older)
nodes("nodes-version-unknown", version=later("1.36"))

# --- Scaling ------------------------------------------------------------------

nodes("scaling-fixed", scaling=(3, 3, 3))
nodes("scaling-from-none", scaling=(0, 0, 4))
nodes("scaling-least-unknown", scaling=(3, later(3), 6))
nodes("scaling-most-unknown", scaling=(3, 3, later(6)))

# --- Addresses and SSH --------------------------------------------------------


def template(name: str, public) -> aws.ec2.LaunchTemplate:
    interface = aws.ec2.LaunchTemplateNetworkInterfaceArgs(associate_public_ip_address=public, device_index=0)
    return aws.ec2.LaunchTemplate(name, network_interfaces=[interface])


def by(made: aws.ec2.LaunchTemplate) -> aws.eks.NodeGroupLaunchTemplateArgs:
    return aws.eks.NodeGroupLaunchTemplateArgs(id=made.id, version="1")


REMOTE = aws.eks.NodeGroupRemoteAccessArgs
nodes("public-subnets", public_a, public_b)
nodes("public-one-of-two-subnets", in_b, public_a)
nodes("public-said-not-to-be", not_public_a, in_b)
nodes("public-subnet-unknown", in_a, public_unknown)
nodes("public-by-template", launch_template=by(template("template-public", "true")))
nodes(
    "public-subnets-taken-back-by-template",
    public_a,
    public_b,
    launch_template=by(template("template-private", "false")),
)
nodes(
    "public-subnets-template-silent",
    public_a,
    public_b,
    launch_template=by(aws.ec2.LaunchTemplate("template-silent")),
)
nodes("ssh-to-all", remote_access=REMOTE(ec2_ssh_key="ops"))
nodes("ssh-to-all-groups-empty", remote_access=REMOTE(ec2_ssh_key="ops", source_security_group_ids=[]))
nodes(
    "ssh-from-a-group",
    remote_access=REMOTE(ec2_ssh_key="ops", source_security_group_ids=["sg-0123456789abcdef0"]),
)
