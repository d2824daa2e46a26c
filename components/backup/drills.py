"""When drills run, and the machine that measures them. No resources."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from jiban.tables import table

NAMESPACE: Final = "jiban/backup"
"""Namespace of the drills' own metrics."""
MINUTES: Final = "RestoreMinutes"
"""Metric: minutes from the order to restore until the copy was there."""
FAILED: Final = "DrillFailures"
"""Metric: 1 where a drill failed or did not run, 0 where one has ended well."""
DUE: Final = "DUE"
"""What the machine is told when a drill has to have run; a job's own states are its other words."""

_MILLISECONDS: Final = 60_000
_DAY_MILLISECONDS: Final = 24 * 60 * _MILLISECONDS
_RETRY: Final = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 30, "MaxAttempts": 5, "BackoffRate": 2}]


@dataclass(frozen=True, slots=True)
class Dates:
    """When a drill begins, and when it has to have run."""

    schedule: str
    """Cron expression of AWS, in `time_zone`."""
    time_zone: str
    start_hours: int
    due: str
    """Cron expression of EventBridge, in UTC."""
    due_days: int


def dates(every: Literal["quarterly", "monthly"]) -> Dates:
    """Return the dates of drills."""
    row = _table()
    months, day, hour = row["months"][every], row["day"], row["hour"]
    return Dates(
        schedule=f"cron(0 {hour} {day} {months} ? *)",
        time_zone=row["time_zone"],
        start_hours=row["start_hours"],
        # The hour is read as UTC here, which is later than in Korea.
        due=f"cron(0 {hour} {day + row['due_days']} {months} ? *)",
        due_days=row["due_days"],
    )


def metrics() -> Mapping[str, Any]:
    """Return the names of AWS Backup's own metrics."""
    found: Mapping[str, Any] = _table()["metrics"]
    return found


def machine(plan: str, due_days: int) -> str:
    """Return the state machine that measures the drills of a plan, in the language of Step Functions.

    Its input is what EventBridge tells of a restore job, or the word that a drill has to have run: in both
    `status` and `restoreTestingPlanArn`.

    Args:
        plan: the restore testing plan's name, a dimension of the metrics.
        due_days: days back in which a drill has to have ended well.
    """
    minutes = (
        "{% ($toMillis($states.input.completionDate) - $toMillis($states.input.creationDate)) / "
        f"{_MILLISECONDS} %}}"
    )
    # A day more: the drill begins in another time zone than the question.
    since = f"{{% $fromMillis($millis() - {(due_days + 1) * _DAY_MILLISECONDS}) %}}"
    states: dict[str, Any] = {
        "What is told": {
            "Type": "Choice",
            "Choices": [
                {"Condition": "{% $states.input.status = 'COMPLETED' %}", "Next": "Measure"},
                {"Condition": f"{{% $states.input.status = '{DUE}' %}}", "Next": "Look for drills"},
            ],
            "Default": "Tell a failure",
        },
        "Measure": _put(plan, {MINUTES: minutes, FAILED: 0}),
        "Look for drills": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:backup:listRestoreJobs",
            "Arguments": {
                "ByRestoreTestingPlanArn": "{% $states.input.restoreTestingPlanArn %}",
                "ByStatus": "COMPLETED",
                "ByCreatedAfter": since,
            },
            "Output": {"found": "{% $count($states.result.RestoreJobs) %}"},
            "Retry": _RETRY,
            "Next": "Whether one has ended well",
        },
        "Whether one has ended well": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.found > 0 %}", "Next": "Well"}],
            "Default": "Tell a failure",
        },
        "Well": {"Type": "Succeed"},
        "Tell a failure": _put(plan, {FAILED: 1}),
    }
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": "What is told", "States": states})


def _put(plan: str, values: Mapping[str, float | str]) -> dict[str, Any]:
    """Return a state that writes metrics and ends."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
        "Arguments": {
            "Namespace": NAMESPACE,
            "MetricData": [
                {"MetricName": metric, "Dimensions": [{"Name": "Plan", "Value": plan}], "Value": value}
                for metric, value in values.items()
            ],
        },
        "Retry": _RETRY,
        "End": True,
    }


@cache
def _table() -> Mapping[str, Any]:
    return table("jiban.components.backup", "drills.yaml")
