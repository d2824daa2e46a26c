"""The drill on AWS: the newest snapshot is restored, measured and deleted, without anybody's doing."""

from __future__ import annotations  # the SDK's module is only loaded where a drill is made

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pulumi
from pulumi_aws import backup, cloudwatch, iam, sfn

from jiban.components.backup import drills
from jiban.components.iam import allow, document, managed, service_trust
from jiban.components.observability.contract import described

if TYPE_CHECKING:
    from jiban.components.backup.drills import Dates
    from jiban.components.site import Site

_NEWEST_DAYS: Final = 7
"""Days back in which the newest snapshot is looked for; one that is older is a fault of its own."""
_TARGET: Final = "measure"
_PERIOD: Final = 300
"""Seconds of one look of an alarm; the metrics come a few times a year."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """A server of RDS that is backed up, and where a copy of it may stand."""

    arn: pulumi.Input[str]
    subnet_group: pulumi.Input[str]
    """Name of the group of private subnets."""
    security_group: pulumi.Input[str]
    """Id of the group that lets the services in, and nobody else."""


@dataclass(frozen=True, kw_only=True)
class DrillArgs:
    """What a drill is made from."""

    site: Site
    every: Literal["quarterly", "monthly"]
    vault_arn: pulumi.Input[str]
    database: Database
    restore_minutes: int | None = None
    """Minutes that a restore may take, after which it is a fault; None for no such alarm."""
    receiver: pulumi.Input[str] | None = None
    """ARN of the topic that tells people; without it an alarm stands in the console only."""


class Drill(pulumi.ComponentResource):
    """A restore testing plan, and its time as a metric with alarms: too long, failed, or not run."""

    def __init__(self, name: str, args: DrillArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make it."""
        super().__init__("jiban:backup:Drill", name, None, opts)
        self._logical, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._plan_name = args.site.naming.physical("backup.RestoreTestingPlan")
        found = drills.dates(args.every)
        plan = self._plan(found)
        self._measured(plan, found)
        self._alarms()
        self.register_outputs({"plan": plan.arn})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("backup", f"{self._logical}-{suffix}")

    def _role(self, suffix: str, service: str, does: str) -> iam.Role:
        naming = self._args.site.naming
        return iam.Role(
            f"{self._logical}-{suffix}",
            name=naming.physical("iam.Role", f"drill-{suffix}"),
            description=does,
            assume_role_policy=service_trust(service),
            tags=self._tags(suffix),
            opts=self._child,
        )

    def _plan(self, found: Dates) -> backup.RestoreTestingPlan:
        database, naming = self._args.database, self._args.site.naming
        plan = backup.RestoreTestingPlan(
            f"{self._logical}-plan",
            name=self._plan_name,
            schedule_expression=found.schedule,
            schedule_expression_timezone=found.time_zone,
            start_window_hours=found.start_hours,
            recovery_point_selection=backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[self._args.vault_arn],
                recovery_point_types=["SNAPSHOT"],
                selection_window_days=_NEWEST_DAYS,
            ),
            tags=self._tags("plan"),
            opts=self._child,
        )
        role = self._role("restore", "backup.amazonaws.com", "Restores snapshots for drills")
        attached = iam.RolePolicyAttachment(
            f"{self._logical}-restore-policy",
            role=role.name,
            policy_arn=managed("service-role/AWSBackupServiceRolePolicyForRestores"),
            opts=self._child,
        )
        backup.RestoreTestingSelection(
            f"{self._logical}-selection",
            name=naming.physical("backup.RestoreTestingSelection", "database"),
            restore_testing_plan_name=plan.name,
            iam_role_arn=role.arn,
            protected_resource_type="RDS",
            protected_resource_arns=[database.arn],
            # Otherwise it would stand in the account's default network, where there is one.
            restore_metadata_overrides={
                "dbSubnetGroupName": database.subnet_group,
                "vpcSecurityGroupIds": pulumi.Output.from_input(database.security_group).apply(_listed),
            },
            # Nobody validates it, so it is deleted as soon as it is there.
            validation_window_hours=0,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[attached]),
        )
        return plan

    def _measured(self, plan: backup.RestoreTestingPlan, found: Dates) -> None:
        """Write the time of each drill as a metric."""
        site = self._args.site
        role = self._role("measure", "states.amazonaws.com", "Writes how long drills took")
        iam.RolePolicy(
            f"{self._logical}-measure-policy",
            name="measure",
            role=role.name,
            policy=document(
                # Neither has resources: a metric is kept apart by its namespace, and jobs are listed or not.
                {
                    **allow(["cloudwatch:PutMetricData"], ["*"]),
                    "Condition": {"StringEquals": {"cloudwatch:namespace": drills.NAMESPACE}},
                },
                allow(["backup:ListRestoreJobs"], ["*"]),
            ),
            opts=self._child,
        )
        machine = sfn.StateMachine(
            f"{self._logical}-machine",
            name=site.naming.physical("sfn.StateMachine", "drill"),
            role_arn=role.arn,
            definition=drills.machine(self._plan_name, found.due_days),
            tags=self._tags("machine"),
            opts=self._child,
        )
        caller = self._role("events", "events.amazonaws.com", "Starts the measuring of drills")
        iam.RolePolicy(
            f"{self._logical}-events-policy",
            name="start",
            role=caller.name,
            policy=machine.arn.apply(_may_start),
            opts=self._child,
        )
        ended = self._rule("ended", "A drill has ended", event_pattern=plan.arn.apply(_ended))
        due = self._rule("due", "A drill has to have run", schedule_expression=found.due)
        cloudwatch.EventTarget(
            f"{self._logical}-ended-target",
            rule=ended.name,
            target_id=_TARGET,
            arn=machine.arn,
            role_arn=caller.arn,
            input_path="$.detail",
            opts=self._child,
        )
        cloudwatch.EventTarget(
            f"{self._logical}-due-target",
            rule=due.name,
            target_id=_TARGET,
            arn=machine.arn,
            role_arn=caller.arn,
            input=plan.arn.apply(_due),
            opts=self._child,
        )

    def _rule(
        self,
        suffix: str,
        says: str,
        *,
        event_pattern: pulumi.Input[str] | None = None,
        schedule_expression: str | None = None,
    ) -> cloudwatch.EventRule:
        return cloudwatch.EventRule(
            f"{self._logical}-{suffix}",
            name=self._args.site.naming.physical("cloudwatch.EventRule", f"drill-{suffix}"),
            description=says,
            event_pattern=event_pattern,
            schedule_expression=schedule_expression,
            tags=self._tags(suffix),
            opts=self._child,
        )

    def _alarms(self) -> None:
        self._alarm("failed", "A drill of restoring failed, or did not run.", drills.FAILED, 0)
        if self._args.restore_minutes is not None:
            self._alarm(
                "slow",
                f"Restoring took more than {self._args.restore_minutes} minutes in a drill.",
                drills.MINUTES,
                self._args.restore_minutes,
            )

    def _alarm(self, suffix: str, says: str, metric: str, threshold: int) -> None:
        told = self._args.receiver
        cloudwatch.MetricAlarm(
            f"{self._logical}-{suffix}",
            name=self._args.site.naming.physical("cloudwatch.MetricAlarm", f"{self._logical}-{suffix}"),
            alarm_description=described(says, "drills"),
            namespace=drills.NAMESPACE,
            metric_name=metric,
            dimensions={"Plan": self._plan_name},
            statistic="Maximum",
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            period=_PERIOD,
            evaluation_periods=1,
            # Between two drills nothing is known, so the last one's verdict stands.
            treat_missing_data="ignore",
            alarm_actions=None if told is None else [told],
            ok_actions=None if told is None else [told],
            tags=self._tags(suffix),
            opts=self._child,
        )


def _listed(group: str) -> str:
    return json.dumps([group])


def _due(plan_arn: str) -> str:
    return json.dumps({"status": drills.DUE, "restoreTestingPlanArn": plan_arn})


def _may_start(machine: str) -> str:
    return document(allow(["states:StartExecution"], [machine]))


def _ended(plan_arn: str) -> str:
    """Return the pattern of the events by which a plan's restore jobs end."""
    return json.dumps(
        {
            "source": ["aws.backup"],
            "detail-type": ["Restore Job State Change"],
            "detail": {
                "status": ["COMPLETED", "FAILED", "ABORTED"],
                "restoreTestingPlanArn": [plan_arn],
            },
        }
    )
