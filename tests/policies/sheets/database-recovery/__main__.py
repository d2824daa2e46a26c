"""What is lost with a database (DSG-008), and how long it takes until it, or a cache, works again (DSG-009). The verdicts, of
the stack prod, are in verdicts.prod.yaml.
"""

import pulumi
import pulumi_aws as aws
from pulumi_azure_native import dbforpostgresql as pg, redis, redisenterprise, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
SOUTH = "arn:aws:backup:ap-northeast-1:111122223333:backup-vault:copies"
TAGS = {"rpo-minutes": "60", "rto-minutes": "60"}
tokyo = aws.Provider("tokyo", region="ap-northeast-1")


def later(value):
    return rg.id.apply(lambda _: value)


def given(**fields) -> dict:
    """The fields without those that are `...`."""
    return {key: value for key, value in fields.items() if value is not ...}


# Amazon RDS: a copy of the backups in another region, and a standby, unless said
def rds(name: str, copied=True, days=14, multi_az=True, copy_days=14, **more):
    made = aws.rds.Instance(
        name,
        **given(
            identifier=name,
            engine="postgres",
            instance_class="db.m7g.large",
            allocated_storage=100,
            username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            backup_retention_period=days,
            multi_az=multi_az,
            tags=TAGS,
            **more,
        ),
    )
    if copied:
        aws.rds.InstanceAutomatedBackupsReplication(
            f"{name}-copies",
            source_db_instance_arn=made.arn,
            retention_period=copy_days,
            opts=pulumi.ResourceOptions(provider=tokyo),
        )
    return made


rds("good")
rds("days-unset", copied=False, days=...)
rds("days-null", copied=False, days=None)
rds("days-none", copied=False, days=0)
rds("days-one", days=1)
rds("days-as-text", days="14")
rds("days-35", days=35)
rds("days-later", days=later(14))
rds("stays-in-the-region", copied=False)
rds("standby-unset", multi_az=...)
rds("standby-none", multi_az=False)
rds("standby-later", multi_az=later(True))
rds("in-one-zone", multi_az=False, availability_zone="ap-northeast-2a")

# AWS Backup: what is not kept by RDS itself may be kept by a plan.
vault = aws.backup.Vault("vault", name="vault")


def plan(name: str, *resources_, tags=..., lifecycle=14, **rule):
    made = aws.backup.Plan(
        f"{name}-plan",
        name=name,
        rules=[
            aws.backup.PlanRuleArgs(
                rule_name="all",
                target_vault_name=vault.name,
                lifecycle={"delete_after": lifecycle},
                copy_actions=[{"destination_vault_arn": SOUTH, "lifecycle": {"delete_after": lifecycle}}],
                **rule,
            )
        ],
    )
    aws.backup.Selection(
        f"{name}-selection",
        name=name,
        plan_id=made.id,
        iam_role_arn="arn:aws:iam::111122223333:role/backup",
        **({"selection_tags": tags} if tags is not ... else {"resources": list(resources_)}),
    )


CONTINUOUS = {"schedule": "cron(0 * * * ? *)", "enable_continuous_backup": True}
continuous = rds("continuous-plan", copied=False, days=...)
plan("continuous", continuous.arn, **CONTINUOUS)
weekly = rds("weekly-plan", copied=False, days=0)
plan("weekly", weekly.arn, schedule="cron(0 5 ? * SUN *)")
daily = rds("daily-plan", copied=False, days=0)
plan("daily", daily.arn, schedule="cron(0 5 * * ? *)")
brief = rds("continuous-plan-of-a-day", copied=False, days=...)
plan("brief", brief.arn, lifecycle=1, **CONTINUOUS)
rds("plan-of-another", copied=False, days=0)
plan_later = rds("plan-later", copied=False, days=0)
plan("later", plan_later.arn, schedule="cron(0 * * * ? *)", enable_continuous_backup=later(True))

# Replicas hold what their source holds.
primary = rds("primary")
aws.rds.Instance(
    "replica", identifier="replica", replicate_source_db=primary.identifier, instance_class="db.m7g.large"
)


# Aurora and clusters of RDS
def aurora(name: str, instances: int, days=14, **more):
    cluster = aws.rds.Cluster(
        name,
        **given(
            cluster_identifier=name,
            engine="aurora-postgresql",
            master_username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            backup_retention_period=days,
            tags=TAGS,
            **more,
        ),
    )
    for index in range(instances):
        aws.rds.ClusterInstance(
            f"{name}-{index}",
            cluster_identifier=cluster.id,
            engine="aurora-postgresql",
            instance_class="db.r7g.large",
        )
    if days is not ...:
        plan(name, cluster.arn, schedule="cron(0 * * * ? *)")


aurora("aurora-of-two", 2)
aurora("aurora-of-one", 1)
aurora("aurora-days-unset", 2, days=...)
aurora("aurora-days-later", 2, days=later(14))
multi = aws.rds.Cluster(
    "cluster-of-three",
    cluster_identifier="cluster-of-three",
    engine="postgres",
    db_cluster_instance_class="db.m6gd.large",
    allocated_storage=100,
    storage_type="io1",
    iops=1000,
    master_username="app",
    manage_master_user_password=True,
    storage_encrypted=True,
    backup_retention_period=14,
)
plan("cluster-of-three", multi.arn, schedule="cron(0 * * * ? *)")
aws.rds.Instance.get("read", "read")


# Azure: a replica in another region, and a standby in another zone, unless said
def azure(
    name: str,
    replica=True,
    ha="ZoneRedundant",
    zone="1",
    standby="2",
    days=14,
    geo="Enabled",
    tier="GeneralPurpose",
    **more,
):
    server = pg.Server(
        name,
        **given(
            resource_group_name=rg.name,
            server_name=f"{name}-pg",
            location="koreacentral",
            version="16",
            sku=pg.SkuArgs(name="Standard_D4ds_v5", tier=tier),
            availability_zone=zone,
            backup=... if days is ... else {"backup_retention_days": days, "geo_redundant_backup": geo},
            high_availability=...
            if ha is ...
            else {"mode": ha, **({"standby_availability_zone": standby} if standby else {})},
            tags=TAGS,
            **more,
        ),
    )
    if replica:
        pg.Server(
            f"{name}-south",
            resource_group_name=rg.name,
            server_name=f"{name}-south-pg",
            location="koreasouth",
            create_mode="Replica",
            source_server_resource_id=server.id,
        )
    return server


azure("az-good")
azure("az-backup-unset", days=...)
azure("az-days-seven", days=7)
azure("az-days-later", days=later(14))
azure("az-stays-in-the-region", replica=False, geo="Disabled")
azure("az-standby-unset", ha=...)
azure("az-standby-disabled", ha="Disabled", standby=None)
azure("az-standby-disabled-in-other-case", ha="disabled", standby=None)
azure("az-standby-in-other-case", ha="zoneRedundant")
azure("az-standby-in-same-zone", ha="SameZone", standby=None)
azure("az-standby-later", ha=later("ZoneRedundant"))
old = pg.Server.get(
    "az-read", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/read"
)


# Caches
def cache(name: str, **more) -> None:
    aws.elasticache.ReplicationGroup(
        name,
        description=name,
        replication_group_id=name,
        engine="valkey",
        node_type="cache.m7g.large",
        tags=TAGS,
        **more,
    )


cache("cache-of-two", num_cache_clusters=2, automatic_failover_enabled=True, multi_az_enabled=True)
cache("cache-of-one", num_cache_clusters=1)
cache("cache-without-failover", num_cache_clusters=2)
cache("cache-in-one-zone", num_cache_clusters=2, automatic_failover_enabled=True)
cache(
    "cache-of-shards",
    num_node_groups=2,
    replicas_per_node_group=1,
    automatic_failover_enabled=True,
    multi_az_enabled=True,
)
cache("cache-of-shards-alone", num_node_groups=2, replicas_per_node_group=0, automatic_failover_enabled=True)
cache("cache-later", num_cache_clusters=2, automatic_failover_enabled=later(True), multi_az_enabled=True)
aws.elasticache.Cluster(
    "cache-node", cluster_id="node", engine="valkey", node_type="cache.m7g.large", num_cache_nodes=1
)
aws.elasticache.ServerlessCache("cache-serverless", name="serverless", engine="valkey")


def premium(name: str, tier="Premium", family="P", **more) -> None:
    redis.Redis(
        name,
        resource_group_name=rg.name,
        name=name,
        enable_non_ssl_port=False,
        sku=redis.SkuArgs(name=tier, family=family, capacity=1),
        tags=TAGS,
        **more,
    )


premium("az-cache-in-zones", zones=["1", "2", "3"], replicas_per_primary=2)
premium("az-cache-basic", "Basic", "C")
redisenterprise.RedisEnterprise(
    "az-managed",
    resource_group_name=rg.name,
    cluster_name="managed",
    public_network_access="Disabled",
    sku={"name": "Balanced_B5"},
)
redisenterprise.RedisEnterprise(
    "az-managed-alone",
    resource_group_name=rg.name,
    cluster_name="alone",
    public_network_access="Disabled",
    sku={"name": "Balanced_B5"},
    high_availability="Disabled",
)
