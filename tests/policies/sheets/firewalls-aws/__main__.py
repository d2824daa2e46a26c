"""Who gets in at all ports, or at those of data stores. The verdicts are in verdicts.yaml."""

import pulumi_aws as aws

ANY, ANY6 = "0.0.0.0/0", "::/0"
address = aws.ec2.Eip("address")
one_host = address.public_ip.apply(lambda ip: f"{ip}/32")


def way(low, high, *sources, protocol="tcp", **more):
    return aws.ec2.SecurityGroupIngressArgs(
        from_port=low, to_port=high, protocol=protocol, cidr_blocks=list(sources) or None, **more
    )


def group(name, *ways, **more):
    return aws.ec2.SecurityGroup(name, vpc_id="vpc-0a1b2c3d4e5f60718", ingress=list(ways), **more)


# all ports
group("all-protocols", way(0, 0, ANY, protocol="-1"))
group("all-protocols-any6", way(0, 0, protocol="-1", ipv6_cidr_blocks=[ANY6]))
group("all-protocols-private", way(0, 0, "10.0.0.0/8", protocol="-1"))
group("all-protocols-from-itself", way(0, 0, protocol="-1", self=True))
group("all-protocols-from-one-host", way(0, 0, one_host, protocol="-1"))
group("all-tcp", way(0, 65535, ANY))
group("all-tcp-from-port-1", way(1, 65535, ANY))
group("all-tcp-by-number", way(0, 65535, ANY, protocol="6"))
group("all-tcp-any6", way(0, 65535, ipv6_cidr_blocks=["0:0:0:0:0:0:0:0/0"]))
group("all-tcp-ports-in-halves", way(0, 32767, ANY), way(32768, 65535, ANY))
group("all-tcp-internet-in-halves", way(0, 65535, "0.0.0.0/1", "128.0.0.0/1"))
group("all-tcp-half-the-internet", way(0, 65535, "0.0.0.0/1"))
group("all-tcp-second-way", way(443, 443, ANY), way(0, 65535, ANY))
group("all-udp", way(0, 65535, ANY, protocol="udp"))
group("all-icmp", way(-1, -1, ANY, protocol="icmp"))
group("all-tcp-from-unknown-port", way(address.id.apply(lambda _: 443), 65535, ANY))
group("all-but-the-system-ports", way(1024, 65535, ANY))
group("out-only", egress=[{"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": [ANY]}])
group("empty")
aws.ec2.DefaultSecurityGroup(
    "default-all",
    ingress=[
        aws.ec2.DefaultSecurityGroupIngressArgs(from_port=0, to_port=0, protocol="-1", cidr_blocks=[ANY])
    ],
)

# ports of data stores
for store, number in {
    "mssql": 1433,
    "oracle": 1521,
    "mysql": 3306,
    "postgres": 5432,
    "redis": 6379,
    "redis-tls": 6380,
    "opensearch": 9200,
    "memcached": 11211,
    "mongo": 27017,
}.items():
    group(f"{store}", way(number, number, ANY))
group("https", way(443, 443, ANY))
group("https-from-one-host", way(443, 443, one_host))
group("postgres-by-udp", way(5432, 5432, ANY, protocol="udp"))
group("memcached-by-udp", way(11211, 11211, ANY, protocol="udp"))
group("postgres-in-a-range", way(5000, 6000, ANY))
group("postgres-by-number", way(5432, 5432, ANY, protocol="6"))
group("postgres-from-one-host", way(5432, 5432, one_host))
group("postgres-private", way(5432, 5432, "10.0.0.0/8", "172.16.0.0/12"))
group("postgres-from-a-group", way(5432, 5432, security_groups=["sg-0123456789abcdef0"]))
group("postgres-any6-in-halves", way(5432, 5432, ipv6_cidr_blocks=["::/1", "8000::/1"]))
group("redis-from-unknown-beside-any", way(6379, 6379, one_host), way(6379, 6379, ANY))

# rules that are resources of their own
base = group("base")
lists = aws.ec2.ManagedPrefixList(
    "list-of-any",
    address_family="IPv4",
    max_entries=1,
    entries=[aws.ec2.ManagedPrefixListEntryArgs(cidr=ANY)],
)
apart, older = aws.vpc.SecurityGroupIngressRule, aws.ec2.SecurityGroupRule
apart("apart-all", security_group_id=base.id, ip_protocol="-1", cidr_ipv4=ANY)
apart(
    "apart-all-foreign-list",
    security_group_id=base.id,
    ip_protocol="-1",
    prefix_list_id="pl-0123456789abcdef0",
)
tcp = {"security_group_id": base.id, "ip_protocol": "tcp"}
apart("apart-postgres", from_port=5432, to_port=5432, cidr_ipv4=ANY, **tcp)
apart("apart-postgres-any6", from_port=5432, to_port=5432, cidr_ipv6=ANY6, **tcp)
apart("apart-postgres-list-of-any", from_port=5432, to_port=5432, prefix_list_id=lists.id, **tcp)
apart(
    "apart-postgres-foreign-list", from_port=5432, to_port=5432, prefix_list_id="pl-0123456789abcdef0", **tcp
)
apart("apart-postgres-from-itself", from_port=5432, to_port=5432, referenced_security_group_id=base.id, **tcp)
halves = group("group-of-halves")
tcp["security_group_id"] = halves.id
apart("apart-lower-half", from_port=0, to_port=32767, cidr_ipv4=ANY, **tcp)
apart("apart-upper-half", from_port=32768, to_port=65535, cidr_ipv4=ANY, **tcp)
old = {"security_group_id": base.id, "from_port": 0, "to_port": 0, "protocol": "-1"}
older("old-all", type="ingress", cidr_blocks=[ANY], **old)
older("old-out-all", type="egress", cidr_blocks=[ANY], **old)
older("old-all-from-itself", type="ingress", self=True, **old)
old |= {"from_port": 27017, "to_port": 27019, "protocol": "tcp"}
older("old-mongo", type="ingress", ipv6_cidr_blocks=[ANY6], **old)
aws.ec2.SecurityGroup.get("got", "sg-0123456789abcdef0")
