"""What a cloud cannot do that a specification of metrics, logs and alerts can ask for."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.observability.spec import ObservabilitySpec
from jiban.tables import table


def _no_metrics(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.metrics:
        yield Fault(
            ("metrics",), "a managed Prometheus is not built on AWS yet", "set observability.metrics to false"
        )


def _no_logs(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.logs is not None:
        yield Fault(("logs",), "a store of logs is not built on AWS yet", "leave observability.logs out")


def _no_dashboards(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.grafana:
        yield Fault(("grafana",), "a Grafana is not built on AWS yet", "set observability.grafana to false")


def _no_alerts(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.alerts is not None:
        yield Fault(("alerts",), "alerts are not built on AWS yet", "leave observability.alerts out")


def _basic_tables(spec: ObservabilitySpec) -> Iterator[Fault]:
    known: Sequence[str] = table("jiban.components.observability", "tables.yaml")["basic"]
    for name, asked in (spec.logs.tables if spec.logs else {}).items():
        if asked.plan == "basic" and name not in known:
            yield Fault(
                ("logs", "tables", name, "plan"),
                f"{name} is not known to take the plan basic, as {', '.join(known)} are",
                "set plan to analytics",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "metrics", "not built", _no_metrics),
    Limit("aws", "logs.retention_days", "not built", _no_logs),
    Limit("aws", "grafana", "not built", _no_dashboards),
    Limit("aws", "alerts.emails", "not built", _no_alerts),
    Limit("azure", "logs.tables.*.plan", "`basic` for what a cluster fills", _basic_tables),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
