"""The same pages on AWS."""

from collections.abc import Iterator

from infra.runbook.page import Action, Names, Page


def pages(names: Names) -> Iterator[Page]:
    """Yield those for which there is something."""
    spec = names.environment.postgres
    if spec is None:
        return
    server = names.server()
    if spec.standby == "other_zone":
        yield Page(
            id="failover",
            title="Failover: the server or its zone is lost",
            when="The database does not come back by itself within two minutes",
            actions=(
                Action(
                    title="Move the database to its standby",
                    commands=(
                        f"aws rds reboot-db-instance --db-instance-identifier {server} --force-failover",
                        f"aws rds wait db-instance-available --db-instance-identifier {server}",
                    ),
                    reason="nothing is lost, and the name stays",
                    seen=f"`aws rds describe-db-instances --db-instance-identifier {server} "
                    "--query 'DBInstances[0].AvailabilityZone' --output text` prints another zone",
                ),
            ),
            missing=("Nothing stands in a second region",),
        )
    copy = f"{server[:55].rstrip('-')}-drill"
    of_server = f"aws rds describe-db-instances --db-instance-identifier {server}"
    yield Page(
        id="restore-drill",
        title="Drill: restore the database",
        when="Every month, and after each change of backups. It touches nothing of the environment, takes "
        "about an hour, "
        "and is paid for by the hour",
        actions=(
            Action(
                title="Restore the latest state that there is",
                commands=(
                    (
                        f"time aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier "
                        f"{server} "
                        f"--target-db-instance-identifier {copy} --use-latest-restorable-time --no-multi-az "
                        "--db-subnet-group-name "
                        f"\"$({of_server} --query 'DBInstances[0].DBSubnetGroup.DBSubnetGroupName' --output "
                        f'text)" '
                        "--vpc-security-group-ids "
                        f"$({of_server} --query 'DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId' "
                        f"--output text)"
                    ),
                    f"time aws rds wait db-instance-available --db-instance-identifier {copy}",
                ),
                seen="how long it took: write that down",
            ),
            Action(
                title="Compare the copy with the server",
                commands=(
                    (
                        f"aws rds describe-db-instances --db-instance-identifier {copy} --query "
                        f"'DBInstances[0]."
                        "[EngineVersion, AllocatedStorage, StorageEncrypted, LatestRestorableTime]' --output "
                        "table"
                    ),
                ),
                seen="the version and the storage of the server, encrypted",
            ),
            Action(
                title="Delete the copy",
                commands=(
                    (
                        f"aws rds modify-db-instance --db-instance-identifier {copy} "
                        f"--no-deletion-protection "
                        "--apply-immediately"
                    ),
                    f"aws rds delete-db-instance --db-instance-identifier {copy} --skip-final-snapshot",
                ),
                reason="it costs as much as the server",
            ),
        ),
        missing=(
            (
                "What stands in the tables is compared by no step: the administrator's password is a secret "
                "of its own, "
                "and a copy has the server's of that moment"
            ),
        ),
    )
