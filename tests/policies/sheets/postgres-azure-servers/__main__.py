"""Flexible servers of PostgreSQL: who reaches and deletes them, what they grow to, passwords, versions.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

from typing import Any

import pulumi
from pulumi_azure_native import authorization, monitor, resources
from pulumi_azure_native import dbforpostgresql as pg

config = pulumi.Config()
rg = resources.ResourceGroup("rg", location="koreacentral")
SERVERS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"
AZURE = "0.0.0.0"  # noqa: S104 - as a range of one address it stands for all of Azure
SUBNET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/pg"


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return rg.id.apply(lambda _: value)


secret = config.require_secret("password")


def server(
    name: str,
    leave: str = "",
    opts: pulumi.ResourceOptions | None = None,
    group: pulumi.Input[str] = rg.name,
    **own: Any,
) -> pg.Server:
    """Make a server that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "server_name": name,
        "version": "17",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "storage": {"storage_size_gb": 128, "auto_grow": "Enabled"},
        "network": {"public_network_access": "Disabled"},
        "administrator_login": "owner",
        "administrator_login_password": secret,
        **own,
    }
    return pg.Server(
        name,
        resource_group_name=group,
        opts=opts or pulumi.ResourceOptions(protect=True),
        **{key: value for key, value in said.items() if key not in leave.split()},
    )


# Who reaches it.
good = server("good")
server("public-unset", "network")
server("public-unset-with-empty-network", network={})
server("public-on", network={"public_network_access": "Enabled"})
server("public-on-lower", network={"public_network_access": "enabled"})
server("public-off-upper", network={"public_network_access": "DISABLED"})
server("public-later", network={"public_network_access": later("Disabled")})
server("network-later", network=later({"public_network_access": "Disabled"}))
server("in-subnet", network={"delegated_subnet_resource_id": SUBNET})
server("in-subnet-later", network={"delegated_subnet_resource_id": later(SUBNET)})
walled = server("public-on-for-one-address", network={"public_network_access": "Enabled"})
pg.FirewallRule(
    "office",
    resource_group_name=rg.name,
    server_name=walled.name,
    start_ip_address="203.0.113.7",
    end_ip_address="203.0.113.7",
)
# A rule of a server that has no public way in lets nobody in.
pg.FirewallRule(
    "all-of-azure",
    resource_group_name=rg.name,
    server_name=good.name,
    start_ip_address=AZURE,
    end_ip_address=AZURE,
)

# Who deletes it. Each is unprotected, but for what its name says.
OPEN = pulumi.ResourceOptions()
server("unguarded", opts=OPEN)
server("retained", opts=pulumi.ResourceOptions(retain_on_delete=True))
server("unprotected", opts=pulumi.ResourceOptions(protect=False))
server("unguarded-imported", opts=pulumi.ResourceOptions(import_=f"{SERVERS}/theirs"))


def locked(name: str, level: Any, scope: pulumi.Input[str] | None = None) -> None:
    """Make a server with a lock at it."""
    made = server(name, opts=OPEN)
    authorization.ManagementLockByScope(f"{name}-lock", scope=scope or made.id, level=level)


locked("locked", "CanNotDelete")
locked("locked-lower", "cannotdelete")
locked("locked-read-only", "ReadOnly")
locked("locked-not-specified", "NotSpecified")
locked("locked-level-later", later("CanNotDelete"))
# By its id as text, which says the server's name in letters of another case.
locked("locked-by-id", "CanNotDelete", f"{SERVERS}/LOCKED-BY-ID")
locked("locked-elsewhere", "CanNotDelete", good.id)
server("locked-as-part-of-its-group", opts=OPEN)
authorization.ManagementLockAtResourceLevel(
    "lock-of-one-resource",
    resource_group_name=rg.name,
    parent_resource_path="",
    api_version="2024-03-01",
    resource_provider_namespace="Microsoft.DBforPostgreSQL",
    resource_type="flexibleServers",
    resource_name_="locked-as-part-of-its-group",
    level="CanNotDelete",
)
server("of-the-name-of-a-locked-vault", opts=OPEN)
authorization.ManagementLockAtResourceLevel(
    "lock-of-a-vault",
    resource_group_name=rg.name,
    parent_resource_path="",
    api_version="2024-03-01",
    resource_provider_namespace="Microsoft.KeyVault",
    resource_type="vaults",
    resource_name_="of-the-name-of-a-locked-vault",
    level="CanNotDelete",
)
shut = resources.ResourceGroup("shut", location="koreacentral", resource_group_name="shut")
server("in-locked-group", opts=OPEN, group=shut.name)
server("in-locked-group-by-name", opts=OPEN, group="shut")
authorization.ManagementLockAtResourceGroupLevel(
    "lock-of-group", resource_group_name=shut.name, level="CanNotDelete"
)
closed = resources.ResourceGroup("closed", location="koreacentral")
server("in-group-locked-by-scope", opts=OPEN, group=closed.name)
authorization.ManagementLockByScope("lock-of-scope", scope=closed.id, level="CanNotDelete")


# What happens when its disk is full.
def storage(grow: Any) -> dict[str, Any]:
    """Return storage that grows, or does not."""
    return {"storage_size_gb": 128, "auto_grow": grow}


server("grow-lower", storage=storage("enabled"))
server("grow-off", storage=storage("Disabled"))
server("grow-unset", storage={"storage_size_gb": 128})
server("storage-unset", "storage")
server("grow-later", storage=storage(later("Enabled")))
server(
    "grow-off-imported",
    opts=pulumi.ResourceOptions(protect=True, import_=f"{SERVERS}/x"),
    storage=storage("Disabled"),
)

V2 = {"storage_size_gb": 128, "type": "PremiumV2_LRS", "iops": 3000, "throughput": 125}
server("grow-unset-premium-v2", storage=V2)


def alarm(name: str, metric: Any = "storage_percent", scope: Any = None, **own: Any) -> None:
    """Make a server that does not grow, and an alarm."""
    made = server(name, storage=storage("Disabled"))
    monitor.MetricAlert(
        f"{name}-alarm",
        resource_group_name=rg.name,
        location="global",
        scopes=[scope or made.id],
        severity=2,
        evaluation_frequency="PT5M",
        window_size="PT5M",
        criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            all_of=[
                monitor.MetricCriteriaArgs(
                    criterion_type="StaticThresholdCriterion",
                    name="full",
                    metric_name=metric,
                    operator="GreaterThan",
                    threshold=80,
                    time_aggregation="Average",
                )
            ],
        ),
        **{"enabled": True, **own},
    )


alarm("grow-off-alarm")
alarm("grow-off-alarm-on-bytes-free", "storage_free")
alarm("grow-off-alarm-of-other-metric", "cpu_percent")
alarm("grow-off-alarm-off", enabled=False)
alarm("grow-off-alarm-elsewhere", scope=good.id)
alarm("grow-off-alarm-by-id", scope=f"{SERVERS}/grow-off-alarm-by-id")
alarm("grow-off-alarm-metric-later", later("storage_percent"))

# Who gets in, and with what.
WORD = "hunter2-hunter2"
server("password-literal", administrator_login_password=WORD)
server("password-literal-as-secret", administrator_login_password=pulumi.Output.secret(WORD))
server("password-of-config-in-the-clear", administrator_login_password=config.require("plain"))
server(
    "password-of-another-stack",
    administrator_login_password=pulumi.StackReference("org/p/dev").require_output("x"),
)
server("password-later", administrator_login_password=later(WORD))
server("login-postgres", administrator_login="postgres")
server("login-admin", administrator_login="admin")
server("login-later", administrator_login=later("owner"))
NONE = "administrator_login administrator_login_password"
server("no-passwords", NONE, auth_config={"active_directory_auth": "Enabled", "password_auth": "Disabled"})
server(
    "no-passwords-but-login-postgres",
    "administrator_login_password",
    administrator_login="postgres",
    auth_config={"active_directory_auth": "enabled", "password_auth": "disabled"},
)

# How old it is.
for number in ("11", "12", "13", "14", "15", "16", "18"):
    server(f"version-{number}", version=number)
server("version-16-as-number", version=16)
server("version-99", version="99")
server("version-unset", "version")
server("version-later", version=later("17"))

# What is made of another server: who may sign in and the version are that server's.
MADE = f"{NONE} version"
old = server("version-13-too", version="13")
server("replica", MADE, create_mode="Replica", source_server_resource_id=good.id)
server("replica-of-13", MADE, create_mode="replica", source_server_resource_id=old.id)
server("restored", MADE, create_mode="PointInTimeRestore", source_server_resource_id=good.id)
server("restored-of-13", MADE, create_mode="PointInTimeRestore", source_server_resource_id=old.id)
server("restored-of-theirs", MADE, create_mode="GeoRestore", source_server_resource_id=f"{SERVERS}/theirs")
server("replica-unguarded", MADE, OPEN, create_mode="Replica", source_server_resource_id=good.id)
pg.Server.get("got", f"{SERVERS}/others")
