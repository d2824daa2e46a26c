"""PG-005: a database cannot be deleted in passing."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, is_replica, surely_replica
from jiban.policy.facts.locks import LOCKS, is_locked
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_REPLICA: Final = not_applicable("it is a replica, and no data is lost with it")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, which Azure protects by a lock alone, an instance or a cluster."""
    if surely_replica(database):
        return _REPLICA
    if database.token != SERVER:
        guard = effective(database, "deletionProtection")
        return passed() if guard.is_true() else failed(guard.said, guard.path)
    if database.protect or database.resource.options.retain_on_delete:
        return passed()
    if is_replica(database):
        return _REPLICA
    if is_locked(stack, database):
        return passed("a lock keeps it")
    return failed("neither protect nor retainOnDelete is set, and no lock of the stack keeps it")


RULE: Final = StackRule(
    id="PG-005",
    text="A database is protected against deletion.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A renamed resource, a destroyed stack or a click deletes a database, and its automated backups "
        "with it."
    ),
    remedy=(
        "Set deletionProtection to true (RDS), or the option protect, retain_on_delete or a lock "
        "CanNotDelete at the server or its resource group (Azure)."
    ),
    link="https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
    types=(*_DATABASES, *LOCKS),
    compliance={
        "isms_p": ("2.9.2",),
        "checkov": ("CKV_AWS_293", "CKV_AWS_139"),
        "cdk_nag": ("AwsSolutions-RDS10",),
        "prowler": ("aws:rds_instance_deletion_protection",),
    },
    check=each_of(_DATABASES, check),
)
