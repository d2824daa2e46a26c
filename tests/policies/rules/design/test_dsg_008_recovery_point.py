"""DSG-008: backups and copies of a database lose no more than is declared, and reach as far back."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_008_recovery_point import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

RDS = "aws:rds/instance:Instance"
PG = "azure-native:dbforpostgresql:Server"
PLAN = "aws:backup/plan:Plan"
HOUR = {"rpo_minutes": 60}
QUARTER = {"region_rpo_minutes": 15}


def planned(schedule: Any) -> tuple[ResourceView, ...]:
    """A database without backups of its own, and a plan that selects it by its ARN."""
    return (
        resource(RDS, "db", {"identifier": "db", "backupRetentionPeriod": 0}),
        resource(
            PLAN,
            "plan",
            {"rules": [{"schedule": schedule, "startWindow": 60, "lifecycle": {"deleteAfter": 30}}]},
        ),
        resource(
            "aws:backup/selection:Selection",
            "selection",
            {"planId": UNKNOWN, "resources": ["arn:aws:rds:ap-northeast-2:111122223333:db:db"]},
            comes_from={"planId": [urn(PLAN, "plan")]},
        ),
    )


CASES = (
    passes(
        resource(RDS, "db", {"backupRetentionPeriod": 14}),
        reason="backups of its own of 14 days: 5 minutes may be lost of the 60 that are declared",
        parameters=HOUR,
    ),
    fails("it has no backups, and 60 minutes may be lost", resource(RDS, "db"), parameters=HOUR),
    fails(
        "backups of its own of 3 days, fewer than the 7 days that are declared",
        resource(RDS, "db", {"backupRetentionPeriod": 3}),
        parameters=HOUR,
    ),
    # Hourly, and it begins within an hour: two hours.
    fails(
        (
            "plan plan with a backup every hour, which begins within 60 minutes: up to 120 minutes may be "
            "lost, more than the 60 that are declared"
        ),
        *planned("cron(0 * * * ? *)"),
        parameters=HOUR,
    ),
    passes(
        *planned("cron(0 2,10,18 * * ? *)"),
        reason=(
            "plan plan with a backup every 8 hours, which begins within 60 minutes: 540 minutes may be lost "
            "of the 600 that are declared"
        ),
        parameters={"rpo_minutes": 600},
    ),
    # A tag of the database says more than the value of the rule.
    fails(
        "it has no backups, and 30 minutes may be lost",
        resource(RDS, "db", {"tags": {"RpoMinutes": "30"}}),
    ),
    passes(
        resource(PG, "db", {"location": "koreacentral"}),
        resource(
            PG,
            "south",
            {"location": "koreasouth", "createMode": "Replica", "sourceServerResourceId": UNKNOWN},
            comes_from={"sourceServerResourceId": [urn(PG, "db")]},
        ),
        reason="replica south in koreasouth, up to 5 minutes behind",
        parameters=QUARTER,
    ),
    fails(
        (
            "copies of its backups in the pair, up to 60 minutes behind, more than the 15 minutes that may "
            "be lost with the region"
        ),
        resource(PG, "db", {"location": "koreacentral", "backup": {"geoRedundantBackup": "Enabled"}}),
        parameters=QUARTER,
    ),
    fails(
        "nothing of it is in another region, and 15 minutes may be lost with this one",
        resource(PG, "db", {"location": "koreacentral"}),
        parameters=QUARTER,
    ),
    unknown(
        "backupRetentionPeriod is not known before deployment",
        resource(RDS, "db", {"backupRetentionPeriod": UNKNOWN}),
        parameters=HOUR,
    ),
    unknown(
        "rules[0].schedule of plan is no schedule that is worked out here",
        *planned("every now and then"),
        parameters=HOUR,
    ),
    not_applicable(
        resource(RDS, "db"),
        reason="nothing is declared: set the parameter rpo_minutes of DSG-008, or a tag of that name",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
