"""Whether subnets and pod ranges hold the most nodes and pods (DSG-001). The verdicts are in verdicts.yaml, with
the sums: a subnet holds its size less 5.
"""

import pulumi_aws as aws
from pulumi_azure_native import containerservice as aks, network, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
vnet = network.VirtualNetwork(
    "vnet",
    resource_group_name=rg.name,
    virtual_network_name="vnet",
    address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/8"]),
)
NUMBERS = iter(range(250))
Profile = aks.ManagedClusterAgentPoolProfileArgs
FLAT = {"network_plugin": "azure"}
OVERLAY = {"network_plugin": "azure", "network_plugin_mode": "overlay"}


def subnet(name, bits=24, **more):
    more = more or {"address_prefix": f"10.{next(NUMBERS)}.0.0/{bits}"}
    return network.Subnet(
        name, resource_group_name=rg.name, virtual_network_name=vnet.name, subnet_name=name, **more
    )


def pool(**settings):
    return Profile(**{"name": "sys", "mode": "System", "vm_size": "Standard_D4s_v5", **settings})


def cluster(name, net, *pools, **more):
    profile = {"network_profile": aks.ContainerServiceNetworkProfileArgs(**net)} if net else {}
    return aks.ManagedCluster(
        name, resource_group_name=rg.name, agent_pool_profiles=list(pools), **profile, **more
    )


def simple(name, net, bits=24, **settings):
    found = subnet(f"{name}-subnet", bits)
    return cluster(name, net, pool(vnet_subnet_id=found.id, **settings)), found


ONE = aks.AgentPoolUpgradeSettingsArgs(max_surge="1")
simple("flat-fits", FLAT, 26, count=1, max_pods=28, upgrade_settings=ONE)
simple("one-too-many", FLAT, 26, count=1, max_pods=29, upgrade_settings=ONE)
simple("unset-profile", None, 28, count=5)
simple("kubenet-of-nodes", {"network_plugin": "kubenet"}, 28, count=10)
simple("kubenet-too-many", {"network_plugin": "kubenet"}, 28, count=11)
simple("kubenet-range-full", {"network_plugin": "kubenet", "pod_cidr": "10.244.0.0/21"}, 24, count=9)
simple("own-plugin", {"network_plugin": "none"}, 28, count=10)
simple("overlay-exact", OVERLAY | {"pod_cidr": "10.244.0.0/20"}, 24, count=14)
simple("overlay-full", OVERLAY | {"pod_cidr": "10.244.0.0/20"}, 24, count=15)
simple("overlay-words", {"network_plugin": "Azure", "network_plugin_mode": "Overlay"}, 28, count=9)
simple("scaled", OVERLAY, 28, count=1, enable_auto_scaling=True, min_count=1, max_count=10)
simple("scale-off", OVERLAY, 28, count=1, enable_auto_scaling=False, min_count=1, max_count=100)
simple(
    "surge-in-words",
    OVERLAY,
    28,
    count=3,
    upgrade_settings=aks.AgentPoolUpgradeSettingsArgs(max_surge="half"),
)
simple("count-later", OVERLAY, 28, count=rg.id.apply(lambda _: 3))
automatic = subnet("automatic-subnet", 28)
cluster(
    "automatic",
    None,
    pool(vnet_subnet_id=automatic.id, count=9),
    sku=aks.ManagedClusterSKUArgs(name="Automatic", tier="Standard"),
)

private = subnet("private-subnet", 28)
cluster(
    "private",
    OVERLAY,
    pool(vnet_subnet_id=private.id, count=9),
    api_server_access_profile=aks.ManagedClusterAPIServerAccessProfileArgs(enable_private_cluster=True),
)
shared = subnet("shared-subnet", 28)
network.PrivateEndpoint("endpoint", resource_group_name=rg.name, subnet=network.SubnetArgs(id=shared.id))
cluster(
    "shared",
    OVERLAY,
    pool(vnet_subnet_id=shared.id, count=9),
    api_server_access_profile=aks.ManagedClusterAPIServerAccessProfileArgs(enable_private_cluster=True),
)

low, high = subnet("low-subnet", 28), subnet("high-subnet", 28)
cluster(
    "two-subnets",
    OVERLAY,
    pool(vnet_subnet_id=low.id, count=10),
    pool(name="apps", vnet_subnet_id=high.id, count=11),
)
both, both_subnet = simple("two-pools", OVERLAY, 28, count=5)
aks.AgentPool(
    "two-pools-apps",
    resource_group_name=rg.name,
    resource_name_=both.name,
    agent_pool_name="apps",
    vnet_subnet_id=both_subnet.id,
    count=4,
)


def with_pods(name, bits, **settings):
    nodes, pods = subnet(f"{name}-nodes"), subnet(f"{name}-pods", bits)
    cluster(name, FLAT, pool(vnet_subnet_id=nodes.id, pod_subnet_id=pods.id, **settings))


with_pods("pods-fit", 25, count=3, max_pods=30)
with_pods("pods-full", 26, count=3, max_pods=30)
with_pods("pods-blocks", 26, count=1, max_pods=30, upgrade_settings=ONE, pod_ip_allocation_mode="StaticBlock")
with_pods("pods-unsaid", 24, count=3)

two = subnet("prefixes-subnet", address_prefixes=["10.250.0.0/28", "10.250.1.0/28"])
cluster("prefixes", OVERLAY, pool(vnet_subnet_id=two.id, count=20))
unset = cluster("no-subnet", FLAT, pool(count=100))

listed = network.VirtualNetwork(
    "listed",
    resource_group_name=rg.name,
    virtual_network_name="listed",
    address_space=network.AddressSpaceArgs(address_prefixes=["172.16.0.0/16"]),
    subnets=[
        network.SubnetArgs(name="nodes", address_prefix="172.16.0.0/28"),
        network.SubnetArgs(name="more", address_prefix="172.16.1.0/24"),
    ],
)
ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks"
cluster("in-list", OVERLAY, pool(vnet_subnet_id=f"{ID}/listed/subnets/nodes", count=20))
cluster(
    "in-list-by-output",
    OVERLAY,
    pool(vnet_subnet_id=listed.subnets.apply(lambda found: found[0].id), count=20),
)
cluster("in-list-of-others", OVERLAY, pool(vnet_subnet_id=f"{ID}/theirs/subnets/nodes", count=20))
theirs, _ = simple("mixed", OVERLAY, 28, count=1)
aks.AgentPool(
    "mixed-apps",
    resource_group_name=rg.name,
    resource_name_=theirs.name,
    agent_pool_name="apps",
    vnet_subnet_id=f"{ID}/theirs/subnets/nodes",
    count=4,
)

# Clusters of others: read, by a name alone, and one whose pools are not known.
read = aks.ManagedCluster.get(
    "read", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/read"
)
of_read = subnet("of-read-subnet", 28)
aks.AgentPool(
    "of-read",
    resource_group_name=rg.name,
    resource_name_=read.name,
    agent_pool_name="apps",
    vnet_subnet_id=of_read.id,
    count=4,
)
of_others = subnet("of-others-subnet", 28)
aks.AgentPool(
    "of-others",
    resource_group_name=rg.name,
    resource_name_="theirs",
    agent_pool_name="apps",
    vnet_subnet_id=of_others.id,
    count=4,
)
aks.ManagedCluster(
    "by-name",
    resource_group_name=rg.name,
    resource_name_="by-name-aks",
    agent_pool_profiles=[pool(vnet_subnet_id=(by_name := subnet("by-name-subnet", 28)).id, count=5)],
    network_profile=aks.ContainerServiceNetworkProfileArgs(**OVERLAY),
)
aks.AgentPool(
    "by-name-apps",
    resource_group_name=rg.name,
    resource_name_="by-name-aks",
    agent_pool_name="apps",
    vnet_subnet_id=by_name.id,
    count=5,
)
aks.ManagedCluster(
    "pools-later",
    resource_group_name=rg.name,
    agent_pool_profiles=rg.id.apply(lambda _: []),
    network_profile=aks.ContainerServiceNetworkProfileArgs(**FLAT),
)

# EKS: a node takes the addresses of its interfaces, an m7g.large 3 of 10.
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/8")


def zone(name, bits):
    return aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=f"10.{next(NUMBERS)}.0.0/{bits}")


def group(name, subnets, most=3, kind="m7g.large", **more):
    aws.eks.NodeGroup(
        name,
        cluster_name=more.pop("cluster", "theirs"),
        node_role_arn="arn:aws:iam::111122223333:role/n",
        subnet_ids=[each.id for each in subnets],
        instance_types=[kind],
        scaling_config={"desiredSize": 1, "minSize": 1, "maxSize": most},
        **more,
    )


here = aws.eks.Cluster(
    "eks",
    role_arn="arn:aws:iam::111122223333:role/c",
    vpc_config={"subnetIds": [zone("eks-control-a", 28).id, zone("eks-control-b", 28).id]},
)
fits, full = zone("eks-fits", 24), zone("eks-full", 25)
group("eks-group-fits", [fits], cluster=here.name)
group("eks-group-full", [full], cluster=here.name)
odd = zone("eks-odd", 24)
group("eks-group-odd", [odd], kind="q9.odd", cluster=here.name)
aws.eks.NodeGroup(
    "eks-foreign",
    cluster_name=here.name,
    node_role_arn="arn:aws:iam::111122223333:role/n",
    subnet_ids=["subnet-00000000"],
    scaling_config={"desiredSize": 1, "minSize": 1, "maxSize": 3},
)
