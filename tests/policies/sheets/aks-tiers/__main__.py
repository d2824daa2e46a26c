"""Clusters of AKS by the tier of their control plane. The verdicts are in verdicts*.yaml."""

from typing import Any

import pulumi
from pulumi_azure_native import containerservice as aks
from pulumi_azure_native import resources

rg = resources.ResourceGroup("rg", location="koreacentral")
unknown_tier = rg.id.apply(lambda found: "Standard" if found else "Free")
unknown_name = rg.id.apply(lambda found: "Automatic" if found else "Base")
unknown_sku = rg.id.apply(lambda found: {"name": "Base", "tier": found})


def cluster(name: str, sku: Any = None, **more: Any) -> None:
    """Make a cluster with one pool."""
    aks.ManagedCluster(
        name,
        resource_group_name=rg.name,
        dns_prefix=name,
        agent_pool_profiles=[
            {"name": "system", "mode": "System", "count": 3, "vm_size": "Standard_D4s_v5", **more}
        ],
        **({} if sku is None else {"sku": sku}),
    )


Sku = aks.ManagedClusterSKUArgs
cluster("sku-unset")
cluster("sku-unset-in-three-zones", availability_zones=["1", "2", "3"])
cluster("base-alone", Sku(name="Base"))
cluster("base-null", Sku(name="Base", tier=None))
cluster("base-free", Sku(name="Base", tier="Free"))
cluster("base-free-lower", Sku(name="Base", tier="free"))
cluster("base-free-in-three-zones", Sku(name="Base", tier="Free"), availability_zones=["1", "2", "3"])
cluster("base-standard", Sku(name="Base", tier="Standard"))
cluster("base-standard-lower", Sku(name="base", tier="standard"))
cluster("base-standard-of-enum", Sku(name="Base", tier=aks.ManagedClusterSKUTier.STANDARD))
cluster("base-premium", Sku(name="Base", tier="Premium"))
cluster("tier-alone", Sku(tier="Standard"))
cluster("automatic-alone", Sku(name="Automatic"))
cluster("automatic-alone-lower", Sku(name="automatic"))
cluster("automatic-standard", Sku(name="Automatic", tier="Standard"))
cluster("automatic-free", Sku(name="Automatic", tier="Free"))
cluster("tier-unknown", Sku(name="Base", tier=unknown_tier))
cluster("name-unknown", Sku(name=unknown_name))
cluster("name-unknown-standard", Sku(name=unknown_name, tier="Standard"))
cluster("name-unknown-free", Sku(name=unknown_name, tier="Free"))
cluster("sku-unknown", unknown_sku)


def older(name: str, version: str, /, **sku: str) -> None:
    """Make a cluster with an older version of the API."""
    pulumi.CustomResource(
        f"azure-native:containerservice/{version}:ManagedCluster",
        name,
        {"resourceGroupName": rg.name, "dnsPrefix": name, **({"sku": sku} if sku else {})},
    )


older("older-unset", "v20220901")
older("older-basic-free", "v20220901", name="Basic", tier="Free")
older("older-basic-paid", "v20220901", name="Basic", tier="Paid")
older("preview-standard", "v20250602preview", name="Base", tier="Standard")
older("preview-free", "v20250602preview", name="Base", tier="Free")
aks.ManagedCluster.get(
    "got", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/theirs"
)
