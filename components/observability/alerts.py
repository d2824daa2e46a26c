"""The alerts that are made on each tier, and to whom they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from jiban.components.observability.contract import Route, described, route
from jiban.tables import table

Operator = Literal[">", ">=", "<"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One row of `alerts.yaml`."""

    name: str
    tier: str
    operator: Operator
    threshold: float
    window_minutes: int
    severity: int
    says: str
    """What is wrong when it fires, in a sentence for whoever reads it at night."""
    runbook: str
    """Section of the page of runbooks."""
    metric: str = ""
    """Azure's name of the metric; empty where the managed Prometheus is asked."""
    aggregation: str = ""
    dimension: str = ""
    """Dimension of the metric that is looked at, if one is."""
    values: tuple[str, ...] = ()
    """Values of that dimension."""
    query: str = ""
    """PromQL whose result is compared with the threshold; empty where it is a metric of Azure."""

    @property
    def route(self) -> Route:
        """Who is told."""
        return route(self.severity)

    @property
    def expression(self) -> str:
        """The query together with its comparison, as a rule of Prometheus has it."""
        return f"({self.query}) {self.operator} {self.threshold:g}"

    @property
    def description(self) -> str:
        """What is wrong, and where it is said what to do."""
        return described(self.says, self.runbook)


@cache
def alerts() -> Sequence[Alert]:
    """Return every alert, from `alerts.yaml`, which says its sources and date."""
    rows: list[dict[str, Any]] = table("jiban.components.observability", "alerts.yaml")["alerts"]
    return tuple(_alert(row) for row in rows)


def _alert(row: dict[str, Any]) -> Alert:
    plain = {key: value for key, value in row.items() if key not in {"source", "values"}}
    return Alert(values=tuple(row.get("values", ())), **plain)


def of_tier(tier: str, kind: Literal["metric", "query"]) -> Sequence[Alert]:
    """Return the alerts of a tier that are asked of Azure's metrics, or of the managed Prometheus."""
    return [each for each in alerts() if each.tier == tier and bool(each.metric) is (kind == "metric")]
