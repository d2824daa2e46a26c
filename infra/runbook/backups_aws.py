"""Pages of backups on AWS: back to a moment, the loss of the region, and what a drill has shown."""

from collections.abc import Iterator
from typing import Final

from infra.promises import elsewhere, promises
from infra.runbook.page import Action, Names, Page
from jiban.components.backup.drills import FAILED, MINUTES, NAMESPACE
from jiban.components.backup.spec import NONE

_LONGEST: Final = 63
"""Characters of the name of a server of RDS."""
_REDEPLOYED: Final = "redeployed"


def pages(names: Names) -> Iterator[Page]:
    """Yield those for which there is something."""
    environment = names.environment
    if environment.postgres is None:
        return
    yield _to_a_moment(names)
    there = elsewhere(environment)
    copied = environment.backup is not None and environment.backup.copy_region != NONE
    if there is not None and (environment.postgres.geo_redundant_backup or copied):
        yield _region_lost(names, there)
    if environment.backup is not None and environment.backup.drill != "none":
        yield _drill(names, environment.backup.drill)


def _copy(names: Names, suffix: str) -> str:
    return f"{names.server()[: _LONGEST - len(suffix) - 1].rstrip('-')}-{suffix}"


def _to_a_moment(names: Names) -> Page:
    spec, server, new = names.environment.postgres, names.server(), _copy(names, "restored")
    days = spec.backup_retention_days if spec else 0
    of_server = f"aws rds describe-db-instances --db-instance-identifier {server}"
    groups = "'DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId'"
    return Page(
        id="restore",
        title="Restore the database to a moment",
        when=f"Somebody or something has spoilt data within the last {days} days, and the server itself is "
        "well. Stop what "
        "spoils it first: what is written meanwhile is lost for the services",
        actions=(
            Action(
                title="See up to which moment it can be restored",
                commands=(
                    f"{of_server} --query 'DBInstances[0].LatestRestorableTime' --output text",
                    (
                        "read -r -p 'Last moment before the fault, in UTC, such as 2026-12-01T02:59:00Z: ' "
                        "MOMENT"
                    ),
                ),
                reason="RDS ships its log every five minutes",
            ),
            Action(
                title="Restore beside the server",
                commands=(
                    (
                        "aws rds restore-db-instance-to-point-in-time "
                        f"--source-db-instance-identifier {server} "
                        f'--target-db-instance-identifier {new} --restore-time "$MOMENT" --multi-az '
                        f"--db-subnet-group-name {names.physical('rds.SubnetGroup')} "
                        f"--db-parameter-group-name {_parameters(names)} "
                        f"--vpc-security-group-ids $({of_server} --query {groups} --output text) "
                        "--no-publicly-accessible --enable-iam-database-authentication --deletion-protection"
                    ),
                    f"aws rds wait db-instance-available --db-instance-identifier {new}",
                ),
                reason="the server stays as it is, for comparing and for the way back",
                seen=f"{new} is available",
            ),
            Action(
                title="Give the copy the server's name",
                commands=(
                    (
                        f"aws rds modify-db-instance --db-instance-identifier {server} "
                        f"--new-db-instance-identifier {_copy(names, 'spoilt')} --apply-immediately"
                    ),
                    _until_named(_copy(names, "spoilt")),
                    (
                        f"aws rds modify-db-instance --db-instance-identifier {new} "
                        f"--new-db-instance-identifier {server} --apply-immediately"
                    ),
                    _until_named(server),
                ),
                reason="the host name follows the name of the server, so the services find it "
                "where they look",
                seen="services sign in again within a few minutes; roles and databases are in the copy",
            ),
        ),
        missing=(
            (
                "Pulumi knows the server that is spoilt, by an id that does not change with its "
                "name: until the "
                "new one is taken into the state in its place (`pulumi state delete`, then `pulumi import "
                "aws:rds/instance:Instance`), deploy nothing. That has not been tried"
            ),
            (
                "The master user's secret stays with the server that is spoilt; the copy has its password of "
                "that moment until `aws rds modify-db-instance --manage-master-user-password` "
                "makes it one of "
                "its own"
            ),
        ),
    )


def _until_named(server: str) -> str:
    """Return the command that waits for a new name, which is not known for a while."""
    wait = f"aws rds wait db-instance-available --db-instance-identifier {server}"
    return f"until {wait}; do sleep 30; done"


def _parameters(names: Names) -> str:
    spec = names.environment.postgres
    return names.physical("rds.ParameterGroup", f"v{spec.version}" if spec else "")


def _region_lost(names: Names, there: str) -> Page:
    environment, server = names.environment, names.server()
    objective = environment.objectives.recovery
    anew = [each for each in promises(environment) if each.way == _REDEPLOYED]
    (database,) = (each for each in promises(environment) if each.part == "postgres")
    promised = (
        f"The objective is {objective.rpo_minutes} minutes of data and {objective.rto_minutes} of time, "
        f"{objective.respond_minutes} of them until somebody begins"
        if objective
        else "No objective is declared"
    )
    replicated = environment.postgres is not None and environment.postgres.geo_redundant_backup
    slowest = max((each.rto for each in (*anew, database) if each.rto is not None), default=0)
    return Page(
        id="region-loss",
        title=f"The region is lost: make the environment anew in {there}",
        when=f"AWS says that {environment.region} as a whole is gone; the loss of a zone moves by itself. "
        f"{promised}",
        actions=(
            Action(
                title="Decide with the owner",
                reason=f"up to {database.rpo} minutes of the database are lost ({database.published}), and "
                "what else is not copied"
                + (f": {', '.join(each.part for each in anew if each.rpo is None)}" if anew else "")
                + f". It takes some {slowest} minutes, an estimate, and there is no way back to what is lost",
            ),
            Action(
                title=f"Deploy the platform in {there}, without a database",
                commands=(
                    (
                        f"aws ec2 describe-availability-zones --region {there} "
                        "--query 'AvailabilityZones[].ZoneId' --output text"
                    ),
                ),
                reason=f"a stack file of its own: a copy of {names.stack}'s with region {there}, zones of "
                "that region, and postgres, backup and registry.replica_regions taken out, deployed like "
                "the first one; it takes most of the time, so it begins first",
                seen="zones that the stack file names",
            ),
            *((_replicated(names, there),) if replicated else ()),
            *(() if replicated else (_copied(names, there),)),
            Action(
                title="Let the services find it",
                commands=(
                    (
                        f"aws rds describe-db-instances --region {there} --db-instance-identifier {server} "
                        "--query 'DBInstances[0].Endpoint.Address' --output text"
                    ),
                ),
                reason="take the server into the new stack's state (`pulumi import`) with postgres in its "
                "file, and deploy its services; then lead the names to the new way in",
                seen="the host that the services are told",
            ),
        ),
        missing=(
            (
                f"The stack of {there} is not prepared, and no second region is built on AWS; "
                "the whole has not "
                "been tried"
            ),
            (
                f"Nobody has measured it: {slowest} minutes are an estimate, and a drill "
                "restores the database "
                "alone, in its own region"
            ),
        ),
    )


def _replicated(names: Names, there: str) -> Action:
    server, region = names.server(), names.environment.region
    found = (
        f"aws rds describe-db-instance-automated-backups --region {there} --query "
        f"\"DBInstanceAutomatedBackups[?Region=='{region}' && DBInstanceIdentifier=='{server}']"
    )
    return Action(
        title="Restore the database from RDS's own copy",
        commands=(
            f'{found}.[Status, RestoreWindow.LatestTime]" --output table',
            (
                f"aws rds restore-db-instance-to-point-in-time --region {there} "
                f"--target-db-instance-identifier {server} --use-latest-restorable-time "
                "--source-db-instance-automated-backups-arn "
                f'"$({found}.DBInstanceAutomatedBackupsArn | [0]" --output text)" '
                f'--db-subnet-group-name "$SUBNET_GROUP" --vpc-security-group-ids "$SECURITY_GROUP" '
                "--multi-az --no-publicly-accessible --enable-iam-database-authentication "
                "--deletion-protection"
            ),
            f"aws rds wait db-instance-available --region {there} --db-instance-identifier {server}",
        ),
        reason="it is at most half an hour old; subnet group and security group are those that the new "
        "platform's network is given by hand (`aws rds create-db-subnet-group`)",
        seen="the last moment before the loss, then a server that is available",
    )


def _copied(names: Names, there: str) -> Action:
    server, vault = names.server(), names.physical("backup.Vault")
    newest = (
        f"aws backup list-recovery-points-by-backup-vault --region {there} --backup-vault-name {vault} "
        '--by-resource-type RDS --query "sort_by(RecoveryPoints, &CreationDate)[-1]'
    )
    return Action(
        title="Restore the database from the newest copied snapshot",
        commands=(
            f'{newest}.[CreationDate, Status]" --output table',
            (
                f"aws rds restore-db-instance-from-db-snapshot --region {there} "
                f"--db-instance-identifier {server} "
                f'--db-snapshot-identifier "$({newest}.RecoveryPointArn" --output text)" '
                '--db-subnet-group-name "$SUBNET_GROUP" --vpc-security-group-ids "$SECURITY_GROUP" '
                "--multi-az --no-publicly-accessible --enable-iam-database-authentication "
                "--deletion-protection"
            ),
            f"aws rds wait db-instance-available --region {there} --db-instance-identifier {server}",
        ),
        reason="subnet group and security group are those that the new platform's network is given by hand "
        "(`aws rds create-db-subnet-group`)",
        seen="a snapshot that is COMPLETED, then a server that is available",
    )


def _drill(names: Names, every: str) -> Page:
    plan = names.physical("backup.RestoreTestingPlan")
    since = "\"$(date -u -d '100 days ago' +%Y-%m-%dT%H:%M:%SZ)\""
    now = '"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'
    metric = (
        f"aws cloudwatch get-metric-statistics --namespace {NAMESPACE} --metric-name {{name}} "
        f"--dimensions Name=Plan,Value={plan} --start-time {since} --end-time {now} --period 86400 "
        "--statistics Maximum --query 'Datapoints[].[Timestamp, Maximum]' --output table"
    )
    objective = names.environment.objectives.recovery
    most = (
        f" and no more than {objective.rto_minutes - objective.respond_minutes}, what the objective leaves"
        if objective
        else ""
    )
    return Page(
        id="drill-result",
        title="What the last drill has shown",
        when=f"An alarm says that a drill failed, did not run or took too long, or the {every} "
        "drill is to be "
        "written down. It runs by itself on the tenth, at 10:00 in Korea",
        actions=(
            Action(
                title="Read its time",
                commands=(metric.format(name=MINUTES), metric.format(name=FAILED)),
                seen=f"a number of minutes for each drill{most}; no failure but 0",
            ),
            Action(
                title="Read why one failed",
                commands=(
                    (
                        f"aws backup list-restore-jobs --by-resource-type RDS --by-created-after {since} "
                        "--query 'RestoreJobs[?CreatedBy!=`null`].[CreationDate, Status, StatusMessage, "
                        "DeletionStatus]' --output table"
                    ),
                ),
                reason="no job at all means that the plan found no snapshot of the last week, or was not "
                "there",
                seen="COMPLETED, and SUCCESSFUL for its deletion: a copy that stays is paid for",
            ),
        ),
        missing=(
            "What stands in the tables is compared by no step: that a server comes up is all that is shown",
        ),
    )
