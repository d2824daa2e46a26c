"""Virtual networks that reach each other, and clusters in them, by their ranges."""

from base import SUBSCRIPTION, address, rg, subnet, vnet
from pulumi_azure_native import containerservice, network

FOREIGN = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"


def peering(name, one, other, **more):
    remote = {"id": other if isinstance(other, str) else other.id}
    network.VirtualNetworkPeering(
        name,
        resource_group_name=rg.name,
        virtual_network_name=one.name,
        remote_virtual_network=remote,
        **more,
    )


vnet("alone-one", "10.10.0.0/16")
vnet("alone-other", "10.10.0.0/16")
peering("apart", vnet("apart-one", "10.20.0.0/16"), vnet("apart-other", "10.21.0.0/16"))
peering("same", vnet("same-one", "10.22.0.0/16"), vnet("same-other", "10.22.0.0/16"))
peering("inside", vnet("second-range", "10.24.0.0/16", "10.26.0.0/16"), vnet("inside-second", "10.26.3.0/24"))
unknown = vnet("range-unknown", address.ip_address.apply(lambda ip: f"{ip}/24"))
peering("of-unknown", unknown, vnet("neighbour-of-unknown", "10.32.0.0/16"))
vnet("range-unknown-alone", address.ip_address.apply(lambda ip: f"{ip}/24"))
peering("foreign", vnet("neighbour-of-foreign", "10.33.0.0/16"), FOREIGN)
told = {"remote_address_space": {"address_prefixes": ["10.34.0.0/16"]}}
peering("foreign-told", vnet("neighbour-of-foreign-told", "10.35.0.0/16"), FOREIGN, **told)
peering("foreign-same", vnet("neighbour-of-foreign-same", "10.34.128.0/17"), FOREIGN, **told)
target = vnet("inline-peering-target", "10.36.0.0/16")
vnet(
    "inline-peering",
    "10.36.0.0/20",
    virtual_network_peerings=[{"name": "p", "remote_virtual_network": {"id": target.id}}],
)


def cluster(name, where, **profile):
    containerservice.ManagedCluster(
        name,
        resource_group_name=rg.name,
        agent_pool_profiles=[{"name": "system", "mode": "System", "vnet_subnet_id": where.id}],
        network_profile=profile or None,
    )


OVERLAY = {"network_plugin": "azure", "network_plugin_mode": "overlay"}
ten = vnet("ten", "10.0.0.0/16")
ten_nodes = subnet("ten-nodes", ten, "10.0.0.0/23")
cluster("services-apart", ten_nodes, **OVERLAY, service_cidr="10.2.0.0/16", dns_service_ip="10.2.0.10")
cluster("services-by-default", ten_nodes, **OVERLAY)
cluster("services-without-profile", ten_nodes)
cluster("services-in-a-list", ten_nodes, **OVERLAY, service_cidrs=["10.0.0.0/16", "fd00::/108"])
cluster(
    "services-unknown", ten_nodes, **OVERLAY, service_cidr=address.ip_address.apply(lambda ip: f"{ip}/24")
)
cluster("pods-inside", ten_nodes, **OVERLAY, service_cidr="10.2.0.0/16", pod_cidr="10.0.128.0/17")
cluster("pods-over-services", ten_nodes, **OVERLAY, service_cidr="10.3.0.0/16", pod_cidr="10.2.0.0/15")
cluster("pods-as-of-another", ten_nodes, **OVERLAY, service_cidr="10.2.0.0/16", pod_cidr="10.244.0.0/16")
pods = vnet("pods-range", "10.244.0.0/16")
pod_nodes = subnet("pod-nodes", pods, "10.244.0.0/23")
cluster("pods-by-default", pod_nodes, **OVERLAY, service_cidr="10.2.0.0/16")
cluster("pods-of-the-subnet", pod_nodes, network_plugin="azure", service_cidr="10.2.0.0/16")
near = vnet("near", "10.40.0.0/16")
near_nodes = subnet("near-nodes", near, "10.40.0.0/23")
peering("near-far", near, vnet("far", "10.41.0.0/16"))
cluster("services-of-a-neighbour", near_nodes, **OVERLAY, service_cidr="10.41.0.0/20")
