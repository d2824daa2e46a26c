"""The alerts that are made on what CloudWatch counts, and their thresholds for one resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from jiban.components.observability.contract import Route, Size, described, route
from jiban.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudWatchAlert:
    """One row of `aws_alerts.yaml`."""

    name: str
    tier: str
    namespace: str
    metric: str
    statistic: str
    dimension: str
    """What the metric is of: `DBInstanceIdentifier`."""
    operator: Literal[">", "<"]
    share: float
    """Threshold in the metric's unit, or the part of `of`."""
    of: Size | None
    """What the threshold is a part of; None where it is one itself."""
    seconds: int
    """Length of one look."""
    times: int
    """Looks in a row that have to be beyond the threshold."""
    missing: str
    """What a look without a figure counts as."""
    severity: int
    says: str
    """What is wrong when it fires, in a sentence for whoever reads it at night."""
    runbook: str
    """Section of the page of runbooks."""

    @property
    def route(self) -> Route:
        """Who is told."""
        return route(self.severity)

    @property
    def description(self) -> str:
        """What is wrong, and where it is said what to do."""
        return described(self.says, self.runbook)

    def threshold(self, sizes: Mapping[Size, float]) -> float:
        """Return the threshold for a resource.

        Raises:
            KeyError: when it is a part of what the resource does not say.
        """
        return self.share if self.of is None else self.share * sizes[self.of]


@cache
def cloudwatch_alerts() -> Sequence[CloudWatchAlert]:
    """Return every alert, from `aws_alerts.yaml`, which says its sources and date."""
    data = table("jiban.components.observability", "aws_alerts.yaml")
    dimensions: Mapping[str, str] = data["dimensions"]
    rows: Sequence[Mapping[str, Any]] = data["alerts"]
    return tuple(_alert(row, dimensions) for row in rows)


def of_tier(tier: str) -> Sequence[CloudWatchAlert]:
    """Return the alerts of a tier."""
    return [each for each in cloudwatch_alerts() if each.tier == tier]


def _alert(row: Mapping[str, Any], dimensions: Mapping[str, str]) -> CloudWatchAlert:
    namespace, metric, statistic = row["metric"]
    return CloudWatchAlert(
        name=row["name"],
        tier=row["tier"],
        namespace=namespace,
        metric=metric,
        statistic=statistic,
        dimension=dimensions[namespace],
        operator=row["operator"],
        share=row["threshold"],
        of=row.get("of"),
        seconds=row["seconds"],
        times=row["times"],
        missing=row["missing"],
        severity=row["severity"],
        says=row["says"],
        runbook=row["runbook"],
    )
