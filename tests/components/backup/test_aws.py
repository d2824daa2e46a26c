from __future__ import annotations

import json
from typing import Any, Final

import pulumi
import pytest

from jiban.components.backup.aws import Backup, BackupArgs
from jiban.components.backup.aws_drill import Database
from jiban.components.backup.spec import BackupSpec
from jiban.components.base import SpecRefusedError
from jiban.components.site import Site
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import AWS_SITE

VAULT: Final = "backup/vault:Vault"
LOCK: Final = "backup/vaultLockConfiguration:VaultLockConfiguration"
ALARM: Final = "cloudwatch/metricAlarm:MetricAlarm"
SERVER: Final = "arn:aws:rds:ap-northeast-2:111122223333:db:pg-trip-test"
RECEIVER: Final = "arn:aws:sns:ap-northeast-2:111122223333:alerts"


def _arn(resource: Resource) -> dict[str, Any]:
    return {"arn": f"arn:{resource.name}", "keyId": f"id-of-{resource.name}"}


OUTPUTS: Final[dict[str, Any]] = {
    "kms:Key": _arn,
    "backup:Vault": _arn,
    "backup:RestoreTestingPlan": _arn,
    "iam:Role": _arn,
    "sfn:StateMachine": _arn,
}


def made(
    site: Site = AWS_SITE,
    receiver: str | None = None,
    buckets: tuple[str, ...] = (),
    **fields: Any,
) -> ProgramPlan:
    """What backups ask for; the plan's result is their contract's vaults."""
    objective = {key: fields.pop(key) for key in ("rpo_minutes", "restore_minutes") if key in fields}

    def program() -> dict[str, pulumi.Output[str]]:
        args = BackupArgs(
            spec=BackupSpec.model_validate(fields),
            site=site,
            database=Database(arn=SERVER, subnet_group="pg-trip-test", security_group="sg-database"),
            receiver=receiver,
            buckets={name: f"arn:aws:s3:::{name}" for name in buckets},
            **objective,
        )
        return dict(Backup("backup", args).contract.vaults)

    return plan_program(program, resolve=True, outputs=OUTPUTS)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Backups for an hour of data and 225 minutes of restoring."""
    return made(rpo_minutes=60, restore_minutes=225, receiver=RECEIVER)


def test_there_is_a_vault_in_each_of_two_regions(planned: ProgramPlan) -> None:
    """Of one name, as a name counts in its region, and known to whoever looks after them."""
    assert {each.name: each.inputs.get("region") for each in planned.resources_of(VAULT)} == {
        "backup-vault": None,
        "backup-vault-elsewhere": "ap-northeast-1",
    }
    assert {each.inputs["name"] for each in planned.resources_of(VAULT)} == {"backup-trip-test"}
    assert planned.result == {
        "ap-northeast-2": "arn:backup-vault",
        "ap-northeast-1": "arn:backup-vault-elsewhere",
    }


def test_each_vault_has_a_key_of_its_own_where_it_stands(planned: ProgramPlan) -> None:
    """A key of the lost region would open nothing."""
    keys = {each.name: each.inputs.get("region") for each in planned.resources_of("kms/key:Key")}
    assert keys == {"backup-key": None, "backup-key-elsewhere": "ap-northeast-1"}
    assert {each.name: each.inputs["kmsKeyArn"] for each in planned.resources_of(VAULT)} == {
        "backup-vault": "arn:backup-key",
        "backup-vault-elsewhere": "arn:backup-key-elsewhere",
    }


def test_a_lock_stands_on_both_and_can_be_taken_away_by_whoever_may(planned: ProgramPlan) -> None:
    """Without a date after which it stays."""
    locks = {each.name: each.inputs for each in planned.resources_of(LOCK)}
    assert {name: (each["minRetentionDays"], each["maxRetentionDays"]) for name, each in locks.items()} == {
        "backup-vault-lock": (2, 35),
        "backup-vault-elsewhere-lock": (2, 35),
    }
    assert all("changeableForDays" not in each for each in locks.values())
    assert locks["backup-vault-elsewhere-lock"]["region"] == "ap-northeast-1"


def test_the_copies_lock_has_their_own_days() -> None:
    """90, and 2 of the hours."""
    lock = made(copy_keep_days=90, hourly=True).resource(LOCK, "backup-vault-elsewhere-lock").inputs
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (2, 90)


def test_a_lock_of_other_days_is_made_when_the_old_one_is_gone(planned: ProgramPlan) -> None:
    """A vault has one, so that the end of the old one would be the end of both."""
    assert [each.options.delete_before_replace for each in planned.resources_of(LOCK)] == [True, True]


def test_a_lock_for_good_has_its_date() -> None:
    """Three days, in both regions."""
    plan = made(lock="compliance", changeable_for_days=3, lock_is_final=True)
    assert [each.inputs["changeableForDays"] for each in plan.resources_of(LOCK)] == [3, 3]


def test_without_a_lock_there_is_none() -> None:
    """But the vaults stand."""
    plan = made(lock="none")
    assert (len(plan.resources_of(LOCK)), len(plan.resources_of(VAULT))) == (0, 2)


def test_vaults_and_keys_are_protected(planned: ProgramPlan) -> None:
    """And nothing else; a vault is deleted with what is in it only where the environment may be."""
    assert {each.name for each in planned.resources if each.protect} == {
        "backup-key",
        "backup-key-elsewhere",
        "backup-vault",
        "backup-vault-elsewhere",
    }
    assert {each.inputs["forceDestroy"] for each in planned.resources_of(VAULT)} == {False}


def rules(plan: ProgramPlan) -> dict[str, Any]:
    """The schedules of the plan, by name."""
    found = plan.resource("backup/plan:Plan", "backup-plan")
    return {rule["ruleName"]: rule for rule in found.inputs["rules"]}


def test_a_daily_snapshot_at_three_in_korea_is_copied(planned: ProgramPlan) -> None:
    """It waits while RDS is busy, and is no continuous backup, which is RDS's own."""
    assert rules(planned)["daily"] == {
        "ruleName": "daily",
        "targetVaultName": "backup-trip-test",
        "schedule": "cron(0 18 * * ? *)",
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindow": 480,
        "completionWindow": 1440,
        "enableContinuousBackup": False,
        "lifecycle": {"deleteAfter": 35},
        "copyActions": [
            {"destinationVaultArn": "arn:backup-vault-elsewhere", "lifecycle": {"deleteAfter": 35}}
        ],
    }


def test_an_hour_of_data_brings_hourly_snapshots(planned: ProgramPlan) -> None:
    """For two days, which are copied as well."""
    hourly = rules(planned)["hourly"]
    assert (hourly["schedule"], hourly["startWindow"]) == ("cron(0 * * * ? *)", 60)
    assert hourly["lifecycle"] == {"deleteAfter": 2}
    assert hourly["copyActions"][0]["lifecycle"] == {"deleteAfter": 2}


def test_without_an_objective_there_are_no_hours() -> None:
    """Nor an alarm on a time that nobody has named."""
    plan = made()
    assert set(rules(plan)) == {"daily"}
    assert "backup-drill-slow" not in {each.name for each in plan.resources_of(ALARM)}


def test_without_copies_nothing_stands_elsewhere() -> None:
    """One vault, no copy action, no alarm on copies."""
    plan = made(copy_region="none")
    assert [each.name for each in plan.resources_of(VAULT)] == ["backup-vault"]
    assert "copyActions" not in rules(plan)["daily"]
    assert "backup-copy-failed-alarm" not in {each.name for each in plan.resources_of(ALARM)}
    assert plan.result == {"ap-northeast-2": "arn:backup-vault"}


def test_the_database_alone_is_selected_by_a_role_that_can_back_up(planned: ProgramPlan) -> None:
    """With AWS's own policy for it, which is there before the first snapshot."""
    selection = planned.resource("backup/selection:Selection", "backup-selection")
    assert selection.inputs["resources"] == [SERVER]
    assert selection.inputs["iamRoleArn"] == "arn:backup-role"
    assert "backup-role-policy" in selection.dependency_names
    policies = planned.resources_of("iam/rolePolicyAttachment:RolePolicyAttachment")
    service = "arn:aws:iam::aws:policy/service-role"
    assert {each.name: each.inputs["policyArn"] for each in policies} == {
        "backup-role-policy": f"{service}/AWSBackupServiceRolePolicyForBackup",
        "backup-drill-restore-policy": f"{service}/AWSBackupServiceRolePolicyForRestores",
    }


def test_buckets_are_backed_up_each_day_and_not_each_hour() -> None:
    """By a plan of their own, into the same vaults, and with the policy for buckets."""
    plan = made(hourly=True, buckets=("b", "a"))
    asked = plan.resource("backup/plan:Plan", "backup-plan-files").inputs
    assert asked["name"] == "backup-trip-files-test"
    assert asked["rules"] == [rules(plan)["daily"]]
    selection = plan.resource("backup/selection:Selection", "backup-selection-files")
    assert selection.inputs["resources"] == ["arn:aws:s3:::a", "arn:aws:s3:::b"]
    assert (selection.inputs["planId"], selection.inputs["name"]) == (
        "id:backup-plan-files",
        "backup-trip-files-test",
    )
    assert {"backup-role-policy", "backup-role-policy-files"} <= set(selection.dependency_names)
    attached = plan.resource("iam/rolePolicyAttachment:RolePolicyAttachment", "backup-role-policy-files")
    assert attached.inputs["policyArn"] == "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"


def test_without_buckets_nothing_may_read_any(planned: ProgramPlan) -> None:
    """Neither plan nor policy."""
    assert [each.name for each in planned.resources if each.name.endswith("-files")] == []


def test_a_day_without_a_snapshot_is_told(planned: ProgramPlan) -> None:
    """Silence is the fault, so no figure counts as one too."""
    alarm = planned.resource(ALARM, "backup-missing-alarm").inputs
    assert (alarm["namespace"], alarm["metricName"], alarm["dimensions"]) == (
        "AWS/Backup",
        "NumberOfBackupJobsCompleted",
        {"BackupVaultName": "backup-trip-test"},
    )
    assert (alarm["comparisonOperator"], alarm["threshold"], alarm["period"]) == (
        "LessThanThreshold",
        1,
        86400,
    )
    assert (alarm["treatMissingData"], alarm["alarmActions"]) == ("breaching", [RECEIVER])


def test_a_copy_that_failed_is_told(planned: ProgramPlan) -> None:
    """Here no figure is no fault."""
    alarm = planned.resource(ALARM, "backup-copy-failed-alarm").inputs
    assert (alarm["metricName"], alarm["comparisonOperator"], alarm["treatMissingData"]) == (
        "NumberOfCopyJobsFailed",
        "GreaterThanOrEqualToThreshold",
        "notBreaching",
    )


def test_without_a_receiver_alarms_tell_nobody() -> None:
    """They stand in the console."""
    assert all("alarmActions" not in each.inputs for each in made(rpo_minutes=60).resources_of(ALARM))


@pytest.mark.parametrize(
    ("region", "copies", "told"),
    [
        ("ap-northeast-2", "ap-northeast-2", "a copy there is lost with it"),
        ("us-east-1", "pair", "no region 'us-east-1'"),
    ],
)
def test_copies_go_somewhere_else(region: str, copies: str, told: str) -> None:
    """A place that is no other is refused before anything is declared."""
    site = Site(naming=AWS_SITE.naming, ownership=AWS_SITE.ownership, region=region, protect=True)
    with pytest.raises((SpecRefusedError, ValueError), match=told):
        made(site, copy_region=copies)


def test_what_aws_cannot_do_is_refused() -> None:
    """Five days of hours."""
    with pytest.raises(SpecRefusedError, match="24 \\* 5 = 120"):
        made(hourly_keep_days=5)


def test_a_drill_restores_the_newest_snapshot_into_the_private_subnets(planned: ProgramPlan) -> None:
    """Of the last week, of the first region's vault, deleted as soon as it is there."""
    plan = planned.resource("backup/restoreTestingPlan:RestoreTestingPlan", "backup-drill-plan").inputs
    assert plan["name"] == "drill_trip_test"
    assert plan["recoveryPointSelection"] == {
        "algorithm": "LATEST_WITHIN_WINDOW",
        "includeVaults": ["arn:backup-vault"],
        "recoveryPointTypes": ["SNAPSHOT"],
        "selectionWindowDays": 7,
    }
    selection = planned.resource(
        "backup/restoreTestingSelection:RestoreTestingSelection", "backup-drill-selection"
    )
    assert selection.inputs["protectedResourceType"] == "RDS"
    assert selection.inputs["protectedResourceArns"] == [SERVER]
    assert selection.inputs["validationWindowHours"] == 0
    assert selection.inputs["restoreMetadataOverrides"] == {
        "dbSubnetGroupName": "pg-trip-test",
        "vpcSecurityGroupIds": '["sg-database"]',
    }
    assert "backup-drill-restore-policy" in selection.dependency_names


def test_the_end_of_a_drill_starts_the_measuring(planned: ProgramPlan) -> None:
    """Of this plan alone: a restore that a person orders is no drill."""
    rule = planned.resource("cloudwatch/eventRule:EventRule", "backup-drill-ended").inputs
    assert json.loads(rule["eventPattern"]) == {
        "source": ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        "detail": {
            "status": ["COMPLETED", "FAILED", "ABORTED"],
            "restoreTestingPlanArn": ["arn:backup-drill-plan"],
        },
    }
    target = planned.resource("cloudwatch/eventTarget:EventTarget", "backup-drill-ended-target").inputs
    assert (target["rule"], target["arn"], target["roleArn"], target["inputPath"]) == (
        "event-trip-drill-ended-test",
        "arn:backup-drill-machine",
        "arn:backup-drill-events",
        "$.detail",
    )


def test_a_drill_that_did_not_run_is_asked_for(planned: ProgramPlan) -> None:
    """On the twelfth, by name."""
    rule = planned.resource("cloudwatch/eventRule:EventRule", "backup-drill-due").inputs
    assert rule["scheduleExpression"] == "cron(0 10 12 1,4,7,10 ? *)"
    target = planned.resource("cloudwatch/eventTarget:EventTarget", "backup-drill-due-target").inputs
    assert json.loads(target["input"]) == {
        "status": "DUE",
        "restoreTestingPlanArn": "arn:backup-drill-plan",
    }
    assert target["arn"] == "arn:backup-drill-machine"


def policy(plan: ProgramPlan, name: str) -> Any:
    """The statements of a role's own policy."""
    return json.loads(plan.resource("iam/rolePolicy:RolePolicy", name).inputs["policy"])["Statement"]


def test_who_measures_may_write_metrics_and_list_jobs(planned: ProgramPlan) -> None:
    """In the drills' namespace alone."""
    assert policy(planned, "backup-drill-measure-policy") == [
        {
            "Effect": "Allow",
            "Action": ["cloudwatch:PutMetricData"],
            "Resource": ["*"],
            "Condition": {"StringEquals": {"cloudwatch:namespace": "jiban/backup"}},
        },
        {"Effect": "Allow", "Action": ["backup:ListRestoreJobs"], "Resource": ["*"]},
    ]


def test_who_starts_the_measuring_may_do_nothing_else(planned: ProgramPlan) -> None:
    """One action, on one machine."""
    assert policy(planned, "backup-drill-events-policy") == [
        {"Effect": "Allow", "Action": ["states:StartExecution"], "Resource": ["arn:backup-drill-machine"]}
    ]


def test_a_restore_that_takes_longer_than_there_is_time_is_told(planned: ProgramPlan) -> None:
    """More than 225 minutes; the last drill's verdict stands until the next one."""
    alarm = planned.resource(ALARM, "backup-drill-slow").inputs
    assert (alarm["metricName"], alarm["statistic"], alarm["threshold"]) == ("RestoreMinutes", "Maximum", 225)
    assert (alarm["comparisonOperator"], alarm["treatMissingData"]) == ("GreaterThanThreshold", "ignore")
    assert (alarm["namespace"], alarm["dimensions"]) == ("jiban/backup", {"Plan": "drill_trip_test"})


def test_a_drill_that_failed_is_told(planned: ProgramPlan) -> None:
    """Also where no time is promised."""
    alarm = planned.resource(ALARM, "backup-drill-failed").inputs
    assert (alarm["metricName"], alarm["threshold"], alarm["comparisonOperator"]) == (
        "DrillFailures",
        0,
        "GreaterThanThreshold",
    )
    assert alarm["alarmActions"] == alarm["okActions"] == [RECEIVER]
    assert made().resource(ALARM, "backup-drill-failed").inputs["threshold"] == 0


def test_without_drills_nothing_is_restored() -> None:
    """Nor measured."""
    plan = made(drill="none")
    assert [each.name for each in plan.resources if each.name.startswith("backup-drill")] == []
