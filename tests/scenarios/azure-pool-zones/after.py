"""A pool of nodes in three zones."""

from pulumi_azure_native import containerservice

containerservice.AgentPool(
    "apps",
    agent_pool_name="apps",
    resource_group_name="rg-shop",
    resource_name_="aks-shop",
    vm_size="Standard_D4s_v5",
    count=3,
    max_count=9,
    availability_zones=["1", "2", "3"],
)
