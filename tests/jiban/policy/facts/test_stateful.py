"""What holds data: each row of the table, with what is lost and every guard, is held by the change rules."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from jiban.policies.rules.design import dsg_017_replacement_of_data as dsg_017
from jiban.policies.rules.design import dsg_018_deletion_of_data as dsg_018
from jiban.policy.facts.stateful import STATEFUL
from jiban.policy.rule import Change, Outcome
from tests.policies.samples import resource

HELD = {
    "azure-native:dbforpostgresql:Server": "its databases and their backups",
    "azure-native:dbforpostgresql:Database": "its tables",
    "azure-native:redisenterprise:RedisEnterprise": "all cached data",
    "azure-native:redisenterprise:Database": "all cached data",
    "azure-native:cache:Redis": "all cached data",
    "azure-native:keyvault:Vault": "its keys and secrets",
    "azure-native:storage:StorageAccount": "its blobs and files",
    "azure-native:storage:BlobContainer": "its blobs",
    "azure-native:compute:Disk": "its data",
    "azure-native:containerregistry:Registry": "its images",
    "azure-native:containerservice:ManagedCluster": "everything that runs in it",
    "azure-native:operationalinsights:Workspace": "its logs",
    "azure-native:monitor:AzureMonitorWorkspace": "its metrics",
    "azure-native:servicebus:Namespace": "its pending messages",
    "azure-native:servicebus:Queue": "its pending messages",
    "aws:rds/instance:Instance": "its databases and their automated backups",
    "aws:rds/cluster:Cluster": "its databases and their automated backups",
    "aws:elasticache/replicationGroup:ReplicationGroup": "all cached data",
    "aws:s3/bucket:Bucket": "its objects",
    "aws:dynamodb/table:Table": "its items",
    "aws:efs/fileSystem:FileSystem": "its files",
    "aws:ebs/volume:Volume": "its data",
    "aws:eks/cluster:Cluster": "everything that runs in it",
    "aws:opensearch/domain:Domain": "its indices",
    "aws:kms/key:Key": "access to all data that is encrypted with it",
    "aws:secretsmanager/secret:Secret": "its versions",
    "aws:ecr/repository:Repository": "its images",
    "aws:sqs/queue:Queue": "its pending messages",
    "aws:backup/vault:Vault": "its recovery points",
    "kubernetes:core/v1:PersistentVolumeClaim": "the data on its volume",
    "kubernetes:core/v1:Namespace": "everything that runs in it",
}
"""What is lost with a resource, by its type."""

GUARDS: list[tuple[str, str, Any, Any]] = [
    ("azure-native:dbforpostgresql:Server", "backup.backupRetentionDays", 35, 34),
    ("azure-native:dbforpostgresql:Server", "backup.geoRedundantBackup", "Enabled", "Disabled"),
    ("azure-native:keyvault:Vault", "properties.enablePurgeProtection", True, False),
    ("azure-native:keyvault:Vault", "properties.softDeleteRetentionInDays", 90, 89),
    ("azure-native:operationalinsights:Workspace", "retentionInDays", 90, 30),
    ("aws:rds/instance:Instance", "deletionProtection", True, False),
    ("aws:rds/instance:Instance", "skipFinalSnapshot", False, True),
    ("aws:rds/instance:Instance", "backupRetentionPeriod", 7, 6),
    ("aws:rds/cluster:Cluster", "deletionProtection", True, False),
    ("aws:rds/cluster:Cluster", "skipFinalSnapshot", False, True),
    ("aws:rds/cluster:Cluster", "backupRetentionPeriod", 7, 6),
    ("aws:elasticache/replicationGroup:ReplicationGroup", "snapshotRetentionLimit", 5, 4),
    ("aws:s3/bucket:Bucket", "forceDestroy", False, True),
    ("aws:dynamodb/table:Table", "deletionProtectionEnabled", True, False),
    ("aws:ebs/volume:Volume", "finalSnapshot", True, False),
    ("aws:eks/cluster:Cluster", "deletionProtection", True, False),
    ("aws:kms/key:Key", "deletionWindowInDays", 30, 29),
    ("aws:secretsmanager/secret:Secret", "recoveryWindowInDays", 30, 29),
    ("aws:ecr/repository:Repository", "forceDelete", False, True),
    ("aws:backup/vault:Vault", "forceDestroy", False, True),
]
"""Type, input, a value that guards well, and one that guards worse."""

each_guard = pytest.mark.parametrize(
    ("token", "path", "strong", "weak"),
    [pytest.param(*guard, id=f"{guard[0]} {guard[1]}") for guard in GUARDS],
)


def inputs(path: str, value: Any) -> dict[str, Any]:
    """Inputs with one value at a dotted path."""
    return reduce(lambda inner, step: {step: inner}, reversed(path.split(".")), value)


def update(token: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[Outcome, str]:
    """What the rule about deletions says of an update."""
    change = Change("update", resource(token, "it", before), resource(token, "it", after), ())
    verdict = dsg_018.RULE.judge(change)
    return verdict.outcome, verdict.reason


@pytest.mark.parametrize("token", HELD)
def test_what_is_lost_by_a_deletion_is_told(token: str) -> None:
    """Without any protection, too."""
    verdict = dsg_018.RULE.judge(Change("delete", resource(token, "it"), None, ()))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, f"it is deleted, with {HELD[token]}")


@pytest.mark.parametrize("token", HELD)
def test_what_is_lost_by_a_replacement_is_told(token: str) -> None:
    """By the property that forces it."""
    change = Change("replace", resource(token, "it"), resource(token, "it"), ("place",))
    verdict = dsg_017.RULE.judge(change)
    assert (verdict.outcome, verdict.reason) == (
        Outcome.FAIL,
        f"place forces a replacement, which deletes {HELD[token]}",
    )


@each_guard
def test_a_guard_that_gets_weaker_is_told(token: str, path: str, strong: Any, weak: Any) -> None:
    """By one day as by a flag that is turned over."""
    said = f"{path} changes from {strong} to {weak}"
    assert update(token, inputs(path, strong), inputs(path, weak)) == (Outcome.FAIL, said)


@each_guard
def test_a_guard_that_gets_stronger_is_no_loss(token: str, path: str, strong: Any, weak: Any) -> None:
    """The other way about nothing is lost, nor where nothing changes."""
    assert update(token, inputs(path, weak), inputs(path, strong)) == (Outcome.PASS, "")
    assert update(token, inputs(path, weak), inputs(path, weak)) == (Outcome.PASS, "")


def test_every_row_and_every_guard_is_tried() -> None:
    """A new row of the table is a new case here."""
    assert set(STATEFUL) == set(HELD)
    found = [(token, ".".join(guard.path)) for token, row in STATEFUL.items() for guard in row.guards]
    assert found == [guard[:2] for guard in GUARDS]


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ({}, {"deletionProtection": False}, Outcome.PASS),
        ({"deletionProtection": False}, {}, Outcome.PASS),
        ({"deletionProtection": True}, {}, Outcome.FAIL),
        ({"skipFinalSnapshot": False}, {}, Outcome.PASS),
        ({}, {"skipFinalSnapshot": False}, Outcome.PASS),
        ({"skipFinalSnapshot": True}, {"skipFinalSnapshot": False}, Outcome.PASS),
    ],
)
def test_a_flag_that_is_not_set_guards_as_much_as_one_that_is_off(
    before: dict[str, Any], after: dict[str, Any], outcome: Outcome
) -> None:
    """False and nothing are the same for a guard."""
    assert update("aws:rds/instance:Instance", before, after)[0] is outcome


def weakened(token: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, str]:
    """What the rule says of an update from some inputs to others."""
    change = Change("update", resource(token, "it", before), resource(token, "it", after))
    verdict = dsg_018.RULE.judge(change)
    return verdict.outcome.value, verdict.reason


@pytest.mark.parametrize(
    ("token", "before", "after", "reason"),
    [
        (
            "aws:secretsmanager/secret:Secret",
            {},
            {"recoveryWindowInDays": 0},
            "recoveryWindowInDays changes from unset (30) to 0",
        ),
        (
            "aws:rds/cluster:Cluster",
            {"backupRetentionPeriod": 7},
            {},
            "backupRetentionPeriod changes from 7 to unset (1)",
        ),
        (
            "azure-native:dbforpostgresql:Server",
            {"backup": {"geoRedundantBackup": "enabled"}},
            {"backup": {"geoRedundantBackup": "disabled"}},
            "backup.geoRedundantBackup changes from Enabled to Disabled",
        ),
    ],
)
def test_a_guard_that_nobody_has_set_is_as_strong_as_its_default(
    token: str, before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    """On either side of a change, and in letters of either case."""
    assert weakened(token, before, after) == ("fail", reason)
    assert weakened(token, after, before) == ("pass", "")


def test_a_guard_that_says_its_default_is_no_change() -> None:
    """Nor is a word in other letters."""
    assert weakened("aws:kms/key:Key", {}, {"deletionWindowInDays": 30}) == ("pass", "")
    server = "azure-native:dbforpostgresql:Server"
    upper, lower = ({"backup": {"geoRedundantBackup": word}} for word in ("Enabled", "enabled"))
    assert weakened(server, upper, lower) == ("pass", "")
