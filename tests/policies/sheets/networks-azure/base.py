"""What the modules of this program share."""

from itertools import count

from pulumi_azure_native import network, resources

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
rg = resources.ResourceGroup("rg", location="koreacentral")
address = network.PublicIPAddress("address", resource_group_name=rg.name)
guard = network.NetworkSecurityGroup("guard", resource_group_name=rg.name)
numbers = count(0)


def vnet(name, *blocks, **more):
    return network.VirtualNetwork(
        name,
        resource_group_name=rg.name,
        address_space=network.AddressSpaceArgs(address_prefixes=list(blocks) or ["192.168.0.0/16"]),
        **more,
    )


def subnet(name, owner, block="192.168.1.0/24", **more):
    """Return a subnet that is as it has to be, but for what is said."""
    said = {"default_outbound_access": False, "network_security_group": {"id": guard.id}} | more
    return network.Subnet(
        name, resource_group_name=rg.name, virtual_network_name=owner.name, address_prefix=block, **said
    )
