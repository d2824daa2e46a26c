"""How often a plan of AWS Backup takes a backup."""

import pytest

from jiban.policy.facts.recovery import DATABASES, backups
from jiban.policy.testing import resource, urn
from jiban.policy.view import StackView

INSTANCE = DATABASES[0]
PLAN = "aws:backup/plan:Plan"


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        ("cron(0 * * * ? *)", 60),
        ("cron(0 */6 * * ? *)", 360),
        ("cron(0 0/4 * * ? *)", 240),
        ("cron(0 5 * * ? *)", 1440),
        ("cron(0 1,5,17 * * ? *)", 720),
        ("cron(0 5 ? * SUN *)", 10_080),
        ("cron(0 5 1 * ? *)", 44_640),
        ("rate(12 hours)", 720),
        ("rate(1 day)", 1440),
    ],
)
def test_the_longest_time_between_two(schedule: str, minutes: int) -> None:
    """What may be lost is that, and the time until a backup begins."""
    database = resource(INSTANCE, "db", {"backupRetentionPeriod": 0})
    plan = resource(PLAN, "plan", {"rules": [{"schedule": schedule, "startWindow": 60}]})
    selection = resource(
        "aws:backup/selection:Selection",
        "selection",
        {"planId": "1", "resources": ["arn:aws:rds:*:*:db:*"]},
        comes_from={"planId": [urn(PLAN, "plan")]},
    )
    [found] = backups(StackView([database, plan, selection]), database)
    assert found.lost == minutes + 60
