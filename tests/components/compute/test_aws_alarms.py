"""Alarms for slow answers of servers: one for each group that says within which time it answers."""

from typing import Any, Final

import pulumi

from jiban.components.compute.aws_alarms import SlowAlarms, SlowAlarmsArgs
from jiban.components.compute.contract import ComputeContract
from jiban.components.compute.spec import ComputeSpec
from jiban.components.observability.contract import Route
from jiban.testing import ProgramPlan, plan_program
from tests.components.compute.test_aws import CERTIFICATE
from tests.components.helpers import AWS_SITE

ALARM: Final = "cloudwatch:MetricAlarm"


def made(name: str = "slow", *, told: bool = True, **seconds: float | None) -> ProgramPlan:
    """The alarms of groups with these times."""

    def program() -> Any:
        known = pulumi.Output.from_input
        spec = ComputeSpec.model_validate(
            {
                "balancer": {"certificate": CERTIFICATE, "clients": ("203.0.113.0/24",)},
                "servers": {
                    group: {"image": "x:1", "order": place, "slow_seconds": each}
                    for place, (group, each) in enumerate(seconds.items(), start=1)
                },
            }
        )
        servers = ComputeContract(
            host=known("alb.example"),
            groups={each: known(each) for each in seconds},
            balancer=known("app/alb/1"),
            targets={each: known(f"targetgroup/{each}/1") for each in seconds},
            log_groups={each: known(each) for each in seconds},
        )
        receivers: dict[Route, pulumi.Output[str]] = (
            {"page": known("arn:page"), "notice": known("arn:notice")} if told else {}
        )
        SlowAlarms(name, SlowAlarmsArgs(spec=spec, site=AWS_SITE, servers=servers, receivers=receivers))

    return plan_program(program, resolve=True)


def test_five_of_a_hundred_answers_may_take_longer() -> None:
    """Of one group behind one load balancer, for five minutes; a gap is no fault."""
    alarm = made(api=0.5).resource(ALARM, "slow-api").inputs
    assert (alarm["metricName"], alarm["extendedStatistic"], alarm["threshold"]) == (
        "TargetResponseTime",
        "p95",
        0.5,
    )
    assert alarm["dimensions"] == {"LoadBalancer": "app/alb/1", "TargetGroup": "targetgroup/api/1"}
    assert (alarm["period"], alarm["evaluationPeriods"], alarm["treatMissingData"]) == (60, 5, "notBreaching")
    assert alarm["name"] == "alarm-trip-api-slow-test-d64ca8a3"


def test_the_team_hears_of_it() -> None:
    """Nobody is woken, and what is over is told as well; it says what to do."""
    alarm = made(api=1.0).resource(ALARM, "slow-api").inputs
    assert alarm["alarmActions"] == alarm["okActions"] == ["arn:notice"]
    assert alarm["alarmDescription"] == (
        "For five minutes, five of 100 answers of api have taken longer than 1 s. "
        "Runbook: docs/alerts.md#response-time"
    )


def test_without_receivers_it_stands_in_the_console() -> None:
    """It tells nobody, and is there."""
    alarm = made(told=False, api=1.0).resource(ALARM, "slow-api").inputs
    assert "alarmActions" not in alarm


def test_a_group_that_says_no_time_has_none() -> None:
    """The others have."""
    assert [each.name for each in made(api=1.0, web=None).resources_of(ALARM)] == ["slow-api"]
