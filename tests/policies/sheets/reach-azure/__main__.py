"""What network security groups let in at ports 22 and 3389, by priority. The verdicts are in verdicts.yaml."""

from pulumi_azure_native import network, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
address = network.PublicIPAddress("address", resource_group_name=rg.name)
vnet = network.VirtualNetwork(
    "vnet",
    resource_group_name=rg.name,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/16"]),
)


def rule(name, priority, access="Allow", port="22", source="*", **more):
    return network.SecurityRuleArgs(
        name=name,
        priority=priority,
        access=access,
        direction=more.pop("direction", "Inbound"),
        protocol=more.pop("protocol", "Tcp"),
        source_address_prefix=source,
        source_port_range=more.pop("source_port_range", "*"),
        destination_address_prefix=more.pop("destination", "*"),
        destination_port_range=port,
        **more,
    )


def group(name, *rules):
    return network.NetworkSecurityGroup(name, resource_group_name=rg.name, security_rules=list(rules))


def deny(name, priority, port="22", **more):
    return rule(name, priority, "Deny", port, **more)


def alone(name, owner, priority, access="Allow", port="22", source="*", **more):
    network.SecurityRule(
        name,
        resource_group_name=rg.name,
        network_security_group_name=owner if isinstance(owner, str) else owner.name,
        priority=priority,
        access=access,
        direction="Inbound",
        protocol="Tcp",
        source_address_prefix=source,
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range=port,
        **more,
    )


group("empty")
group("ssh-from-any", rule("a", 100))
group("ssh-from-internet-tag", rule("a", 100, source="internet"))
group("ssh-from-service-tag", rule("a", 100, source="AzureBastionSubnet"))
group("ssh-from-network-tag", rule("a", 100, source="VirtualNetwork"))
group("ssh-from-ipv6-long", rule("a", 100, source="0000:0000:0000:0000:0000:0000:0000:0000/0"))
group("ssh-from-one-host", rule("a", 100, source="203.0.113.7"))
group("outbound", rule("a", 100, direction="Outbound"))
group("udp-ssh", rule("a", 100, protocol="Udp"))
group("udp-rdp", rule("a", 100, protocol="Udp", port="3389"))
group("any-protocol", rule("a", 100, protocol="*"))
group("icmp", rule("a", 100, protocol="Icmp", port="*"))
group("range-ends-at-ssh", rule("a", 100, port="10-22"))
group("range-ends-before-ssh", rule("a", 100, port="10-21"))
group("range-ends-at-rdp", rule("a", 100, port="3000-3389"))
group("words-in-lower-case", rule("a", 100, "allow", direction="inbound", protocol="tcp"))
group("deny-first", deny("a", 100), rule("b", 200))
group("deny-later", rule("a", 100), deny("b", 200))
group("deny-first-listed-last", rule("a", 200), deny("b", 100))
group("deny-other-port", deny("a", 100, port="23"), rule("b", 200))
group("deny-only-udp", deny("a", 100, protocol="Udp"), rule("b", 200))
group("deny-of-a-source-port", deny("a", 100, source_port_range="1024-2048"), rule("b", 200))
group("deny-of-one-block", deny("a", 100, source="198.51.100.0/24"), rule("b", 200))
group(
    "deny-in-halves",
    deny("a", 100, source="0.0.0.0/1"),
    deny("b", 110, source="128.0.0.0/1"),
    rule("c", 200, source="0.0.0.0/0"),
)
group("deny-of-ipv4-alone", deny("a", 100, source="0.0.0.0/0"), rule("b", 200))
group("deny-to-the-network", deny("a", 100, destination="VirtualNetwork"), rule("b", 200))
group("deny-to-its-range", deny("a", 100, destination="10.0.0.0/16"), rule("b", 200))
group("deny-to-one-subnet", deny("a", 100, destination="10.0.1.0/24"), rule("b", 200))
group("deny-from-unknown", deny("a", 100, source=address.ip_address), rule("b", 200))
group("allow-before-deny-from-unknown", rule("a", 100), deny("b", 200, source=address.ip_address))
group("ssh-from-unknown", rule("a", 100, source=address.ip_address))
group("https-from-unknown", rule("a", 100, source=address.ip_address, port="443"))
group("ssh-from-unknown-behind-deny", deny("a", 100), rule("b", 200, source=address.ip_address))
group("port-that-is-none", rule("a", 100, port="ssh"))
group("quarters", *(rule(f"q{n}", 100 + n, source=f"{64 * n}.0.0.0/2") for n in range(4)))
group("three-quarters", *(rule(f"q{n}", 100 + n, source=f"{64 * n}.0.0.0/2") for n in range(3)))

by_deny = group("deny-inside-allow-beside", deny("a", 100))
alone("beside-after-deny", by_deny, 200)
alone("beside-before-deny", by_deny, 90)
halves = group("halves-beside")
alone("beside-half-low", halves, 100, source="0.0.0.0/1")
alone("beside-half-high", halves, 110, source="128.0.0.0/1")
alone("beside-half-of-another", "another-stack-group", 110, source="128.0.0.0/1")
alone("beside-foreign-group", "another-stack-group", 120)
late = group("allow-inside-deny-beside", rule("a", 300))
alone("beside-deny", late, 200, "Deny")
