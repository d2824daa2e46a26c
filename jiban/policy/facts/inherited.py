"""Values that a resource takes from another one.

An instance takes options from its launch template and the account, a database is encrypted as what it is made
of.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`aws.rds.Instance`, `aws.rds.Cluster`, `aws.ec2.Instance`,
`aws.ec2.InstanceMetadataDefaults`); Amazon RDS user guide, `Overview.Encryption` (a replica and a restored
database are encrypted as their source is).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import at, effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

LAUNCH_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
LAUNCH_CONFIGURATION: Final = "aws:ec2/launchConfiguration:LaunchConfiguration"
INSTANCE: Final = "aws:ec2/instance:Instance"
METADATA_DEFAULTS: Final = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
DATABASE: Final = "aws:rds/instance:Instance"
DATABASE_CLUSTER: Final = "aws:rds/cluster:Cluster"
_SNAPSHOT: Final = "aws:rds/snapshot:Snapshot"
_CLUSTER_SNAPSHOT: Final = "aws:rds/clusterSnapshot:ClusterSnapshot"
_SNAPSHOT_COPY: Final = "aws:rds/snapshotCopy:SnapshotCopy"
_MADE_OF: Final = {
    DATABASE: (
        "replicateSourceDb",
        "snapshotIdentifier",
        "restoreToPointInTime.sourceDbInstanceIdentifier",
        "restoreToPointInTime.sourceDbiResourceId",
        "restoreToPointInTime.sourceDbInstanceAutomatedBackupsArn",
    ),
    DATABASE_CLUSTER: (
        "replicationSourceIdentifier",
        "snapshotIdentifier",
        "restoreToPointInTime.sourceClusterIdentifier",
        "restoreToPointInTime.sourceClusterResourceId",
    ),
    _SNAPSHOT: ("dbInstanceIdentifier",),
    _CLUSTER_SNAPSHOT: ("dbClusterIdentifier",),
    _SNAPSHOT_COPY: ("sourceDbSnapshotIdentifier",),
}
"""Inputs that name what a database, or a snapshot, is made of."""
_NAMES: Final = {
    DATABASE: "identifier",
    DATABASE_CLUSTER: "clusterIdentifier",
    _SNAPSHOT: "dbSnapshotIdentifier",
    _CLUSTER_SNAPSHOT: "dbClusterSnapshotIdentifier",
    _SNAPSHOT_COPY: "targetDbSnapshotIdentifier",
}
_NO_PREFERENCE: Final = ("no-preference", "-1")
_ELSEWHERE: Final = "names what is no part of the stack"


@dataclass(frozen=True, slots=True)
class Encryption:
    """Whether the storage of a database is encrypted."""

    on: bool
    said: str
    path: str


@once
def encryption(stack: StackView, database: ResourceView) -> Encryption:
    """Return whether a database of Amazon RDS is encrypted, also where it is as what it is made of.

    Raises:
        NotKnownError: it is not known before deployment, or hangs on what is no part of the stack.
    """
    return _encryption(stack, database, frozenset())


def _encryption(stack: StackView, database: ResourceView, seen: frozenset[str]) -> Encryption:
    stated = effective(database, "storageEncrypted")
    if stated.is_true():
        return Encryption(on=True, said=stated.said, path=stated.path)
    node = made_of(database)
    if node is None:
        return Encryption(on=False, said=stated.said, path=stated.path)
    if database["kmsKeyId"].given:
        return Encryption(on=True, said="kmsKeyId names the key of the copy", path="kmsKeyId")
    source = _named(stack, database, node)
    if source is None or source.urn in seen:
        raise NotKnownError(node.path, _ELSEWHERE)
    with of(source):
        found = _encryption(stack, source, seen | {database.urn})
    said = f"it is made of {source.name}, and there {found.said}"
    return Encryption(on=found.on, said=said, path=node.path)


def made_of(database: ResourceView) -> Node | None:
    """Return the input that names what a database of Amazon RDS, or a snapshot, is made of; None if new."""
    nodes = (at(database.node, path) for path in _MADE_OF.get(database.token, ()))
    return next((node for node in nodes if node.given), None)


def _named(stack: StackView, resource: ResourceView, node: Node) -> ResourceView | None:
    """Return the database or snapshot that an input names; None where it is no part of the stack."""
    found = origins(stack, resource, node, *_MADE_OF)
    if len(found) == 1:
        return found[0]
    if not node.known:
        return None
    name = node.text().rpartition(":")[2]
    for token, key in _NAMES.items():
        for other in stack.of(token):
            if other is not resource and other[key].known and name and other[key].text() == name:
                return other
    return None


@once
def metadata_option(stack: StackView, machine: ResourceView, key: str) -> Node:
    """Return an option of the metadata service of EC2 for an instance or a launch template.

    That is its own, else that of its launch template, else that of the account where the stack sets it.

    Args:
        stack: all resources.
        machine: an instance, a launch template or a launch configuration.
        key: `httpTokens`, `httpPutResponseHopLimit`, `httpEndpoint`.

    Raises:
        NotKnownError: it is not known before deployment, or hangs on a template that is no part of the stack.
    """
    own = machine["metadataOptions"][key]
    if own.given:
        return own
    if machine.token == INSTANCE and machine["launchTemplate"].given:
        template = _template(stack, machine)
        with of(template):
            found = template["metadataOptions"][key]
            if found.given:
                return found
    for account in stack.of(METADATA_DEFAULTS):
        if account[key].given and not account[key].says(*_NO_PREFERENCE):
            return account[key]
    return own


def _template(stack: StackView, instance: ResourceView) -> ResourceView:
    reference = instance["launchTemplate"]
    for key in ("id", "name"):
        node = reference[key]
        if not node.given:
            continue
        found = origins(stack, instance, node, LAUNCH_TEMPLATE)
        if len(found) == 1:
            return found[0]
        named = [
            each
            for each in stack.of(LAUNCH_TEMPLATE)
            if node.known and each["name"].known and each["name"].text() == node.text()
        ]
        if len(named) == 1:
            return named[0]
        raise NotKnownError(node.path, "names a template that is no part of the stack")
    raise NotKnownError(reference.path, "names no template")
