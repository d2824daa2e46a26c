"""Resources that hold data: what is lost with each, and the inputs that guard it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from jiban.policy.facts.values import Value, effective

if TYPE_CHECKING:
    from jiban.policy.view import ResourceView


@dataclass(frozen=True, slots=True)
class Guard:
    """An input that keeps data from being lost."""

    path: tuple[str, ...]
    kind: Literal["flag", "lifted flag", "amount"] = "flag"
    """`flag` guards when true, `lifted flag` when not true, `amount` the more the better."""
    on: str = "True"
    """Of a flag: the text of the value that guards."""

    def at(self, resource: ResourceView) -> Value:
        """Return what the provider makes of the input of a resource."""
        return effective(resource, ".".join(self.path))

    def strength(self, value: Value) -> int:
        """Return how well a value guards: a greater number is better.

        Raises:
            NotKnownError: the value is not known before deployment.
        """
        match self.kind:
            case "flag":
                return int(value.says(self.on))
            case "lifted flag":
                return int(not value.is_true())
            case "amount":
                return value.number()


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of resource that holds data."""

    holds: str
    """What is lost with it, in words that follow `and with it`."""
    guards: tuple[Guard, ...] = ()


_RDS: Final = (
    Guard(("deletionProtection",)),
    Guard(("skipFinalSnapshot",), "lifted flag"),
    Guard(("backupRetentionPeriod",), "amount"),
)

STATEFUL: Final[Mapping[str, Holder]] = {
    "azure-native:dbforpostgresql:Server": Holder(
        "its databases and their backups",
        (
            Guard(("backup", "backupRetentionDays"), "amount"),
            Guard(("backup", "geoRedundantBackup"), on="Enabled"),
        ),
    ),
    "azure-native:dbforpostgresql:Database": Holder("its tables"),
    "azure-native:redisenterprise:RedisEnterprise": Holder("all cached data"),
    "azure-native:redisenterprise:Database": Holder("all cached data"),
    "azure-native:cache:Redis": Holder("all cached data"),
    "azure-native:keyvault:Vault": Holder(
        "its keys and secrets",
        (
            Guard(("properties", "enablePurgeProtection")),
            Guard(("properties", "softDeleteRetentionInDays"), "amount"),
        ),
    ),
    "azure-native:storage:StorageAccount": Holder("its blobs and files"),
    "azure-native:storage:BlobContainer": Holder("its blobs"),
    "azure-native:compute:Disk": Holder("its data"),
    "azure-native:containerregistry:Registry": Holder("its images"),
    "azure-native:containerservice:ManagedCluster": Holder("everything that runs in it"),
    "azure-native:operationalinsights:Workspace": Holder(
        "its logs", (Guard(("retentionInDays",), "amount"),)
    ),
    "azure-native:monitor:AzureMonitorWorkspace": Holder("its metrics"),
    "azure-native:servicebus:Namespace": Holder("its pending messages"),
    "azure-native:servicebus:Queue": Holder("its pending messages"),
    "aws:rds/instance:Instance": Holder("its databases and their automated backups", _RDS),
    "aws:rds/cluster:Cluster": Holder("its databases and their automated backups", _RDS),
    "aws:elasticache/replicationGroup:ReplicationGroup": Holder(
        "all cached data", (Guard(("snapshotRetentionLimit",), "amount"),)
    ),
    "aws:s3/bucket:Bucket": Holder("its objects", (Guard(("forceDestroy",), "lifted flag"),)),
    "aws:dynamodb/table:Table": Holder("its items", (Guard(("deletionProtectionEnabled",)),)),
    "aws:efs/fileSystem:FileSystem": Holder("its files"),
    "aws:ebs/volume:Volume": Holder("its data", (Guard(("finalSnapshot",)),)),
    "aws:eks/cluster:Cluster": Holder("everything that runs in it", (Guard(("deletionProtection",)),)),
    "aws:opensearch/domain:Domain": Holder("its indices"),
    "aws:kms/key:Key": Holder(
        "access to all data that is encrypted with it", (Guard(("deletionWindowInDays",), "amount"),)
    ),
    "aws:secretsmanager/secret:Secret": Holder("its versions", (Guard(("recoveryWindowInDays",), "amount"),)),
    "aws:ecr/repository:Repository": Holder("its images", (Guard(("forceDelete",), "lifted flag"),)),
    "aws:sqs/queue:Queue": Holder("its pending messages"),
    "aws:backup/vault:Vault": Holder("its recovery points", (Guard(("forceDestroy",), "lifted flag"),)),
    "kubernetes:core/v1:PersistentVolumeClaim": Holder("the data on its volume"),
    "kubernetes:core/v1:Namespace": Holder("everything that runs in it"),
}
"""By type token. What can be made again from a program alone is not here: networks, roles, load balancers."""
