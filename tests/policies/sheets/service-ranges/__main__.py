"""Ranges of services and pods (DSG-002). The verdicts are in verdicts.yaml. Each cluster has a Kubernetes provider of its own,
whose kubeconfig comes from it.
"""

import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi import ResourceOptions
from pulumi_azure_native import containerservice as aks, network, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
Profile = aks.ManagedClusterAgentPoolProfileArgs
ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks"


def later(value):
    return rg.id.apply(lambda _: value)


def vnet(name: str, *prefixes: str):
    return network.VirtualNetwork(
        name,
        resource_group_name=rg.name,
        virtual_network_name=name,
        address_space=network.AddressSpaceArgs(address_prefixes=list(prefixes)),
    )


def peering(name: str, one, other_id, **more) -> None:
    network.VirtualNetworkPeering(
        name,
        resource_group_name=rg.name,
        virtual_network_name=one.name,
        virtual_network_peering_name=name,
        remote_virtual_network=network.SubResourceArgs(id=other_id),
        allow_virtual_network_access=True,
        **more,
    )


def subnet(name: str, of, prefix: str):
    return network.Subnet(
        name,
        resource_group_name=rg.name,
        virtual_network_name=of.name,
        subnet_name=name,
        address_prefix=prefix,
    )


# The spoke is peered with the hub, and the hub with another spoke, which does not make the two spokes neighbours.
hub = vnet("hub", "172.20.0.0/16")
spoke = vnet("spoke", "10.20.0.0/16")
far = vnet("far", "10.60.0.0/16")
alone = vnet("alone", "10.30.0.0/16")
peering("spoke-to-hub", spoke, hub.id)
peering("hub-to-spoke", hub, spoke.id)
peering("hub-to-far", hub, far.id)
peering("far-to-hub", far, hub.id)
stranger = vnet("stranger", "10.40.0.0/16")
peering(
    "stranger-to-others",
    stranger,
    f"{ID}/theirs",
    remote_address_space=network.AddressSpaceArgs(address_prefixes=["172.30.0.0/16"]),
)
mute = vnet("mute", "10.50.0.0/16")
peering("mute-to-others", mute, f"{ID}/theirs")
SPOKE, ALONE = subnet("spoke-nodes", spoke, "10.20.0.0/22"), subnet("alone-nodes", alone, "10.30.0.0/22")
STRANGER, MUTE = (
    subnet("stranger-nodes", stranger, "10.40.0.0/22"),
    subnet("mute-nodes", mute, "10.50.0.0/22"),
)

OVERLAY = {"network_plugin": "azure", "network_plugin_mode": "overlay"}
KUBENET = {"network_plugin": "kubenet"}
FLAT = {"network_plugin": "azure"}


def azure(name: str, nodes=SPOKE, services=3, **net):
    made = {
        **OVERLAY,
        "service_cidr": "192.168.0.0/20",
        "dns_service_ip": "192.168.0.10",
        "pod_cidr": "10.244.0.0/16",
        **net,
    }
    profile = aks.ContainerServiceNetworkProfileArgs(
        **{key: value for key, value in made.items() if value is not ...}
    )
    cluster = aks.ManagedCluster(
        name,
        resource_group_name=rg.name,
        resource_name_=name,
        agent_pool_profiles=[
            Profile(
                name="sys",
                mode="System",
                vm_size="Standard_D4s_v5",
                count=3,
                **({"vnet_subnet_id": nodes.id} if nodes else {}),
            )
        ],
        network_profile=profile,
    )
    if services:
        fill(name, cluster.fqdn, services)
    return cluster


def fill(name: str, address, services: int, **spec) -> None:
    kubeconfig = address.apply(
        lambda host: f'{{"clusters": [{{"cluster": {{"server": "https://{host}"}}}}]}}'
    )
    provider = k8s.Provider(f"{name}-k8s", kubeconfig=kubeconfig)
    for index in range(services):
        k8s.core.v1.Service(
            f"{name}-{index}",
            metadata={"namespace": "shop", "name": f"s{index}"},
            spec={"ports": [{"port": 80}], **spec},
            opts=ResourceOptions(provider=provider),
        )


# How many services there are
TINY = {"service_cidr": "192.168.0.0/28", "dns_service_ip": "192.168.0.10"}
azure("roomy")
azure("tiny-and-few", services=2, **TINY)
azure("tiny-and-many", services=20, **TINY)
azure("range-unset-and-many", ALONE, 40, service_cidr=..., dns_service_ip=...)
headless = azure("tiny-but-headless", services=0, **TINY)
fill("tiny-but-headless", headless.fqdn, 20, clusterIP="None")
external = azure("tiny-but-external", services=0, **TINY)
fill("tiny-but-external", external.fqdn, 20, type="ExternalName", externalName="db.example.com")
balanced = azure("tiny-and-balanced", services=0, **TINY)
fill("tiny-and-balanced", balanced.fqdn, 20, type="LoadBalancer")
azure(
    "listed", services=20, service_cidr=..., service_cidrs=["192.168.0.0/28"], dns_service_ip="192.168.0.10"
)
azure("range-later", services=20, service_cidr=later("192.168.0.0/28"))

# Whose the ranges are
azure("services-in-own-network", service_cidr="10.20.128.0/20", dns_service_ip="10.20.128.10")
azure("services-in-the-hub", service_cidr="172.20.128.0/20", dns_service_ip="172.20.128.10")
azure("pods-in-own-network", pod_cidr="10.20.64.0/18")
azure("pods-in-the-hub", pod_cidr="172.20.0.0/17")
azure("pods-around-the-hub", pod_cidr="172.16.0.0/12")
azure("pods-beside-the-hub", pod_cidr="172.21.0.0/16")
azure("pods-in-the-far-spoke", pod_cidr="10.60.0.0/16")
azure("pods-in-a-network-of-no-peer", pod_cidr="10.30.0.0/16")
azure("pods-in-services", pod_cidr="192.168.8.0/21")
azure("pods-by-default", pod_cidr=...)
azure("kubenet-in-the-hub", pod_cidr="172.20.0.0/17", **KUBENET)
azure("flat-has-no-pod-range", pod_cidr=..., network_plugin_mode=..., **FLAT)
azure("words-in-other-case", pod_cidr="172.20.0.0/17", network_plugin="Azure", network_plugin_mode="Overlay")
azure("of-a-stranger", STRANGER, pod_cidr="172.30.0.0/17")
azure("beside-a-stranger", STRANGER, pod_cidr="10.244.0.0/16")
azure("peer-that-nobody-knows", MUTE)
azure("pods-later", pod_cidr=later("10.244.0.0/16"))
azure(
    "pods-later-in-the-hub-anyway",
    pod_cidr=later("10.244.0.0/16"),
    service_cidr="172.20.128.0/20",
    dns_service_ip="172.20.128.10",
)
azure(
    "default-services-in-the-network",
    subnet("ten-nodes", vnet("ten", "10.0.0.0/16"), "10.0.0.0/22"),
    3,
    service_cidr=...,
    dns_service_ip=...,
)
azure("without-subnet", None)
aks.ManagedCluster.get(
    "read", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/read"
)

# EKS: pods have addresses of the VPC, services a range of their own.
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
peer = aws.ec2.Vpc("peer", cidr_block="10.100.0.0/16")
aws.ec2.VpcPeeringConnection("vpc-to-peer", vpc_id=vpc.id, peer_vpc_id=peer.id, auto_accept=True)
A = aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone="ap-northeast-2a")
B = aws.ec2.Subnet("b", vpc_id=vpc.id, cidr_block="10.0.1.0/24", availability_zone="ap-northeast-2b")


def eks(name: str, services=3, cidr=..., **net):
    ranges = {**({} if cidr is ... else {"service_ipv4_cidr": cidr}), **net}
    cluster = aws.eks.Cluster(
        name,
        name=name,
        role_arn="arn:aws:iam::111122223333:role/c",
        vpc_config={"subnet_ids": [A.id, B.id]},
        **({"kubernetes_network_config": ranges} if ranges else {}),
    )
    fill(name, cluster.endpoint, services)


eks("eks-roomy", cidr="172.21.0.0/16")
eks("eks-full", 260, cidr="172.21.0.0/24")
eks("eks-in-own-network", cidr="10.0.128.0/20")
eks("eks-in-the-peer", cidr="10.100.0.0/20")
eks("eks-later", cidr=later("172.21.0.0/24"))
eks("eks-v6", 20, ip_family="ipv6")
