"""A registry that nothing pulls from any more, and a network."""

import pulumi
from pulumi_azure_native import containerregistry, network

containerregistry.Registry(
    "registry",
    registry_name="crshop",
    resource_group_name="rg-shop",
    location="koreacentral",
    sku={"name": "Premium"},
)
network.VirtualNetwork(
    "vnet",
    virtual_network_name="vnet-shop",
    resource_group_name="rg-shop",
    location="koreacentral",
    address_space={"address_prefixes": ["10.0.0.0/16"]},
    opts=pulumi.ResourceOptions(protect=True),
)
