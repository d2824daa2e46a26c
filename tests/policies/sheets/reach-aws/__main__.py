"""What security groups let in at ports 22 and 3389, and what NetworkPolicies let out. The verdicts are in
verdicts.yaml.
"""

import pulumi_aws as aws
import pulumi_kubernetes as k8s

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
address = aws.ec2.Eip("address")
known_later = address.public_ip.apply(lambda ip: f"{ip}/32")


def way(ports, *cidrs, protocol="tcp", **more):
    first, last = ports if isinstance(ports, tuple) else (ports, ports)
    more |= {"cidr_blocks": list(cidrs)} if cidrs else {}
    return aws.ec2.SecurityGroupIngressArgs(from_port=first, to_port=last, protocol=protocol, **more)


def group(name, *ways, **more):
    return aws.ec2.SecurityGroup(name, vpc_id=vpc.id, ingress=list(ways) or None, **more)


office = aws.ec2.ManagedPrefixList(
    "office", address_family="IPv4", max_entries=5, entries=[{"cidr": "203.0.113.0/24"}]
)
halves = aws.ec2.ManagedPrefixList(
    "halves", address_family="IPv4", max_entries=5, entries=[{"cidr": "0.0.0.0/1"}, {"cidr": "128.0.0.0/1"}]
)
grown = aws.ec2.ManagedPrefixList("grown", address_family="IPv4", max_entries=5)
aws.ec2.ManagedPrefixListEntry("grown-any", prefix_list_id=grown.id, cidr="0.0.0.0/0")
moving = aws.ec2.ManagedPrefixList(
    "moving", address_family="IPv4", max_entries=5, entries=[{"cidr": known_later}]
)
six = aws.ec2.ManagedPrefixList("six", address_family="IPv6", max_entries=5, entries=[{"cidr": "2000::/3"}])

group("g-office-list", way(22, prefix_list_ids=[office.id]))
group("g-halves-list", way(22, prefix_list_ids=[halves.id]))
group("g-grown-list", way(22, prefix_list_ids=[grown.id]))
group("g-moving-list", way(22, prefix_list_ids=[moving.id]))
group("g-six-list", way(22, prefix_list_ids=[six.id]))
group("g-foreign-list", way(22, prefix_list_ids=["pl-12345678"]))
group("g-foreign-list-https", way(443, prefix_list_ids=["pl-12345678"]))
group("g-list-and-any", way(22, "0.0.0.0/0", prefix_list_ids=["pl-12345678"]))
group("g-half", way(22, "0.0.0.0/1"))
group("g-half-and-other-port", way(22, "0.0.0.0/1"), way(23, "128.0.0.0/1"))
group("g-overlapping-halves", way((20, 25), "0.0.0.0/1"), way((22, 30), "64.0.0.0/2", "128.0.0.0/1"))
group(
    "g-all-but-private",
    way(
        22,
        "0.0.0.0/5",
        "8.0.0.0/7",
        "11.0.0.0/8",
        "12.0.0.0/6",
        "16.0.0.0/4",
        "32.0.0.0/3",
        "64.0.0.0/2",
        "128.0.0.0/2",
        "192.0.0.0/2",
    ),
)
group("g-six-global", way(3389, ipv6_cidr_blocks=["2000::/3"]))
group("g-six-own", way(22, ipv6_cidr_blocks=["fd00::/8"]))
group("g-any-with-host-bits", way(22, "10.1.2.3/0"))
group("g-protocol-name-upper", way(22, "0.0.0.0/0", protocol="TCP"))
group("g-protocol-17", way((3000, 4000), "0.0.0.0/0", protocol="17"))
group("g-protocol-17-ssh", way(22, "0.0.0.0/0", protocol="17"))
group("g-protocol-50", way((0, 65535), "0.0.0.0/0", protocol="50"))
group("g-from-itself", way((0, 65535), self=True))
group("g-unknown-behind-known", way(22, known_later, "0.0.0.0/0"))
group("g-unknown-whole", way(22, known_later))
group("g-unknown-protocol-private", way(22, "10.0.0.0/8", protocol=address.id.apply(lambda _: "tcp")))
group("g-unknown-protocol-any", way(22, "0.0.0.0/0", protocol=address.id.apply(lambda _: "tcp")))

base = group("base")
Rule = aws.vpc.SecurityGroupIngressRule
Rule(
    "r-half-low",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    cidr_ipv4="0.0.0.0/1",
)
Rule(
    "r-half-high",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    cidr_ipv4="128.0.0.0/1",
)
Rule(
    "r-office",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    cidr_ipv4="203.0.113.0/24",
)
Rule(
    "r-office-list",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    prefix_list_id=office.id,
)
Rule(
    "r-halves-list",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    prefix_list_id=halves.id,
)
Rule(
    "r-foreign-group",
    security_group_id="sg-00000000000000000",
    from_port=22,
    to_port=22,
    ip_protocol="tcp",
    cidr_ipv4="0.0.0.0/0",
)
aws.ec2.SecurityGroupRule(
    "o-any6",
    type="ingress",
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    protocol="tcp",
    ipv6_cidr_blocks=["::/0"],
)
aws.ec2.SecurityGroupRule(
    "o-unknown-type",
    type=address.id.apply(lambda _: "egress"),
    security_group_id=base.id,
    from_port=22,
    to_port=22,
    protocol="tcp",
    cidr_blocks=["0.0.0.0/0"],
)
aws.ec2.SecurityGroup.get("read", "sg-11111111111111111")


def policy(name, egress, app="web", namespace="shop", **more):
    k8s.networking.v1.NetworkPolicy(
        name,
        metadata={"namespace": namespace},
        spec={"podSelector": {"matchLabels": {"app": app}}, "egress": egress, **more},
    )


def to(*cidrs, **more):
    return {"to": [{"ipBlock": {"cidr": cidr, **more}} for cidr in cidrs]}


for app in ("web", "api"):
    k8s.apps.v1.Deployment(
        app,
        metadata={"namespace": "shop", "name": app},
        spec={
            "selector": {"matchLabels": {"app": app}},
            "template": {
                "metadata": {"labels": {"app": app}},
                "spec": {"containers": [{"name": "a", "image": "x"}]},
            },
        },
    )

policy("p-any", [to("0.0.0.0/0")], app="none")
policy("p-any6-long", [to("0:0:0:0:0:0:0:0/0")], app="none")
policy(
    "p-any-but-private",
    [to("0.0.0.0/0", **{"except": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]})],
    app="none",
)
policy("p-any-but-all", [to("0.0.0.0/0", **{"except": ["0.0.0.0/1", "128.0.0.0/1"]})], app="none")
policy("p-halves", [to("0.0.0.0/1"), to("128.0.0.0/1")], app="none")
policy("p-no-peers", [{"ports": [{"port": 53, "protocol": "UDP"}]}], app="none")
policy("p-private", [to("10.0.0.0/8")], app="none")
policy("p-nothing", [], app="none", policyTypes=["Egress"])
policy("p-egress-not-heeded", [to("0.0.0.0/0")], app="none", policyTypes=["Ingress"])
policy("p-unknown", [to(known_later)], app="none")
policy("p-unknown-and-any", [to("0.0.0.0/0", known_later)], app="none")
# Halves of the internet in two policies that select the same pods, and in two that do not.
policy("p-low-for-web", [to("0.0.0.0/1")])
policy("p-high-for-web", [to("128.0.0.0/1")])
policy("p-low-for-api", [to("0.0.0.0/1")], app="api")
policy("p-high-elsewhere", [to("128.0.0.0/1")], app="api", namespace="other")
