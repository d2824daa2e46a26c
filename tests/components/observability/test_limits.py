"""What a cloud cannot do of metrics, logs, dashboards and alerts is refused where it is asked for."""

from typing import Any

import pytest

from jiban.components.base import Cloud, Fault
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.spec import ObservabilitySpec


def faults(cloud: Cloud, **fields: Any) -> list[Fault]:
    """What a cloud finds wrong with these fields, each fault once."""
    spec = ObservabilitySpec.model_validate(fields)
    found = [fault for limit in LIMITS if limit.cloud == cloud for fault in limit.faults(spec)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"logs": {"tables": {"AKSAudit": {}}}},
            Fault(
                ("logs", "tables", "AKSAudit"),
                "CloudWatch has groups of logs and no tables, and all are kept alike",
                "leave logs.tables out, and set logs.retention_days and logs.archive_days",
            ),
        ),
        (
            {"logs": {"daily_cap_gb": 2}},
            Fault(
                ("logs", "daily_cap_gb"),
                "CloudWatch has no cap of a day",
                "leave it out; jiban:budget tells of what a month costs",
            ),
        ),
        (
            {"alerts": {"receivers": ("pagerduty", "teams")}},
            Fault(
                ("alerts", "receivers"),
                "SNS sends to an address once that has answered a question of its own, which Teams does not",
                "set alerts.emails to the channel's mail address, and leave teams out",
            ),
        ),
        (
            {"alerts": {"webhooks": {"teams": "https://example.com/x"}}},
            Fault(
                ("alerts", "webhooks"),
                "SNS sends to an address once that has answered a question of its own, which Teams does not",
                "set alerts.emails to the channel's mail address, and leave teams out",
            ),
        ),
    ],
)
def test_what_aws_lacks_is_refused(fields: dict[str, Any], fault: Fault) -> None:
    """Each thing alone, with what to set; Azure has it."""
    assert faults("aws", **fields) == [fault]
    assert faults("azure", **fields) == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"metrics": False},
        {"grafana": True, "logs": {"insights": False}},
        {"logs": {"retention_days": 30, "archive_days": 365}},
        {"alerts": {"receivers": ("pagerduty",), "emails": ("a@example.com",)}},
    ],
)
def test_the_rest_is_taken_on_aws(fields: dict[str, Any]) -> None:
    """Whether all of it is asked for, or nothing."""
    assert faults("aws", **fields) == []


@pytest.mark.parametrize(
    ("days", "remedy"),
    [(31, "set 30 or 60"), (100, "set 90 or 120"), (730, "set 545")],
)
def test_cloudwatch_keeps_certain_numbers_of_days(days: int, remedy: str) -> None:
    """The nearest ones are named; Azure takes any."""
    assert faults("aws", logs={"retention_days": days}) == [
        Fault(
            ("logs", "retention_days"),
            f"CloudWatch keeps logs for certain numbers of days, and {days} is none of them",
            remedy,
        )
    ]
    assert faults("azure", logs={"retention_days": days}) == []


@pytest.mark.parametrize("days", [30, 60, 90, 120, 150, 180, 365, 400, 545])
def test_a_number_of_days_that_cloudwatch_has(days: int) -> None:
    """Each is taken as it is."""
    assert faults("aws", logs={"retention_days": days}) == []


def test_an_archive_is_kept_for_as_long_as_it_is_billed() -> None:
    """It moves after 30 days, and is billed for 90 from then."""
    assert faults("aws", logs={"retention_days": 30, "archive_days": 119}) == [
        Fault(
            ("logs", "archive_days"),
            "an object moves to GLACIER_IR after 30 days and is billed there for 90, so until day 120, "
            "whatever is deleted on day 119",
            "set 120 or more, or leave it out",
        )
    ]


@pytest.mark.parametrize("days", [120, 3650])
def test_an_archive_may_be_kept_for_longer(days: int) -> None:
    """From the day on which it has been paid for."""
    assert faults("aws", logs={"retention_days": 30, "archive_days": days}) == []


@pytest.mark.parametrize(("days", "taken"), [(180, False), (181, True)])
def test_an_archive_is_kept_for_longer_than_the_logs(days: int, *, taken: bool) -> None:
    """Else it would hold nothing that cannot be asked for."""
    found = faults("aws", logs={"retention_days": 180, "archive_days": days})
    assert [fault.remedy for fault in found] == (
        [] if taken else ["set more than logs.retention_days, or leave it out"]
    )


def test_azure_keeps_an_archive_by_table() -> None:
    """It is told where."""
    assert faults("azure", logs={"archive_days": 365}) == [
        Fault(
            ("logs", "archive_days"),
            "Log Analytics keeps an archive by table",
            "leave it out, and set keep_days to 365 for tables of logs.tables",
        )
    ]


@pytest.mark.parametrize("name", ["AKSAudit", "AKSAuditAdmin", "AKSControlPlane", "ContainerLogV2"])
def test_what_a_cluster_fills_may_be_basic(name: str) -> None:
    """Azure takes the cheaper plan for these four."""
    assert faults("azure", logs={"tables": {name: {"plan": "basic"}}}) == []


def test_every_table_is_looked_at() -> None:
    """The second as well as the first; one of the usual plan may be any."""
    tables = {
        "AKSAudit": {"plan": "basic"},
        "AppRequests": {"plan": "analytics"},
        "AppTraces": {"plan": "basic"},
        "Perf": {"plan": "basic"},
    }
    found = faults("azure", logs={"tables": tables})
    assert [fault.path for fault in found] == [
        ("logs", "tables", "AppTraces", "plan"),
        ("logs", "tables", "Perf", "plan"),
    ]
    assert found[0].reason == (
        "AppTraces is not known to take the plan basic, as AKSAudit, AKSAuditAdmin, AKSControlPlane, "
        "ContainerLogV2 are"
    )
