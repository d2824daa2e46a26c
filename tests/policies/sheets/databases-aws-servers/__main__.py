"""Databases of RDS and Aurora: who deletes them, what they grow to, with what password, and how old they are.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
key = aws.kms.Key("key")


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return key.key_id.apply(lambda _: value)


def instance(
    name: str, leave: str = "", opts: pulumi.ResourceOptions | None = None, **own: Any
) -> aws.rds.Instance:
    """Make an instance of PostgreSQL that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "identifier": name,
        "engine": "postgres",
        "engine_version": "17",
        "instance_class": "db.m7g.large",
        "allocated_storage": 100,
        "max_allocated_storage": 400,
        "deletion_protection": True,
        "username": "owner",
        "manage_master_user_password": True,
        **own,
    }
    return aws.rds.Instance(
        name, opts=opts, **{each: value for each, value in said.items() if each not in leave.split()}
    )


def aurora(name: str, leave: str = "", **own: Any) -> aws.rds.Cluster:
    """Make a cluster of Aurora that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "cluster_identifier": name,
        "engine": "aurora-postgresql",
        "engine_version": "17",
        "deletion_protection": True,
        "master_username": "owner",
        "manage_master_user_password": True,
        **own,
    }
    return aws.rds.Cluster(name, **{each: value for each, value in said.items() if each not in leave.split()})


# Who deletes it.
good = instance("good")
instance("deletion-off", deletion_protection=False)
instance("deletion-unset", "deletion_protection")
instance("deletion-null", deletion_protection=None)
instance("deletion-later", deletion_protection=later(value=True))
instance("deletion-unset-protected", "deletion_protection", pulumi.ResourceOptions(protect=True))
instance("deletion-unset-retained", "deletion_protection", pulumi.ResourceOptions(retain_on_delete=True))
instance("deletion-unset-imported", "deletion_protection", pulumi.ResourceOptions(import_="theirs"))
fine = aurora("aurora")
aurora("aurora-deletion-off", deletion_protection=False)
aurora("aurora-deletion-unset", "deletion_protection")
aurora("aurora-deletion-later", deletion_protection=later(value=True))
aws.rds.ClusterInstance(
    "member", cluster_identifier=fine.id, engine="aurora-postgresql", instance_class="db.r7g.large"
)

# What is made of another one: who may sign in, the engine and its version are the source's.
MADE = "engine engine_version username manage_master_user_password allocated_storage"
old = instance("version-13-too", engine_version="13.20")
instance("replica", MADE, replicate_source_db=good.identifier)
instance("replica-unguarded", f"{MADE} deletion_protection", replicate_source_db=good.identifier)
instance("replica-full", f"{MADE} max_allocated_storage", replicate_source_db=good.identifier)
instance("replica-of-13", MADE, replicate_source_db=old.identifier)
snapshot = aws.rds.Snapshot("snapshot", db_instance_identifier=old.identifier, db_snapshot_identifier="old")
instance("restored-of-13", MADE, snapshot_identifier=snapshot.id)
instance("restored-of-theirs", MADE, snapshot_identifier="rds:theirs-2026-11-20-06-05")
AS_17 = "username manage_master_user_password allocated_storage"
instance("restored-of-theirs-as-17", AS_17, snapshot_identifier="nightly")
aws.rds.Instance.get("got", "others")
aws.rds.Cluster.get("got-cluster", "others")

# What happens when its disk is full.
NEVER = "max_allocated_storage"
instance("grow-unset", NEVER)
instance("grow-0", max_allocated_storage=0)
instance("grow-later", max_allocated_storage=later(400))
instance("grow-as-text", max_allocated_storage="400")


def alarm(of: str, dimension: Any, metric: Any = "FreeStorageSpace", **own: Any) -> None:
    """Watch an instance."""
    aws.cloudwatch.MetricAlarm(
        f"{of}-alarm",
        **{
            "namespace": "AWS/RDS",
            "metric_name": metric,
            "dimensions": {"DBInstanceIdentifier": dimension},
            "comparison_operator": "LessThanThreshold",
            "statistic": "Minimum",
            "threshold": 10 * 1024**3,
            "period": 300,
            "evaluation_periods": 3,
            "alarm_actions": ["arn:aws:sns:ap-northeast-2:111122223333:ops"],
            **own,
        },
    )


alarm("grow-unset-alarm", instance("grow-unset-alarm", NEVER).identifier)
instance("grow-unset-alarm-by-name", NEVER)
alarm("grow-unset-alarm-by-name", "grow-unset-alarm-by-name")
instance("grow-unset-alarm-of-other-metric", NEVER)
alarm("grow-unset-alarm-of-other-metric", "grow-unset-alarm-of-other-metric", "CPUUtilization")
alarm("grow-unset-alarm-elsewhere", "good")
instance("grow-unset-alarm-elsewhere", NEVER)
instance("grow-unset-alarm-metric-later", NEVER)
alarm("grow-unset-alarm-metric-later", "grow-unset-alarm-metric-later", later("FreeStorageSpace"))
instance("grow-unset-alarm-in-a-query", NEVER)
aws.cloudwatch.MetricAlarm(
    "query",
    comparison_operator="LessThanThreshold",
    evaluation_periods=3,
    threshold=10,
    metric_queries=[
        {"id": "free", "expression": "bytes / 1073741824", "return_data": True},
        {
            "id": "bytes",
            "metric": {
                "namespace": "AWS/RDS",
                "metric_name": "FreeStorageSpace",
                "period": 300,
                "stat": "Minimum",
                "dimensions": {"DBInstanceIdentifier": "grow-unset-alarm-in-a-query"},
            },
        },
    ],
)

# Who gets in, and with what.
WORD = "hunter2-hunter2"
OWN = "manage_master_user_password"
secret = config.require_secret("password")
drawn = aws.secretsmanager.get_random_password_output(password_length=32)
kept = aws.secretsmanager.get_secret_version_output(secret_id="orders/database")  # noqa: S106 - a name
instance("password-literal", OWN, password=WORD)
instance("password-literal-as-secret", OWN, password=pulumi.Output.secret(WORD))
instance("password-literal-write-only", OWN, password_wo=WORD, password_wo_version=1)
instance("password-of-config", OWN, password=secret)
instance("password-of-config-in-the-clear", OWN, password=config.require("plain"))
instance("password-drawn", OWN, password=drawn.random_password)
instance("password-of-store", OWN, password=kept.secret_string)
instance("password-of-store-write-only", OWN, password_wo=kept.secret_string, password_wo_version=1)
instance("password-later", OWN, password=later(WORD))
instance("login-postgres", username="postgres")
instance("login-admin", username="admin", engine="mysql", engine_version="8.4")
instance("login-later", username=later("owner"))
aurora("aurora-password-literal", OWN, master_password=WORD)
aurora("aurora-password-literal-write-only", OWN, master_password_wo=WORD, master_password_wo_version=1)
aurora("aurora-password-of-store", OWN, master_password=kept.secret_string)
aurora("aurora-login-postgres", master_username="postgres")

# How old it is.
POSTGRES = ("11.22", "12.22", "13.20", "14", "14.17", "15.12", "16", "18")
for number in POSTGRES:
    instance(f"version-{number}", engine_version=number)
instance("version-16-as-number", engine_version=16)
instance("version-99", engine_version="99")
instance("version-unset", "engine_version")
instance("version-later", engine_version=later("17"))
instance("engine-later", engine=later("postgres"), engine_version="13")
# It ends on that day rather than to cost more.
ENDS = "open-source-rds-extended-support-disabled"
instance("version-13-without-extended-support", engine_version="13", engine_lifecycle_support=ENDS)
for number in ("5.7", "8.0", "8.0.43", "8.4"):
    instance(f"mysql-{number}", engine="mysql", engine_version=number)
for number in ("10.5", "10.11", "11.4"):
    instance(f"mariadb-{number}", engine="mariadb", engine_version=number)
for number in ("12.22", "13.20", "14.17", "15.12", "16"):
    aurora(f"aurora-version-{number}", engine_version=number)
for number in ("5.7.mysql_aurora.2.11.6", "8.0.mysql_aurora.3.10.0"):
    aurora(f"aurora-mysql-{number[:3]}", engine="aurora-mysql", engine_version=number)
aurora("aurora-version-unset", "engine_version")
aurora("aurora-version-later", engine_version=later("17"))
