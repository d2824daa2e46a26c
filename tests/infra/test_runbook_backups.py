"""Pages of backups on AWS: back to a moment, the loss of the region, and what a drill has shown."""

from typing import Any, Final

import pytest

from tests.infra.test_runbook import action, lines, made

REPLICATED: Final[dict[str, Any]] = {"postgres": {"geo_redundant_backup": True}}
HOUR: Final[dict[str, Any]] = {"objectives": {"recovery": {"rpo_minutes": 60, "rto_minutes": 240}}}


def test_a_moment_is_restored_beside_the_server_and_takes_its_name() -> None:
    """Into its own subnets, with its own parameters; the spoilt one stays."""
    page = made("aws", {})["restore"]
    (restore, wait) = action(page, "Restore beside").commands
    assert restore.startswith(
        "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier pg-shop-test "
        '--target-db-instance-identifier pg-shop-test-restored --restore-time "$MOMENT" --multi-az '
        "--db-subnet-group-name pg-shop-test --db-parameter-group-name pg-shop-v17-test "
    )
    assert wait == "aws rds wait db-instance-available --db-instance-identifier pg-shop-test-restored"
    renamed = [line for line in lines(page) if "--new-db-instance-identifier" in line]
    assert [line.split("--db-instance-identifier ")[1].split(" --apply")[0] for line in renamed] == [
        "pg-shop-test --new-db-instance-identifier pg-shop-test-spoilt",
        "pg-shop-test-restored --new-db-instance-identifier pg-shop-test",
    ]


def test_the_days_in_which_a_moment_can_be_restored_are_told() -> None:
    """Those of the database, as the log is its own."""
    assert (
        "within the last 35 days" in made("aws", {"postgres": {"backup_retention_days": 35}})["restore"].when
    )


def test_what_pulumi_does_not_know_is_said() -> None:
    """A deployment would rename the spoilt server back."""
    assert "deploy nothing" in made("aws", {})["restore"].missing[0]


def test_a_lost_region_is_restored_from_rdss_own_copy() -> None:
    """Where there is one, as it is the newest."""
    page = made("aws", {**REPLICATED, **HOUR})["region-loss"]
    assert page.title == "The region is lost: make the environment anew in ap-northeast-1"
    assert "The objective is 60 minutes of data and 240 of time, 15 of them" in page.when
    (look, restore, wait) = action(page, "Restore the database").commands
    assert "describe-db-instance-automated-backups --region ap-northeast-1" in look
    assert "[?Region=='ap-northeast-2' && DBInstanceIdentifier=='pg-shop-test']" in look
    assert "--source-db-instance-automated-backups-arn" in restore
    assert "--region ap-northeast-1" in wait
    assert "up to 30 minutes of the database are lost" in action(page, "Decide").reason
    assert "what else is not copied: queue, cache." in action(page, "Decide").reason


def test_a_lost_region_is_restored_from_the_newest_snapshot_without_such_a_copy() -> None:
    """Of the vault there."""
    page = made("aws", HOUR)["region-loss"]
    (look, restore, _) = action(page, "Restore the database").commands
    assert "--region ap-northeast-1 --backup-vault-name backup-shop-test --by-resource-type RDS" in look
    assert restore.startswith("aws rds restore-db-instance-from-db-snapshot --region ap-northeast-1 ")
    assert "up to 180 minutes of the database are lost" in action(page, "Decide").reason


@pytest.mark.parametrize("backup", [None, {"copy_region": "none"}])
def test_without_a_copy_nothing_is_made_anew(backup: dict[str, Any] | None) -> None:
    """No page promises what is not there."""
    assert "region-loss" not in made("aws", {"backup": backup})


def test_that_it_has_not_been_tried_is_said() -> None:
    """And that its time is an estimate."""
    missing = " ".join(made("aws", {})["region-loss"].missing)
    assert "has not been tried" in missing
    assert "180 minutes are an estimate" in missing


def test_the_time_of_a_drill_is_read_by_its_plan() -> None:
    """As it is written."""
    page = made("aws", HOUR)["drill-result"]
    (minutes, failures) = action(page, "Read its time").commands
    assert (
        "--namespace jiban/backup --metric-name RestoreMinutes --dimensions Name=Plan,Value=drill_shop_test"
        in minutes
    )
    assert "--metric-name DrillFailures" in failures
    assert "no more than 225, what the objective leaves" in action(page, "Read its time").seen
    assert "no more than" not in action(made("aws", {})["drill-result"], "Read its time").seen


@pytest.mark.parametrize("backup", [None, {"drill": "none"}])
def test_without_drills_there_is_nothing_to_read(backup: dict[str, Any] | None) -> None:
    """The page by hand stays."""
    found = made("aws", {"backup": backup})
    assert "drill-result" not in found
    assert "restore-drill" in found


def test_without_a_database_there_are_no_such_pages() -> None:
    """Nothing is kept."""
    uses: dict[str, Any] = {"trip": {"uses": {}}}
    assert not {"restore", "region-loss", "drill-result"} & set(
        made("aws", {"postgres": None, "backup": None, "workloads": uses})
    )
