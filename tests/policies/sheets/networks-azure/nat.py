"""NAT gateways, and the zones of what lies in their subnets."""

from base import address, numbers, rg, subnet, vnet
from pulumi_azure_native import compute, containerservice, network

home = vnet("nat-home", "10.100.0.0/16")


def gateway(name, *zones, sku="Standard"):
    return network.NatGateway(name, resource_group_name=rg.name, sku={"name": sku}, zones=list(zones) or None)


def place(name, by):
    return subnet(name, home, f"10.100.{next(numbers)}.0/24", nat_gateway={"id": by.id})


def pool(name, where, *zones, unknown=False):
    containerservice.AgentPool(
        name,
        resource_group_name=rg.name,
        resource_name_="of-others",
        agent_pool_name=name,
        mode="User",
        vnet_subnet_id=where.id,
        availability_zones=address.id.apply(lambda _: ["1"]) if unknown else list(zones) or None,
    )


pool("shared", place("shared-place", gateway("shared-nat", "1")), "1", "2", "3")
pool("nozone", place("no-zone-place", gateway("no-zone-nat")), "1", "2")
pool("redundant", place("redundant-place", gateway("redundant-nat", sku="StandardV2")), "1", "2", "3")
pool("owna", place("own-a-place", gateway("own-a-nat", "1")), "1")
pool("ownb", place("own-b-place", gateway("own-b-nat", "2")), "2")
pool("elsewhere", place("elsewhere-place", gateway("of-another-zone-nat", "1")), "3")
pool("regional", place("regional-place", gateway("of-regional-pool-nat")))
pool("unsure", place("unsure-place", gateway("unsure-nat", "1")), unknown=True)
both = gateway("two-pools-nat", "1")
pool("firstof", place("first-place", both), "1")
pool("secondof", place("second-place", both), "2")
place("empty-place", gateway("nobody-known-nat"))
gateway("no-subnet-nat", "1")
scaled = place("scale-set-place", gateway("of-scale-set-nat", "1"))
configuration = {
    "name": "main",
    "primary": True,
    "ip_configurations": [{"name": "main", "subnet": {"id": scaled.id}}],
}
compute.VirtualMachineScaleSet(
    "machines",
    resource_group_name=rg.name,
    zones=["1", "2", "3"],
    virtual_machine_profile={"network_profile": {"network_interface_configurations": [configuration]}},
)
in_cluster = place("cluster-place", gateway("of-cluster-nat", "1"))
containerservice.ManagedCluster(
    "zonal",
    resource_group_name=rg.name,
    agent_pool_profiles=[
        {
            "name": "system",
            "mode": "System",
            "vnet_subnet_id": in_cluster.id,
            "availability_zones": ["1", "2"],
        }
    ],
    network_profile={
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "service_cidr": "10.2.0.0/16",
        "outbound_type": "userAssignedNATGateway",
    },
)
