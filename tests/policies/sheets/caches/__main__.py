"""Caches on both clouds. The verdicts are in verdicts.yaml; names say what a resource is."""

from typing import Any

import pulumi_aws as aws
from pulumi_azure_native import redis, redisenterprise, resources

key = aws.kms.Key("key", enable_key_rotation=True)
# Known only after deployment.
unknown_yes = key.key_id.apply(lambda found: found.startswith("m"))
unknown_engine = key.key_id.apply(lambda found: "redis" if found.startswith("m") else "valkey")
unknown_token = key.key_id.apply(lambda found: f"token-{found}")
unknown_ids = key.key_id.apply(lambda found: [found] if found.startswith("m") else [])

locked = aws.elasticache.User(
    "locked",
    user_id="locked",
    user_name="default",
    engine="valkey",
    access_string="off -@all",
    no_password_required=True,
)
app = aws.elasticache.User(
    "app",
    user_id="app",
    user_name="app",
    engine="valkey",
    access_string="on ~* +@all",
    authentication_mode={"type": "iam"},
)
opened = aws.elasticache.User(
    "opened",
    user_id="opened",
    user_name="default",
    engine="valkey",
    access_string="on ~* +@all",
    no_password_required=True,
)
users = aws.elasticache.UserGroup(
    "users", user_group_id="users", engine="valkey", user_ids=[locked.user_id, app.user_id]
)
anybody = aws.elasticache.UserGroup(
    "anybody", user_group_id="anybody", engine="valkey", user_ids=[opened.user_id]
)


def group(name: str, leave: str = "", **own: Any) -> aws.elasticache.ReplicationGroup:
    """Make a replication group that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "description": name,
        "engine": "valkey",
        "node_type": "cache.m7g.large",
        "subnet_group_name": "private",
        "num_cache_clusters": 2,
        "automatic_failover_enabled": True,
        "multi_az_enabled": True,
        "at_rest_encryption_enabled": True,
        "transit_encryption_enabled": True,
        "user_group_ids": [users.user_group_id],
        **own,
    }
    return aws.elasticache.ReplicationGroup(
        name, **{each: value for each, value in said.items() if each not in leave.split()}
    )


good = group("good")
group("tls-unset", "transit_encryption_enabled user_group_ids")
group("tls-off", "user_group_ids", transit_encryption_enabled=False)
group("tls-preferred", transit_encryption_mode="preferred")
group("tls-required", transit_encryption_mode="required")
group("tls-unknown", transit_encryption_enabled=unknown_yes)
group("rest-unset-redis", "at_rest_encryption_enabled", engine="redis")
group("rest-unset-engine-unset", "at_rest_encryption_enabled engine")
group("rest-unset-valkey", "at_rest_encryption_enabled")
group("rest-off-valkey", at_rest_encryption_enabled=False)
group("rest-unset-engine-unknown", "at_rest_encryption_enabled", engine=unknown_engine)
group("rest-on-engine-unknown", engine=unknown_engine)
group("rest-unknown", at_rest_encryption_enabled=unknown_yes)
group("auth-none", "user_group_ids")
group("auth-no-groups", user_group_ids=[])
group("auth-token-not-known-yet", "user_group_ids", auth_token=unknown_token)
group("auth-token-write-only", "user_group_ids", auth_token_wo=unknown_token, auth_token_wo_version=1)
group("auth-groups-unknown", user_group_ids=unknown_ids)
group("auth-group-of-anybody", user_group_ids=[anybody.user_group_id])
group("zones-unset", "multi_az_enabled automatic_failover_enabled")
group("zones-failover-only", "multi_az_enabled")
group("zones-of-one-node", "multi_az_enabled automatic_failover_enabled", num_cache_clusters=1)
group("zones-shards-with-replicas", "num_cache_clusters", num_node_groups=2, replicas_per_node_group=1)
group(
    "zones-shards-without-replicas",
    "num_cache_clusters multi_az_enabled",
    num_node_groups=2,
    replicas_per_node_group=0,
)
group("zones-unknown", multi_az_enabled=unknown_yes)
aws.elasticache.ReplicationGroup.get("got", "of-another-team")

aws.elasticache.Cluster("single", engine="redis", node_type="cache.t4g.small", num_cache_nodes=1)
aws.elasticache.Cluster("third-of-good", replication_group_id=good.id)
aws.elasticache.ServerlessCache("serverless", engine="valkey", user_group_id=users.user_group_id)
aws.elasticache.ServerlessCache("serverless-redis", engine="redis", user_group_id=users.user_group_id)
aws.elasticache.ServerlessCache("serverless-without-users", engine="valkey")

rg = resources.ResourceGroup("rg", location="koreacentral")


def cache(name: str, leave: str = "", **own: Any) -> None:
    """Make an Azure Cache for Redis that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "location": "koreacentral",
        "sku": redis.SkuArgs(name="Premium", family="P", capacity=1),
        "minimum_tls_version": "1.2",
        "public_network_access": "Disabled",
        "zones": ["1", "2"],
        **own,
    }
    redis.Redis(
        name,
        resource_group_name=rg.name,
        **{each: value for each, value in said.items() if each not in leave.split()},
    )


Settings = redis.RedisCommonPropertiesRedisConfigurationArgs
cache("azure-good", enable_non_ssl_port=False)
cache("azure-plain-unset")
cache("azure-plain-on", enable_non_ssl_port=True)
cache("azure-plain-unknown", enable_non_ssl_port=rg.id.apply(lambda found: found.endswith("m")))
cache("azure-auth-off", redis_configuration=Settings(authnotrequired="true"))
cache("azure-auth-on", redis_configuration=Settings(authnotrequired="false"))
cache(
    "azure-entra-only",
    disable_access_key_authentication=True,
    redis_configuration=Settings(aad_enabled="true"),
)
cache("azure-zones-automatic", "zones", zonal_allocation_policy="Automatic")
cache("azure-zones-none", "zones", zonal_allocation_policy="nozones")  # Azure compares without case
cache("azure-zones-one", zones=["1"])
cache("azure-zones-basic", "zones", sku=redis.SkuArgs(name="Basic", family="C", capacity=1))


def managed(name: str, sku: str = "Balanced_B10", client: dict[str, Any] | None = None, **own: Any) -> None:
    """Make an Azure Managed Redis with its database."""
    made = redisenterprise.RedisEnterprise(
        name,
        resource_group_name=rg.name,
        location="koreacentral",
        sku=redisenterprise.SkuArgs(name=sku),
        public_network_access="Disabled",
        minimum_tls_version="1.2",
        **own,
    )
    redisenterprise.Database(
        f"{name}-database",
        resource_group_name=rg.name,
        cluster_name=made.name,
        database_name="default",
        **(client or {}),
    )


managed("amr-unset")
managed("amr-encrypted-lower-case", client={"client_protocol": "encrypted"})
managed("amr-plain", client={"client_protocol": "Plaintext"})
managed("amr-plain-lower-case", client={"client_protocol": "plaintext"})
managed(
    "amr-unknown",
    client={"client_protocol": rg.id.apply(lambda found: "Encrypted" if found else "Plaintext")},
)
managed("amr-entra-only", client={"access_keys_authentication": "Disabled"})
managed("amr-ha-on", high_availability="Enabled")
managed("amr-ha-off", high_availability="disabled")
managed("amr-ha-unknown", high_availability=rg.id.apply(lambda found: "Enabled" if found else "Disabled"))
managed("enterprise-three-zones", sku="Enterprise_E10", zones=["1", "2", "3"])
managed("enterprise-no-zones", sku="Enterprise_E10")
