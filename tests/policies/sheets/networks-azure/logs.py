"""Virtual networks by their flow logs, and how long these are kept."""

from base import address, guard, rg, subnet, vnet
from pulumi_azure_native import network, storage


def account(name):
    return storage.StorageAccount(
        name, resource_group_name=rg.name, kind="StorageV2", sku={"name": "Standard_ZRS"}
    )


def deleting(name, owner, days, *prefixes, enabled=True):
    """Let an account delete its blobs after some days."""
    action = {"base_blob": {"delete": {"days_after_modification_greater_than": days}}}
    filters = {"blob_types": ["blockBlob"], "prefix_match": list(prefixes) or None}
    rule = {
        "name": "old",
        "enabled": enabled,
        "type": "Lifecycle",
        "definition": {"actions": action, "filters": filters},
    }
    storage.ManagementPolicy(
        name,
        resource_group_name=rg.name,
        account_name=owner.name,
        management_policy_name="default",
        policy={"rules": [rule]},
    )


kept = account("kept")


def flow_log(name, target, days=None, on=True, enabled=True, store=kept):
    policy = None if days is None else network.RetentionPolicyParametersArgs(days=days, enabled=on)
    network.FlowLog(
        name,
        resource_group_name="NetworkWatcherRG",
        network_watcher_name="NetworkWatcher_koreacentral",
        target_resource_id=target.id,
        storage_id=store.id,
        enabled=enabled,
        retention_policy=policy,
    )


flow_log("log-90", vnet("logs-90-days"), 90)
flow_log("log-365", vnet("logs-365-days"), 365)
flow_log("log-30", vnet("logs-30-days"), 30)
flow_log("log-0", vnet("logs-for-ever-by-zero"), 0)
flow_log("log-no-policy", vnet("logs-without-policy"))
flow_log("log-policy-off", vnet("logs-policy-off"), 30, on=False)
flow_log("log-off", vnet("logs-off"), 365, enabled=False)
flow_log("log-unknown-days", vnet("logs-unknown-days"), address.id.apply(lambda _: 30))
twice = vnet("logs-twice")
flow_log("log-short", twice, 7)
flow_log("log-long", twice, 90)
part = vnet("logs-of-a-subnet")
flow_log("log-of-subnet", subnet("logged", part), 90)
subnet("not-logged", part, "192.168.2.0/24")
of_group = vnet("logs-of-a-group")
subnet("in-logged-group", of_group)
flow_log("log-of-group", guard, 90)
vnet("logs-nowhere")
short, long, other, idle = account("short"), account("long"), account("other"), account("idle")
deleting("short-policy", short, 30)
deleting("long-policy", long, 365)
deleting("other-policy", other, 7, "uploads/")
deleting("idle-policy", idle, 7, enabled=False)
flow_log("log-deleted", vnet("logs-deleted-after-30-days"), 365, store=short)
flow_log("log-deleted-late", vnet("logs-deleted-after-a-year"), 365, store=long)
flow_log("log-beside-deleted", vnet("logs-beside-what-is-deleted"), 365, store=other)
flow_log("log-policy-disabled", vnet("logs-policy-disabled"), 365, store=idle)
