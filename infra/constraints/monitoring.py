"""Rules about logs, dashboards and alerts: what they need, and that somebody hears of an alert."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault

_PAGERDUTY: Final = re.compile(
    r"https://events(\.eu)?\.pagerduty\.com/integration/[A-Za-z0-9]{10,64}/enqueue"
)
"""Address of PagerDuty's integrations "Microsoft Azure" and "Amazon CloudWatch" (its guides, unverified)."""
_INTEGRATIONS: Final = {"azure": "Microsoft Azure", "aws": "Amazon CloudWatch"}
_PAGERDUTY_LIKE: Final = "https://events.pagerduty.com/integration/KEY/enqueue"
_HTTPS: Final = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/\S{1,2000}")
_RETIRED: Final = re.compile(r"https://([a-z0-9-]+\.)?(webhook\.office\.com|outlook\.office(365)?\.com)/")
"""Addresses of Office 365 connectors, which Teams no longer has."""
_SECRET: Final = "pulumi config set --secret --path 'jiban:observability.alerts.webhooks.{}'"  # noqa: S105 the path of one


def logs_are_not_capped(environment: Environment) -> Iterator[Fault]:
    """What is to be kept does not stop writing logs when a day was busy."""
    logs = environment.observability.logs
    if logs and logs.daily_cap_gb is not None and environment.protect:
        yield Fault(
            ("observability", "logs", "daily_cap_gb"),
            f"after {logs.daily_cap_gb} GiB nothing more is collected until the next day, security logs "
            "included, and alerts on logs see nothing; an attack or a fault is what makes a day busy",
            "leave it out, and set plan: basic for the tables that are large; with protect: false there may "
            "be one",
        )


def dashboards_show_something(environment: Environment) -> Iterator[Fault]:
    """Dashboards stand on metrics, and somebody may look at them."""
    asked = environment.observability
    if not asked.grafana:
        return
    if not asked.metrics:
        yield Fault(
            ("observability", "grafana"),
            "observability.metrics is false, so there is nothing to show",
            "set observability.metrics to true, or grafana to false",
        )
    if environment.cloud == "azure" and not environment.kubernetes.admins:
        yield Fault(
            ("observability", "grafana"),
            "cluster.admins is empty, and nobody else is let in",
            "set cluster.admins, or grafana to false",
        )


def alerts_reach_somebody(environment: Environment) -> Iterator[Fault]:
    """An alert has a receiver that is known, at an address that takes it."""
    alerts = environment.observability.alerts
    if alerts is None:
        return
    at = ("observability", "alerts")
    if not alerts.emails and not any(each in alerts.webhooks for each in alerts.receivers):
        yield Fault(
            at,
            "nobody would hear of an alert: there are no emails, and no receiver has an address",
            "set emails, or receivers with an address each: " + _SECRET.format("<receiver>"),
        )
    for receiver, secret in alerts.webhooks.items():
        path = (*at, "webhooks", receiver)
        if receiver not in alerts.receivers:
            yield Fault(path, f"{receiver} is not among the receivers", f"add {receiver} to receivers")
        fault = _address(receiver, secret.get_secret_value(), _INTEGRATIONS[environment.cloud])
        if fault:
            yield Fault(path, *fault)


def _address(receiver: str, address: str, integration: str) -> tuple[str, str] | None:
    """Return what is wrong with a receiver's address, and what to do; never the address."""
    again = "set another one with `" + _SECRET.format(receiver) + "`"
    if receiver == "teams" and _RETIRED.match(address):
        return (
            "it is one of an Office 365 connector, which Teams has ended",
            "make a workflow in Teams that takes webhooks, and " + again,
        )
    if receiver == "pagerduty" and not _PAGERDUTY.fullmatch(address):
        return (
            f"it is none of PagerDuty's integration for {integration}, {_PAGERDUTY_LIKE}",
            again,
        )
    if not _HTTPS.fullmatch(address):
        return "it is no address that begins with https:// and has a path", again
    return None


def telemetry_goes_somewhere(environment: Environment) -> Iterator[Fault]:
    """A service sends traces only where something takes them."""
    logs = environment.observability.logs
    for name, workload in environment.workloads.items():
        path = ("workloads", name, "uses", "telemetry")
        if not workload.uses.telemetry:
            continue
        if logs is None or not logs.insights:
            yield Fault(
                path, "nothing takes traces", "set observability.logs.insights to true, or telemetry to false"
            )


def a_budget_reaches_somebody(environment: Environment) -> Iterator[Fault]:
    """A budget has a mailbox, or on Azure those who hear of alerts."""
    budget = environment.budget
    if budget is None or budget.emails:
        return
    if environment.cloud == "azure" and environment.observability.alerts is not None:
        return
    alerts = ", or observability.alerts" if environment.cloud == "azure" else ""
    yield Fault(("budget",), "nobody would hear of it: there are no emails", f"set budget.emails{alerts}")


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    logs_are_not_capped,
    dashboards_show_something,
    alerts_reach_somebody,
    telemetry_goes_somewhere,
    a_budget_reaches_somebody,
)
