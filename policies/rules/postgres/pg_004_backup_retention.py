"""PG-004: backups of a database are kept long enough."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, is_replica, surely_replica
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.values import effective
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

DAYS: Final = Parameter("days", 7, "Days that backups are kept at least.", minimum=1, maximum=35)
DAYS_OF_PRODUCTION: Final = Parameter(
    "days_of_production", 14, "Days that backups of production are kept at least.", minimum=1, maximum=35
)
_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_REPLICA: Final = not_applicable("it is a replica, and its source is backed up")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster."""
    if surely_replica(database):
        return _REPLICA
    least = (DAYS_OF_PRODUCTION if is_production(stack) else DAYS).of(stack)
    kept = effective(
        database,
        "backup.backupRetentionDays" if database.token == SERVER else "backupRetentionPeriod",
    )
    if kept.number() >= least:
        return passed()
    return _REPLICA if is_replica(database) else failed(f"{kept.said}, fewer than {least} days", kept.path)


RULE: Final = StackRule(
    id="PG-004",
    text="Backups of a database are kept for a week at least, and for two in production.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "What was deleted or spoilt by a fault is often found days later; by then a backup from before it "
        "has to be there still."
    ),
    remedy=(
        "Set backup.backupRetentionDays (Azure) or backupRetentionPeriod (RDS) to the days asked for; 0 "
        "turns backups off."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
    types=_DATABASES,
    setting=("jiban:postgres.backup_retention_days",),
    parameters=(DAYS, DAYS_OF_PRODUCTION),
    compliance={
        "isms_p": ("2.9.3", "2.12.1"),
        "checkov": ("CKV_AWS_133",),
        "cdk_nag": ("AwsSolutions-RDS13",),
        "prowler": ("aws:rds_instance_backup_enabled", "aws:rds_instance_protected_by_backup_plan"),
    },
    check=each_of(_DATABASES, check),
)
