"""Data of Korea, by the resource's own region, its provider's, its group's or the stack's."""

import pulumi
import pulumi_aws as aws
from pulumi_azure_native import dbforpostgresql, redisenterprise, resources, storage

eip = aws.ec2.Eip("known-later", domain="vpc", instance="i-0123456789abcdef0")
tokyo = aws.Provider("tokyo", region="ap-northeast-1")
seoul = aws.Provider("seoul", region="ap-northeast-2")


def later(value):
    """A value that is known only after deployment."""
    return eip.public_ip.apply(lambda _: value)


def by(provider) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=provider)


def table(called: str, opts=None, **more) -> None:
    aws.dynamodb.Table(
        called,
        hash_key="id",
        billing_mode="PAY_PER_REQUEST",
        attributes=[aws.dynamodb.TableAttributeArgs(name="id", type="S")],
        opts=opts,
        **more,
    )


aws.s3.Bucket("bucket-of-the-stack")
aws.s3.Bucket("bucket-in-tokyo", region="ap-northeast-1")
aws.s3.Bucket("bucket-in-seoul", region="ap-northeast-2")
aws.s3.Bucket("bucket-by-provider-tokyo", opts=by(tokyo))
aws.s3.Bucket("bucket-by-provider-seoul", opts=by(seoul))
# The resource's own region comes before its provider's.
aws.s3.Bucket("bucket-in-seoul-by-provider-tokyo", region="ap-northeast-2", opts=by(tokyo))
aws.s3.Bucket("bucket-in-tokyo-by-provider-seoul", region="ap-northeast-1", opts=by(seoul))
aws.s3.Bucket("bucket-region-unknown", region=later("ap-northeast-2"))
aws.s3.Bucket.get("bucket-read-by-get", "theirs", region="us-east-1")
aws.s3.BucketV2("bucket-v2-in-tokyo", region="ap-northeast-1")
table("table-of-the-stack")
table("table-in-tokyo", region="ap-northeast-1")
# A global table lies in the regions of its replicas too.
table(
    "table-with-replica-in-tokyo",
    replicas=[aws.dynamodb.TableReplicaArgs(region_name="ap-northeast-1")],
    stream_enabled=True,
    stream_view_type="NEW_AND_OLD_IMAGES",
)
aws.backup.Vault("backups-in-tokyo", region="ap-northeast-1")
aws.backup.Vault("backups-of-the-stack")
aws.efs.FileSystem("files-in-virginia", region="us-east-1")
# No data in it: CloudFront takes its certificates from there alone.
aws.acm.Certificate(
    "certificate-in-virginia", region="us-east-1", domain_name="shop.example.com", validation_method="DNS"
)


def server(called: str, **more) -> None:
    aws.rds.Instance(
        called,
        engine="postgres",
        instance_class="db.t4g.medium",
        allocated_storage=50,
        storage_type="gp3",
        username="shop",
        manage_master_user_password=True,
        **more,
    )


server("database-of-the-stack")
server("database-in-tokyo", region="ap-northeast-1")

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
rg = resources.ResourceGroup("rg", resource_group_name="data-rg", location="koreacentral")
rg_japan = resources.ResourceGroup("rg-japan", resource_group_name="japan-rg", location="japaneast")


def account(called: str, group=rg, sku="Standard_ZRS", **more) -> None:
    storage.StorageAccount(
        called, resource_group_name=group.name, kind="StorageV2", sku=storage.SkuArgs(name=sku), **more
    )


account("account-korea-central", location="koreacentral")
account("account-korea-central-as-shown", location="Korea Central")
account("account-korea-south", location="koreasouth")
account("account-japan-east", location="japaneast")
account("account-japan-east-as-shown", location="Japan East")
# Azure's provider takes the group's location where none is said.
account("account-of-its-group")
account("account-of-its-group-japan", rg_japan)
account("account-korea-in-group-of-japan", rg_japan, location="koreacentral")
# The pair of Korea Central is Korea South.
account("account-with-copy-in-pair", sku="Standard_GRS", location="koreacentral")
account("account-unknown", location=rg.id.apply(lambda _: "koreacentral"))
dbforpostgresql.Server(
    "server-korea-central", resource_group_name=rg.name, location="koreacentral", version="17"
)
dbforpostgresql.Server("server-japan-east", resource_group_name=rg.name, location="japaneast", version="17")
redisenterprise.RedisEnterprise(
    "cache-japan-east",
    resource_group_name=rg.name,
    location="japaneast",
    public_network_access="Disabled",
    sku=redisenterprise.SkuArgs(name="Balanced_B5"),
)
storage.StorageAccount.get(
    "account-read-by-get",
    f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.Storage/storageAccounts/theirs",
)
