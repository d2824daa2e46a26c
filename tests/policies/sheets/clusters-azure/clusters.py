"""Clusters, and what is collected of them."""

from pulumi_azure_native import containerservice, monitor, operationalinsights, resources

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
rg = resources.ResourceGroup("rg", resource_group_name="clusters-rg", location="koreacentral")
BASE = {"resource_group_name": rg.name, "location": "koreacentral"}
logs = operationalinsights.Workspace("logs", **BASE)


def later(value):
    """A value that is known only after deployment."""
    return rg.id.apply(lambda _: value)


def pool(name: str = "system", **more) -> containerservice.ManagedClusterAgentPoolProfileArgs:
    made = {
        "mode": "System",
        "vm_size": "Standard_D4ds_v5",
        "availability_zones": ["1", "2", "3"],
        "enable_auto_scaling": True,
        "count": 3,
        "min_count": 3,
        "max_count": 5,
        **more,
    }
    return containerservice.ManagedClusterAgentPoolProfileArgs(
        name=name, **{key: value for key, value in made.items() if value is not ...}
    )


def entra(**more) -> containerservice.ManagedClusterAADProfileArgs:
    return containerservice.ManagedClusterAADProfileArgs(
        **{"managed": True, "enable_azure_rbac": True, **more}
    )


def network(policy=..., **more) -> containerservice.ContainerServiceNetworkProfileArgs:
    made = {"network_plugin": "azure", "network_plugin_mode": "overlay", **more}
    return containerservice.ContainerServiceNetworkProfileArgs(
        **made, **({} if policy is ... else {"network_policy": policy})
    )


def collected(called: str, target, *settings, name: str = "collected", **more) -> None:
    monitor.DiagnosticSetting(
        f"{called}-{name}", resource_uri=target, workspace_id=logs.id, logs=list(settings), **more
    )


def of(
    group: str | None = None, category: str | None = None, *, enabled=True
) -> monitor.DiagnosticsLogSettingsArgs:
    return monitor.DiagnosticsLogSettingsArgs(enabled=enabled, category_group=group, category=category)


def cluster(called: str, *pools, collect: bool = True, **more) -> containerservice.ManagedCluster:
    """A cluster with all that is asked for; an argument of ... takes the property away."""
    made = {
        "dns_prefix": called,
        "identity": containerservice.ManagedClusterIdentityArgs(type="SystemAssigned"),
        "kubernetes_version": "1.36",
        "sku": containerservice.ManagedClusterSKUArgs(name="Base", tier="Standard"),
        "agent_pool_profiles": list(pools) or [pool()],
        "disable_local_accounts": True,
        "aad_profile": entra(),
        "network_profile": network("cilium", network_dataplane="cilium"),
        **more,
    }
    made = containerservice.ManagedCluster(
        called, **BASE, **{key: value for key, value in made.items() if value is not ...}
    )
    if collect:
        collected(called, made.id, of("allLogs"))
    return made


cluster("whole")
bare_pool = pool(availability_zones=..., enable_auto_scaling=..., min_count=..., max_count=...)
cluster(
    "bare",
    bare_pool,
    collect=False,
    kubernetes_version=...,
    sku=...,
    disable_local_accounts=...,
    aad_profile=...,
    network_profile=...,
)
# Automatic brings Azure's roles, no local accounts, Cilium and node provisioning with it.
cluster(
    "automatic",
    pool(enable_auto_scaling=..., min_count=..., max_count=...),
    sku=containerservice.ManagedClusterSKUArgs(name="Automatic", tier="Standard"),
    disable_local_accounts=...,
    aad_profile=...,
    network_profile=...,
)
containerservice.ManagedCluster.get(
    "read-by-get",
    f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.ContainerService/managedClusters/shared",
)

# --- Logs ---------------------------------------------------------------------

cluster("logs-none", collect=False)
made = cluster("logs-off", collect=False)
collected("logs-off", made.id, of("allLogs", enabled=False))
made = cluster("logs-unknown", collect=False)
collected("logs-unknown", made.id, of("allLogs", enabled=later(True)))
made = cluster("logs-scheduler-only", collect=False)
collected("logs-scheduler-only", made.id, of(category="kube-scheduler"))
made = cluster("logs-metrics-only", collect=False)
collected(
    "logs-metrics-only",
    made.id,
    metrics=[monitor.DiagnosticsMetricSettingsArgs(category="AllMetrics", enabled=True)],
)
made = cluster("logs-audit-group", collect=False)
collected("logs-audit-group", made.id, of("audit"))
made = cluster("logs-group-in-lower-case", collect=False)
collected("logs-group-in-lower-case", made.id, of("alllogs"))
# Named by text, in other letter case; Azure's ids do not heed it.
cluster("logs-by-text", collect=False, resource_name_="logs-by-text")
collected(
    "logs-by-text",
    f"{SUBSCRIPTION}/resourcegroups/CLUSTERS-RG/providers/microsoft.containerservice/managedclusters/Logs-By-Text",
    of("allLogs"),
)
made = cluster("logs-of-two-settings", collect=False)
collected("logs-of-two-settings", made.id, of("allLogs", enabled=False), name="off")
collected("logs-of-two-settings", made.id, of("allLogs"), name="on")

# --- Versions -----------------------------------------------------------------

PREMIUM = containerservice.ManagedClusterSKUArgs(name="Base", tier="Premium")
cluster("version-unset", kubernetes_version=...)
cluster("version-1-35", kubernetes_version="1.35")
cluster("version-with-patch", kubernetes_version="1.36.2")
cluster("version-1-33", kubernetes_version="1.33")
cluster("version-1-33-long-term", kubernetes_version="1.33", sku=PREMIUM, support_plan="AKSLongTermSupport")
cluster("version-1-29", kubernetes_version="1.29.7")
cluster("version-unknown", kubernetes_version=later("1.36"))
cluster("version-of-pool-1-29", pool(orchestrator_version="1.29"))

# --- Accounts -----------------------------------------------------------------

cluster("accounts-local", disable_local_accounts=False)
cluster("accounts-local-unset", disable_local_accounts=...)
cluster("accounts-without-azure-rbac", aad_profile=entra(enable_azure_rbac=False))
cluster("accounts-azure-rbac-unset", aad_profile=containerservice.ManagedClusterAADProfileArgs(managed=True))
cluster("accounts-entra-unset", aad_profile=...)
cluster("accounts-local-unknown", disable_local_accounts=later(True))
cluster("accounts-azure-rbac-unknown", aad_profile=entra(enable_azure_rbac=later(True)))
cluster(
    "accounts-local-azure-rbac-unknown",
    disable_local_accounts=False,
    aad_profile=entra(enable_azure_rbac=later(True)),
)

# --- Network policies ---------------------------------------------------------

cluster("policy-unset", network_profile=network())
cluster("policy-none", network_profile=network("none"))
cluster("policy-azure", network_profile=network("azure"))
cluster("policy-azure-capital", network_profile=network("Azure"))
cluster("policy-calico", network_profile=network("calico"))
cluster("policy-none-capital", network_profile=network("None"))
cluster("policy-unknown", network_profile=network(later("cilium")))
cluster("policy-profile-unset", network_profile=...)
