"""A network of one range, and a subnet in it."""

from pulumi_azure_native import network

vnet = network.VirtualNetwork(
    "vnet",
    virtual_network_name="vnet-shop",
    resource_group_name="rg-shop",
    location="koreacentral",
    address_space={"address_prefixes": ["10.0.0.0/16"]},
)
network.Subnet(
    "nodes",
    subnet_name="nodes",
    resource_group_name="rg-shop",
    virtual_network_name=vnet.name,
    address_prefix="10.0.1.0/24",
)
