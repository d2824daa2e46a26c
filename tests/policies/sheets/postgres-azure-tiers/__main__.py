"""Flexible servers of PostgreSQL: standby, backups, and what they run on.

The verdicts are in verdicts.yaml (dev) and verdicts.prod.yaml (prod); names say what a resource is.
"""

from typing import Any

import pulumi
from pulumi_azure_native import dbforpostgresql as pg
from pulumi_azure_native import resources

HERE = "koreacentral"
rg = resources.ResourceGroup("rg", location=HERE)
SERVERS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return rg.id.apply(lambda _: value)


def server(name: str, leave: str = "", opts: pulumi.ResourceOptions | None = None, **own: Any) -> pg.Server:
    """Make a server that is as production asks, but for what is said."""
    said: dict[str, Any] = {
        "server_name": name,
        "location": HERE,
        "version": "17",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "high_availability": {"mode": "ZoneRedundant"},
        "backup": {"backup_retention_days": 35, "geo_redundant_backup": "Enabled"},
        "network": {"public_network_access": "Disabled"},
        **own,
    }
    return pg.Server(
        name,
        resource_group_name=rg.name,
        opts=opts,
        **{key: value for key, value in said.items() if key not in leave.split()},
    )


def replica(name: str, source: pulumi.Input[str], mode: Any = "Replica", **own: Any) -> pg.Server:
    """Make a replica: it can have neither a standby nor backups of its own."""
    return server(
        name,
        "high_availability backup version",
        create_mode=mode,
        source_server_resource_id=source,
        **own,
    )


# A standby.
good = server("ha-zone")
server("ha-zone-lower", high_availability={"mode": "zoneredundant"})
server("ha-zone-mode-later", create_mode=later("Create"))
server("ha-same-zone", high_availability={"mode": "SameZone"})
server("ha-disabled", high_availability={"mode": "Disabled"})
server("ha-unset", "high_availability")
server("ha-null", high_availability={"mode": None})
# A zone for a standby makes none.
server("ha-zone-of-standby-alone", high_availability={"standby_availability_zone": "2"})
server("ha-later", high_availability={"mode": later("ZoneRedundant")})
server("ha-all-later", high_availability=later({"mode": "ZoneRedundant"}))
server(
    "ha-unset-restored",
    "high_availability",
    create_mode="PointInTimeRestore",
    source_server_resource_id=good.id,
    point_in_time_utc="2026-11-20T00:00:00Z",
)
# It is a replica, or it is not.
server("ha-unset-mode-later", "high_availability", create_mode=later("Replica"))
server("ha-unset-imported", "high_availability", pulumi.ResourceOptions(import_=f"{SERVERS}/theirs"))
pg.Server.get("got", f"{SERVERS}/others")
replica("replica", good.id)
replica("replica-lower", good.id, "replica")

# Backups.
GEO = {"geo_redundant_backup": "Enabled"}
server("kept-unset", backup=GEO)
server("kept-7", backup={"backup_retention_days": 7, **GEO})
server("kept-13", backup={"backup_retention_days": 13, **GEO})
server("kept-14", backup={"backup_retention_days": 14, **GEO})
server("kept-14-as-text", backup={"backup_retention_days": "14", **GEO})
server("kept-6", backup={"backup_retention_days": 6, **GEO})
server("kept-later", backup={"backup_retention_days": later(35), **GEO})
server("backup-unset", "backup")
server("backup-later", backup=later({"backup_retention_days": 35, **GEO}))


# A copy in another region.
def backup(geo: Any) -> dict[str, Any]:
    """Return backups that are kept for long enough."""
    return {"backup_retention_days": 35, "geo_redundant_backup": geo}


server("geo-lower", backup=backup("enabled"))
server("geo-off", backup=backup("Disabled"))
server("geo-unset", backup={"backup_retention_days": 35})
server("geo-later", backup=backup(later("Enabled")))
far = server("geo-off-replica-far", backup=backup("Disabled"))
replica("replica-far", far.id, location="koreasouth")
server("geo-off-replica-far-by-id", backup=backup("Disabled"))
replica("replica-far-by-id", f"{SERVERS}/geo-off-replica-far-by-id", location="japaneast")
near = server("geo-off-replica-near", backup=backup("Disabled"))
replica("replica-near", near.id)
spelled = server("geo-off-replica-near-spelled", backup=backup("Disabled"))
replica("replica-near-spelled", spelled.id, location="Korea Central")
of_group = server("geo-off-replica-in-region-of-group", backup=backup("Disabled"))
pg.Server(
    "replica-in-region-of-group",
    resource_group_name=rg.name,
    create_mode="Replica",
    source_server_resource_id=of_group.id,
    sku={"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
)
somewhere = server("geo-off-replica-somewhere", backup=backup("Disabled"))
replica("replica-somewhere", somewhere.id, location=later("koreasouth"))
# The region is later, and so whether backups go to another one; the replica is in another one for sure.
both = server("geo-later-replica-far", backup=backup(later("Enabled")))
replica("replica-far-too", both.id, location="koreasouth")


# What it runs on.
def on(name: str, sku: Any) -> None:
    """Make a server of a size."""
    server(name, sku=sku)


on("burstable", {"name": "Standard_B2s", "tier": "Burstable"})
on("burstable-lower", {"name": "standard_b2s", "tier": "burstable"})
on("burstable-by-name", {"name": "Standard_B1ms"})
on("burstable-tier-later", {"name": "Standard_B1ms", "tier": later("Burstable")})
on("burstable-name-later", {"name": later("Standard_B1ms"), "tier": "Burstable"})
on("general-name-later", {"name": later("Standard_D4ds_v5"), "tier": "GeneralPurpose"})
on("memory-lower", {"name": "standard_e4ds_v5", "tier": "memoryoptimized"})
on("size-later", {"name": later("Standard_D4ds_v5"), "tier": later("GeneralPurpose")})
on("all-of-size-later", later({"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"}))
