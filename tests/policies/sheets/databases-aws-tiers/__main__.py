"""Databases of RDS and Aurora: zones, backups, copies elsewhere, and what they run on.

The verdicts are in verdicts.yaml (dev) and verdicts.prod.yaml (prod); names say what a resource is.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

FAR = "ap-northeast-1"
key = aws.kms.Key("key")
ZONES = ("ap-northeast-2a", "ap-northeast-2b")


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return key.key_id.apply(lambda _: value)


def instance(
    name: str, leave: str = "", opts: pulumi.ResourceOptions | None = None, **own: Any
) -> aws.rds.Instance:
    """Make an instance of PostgreSQL that is as production asks, but for what is said."""
    said: dict[str, Any] = {
        "identifier": name,
        "engine": "postgres",
        "instance_class": "db.m7g.large",
        "multi_az": True,
        "backup_retention_period": 35,
        **own,
    }
    return aws.rds.Instance(
        name, opts=opts, **{each: value for each, value in said.items() if each not in leave.split()}
    )


def replica(name: str, source: pulumi.Input[str], **own: Any) -> aws.rds.Instance:
    """Make a replica in one zone."""
    return instance(name, "engine multi_az backup_retention_period", replicate_source_db=source, **own)


def aurora(name: str, leave: str = "", **own: Any) -> aws.rds.Cluster:
    """Make a cluster of Aurora without instances."""
    said = {
        "cluster_identifier": name,
        "engine": "aurora-postgresql",
        "backup_retention_period": 35,
        **own,
    }
    return aws.rds.Cluster(name, **{each: value for each, value in said.items() if each not in leave.split()})


def member(name: str, of: pulumi.Input[str], size: Any = "db.r7g.large", **own: Any) -> None:
    """Make an instance of a cluster of Aurora."""
    aws.rds.ClusterInstance(
        name, cluster_identifier=of, engine="aurora-postgresql", instance_class=size, **own
    )


# Two zones.
good = instance("az-on")
instance("az-off", multi_az=False)
instance("az-unset", "multi_az")
instance("az-null", multi_az=None)
instance("az-later", multi_az=later(value=True))
instance("az-off-mysql", engine="mysql", multi_az=False)
instance("az-unset-from-snapshot", "multi_az engine", snapshot_identifier="rds:az-on-2026-11-20-06-05")
instance("az-unset-imported", "multi_az", pulumi.ResourceOptions(import_="theirs"))
replica("replica-near", good.identifier)
replica("replica-with-a-standby-near", good.identifier, multi_az=True)
aws.rds.Instance.get("got", "others")

two = aurora("two-members")
for number in (1, 2):
    member(f"two-members-{number}", two.id)
named = aurora("two-members-by-name")
member("two-members-by-name-1", "two-members-by-name")
member("two-members-by-name-2", named.cluster_identifier)
apart = aurora("two-members-apart")
for zone in ZONES:
    member(f"two-members-apart-{zone[-1]}", apart.id, availability_zone=zone)
together = aurora("two-members-in-one-zone")
for number in (1, 2):
    member(f"two-members-in-one-zone-{number}", together.id, availability_zone=ZONES[0])
one = aurora("one-member")
member("one-member-1", one.id)
SCALE = {"min_capacity": 0.5, "max_capacity": 4}
serverless = aurora("two-members-serverless", serverlessv2_scaling_configuration=SCALE)
for number in (1, 2):
    member(f"two-members-serverless-{number}", serverless.id, "db.serverless")
# Its instances are made elsewhere, or never.
aurora("no-member")
aws.rds.Cluster.get("got-cluster", "others")


def three(name: str, **own: Any) -> aws.rds.Cluster:
    """Make a cluster of plain PostgreSQL: a writer and two that can be read, in three zones."""
    return aws.rds.Cluster(
        name,
        **{
            "engine": "postgres",
            "db_cluster_instance_class": "db.m6gd.large",
            "allocated_storage": 100,
            "iops": 1000,
            "storage_type": "io1",
            "backup_retention_period": 35,
            **own,
        },
    )


three("three")

# Backups.
instance("kept-7", backup_retention_period=7)
instance("kept-13", backup_retention_period=13)
instance("kept-14", backup_retention_period=14)
instance("kept-14-as-text", backup_retention_period="14")
instance("kept-unset", "backup_retention_period")
instance("kept-later", backup_retention_period=later(35))
aurora("aurora-kept-unset", "backup_retention_period")
aurora("aurora-kept-7", backup_retention_period=7)
three("three-kept-7", backup_retention_period=7)

# A copy in another region.
backed = instance("backups-go-far")
aws.rds.InstanceAutomatedBackupsReplication(
    "backups", source_db_instance_arn=backed.arn, retention_period=14, region=FAR
)
tokyo = aws.Provider("tokyo", region=FAR)
through = instance("backups-go-far-through-a-provider")
aws.rds.InstanceAutomatedBackupsReplication(
    "backups-through-a-provider",
    source_db_instance_arn=through.arn,
    opts=pulumi.ResourceOptions(provider=tokyo),
)
far = instance("replica-is-far")
replica("replica-far", far.arn, region=FAR, kms_key_id=f"arn:aws:kms:{FAR}:111122223333:key/k")
by_arn = instance("replica-is-far-by-arn")
replica(
    "replica-far-by-arn",
    "arn:aws:rds:ap-northeast-2:111122223333:db:replica-is-far-by-arn",
    region=FAR,
    kms_key_id=f"arn:aws:kms:{FAR}:111122223333:key/k",
)
near = instance("replica-is-near")
replica("replica-near-too", near.identifier)
somewhere = instance("replica-is-somewhere")
replica("replica-somewhere", somewhere.arn, region=later(FAR))
aws.rds.InstanceAutomatedBackupsReplication(
    "backups-of-theirs",
    source_db_instance_arn="arn:aws:rds:ap-northeast-2:111122223333:db:theirs",
    region=FAR,
)
world = aws.rds.GlobalCluster("world", global_cluster_identifier="world", engine="aurora-postgresql")
aurora("first-of-the-world", global_cluster_identifier=world.id)
aurora("second-of-the-world", global_cluster_identifier=world.id, region=FAR)
alone = aws.rds.GlobalCluster("alone", global_cluster_identifier="alone", engine="aurora-postgresql")
aurora("alone-in-the-world", global_cluster_identifier=alone.id)

# What it runs on.
instance("burstable-t3", instance_class="db.t3.medium")
instance("burstable-t4g", instance_class="db.t4g.large")
instance("burstable-by-enum", instance_class=aws.rds.InstanceType.T3_MICRO)
instance("size-later", instance_class=later("db.m7g.large"))
instance("memory", instance_class="db.r8g.xlarge")
replica("burstable-replica", good.identifier, instance_class="db.t4g.large")
sizes = aurora("sizes")
member("burstable-member", sizes.id, "db.t4g.medium")
member("serverless-member", sizes.id, "db.serverless")
member("member-of-size-later", sizes.id, later("db.t4g.medium"))
