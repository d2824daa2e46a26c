"""Pools, in the cluster's own text and by themselves."""

from clusters import BASE, SUBSCRIPTION, cluster, later, pool, rg
from pulumi_azure_native import containerservice, network as networks

home = cluster("of-the-pools")
older = cluster("of-older-pools", kubernetes_version="1.35")
prefix = networks.PublicIPPrefix("node-prefix", **BASE, prefix_length=30)


def apart(called: str, of=home, **more) -> None:
    """A pool by itself; an argument of ... takes the property away."""
    made = {
        "mode": "User",
        "vm_size": "Standard_D4ds_v5",
        "availability_zones": ["1", "2", "3"],
        "enable_auto_scaling": True,
        "count": 3,
        "min_count": 3,
        "max_count": 9,
        **more,
    }
    containerservice.AgentPool(
        called,
        resource_group_name=rg.name,
        resource_name_=of.name,
        **{key: value for key, value in made.items() if value is not ...},
    )


apart("pool-whole")
apart("pool-bare", availability_zones=..., enable_auto_scaling=..., min_count=..., max_count=...)
containerservice.AgentPool.get(
    "pool-read-by-get",
    f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.ContainerService/managedClusters/shared/agentPools/app",
)

# --- Zones --------------------------------------------------------------------

apart("pool-zones-empty", availability_zones=[])
apart("pool-zones-null", availability_zones=None)
apart("pool-zones-one", availability_zones=["1"])
apart("pool-zones-one-twice", availability_zones=["1", "1"])
apart("pool-zones-two", availability_zones=["1", "3"])
apart("pool-zones-unknown", availability_zones=later(["1", "2", "3"]))
apart("pool-zones-two-beside-unknown", availability_zones=["1", "2", later("3")])
cluster("inline-zones-unset", pool(availability_zones=...))
cluster("inline-zones-of-second-pool-one", pool(), pool("app", mode="User", availability_zones=["2"]))

# --- Versions -----------------------------------------------------------------

apart("pool-version-one-older", orchestrator_version="1.35")
apart("pool-version-newer-than-cluster", older, orchestrator_version="1.36")
apart("pool-version-1-29", orchestrator_version="1.29")
apart("pool-version-unknown", orchestrator_version=later("1.36"))

# --- Scaling ------------------------------------------------------------------

FIXED = {"enable_auto_scaling": False, "min_count": ..., "max_count": ...}
apart("pool-fixed", **FIXED)
apart("pool-scaling-unset", **{**FIXED, "enable_auto_scaling": ...})
apart("pool-least-equals-most", min_count=3, max_count=3)
apart("pool-from-none", min_count=0)
apart("pool-scaling-unknown", enable_auto_scaling=later(True))
apart("pool-most-unknown", max_count=later(9))
apart("pool-least-equals-most-scaling-unknown", enable_auto_scaling=later(True), min_count=3, max_count=3)
cluster("inline-fixed", pool(**FIXED))
cluster("inline-fixed-second-pool", pool(), pool("app", mode="User", **FIXED))
provisioning = containerservice.ManagedClusterNodeProvisioningProfileArgs
cluster("inline-fixed-provisioned", pool(**FIXED), node_provisioning_profile=provisioning(mode="Auto"))
cluster(
    "inline-fixed-provisioned-in-lower-case",
    pool(**FIXED),
    node_provisioning_profile=provisioning(mode="auto"),
)
cluster(
    "inline-fixed-provisioned-by-hand", pool(**FIXED), node_provisioning_profile=provisioning(mode="Manual")
)

# --- Addresses ----------------------------------------------------------------

apart("pool-public", enable_node_public_ip=True)
apart("pool-public-by-prefix", enable_node_public_ip=True, node_public_ip_prefix_id=prefix.id)
apart("pool-not-public", enable_node_public_ip=False)
apart("pool-public-unknown", enable_node_public_ip=later(False))
cluster("inline-public", pool(enable_node_public_ip=True))
cluster("inline-public-second-pool", pool(), pool("app", mode="User", enable_node_public_ip=True))
