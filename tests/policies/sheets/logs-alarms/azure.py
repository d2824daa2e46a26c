"""Workspaces, diagnostic settings and alerts of Azure."""

from pulumi_azure_native import (
    containerregistry,
    keyvault,
    monitor,
    operationalinsights,
    resources,
    servicebus,
    storage,
)

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
rg = resources.ResourceGroup("rg", resource_group_name="logs-rg", location="koreacentral")
BASE = {"resource_group_name": rg.name, "location": "koreacentral"}
archive = storage.StorageAccount(
    "archive", **BASE, kind="StorageV2", sku=storage.SkuArgs(name="Standard_ZRS")
)


def later(value):
    return rg.id.apply(lambda _: value)


def setting(called: str, target, *, group="audit", enabled=True, **more) -> None:
    monitor.DiagnosticSetting(
        called,
        resource_uri=target,
        logs=[monitor.DiagnosticsLogSettingsArgs(category_group=group, enabled=enabled)],
        **more,
    )


def vault(called: str, **more) -> keyvault.Vault:
    return keyvault.Vault(
        called,
        **BASE,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id="00000000-0000-0000-0000-000000000001",
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
        ),
        **more,
    )


# --- Workspaces ---------------------------------------------------------------


def workspace(called: str, days=..., audited: bool = False) -> None:
    """A workspace, and a vault whose audit logs go there."""
    more = {} if days is ... else {"retention_in_days": days}
    made = operationalinsights.Workspace(called, **BASE, **more)
    if audited:
        setting(f"{called}-setting", vault(f"{called}-vault").id, workspace_id=made.id)


workspace("workspace-30", 30)
workspace("workspace-unset")
workspace("workspace-unknown", later(30))
workspace("workspace-of-audit-unset", audited=True)
workspace("workspace-of-audit-90", 90, audited=True)
workspace("workspace-of-audit-365", 365, audited=True)
workspace("workspace-of-audit-730", 730, audited=True)
workspace("workspace-of-audit-unknown", later(365), audited=True)

# --- Diagnostic settings ------------------------------------------------------

vault("vault-without")
setting("vault-off-setting", vault("vault-off").id, enabled=False, storage_account_id=archive.id)
setting("vault-all-setting", vault("vault-all").id, group="allLogs", storage_account_id=archive.id)
setting(
    "vault-unknown-setting", vault("vault-unknown").id, enabled=later(True), storage_account_id=archive.id
)
# Named by text, in other letter case; Azure's ids do not heed it.
vault("vault-by-text", vault_name="shop-vault")
setting(
    "vault-by-text-setting",
    f"{SUBSCRIPTION}/resourcegroups/LOGS-RG/providers/microsoft.keyvault/vaults/Shop-Vault",
    storage_account_id=archive.id,
)
keyvault.Vault.get(
    "vault-read-by-get", f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.KeyVault/vaults/shared"
)
bus = servicebus.Namespace("bus-without", **BASE, sku=servicebus.SBSkuArgs(name="Standard", tier="Standard"))
bus_with = servicebus.Namespace(
    "bus-with", **BASE, sku=servicebus.SBSkuArgs(name="Standard", tier="Standard")
)
setting("bus-with-setting", bus_with.id, group="allLogs", storage_account_id=archive.id)
servicebus.Queue("bus-queue", resource_group_name=rg.name, namespace_name=bus_with.name)
containerregistry.Registry("registry-without", **BASE, sku=containerregistry.SkuArgs(name="Premium"))
registry = containerregistry.Registry("registry-with", **BASE, sku=containerregistry.SkuArgs(name="Premium"))
setting("registry-with-setting", registry.id, group="allLogs", storage_account_id=archive.id)

# --- Alerts -------------------------------------------------------------------

on_call = monitor.ActionGroup(
    "on-call-group",
    resource_group_name=rg.name,
    location="Global",
    group_short_name="oncall",
    enabled=True,
    email_receivers=[{"name": "team", "email_address": "oncall@example.com"}],
)
asleep = monitor.ActionGroup(
    "asleep-group",
    resource_group_name=rg.name,
    location="Global",
    group_short_name="asleep",
    enabled=False,
    email_receivers=[{"name": "team", "email_address": "oncall@example.com"}],
)


def metric(called: str, *groups, enabled=True, **more) -> None:
    criterion = {
        "criterion_type": "StaticThresholdCriterion",
        "metric_name": "ServerErrors",
        "name": "errors",
        "operator": "GreaterThan",
        "threshold": 5,
        "time_aggregation": "Total",
    }
    made = {"actions": [{"action_group_id": each} for each in groups], **more}
    monitor.MetricAlert(
        called,
        resource_group_name=rg.name,
        location="Global",
        enabled=enabled,
        severity=1,
        evaluation_frequency="PT1M",
        window_size="PT5M",
        scopes=[bus_with.id],
        criteria={
            "odata_type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "all_of": [criterion],
        },
        **{key: value for key, value in made.items() if value is not ...},
    )


def query(called: str, **more) -> None:
    monitor.ScheduledQueryRule(
        called,
        **BASE,
        scopes=[bus_with.id],
        severity=1,
        evaluation_frequency="PT5M",
        window_size="PT5M",
        criteria={
            "all_of": [
                {
                    "query": "AzureDiagnostics",
                    "time_aggregation": "Count",
                    "operator": "GreaterThan",
                    "threshold": 5,
                }
            ]
        },
        **more,
    )


metric("metric-whole", on_call.id)
metric("metric-bare")
metric("metric-actions-unset", actions=...)
metric("metric-off", on_call.id, enabled=False)
metric("metric-to-nobody", asleep.id)
metric("metric-to-nobody-and-on-call", asleep.id, on_call.id)
metric("metric-actions-unknown", actions=later([{"action_group_id": "id"}]))
metric("metric-enabled-unknown", on_call.id, enabled=later(True))
query("query-whole", enabled=True, actions={"action_groups": [on_call.id]})
query("query-enabled-unset", actions={"action_groups": [on_call.id]})
query("query-bare", enabled=True)
query("query-groups-empty", enabled=True, actions={"action_groups": []})
query("query-off", enabled=False, actions={"action_groups": [on_call.id]})
