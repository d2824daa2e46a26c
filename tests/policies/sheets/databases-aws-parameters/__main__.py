"""Parameter groups of databases of RDS and Aurora, and which logs are exported.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

FAR = "ap-northeast-1"
key = aws.kms.Key("key")


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return key.key_id.apply(lambda _: value)


def listed(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return parameters as a group has them."""
    return [
        {"name": name, "value": value, "apply_method": "pending-reboot"} for name, value in parameters.items()
    ]


def instance(name: str, version: Any = "17", engine: str | None = "postgres", **own: Any) -> aws.rds.Instance:
    """Make an instance."""
    return aws.rds.Instance(
        name, identifier=name, engine=engine, engine_version=version, instance_class="db.m7g.large", **own
    )


def grouped(
    name: str, parameters: dict[str, Any], family: Any = "postgres17", version: Any = "17", **own: Any
) -> aws.rds.Instance:
    """Make an instance with a group of its own."""
    group = aws.rds.ParameterGroup(f"{name}-group", family=family, parameters=listed(parameters))
    return instance(name, version, parameter_group_name=group.name, **own)


# TLS, on instances of PostgreSQL.
plain = instance("v17")
instance("v15", "15.12")
instance("v14", "14.17")
instance("v-unset", None)
instance("v-later", later("17"))
grouped("v17-group-silent", {"work_mem": "8192"})
grouped("v14-group-silent", {"work_mem": "8192"}, "postgres14", "14.17")
grouped("v14-group-on", {"rds.force_ssl": "1"}, "postgres14", "14.17")
grouped("v14-group-on-as-number", {"rds.force_ssl": 1}, "postgres14", "14.17")
off = grouped("v17-group-off", {"rds.force_ssl": "0"})
grouped("v17-group-later", {"rds.force_ssl": later("1")})
grouped("v17-group-off-least-later", {"rds.force_ssl": "0", "ssl_min_protocol_version": later("TLSv1.2")})
empty = aws.rds.ParameterGroup(
    "of-parameters-later", family="postgres17", parameters=later(listed({"rds.force_ssl": "1"}))
)
instance("v17-group-of-parameters-later", parameter_group_name=empty.name)
grouped("v17-least-10", {"ssl_min_protocol_version": "TLSv1"})
grouped("v17-least-12", {"ssl_min_protocol_version": "TLSv1.2"})
instance("v17-group-of-theirs", parameter_group_name="theirs")
instance("v17-default-by-name", parameter_group_name="default.postgres17")
instance("v14-default-by-name", "14.17", parameter_group_name="default.postgres14")
aws.rds.ParameterGroup("named", name="named", family="postgres17", parameters=listed({"rds.force_ssl": "0"}))
instance("v17-group-off-by-name", parameter_group_name="named")

# What is made of another one.
instance("replica-near-of-17", None, None, replicate_source_db=plain.identifier)
instance("replica-near-of-off", None, None, replicate_source_db=off.identifier)
instance("replica-near-of-off-by-name", None, None, replicate_source_db="v17-group-off")
# In another region there is no group of the source's.
instance(
    "replica-far-of-off",
    None,
    None,
    replicate_source_db=off.arn,
    region=FAR,
    kms_key_id="arn:aws:kms:ap-northeast-1:111122223333:key/k",
)
own = aws.rds.ParameterGroup("of-a-replica", family="postgres17", parameters=listed({"rds.force_ssl": "1"}))
instance(
    "replica-near-of-off-own-group",
    None,
    None,
    replicate_source_db=off.identifier,
    parameter_group_name=own.name,
)
instance("replica-of-theirs", None, None, replicate_source_db="theirs")
snapshot = aws.rds.Snapshot(
    "snapshot", db_instance_identifier=off.identifier, db_snapshot_identifier="nightly"
)
# What is restored has the default group, whatever the source had.
instance("restored-of-off", None, None, snapshot_identifier=snapshot.id)
instance("restored-of-theirs", None, None, snapshot_identifier="theirs")
instance("restored-of-theirs-as-17", "17", snapshot_identifier="theirs")
aws.rds.Instance.get("got", "others")

# TLS, on instances of MySQL.
instance("mysql-80", "8.0.43", "mysql")
grouped("mysql-80-on", {"require_secure_transport": "ON"}, "mysql8.0", "8.0.43", engine="mysql")
grouped("mysql-80-on-as-1", {"require_secure_transport": "1"}, "mysql8.0", "8.0.43", engine="mysql")
grouped("mysql-80-off", {"require_secure_transport": "OFF"}, "mysql8.0", "8.0.43", engine="mysql")


def aurora(
    name: str,
    parameters: dict[str, Any] | None = None,
    version: Any = "17",
    engine: str = "aurora-postgresql",
    **own: Any,
) -> aws.rds.Cluster:
    """Make a cluster of Aurora, with a group of its own where it has parameters."""
    family = f"{engine}{'8.0' if 'mysql' in engine else str(version)[:2]}"
    if parameters is not None:
        group = aws.rds.ClusterParameterGroup(f"{name}-group", family=family, parameters=listed(parameters))
        own["db_cluster_parameter_group_name"] = group.name
    return aws.rds.Cluster(name, cluster_identifier=name, engine=engine, engine_version=version, **own)


seventeen = aurora("aurora-17")
aurora("aurora-16", version="16.8")
aurora("aurora-16-on", {"rds.force_ssl": "1"}, "16.8")
aurora("aurora-17-off", {"rds.force_ssl": "0"})
aurora("aurora-17-later", {"rds.force_ssl": later("1")})
aurora("aurora-17-of-theirs", db_cluster_parameter_group_name="theirs")
aurora("aurora-mysql", version="8.0.mysql_aurora.3.10.0", engine="aurora-mysql")
aurora("aurora-mysql-on", {"require_secure_transport": "ON"}, "8.0.mysql_aurora.3.10.0", "aurora-mysql")
aws.rds.ClusterInstance(
    "member", cluster_identifier=seventeen.id, engine="aurora-postgresql", instance_class="db.r7g.large"
)

# Logs.
SAYS = {"log_connections": "1", "log_statement": "ddl"}


def logged(
    name: str, parameters: dict[str, Any] | None = None, exports: Any = ("postgresql",), **own: Any
) -> aws.rds.Instance:
    """Make an instance that exports its log."""
    exports = list(exports) if isinstance(exports, tuple) else exports
    return grouped(
        name, SAYS if parameters is None else parameters, enabled_cloudwatch_logs_exports=exports, **own
    )


good = logged("logs-said")
logged("logs-said-and-upgrades", exports=("postgresql", "upgrade"))
logged("logs-of-upgrades-alone", exports=("upgrade",))
logged("logs-none", exports=())
logged("logs-unset", exports=None)
logged("logs-later", exports=later(["postgresql"]))
logged("logs-one-later", exports=("upgrade", later("postgresql")))
logged("logs-said-and-one-later", exports=("postgresql", later("upgrade")))
logged("connections-off", {"log_connections": "0", "log_statement": "ddl"})
logged("connections-unset", {"log_statement": "ddl"})
logged("connections-later", {"log_connections": later("1"), "log_statement": "ddl"})
logged("connections-off-statements-later", {"log_connections": "0", "log_statement": later("ddl")})
logged(
    "connections-all-of-18",
    {"log_connections": "all", "log_statement": "ddl"},
    family="postgres18",
    version="18.1",
)
logged("statements-none", {"log_connections": "1", "log_statement": "none"})
logged("statements-unset", {"log_connections": "1"})
logged("statements-all", {"log_connections": "1", "log_statement": "all"})
logged("slow-from-1000", {"log_connections": "1", "log_min_duration_statement": "1000"})
logged("slow-from-0-as-number", {"log_connections": 1, "log_min_duration_statement": 0})
logged("slow-off", {"log_connections": "1", "log_min_duration_statement": "-1"})
instance("logs-without-group", enabled_cloudwatch_logs_exports=["postgresql"])
instance(
    "logs-group-of-theirs", enabled_cloudwatch_logs_exports=["postgresql"], parameter_group_name="theirs"
)
instance("logs-group-of-theirs-none", enabled_cloudwatch_logs_exports=[], parameter_group_name="theirs")
instance(
    "replica-logs",
    None,
    None,
    replicate_source_db=good.identifier,
    enabled_cloudwatch_logs_exports=["postgresql"],
)
instance("replica-logs-unset", None, None, replicate_source_db=good.identifier)
aurora("aurora-logs", SAYS, enabled_cloudwatch_logs_exports=["postgresql"])
aurora("aurora-logs-without-group", enabled_cloudwatch_logs_exports=["postgresql"])
aurora("aurora-logs-unset", SAYS)
