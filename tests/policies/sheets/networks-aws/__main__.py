"""VPCs and what lies in them. The verdicts are in verdicts.yaml."""

import endpoints  # noqa: F401 - it declares its resources
import logs  # noqa: F401 - it declares its resources
import neighbours  # noqa: F401 - it declares its resources
import pulumi_aws as aws
from base import default_group, network, unknown_flag

# what the group has that AWS makes with each VPC
ANYBODY = "0.0.0.0/0"
RULE = {"from_port": 0, "to_port": 0, "protocol": "-1"}
network("group-not-adopted")
default_group("emptied", network("group-emptied"))
default_group("emptied-by-lists", network("group-emptied-by-lists"), ingress=[], egress=[])
default_group("as-aws-makes-it", network("group-as-aws-makes-it"), ingress=[RULE | {"self": True}])
default_group("lets-out", network("group-lets-out"), egress=[RULE | {"cidr_blocks": [ANYBODY]}])
default_group("none-yet", network("group-list-unknown"), ingress=unknown_flag.apply(lambda _: [RULE]))
beside = default_group("rule-beside", network("group-with-a-rule-beside"))
aws.vpc.SecurityGroupEgressRule("way-out", security_group_id=beside.id, ip_protocol="-1", cidr_ipv4=ANYBODY)
by_output = network("group-with-a-rule-by-output")
default_group("by-output", by_output)
aws.ec2.SecurityGroupRule(
    "way-in",
    type="ingress",
    security_group_id=by_output.default_security_group_id,
    source_security_group_id="sg-0123456789abcdef0",
    **RULE,
)
plain = network("group-of-another-name")
aws.ec2.SecurityGroup("named-default", name="default-of-ours", vpc_id=plain.id)
aws.ec2.DefaultVpc("default-vpc")
aws.ec2.DefaultSecurityGroup("of-the-default-vpc")
default_group("foreign-emptied", "vpc-0aaaaaaaaaaaaaaaa")
default_group("foreign-with-rule", "vpc-0bbbbbbbbbbbbbbbb", ingress=[RULE | {"self": True}])
aws.ec2.Vpc.get("got", "vpc-0cccccccccccccccc")

# subnets, by what addresses they hand out
home = network("home", "10.0.0.0/16")


def subnet(name, number, **more):
    aws.ec2.Subnet(name, vpc_id=home.id, cidr_block=f"10.0.{number}.0/24", **more)


subnet("public-by-default", 1, map_public_ip_on_launch=True)
subnet("not-said", 2)
subnet("said-no", 3, map_public_ip_on_launch=False)
subnet("not-known", 4, map_public_ip_on_launch=unknown_flag)
subnet("ipv6-alone", 5, assign_ipv6_address_on_creation=True, ipv6_cidr_block="2001:db8:1234:1a00::/64")
subnet("both-said", 6, map_public_ip_on_launch=True, assign_ipv6_address_on_creation=False)
aws.ec2.DefaultSubnet("default-a", availability_zone="ap-northeast-2a")
aws.ec2.DefaultSubnet("default-b", availability_zone="ap-northeast-2b", map_public_ip_on_launch=False)
aws.ec2.Subnet.get("got-subnet", "subnet-0123456789abcdef0")
