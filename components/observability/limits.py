"""What a cloud cannot do that a specification of metrics, logs and alerts can ask for."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.observability.retention import archive_class, retention_days
from jiban.components.observability.spec import ObservabilitySpec
from jiban.tables import table


def _basic_tables(spec: ObservabilitySpec) -> Iterator[Fault]:
    known: Sequence[str] = table("jiban.components.observability", "tables.yaml")["basic"]
    for name, asked in (spec.logs.tables if spec.logs else {}).items():
        if asked.plan == "basic" and name not in known:
            yield Fault(
                ("logs", "tables", name, "plan"),
                f"{name} is not known to take the plan basic, as {', '.join(known)} are",
                "set plan to analytics",
            )


def _no_second_store(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.logs and spec.logs.archive_days is not None:
        yield Fault(
            ("logs", "archive_days"),
            "Log Analytics keeps an archive by table",
            f"leave it out, and set keep_days to {spec.logs.archive_days} for tables of logs.tables",
        )


def _days(spec: ObservabilitySpec) -> Iterator[Fault]:
    known = retention_days()
    if spec.logs and spec.logs.retention_days not in known:
        days = spec.logs.retention_days
        longer = [str(each) for each in known if each > days][:1]
        shorter = [str(each) for each in known if each < days][-1:]
        yield Fault(
            ("logs", "retention_days"),
            f"CloudWatch keeps logs for certain numbers of days, and {days} is none of them",
            f"set {' or '.join([*shorter, *longer])}",
        )


def _archive(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.logs is None or spec.logs.archive_days is None:
        return
    days, stays = spec.logs.archive_days, archive_class()
    billed = stays.after_days + stays.billed_days
    if days < billed:
        yield Fault(
            ("logs", "archive_days"),
            f"an object moves to {stays.name} after {stays.after_days} days and is billed there for "
            f"{stays.billed_days}, so until day {billed}, whatever is deleted on day {days}",
            f"set {billed} or more, or leave it out",
        )
    if days <= spec.logs.retention_days:
        yield Fault(
            ("logs", "archive_days"),
            f"the logs themselves are kept for {spec.logs.retention_days} days, and the copy for {days}",
            "set more than logs.retention_days, or leave it out",
        )


def _no_tables(spec: ObservabilitySpec) -> Iterator[Fault]:
    for name in spec.logs.tables if spec.logs else ():
        yield Fault(
            ("logs", "tables", name),
            "CloudWatch has groups of logs and no tables, and all are kept alike",
            "leave logs.tables out, and set logs.retention_days and logs.archive_days",
        )


def _no_cap(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.logs and spec.logs.daily_cap_gb is not None:
        yield Fault(
            ("logs", "daily_cap_gb"),
            "CloudWatch has no cap of a day",
            "leave it out; jiban:budget tells of what a month costs",
        )


def _no_teams(spec: ObservabilitySpec) -> Iterator[Fault]:
    asked = [*spec.alerts.receivers, *spec.alerts.webhooks] if spec.alerts else []
    if "teams" in asked:
        field = "receivers" if spec.alerts and "teams" in spec.alerts.receivers else "webhooks"
        yield Fault(
            ("alerts", field),
            "SNS sends to an address once that has answered a question of its own, which Teams does not",
            "set alerts.emails to the channel's mail address, and leave teams out",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "logs.retention_days", "CloudWatch's numbers of days", _days),
    Limit("aws", "logs.archive_days", "120 or more, and more than `retention_days`", _archive),
    Limit("aws", "logs.tables", "none: groups have no tables", _no_tables),
    Limit("aws", "logs.tables.*.*", "none: groups have no tables", _no_tables),
    Limit("aws", "logs.daily_cap_gb", "none: CloudWatch has no cap", _no_cap),
    Limit("aws", "alerts.receivers", "pagerduty", _no_teams),
    Limit("aws", "alerts.webhooks", "pagerduty's", _no_teams),
    Limit("azure", "logs.tables.*.plan", "`basic` for what a cluster fills", _basic_tables),
    Limit("azure", "logs.archive_days", "none: it has `tables.*.keep_days`", _no_second_store),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
