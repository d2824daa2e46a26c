"""Databases of RDS and Aurora. The verdicts are in verdicts.yaml; names say what a resource is."""

from typing import Any

import pulumi
import pulumi_aws as aws

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
subnets = [
    aws.ec2.Subnet(
        f"subnet-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.0.{at}.0/24",
        availability_zone=f"ap-northeast-2{zone}",
    )
    for at, zone in enumerate("abc")
]
group = aws.rds.SubnetGroup("group", subnet_ids=[each.id for each in subnets])
key = aws.kms.Key("key", enable_key_rotation=True)
# Known only after deployment.
unknown_yes = key.key_id.apply(lambda found: found.startswith("m"))
unknown_days = key.key_id.apply(len)

GOOD: dict[str, Any] = {
    "publicly_accessible": False,
    "storage_encrypted": True,
    "backup_retention_period": 14,
    "skip_final_snapshot": False,
}


def instance(name: str, leave: str = "", **own: Any) -> aws.rds.Instance:
    """Make a PostgreSQL instance that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "engine": "postgres",
        "engine_version": "17",
        "instance_class": "db.m7g.large",
        "allocated_storage": 100,
        "username": "owner",
        "manage_master_user_password": True,
        "db_subnet_group_name": group.name,
        "final_snapshot_identifier": f"{name}-last",
        **GOOD,
        **own,
    }
    return aws.rds.Instance(
        name, **{each: value for each, value in said.items() if each not in leave.split()}
    )


def replica(name: str, source: pulumi.Input[str], **own: Any) -> aws.rds.Instance:
    """Make a replica: it takes over engine, storage and accounts, and has no final snapshot."""
    return aws.rds.Instance(
        name, replicate_source_db=source, instance_class="db.m7g.large", skip_final_snapshot=True, **own
    )


good = instance("good")
instance("public", publicly_accessible=True)
instance("public-unset", "publicly_accessible")
instance("public-null", publicly_accessible=None)
instance("public-unknown", publicly_accessible=unknown_yes)
# The subnet group and the firewall may be closed: the instance has a public address all the same.
closed = aws.ec2.SecurityGroup("closed", vpc_id=vpc.id)
instance("public-behind-closed-group", publicly_accessible=True, vpc_security_group_ids=[closed.id])
instance("public-mysql", engine="mysql", engine_version="8.4", publicly_accessible=True)

plain = instance("plain", storage_encrypted=False)
instance("encrypted-unset", "storage_encrypted")
instance("encrypted-unset-key-set", "storage_encrypted", kms_key_id=key.arn)
instance("encrypted-with-key-not-known-yet", kms_key_id=key.arn)
instance("encrypted-unknown", storage_encrypted=unknown_yes)
replica("replica-of-good", good.identifier)
replica("replica-of-plain", plain.identifier)
replica("replica-by-arn-of-plain", plain.arn, db_subnet_group_name=group.name)
replica("replica-of-theirs", "orders-of-another-team")
replica(
    "replica-elsewhere-with-key",
    good.arn,
    region="ap-northeast-1",
    kms_key_id="arn:aws:kms:ap-northeast-1:111122223333:key/1",
)
replica("replica-public", good.identifier, publicly_accessible=True)

instance("kept-0", backup_retention_period=0)
instance("kept-unset", "backup_retention_period")
instance("kept-6", backup_retention_period=6)
instance("kept-7", backup_retention_period=7)
instance("kept-7-as-text", backup_retention_period="7")
instance("kept-35", backup_retention_period=35)
instance("kept-unknown", backup_retention_period=unknown_days)

instance("last-skipped", "final_snapshot_identifier", skip_final_snapshot=True)
instance("last-skipped-yet-named", skip_final_snapshot=True)
instance("last-unset-named", "skip_final_snapshot")
instance("last-skip-unknown", skip_final_snapshot=unknown_yes)

aws.rds.Instance.get("got", "orders-of-yesterday")


def cluster(name: str, leave: str = "", **own: Any) -> aws.rds.Cluster:
    """Make an Aurora cluster that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "engine": "aurora-postgresql",
        "engine_version": "17",
        "master_username": "owner",
        "manage_master_user_password": True,
        "db_subnet_group_name": group.name,
        "final_snapshot_identifier": f"{name}-last",
        **{each: value for each, value in GOOD.items() if each != "publicly_accessible"},
        **own,
    }
    return aws.rds.Cluster(name, **{each: value for each, value in said.items() if each not in leave.split()})


def member(name: str, of: aws.rds.Cluster, **own: Any) -> None:
    """Make an instance of an Aurora cluster."""
    aws.rds.ClusterInstance(
        name, cluster_identifier=of.id, engine="aurora-postgresql", instance_class="db.r7g.large", **own
    )


aurora = cluster("aurora-good")
member("aurora-member", aurora)
member("aurora-member-public", aurora, publicly_accessible=True)
member("aurora-member-unknown", aurora, publicly_accessible=unknown_yes)
cluster("aurora-encrypted-unknown", storage_encrypted=unknown_yes)
cluster("aurora-encrypted-unset", "storage_encrypted")
cluster("aurora-serverless-v1-unset", "storage_encrypted", engine_mode="serverless", engine_version="13.12")
serverless = cluster(
    "aurora-serverless-v2",
    serverlessv2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 4},
)
aws.rds.ClusterInstance(
    "aurora-serverless-v2-member",
    cluster_identifier=serverless.id,
    engine="aurora-postgresql",
    instance_class="db.serverless",
)
cluster("aurora-kept-unset", "backup_retention_period")
cluster("aurora-kept-7", backup_retention_period=7)
cluster("aurora-last-skipped", "final_snapshot_identifier", skip_final_snapshot=True)

# A cluster of three instances of plain PostgreSQL: there the cluster says whether it is public.
THREE: dict[str, Any] = {
    "engine": "postgres",
    "db_cluster_instance_class": "db.m6gd.large",
    "allocated_storage": 100,
    "iops": 1000,
    "storage_type": "io1",
}
cluster("three-good", **THREE, publicly_accessible=False)
cluster("three-public", **THREE, publicly_accessible=True)
cluster("three-unset-own-group", **THREE)
cluster("three-unset-no-group", "db_subnet_group_name", **THREE)
cluster("three-unset-default-group", **{**THREE, "db_subnet_group_name": "default"})
cluster("three-plain", **{**THREE, "storage_encrypted": False, "publicly_accessible": False})
cluster("three-encrypted-unset", "storage_encrypted", **THREE, publicly_accessible=False)
