"""A cluster with a pool of its own."""

from pulumi_azure_native import containerservice

cluster = containerservice.ManagedCluster(
    "cluster",
    resource_name_="aks-shop",
    resource_group_name="rg-shop",
    location="koreacentral",
    dns_prefix="shop",
    network_profile={
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "pod_cidr": "10.244.0.0/16",
    },
    agent_pool_profiles=[{"name": "system", "mode": "System", "count": 3, "vm_size": "Standard_D2s_v5"}],
)
containerservice.AgentPool(
    "apps",
    agent_pool_name="apps",
    resource_group_name="rg-shop",
    resource_name_=cluster.name,
    vm_size="Standard_D4s_v5",
    count=3,
)
