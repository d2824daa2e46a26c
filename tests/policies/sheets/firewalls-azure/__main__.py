"""What network security groups let in at all ports, or at those of data stores. The verdicts are in verdicts.yaml."""

from pulumi_azure_native import network, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
address = network.PublicIPAddress("address", resource_group_name=rg.name)


def rule(name, priority, port="*", source="*", access="Allow", **more):
    ports = {"destination_port_ranges": port} if isinstance(port, list) else {"destination_port_range": port}
    sources = (
        {"source_address_prefixes": source} if isinstance(source, list) else {"source_address_prefix": source}
    )
    return network.SecurityRuleArgs(
        name=name,
        priority=priority,
        access=access,
        direction=more.pop("direction", "Inbound"),
        protocol=more.pop("protocol", "Tcp"),
        source_port_range="*",
        destination_address_prefix="*",
        **ports,
        **sources,
        **more,
    )


def deny(name, priority, port="*", source="*", **more):
    return rule(name, priority, port, source, access="Deny", **more)


def group(name, *rules):
    return network.NetworkSecurityGroup(name, resource_group_name=rg.name, security_rules=list(rules))


def alone(name, owner, priority, port, source="*", access="Allow", protocol="Tcp"):
    network.SecurityRule(
        name,
        resource_group_name=rg.name,
        network_security_group_name=owner.name,
        priority=priority,
        access=access,
        direction="Inbound",
        protocol=protocol,
        source_address_prefix=source,
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range=port,
    )


# all ports
group("empty")
group("all-protocols", rule("a", 100, protocol="*"))
group("all-tcp", rule("a", 100))
group("all-tcp-from-internet", rule("a", 100, source="INTERNET"))
group("all-tcp-in-lower-case", rule("a", 100, access="allow", direction="inbound", protocol="tcp"))
group("all-tcp-as-a-range", rule("a", 100, "0-65535"))
group("all-tcp-from-port-1", rule("a", 100, "1-65535"))
group("all-tcp-in-a-list", rule("a", 100, ["0-32767", "32768-65535"]))
group("all-tcp-in-two-rules", rule("a", 100, "0-32767"), rule("b", 110, "32768-65535"))
group("all-tcp-any6", rule("a", 100, source="::/0"))
group("all-tcp-listed-sources", rule("a", 100, source=["10.0.0.0/8", "0.0.0.0/0"]))
group("all-udp", rule("a", 100, protocol="Udp"))
group("all-icmp", rule("a", 100, protocol="Icmp"))
group("all-out", rule("a", 100, direction="Outbound", protocol="*"))
group("all-from-the-network", rule("a", 100, source="VirtualNetwork", protocol="*"))
group("all-from-the-balancer", rule("a", 100, source="AzureLoadBalancer", protocol="*"))
group("all-from-a-service", rule("a", 100, source="AzureFrontDoor.Backend", protocol="*"))
group("all-from-one-host", rule("a", 100, source=address.ip_address, protocol="*"))
group("all-refused-before", deny("a", 100, protocol="*"), rule("b", 200, protocol="*"))
group("all-refused-later", rule("a", 100, protocol="*"), deny("b", 200, protocol="*"))
group("all-refused-in-halves", deny("a", 100, "0-32767"), deny("b", 110, "32768-65535"), rule("c", 200))
group("all-refused-to-unknown", deny("a", 100, source=address.ip_address), rule("b", 200))
group("all-tcp-but-udp-refused", deny("a", 100, protocol="Udp"), rule("b", 200, protocol="*"))
group("gateway-manager", rule("a", 100, "65200-65535", source="GatewayManager"))
group("all-but-the-system-ports", rule("a", 100, "1024-65535"))

# ports of data stores
for store, number in {
    "mssql": 1433,
    "mysql": 3306,
    "postgres": 5432,
    "redis": 6379,
    "redis-tls": 6380,
}.items():
    group(store, rule("a", 100, str(number)))
for store, number in {"opensearch": 9200, "memcached": 11211, "mongo": 27017}.items():
    group(store, rule("a", 100, str(number), source="Internet"))
group("https", rule("a", 100, "443"))
group("https-from-one-host", rule("a", 100, "443", source=address.ip_address))
group("postgres-by-udp", rule("a", 100, "5432", protocol="Udp"))
group("memcached-by-udp", rule("a", 100, "11211", protocol="Udp"))
group("postgres-among-ports", rule("a", 100, ["443", "5000-6000"]))
group("postgres-from-one-host", rule("a", 100, "5432", source=address.ip_address))
group("postgres-from-the-network", rule("a", 100, "5432", source="VirtualNetwork"))
group("postgres-refused-before", deny("a", 100, "5432"), rule("b", 200, "5432"))
group("postgres-refused-by-range", deny("a", 100, "5000-6000", source="Internet"), rule("b", 200, "5432"))
group(
    "postgres-refused-to-one-block", deny("a", 100, "5432", source="198.51.100.0/24"), rule("b", 200, "5432")
)
group("postgres-port-unknown", rule("a", 100, address.idle_timeout_in_minutes.apply(str)))

# rules that are resources of their own
beside = group("refuses-redis", deny("a", 100, "6379"))
alone("beside-postgres", beside, 200, "5432")
alone("beside-redis-refused-before", beside, 200, "6379")
alone("beside-all", group("group-of-all"), 300, "*", protocol="*")
halves = group("group-of-halves")
alone("beside-lower-half", halves, 100, "0-32767")
alone("beside-upper-half", halves, 110, "32768-65535")
