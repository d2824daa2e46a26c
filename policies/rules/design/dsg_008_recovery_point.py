"""DSG-008: backups and copies of a database lose no more than is declared, and reach as far back."""

from collections.abc import Sequence
from typing import Final

from jiban.policy.facts import recovery
from jiban.policy.facts.declared import declared
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.recovery import Backup
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
    together,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

POINT: Final = Parameter(
    "rpo_minutes",
    0,
    "Minutes of data that may be lost at most when a database is lost or spoilt. 0: nothing is declared.",
    minimum=0,
)
REGION: Final = Parameter(
    "region_rpo_minutes",
    0,
    "Minutes of data that may be lost at most when the region is lost. 0: nothing is declared.",
    minimum=0,
)
DAYS: Final = Parameter("retention_days", 7, "Days that a database can be had back at least.", minimum=1)


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a database."""
    if is_read(database):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    if recovery.is_replica(database):
        return not_applicable("it holds what its source holds")
    point, region = declared(stack, database, POINT), declared(stack, database, REGION)
    if not point and not region:
        return not_applicable(
            "nothing is declared: set the parameter rpo_minutes of DSG-008, or a tag of that name"
        )
    found, doubt = _backups(stack, database)
    verdicts = [_point(found, doubt, point, DAYS.of(stack))] if point else []
    if region:
        verdicts.append(_region(found, doubt, region))
    return together(verdicts)


def _backups(stack: StackView, database: ResourceView) -> tuple[list[Backup], NotKnownError | None]:
    found, several = list[Backup](), recovery.backups(stack, database)
    try:
        found.extend(several)
    except NotKnownError as error:
        return found, error
    return found, None


def _point(found: Sequence[Backup], doubt: NotKnownError | None, point: int, days: int) -> Verdict:
    mine = [each for each in found if not each.elsewhere]
    good = next((each for each in mine if each.lost <= point and each.days >= days), None)
    if good is not None:
        return passed(f"{good.said}: {good.lost} minutes may be lost of the {point} that are declared")
    if doubt is not None:
        raise doubt
    if not mine:
        return failed(f"it has no backups, and {point} minutes may be lost", "backupRetentionPeriod")
    best = min(mine, key=lambda each: (each.lost > point, -each.days, each.lost))
    if best.lost > point:
        said = (
            f"{best.said}: up to {best.lost:,} minutes may be lost, more than the {point} that are declared"
        )
        return failed(said, best.path)
    return failed(f"{best.said}, fewer than the {days} days that are declared", best.path)


def _region(found: Sequence[Backup], doubt: NotKnownError | None, point: int) -> Verdict:
    copies = [each for each in found if each.elsewhere]
    best = min(copies, key=lambda each: each.lost, default=None)
    if best is not None and best.lost <= point:
        return passed(best.said)
    if doubt is not None:
        raise doubt
    if best is None:
        return failed(f"nothing of it is in another region, and {point} minutes may be lost with this one")
    return failed(f"{best.said}, more than the {point} minutes that may be lost with the region", best.path)


RULE: Final = StackRule(
    id="DSG-008",
    text="Backups and copies of a database lose no more than is declared, and reach as far back.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="What lies between the last backup and the loss is gone, and nobody notices before it is needed.",
    remedy=(
        "Set backupRetentionPeriod (backup.backupRetentionDays), a plan of AWS Backup with "
        "enableContinuousBackup, or a replica in another region; or declare what is true."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
    types=recovery.DATABASES,
    parameters=(POINT, REGION, DAYS),
    setting=("jiban:postgres.backup_retention_days", "jiban:postgres.geo_redundant_backup"),
    compliance={
        "checkov": ("CKV_AWS_133", "CKV_AZURE_136", "CKV2_AWS_8"),
        "cdk_nag": ("AwsSolutions-RDS13",),
        "prowler": ("aws:backup_plans_exist", "aws:rds_instance_protected_by_backup_plan"),
        "isms_p": ("2.9.3", "2.12.1"),
        "iso27001": ("A.8.13",),
    },
    check=each_of(recovery.DATABASES, check),
)
