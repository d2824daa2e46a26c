"""Backups of a platform on AWS, from what is promised to what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from infra.stacks import aws
from infra.stacks.aws_backup import files, restore_minutes
from tests.infra.stacks.test_aws import environment
from tests.infra.stacks.test_composition import ON_AWS, composed

if TYPE_CHECKING:
    from jiban.testing import ProgramPlan

PLAN = "backup/plan:Plan"


def planned(**fields: Any) -> ProgramPlan:
    """A platform on AWS with backups."""
    return composed(aws.platform, environment(**{**ON_AWS, "backup": {}, **fields}))


def objective(rpo: int, rto: int) -> dict[str, Any]:
    """What is promised."""
    return {"objectives": {"recovery": {"rpo_minutes": rpo, "rto_minutes": rto, "respond_minutes": 20}}}


def rules(plan: ProgramPlan) -> list[str]:
    """Names of the schedules."""
    return [rule["ruleName"] for rule in plan.resource(PLAN, "backup-plan").inputs["rules"]]


def test_the_database_is_what_is_backed_up() -> None:
    """The primary, which a drill restores into its own subnets and group."""
    plan = planned()
    selection = plan.resource("backup/selection:Selection", "backup-selection")
    assert selection.inputs["resources"] == ["arn:aws:rds:ap-northeast-2:111122223333:db:pg-trip-test"]
    drilled = plan.resource(
        "backup/restoreTestingSelection:RestoreTestingSelection", "backup-drill-selection"
    )
    assert drilled.inputs["protectedResourceArns"] == selection.inputs["resources"]
    assert drilled.inputs["restoreMetadataOverrides"]["dbSubnetGroupName"] == "pg-pms-test"
    assert (
        drilled.inputs["restoreMetadataOverrides"]["vpcSecurityGroupIds"] == '["id:network-group-database"]'
    )


def test_hours_follow_the_objective() -> None:
    """Of the environment, not of the tier."""
    assert rules(planned()) == ["daily"]
    assert rules(planned(**objective(60, 240))) == ["daily", "hourly"]


@pytest.mark.parametrize(
    ("fields", "minutes"), [({}, None), (objective(60, 240), 220), (objective(0, 10), 0)]
)
def test_a_restore_has_what_the_response_leaves(fields: dict[str, Any], minutes: int | None) -> None:
    """240 minutes and 20 until somebody begins leave 220; never less than none."""
    assert restore_minutes(environment(**ON_AWS, **fields)) == minutes


def test_the_drill_is_held_to_that() -> None:
    """By its alarm."""
    alarm = planned(**objective(60, 240)).resource("cloudwatch/metricAlarm:MetricAlarm", "backup-drill-slow")
    assert alarm.inputs["threshold"] == 220


OBJECTS: dict[str, Any] = {
    "buckets": {
        "pictures": {},
        "files": {},
        "old-logs": {"purpose": "logs"},
        "plain": {"versioning": False},
    }
}


def test_files_that_keep_versions_are_backed_up() -> None:
    """Records are not, nor what has no versions, of which AWS Backup takes none."""
    assert files(environment(**ON_AWS, objects=OBJECTS)) == ["files", "pictures"]
    assert files(environment(**ON_AWS)) == []
    selection = planned(objects=OBJECTS).resource("backup/selection:Selection", "backup-selection-files")
    assert len(selection.inputs["resources"]) == 2


def test_vaults_are_told_by_region() -> None:
    """To whoever asks a deployed stack; without backups there are none."""
    assert set(planned().result["outputs"]["backup_vaults"]) == {"ap-northeast-2", "ap-northeast-1"}
    assert "backup_vaults" not in composed(aws.platform, environment(**ON_AWS)).result["outputs"]
