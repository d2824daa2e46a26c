"""What every cloud's metrics, logs and alerts give to the tiers above them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pulumi

Route = Literal["page", "notice"]
"""Who is told: `page` whoever is on call, at once, and the team; `notice` the team alone."""
Size = Literal["memory", "storage", "connections", "fewest", "most"]
"""What a threshold may be a part of."""
RUNBOOKS: Final = "docs/alerts.md"
"""Page whose sections say what to do about each alert."""
_PAGED: Final = 1
"""Severity down to which whoever is on call is woken: 0 critical, 1 error."""


def route(severity: int) -> Route:
    """Return who is told of an alert; 0 is the worst severity, 4 the least."""
    return "page" if severity <= _PAGED else "notice"


def described(says: str, runbook: str) -> str:
    """Return what an alert says: what is wrong, and the section of the page that says what to do."""
    return f"{says} Runbook: {RUNBOOKS}#{runbook}"


@dataclass(frozen=True, kw_only=True)
class MetricsContract:
    """A managed Prometheus that exists."""

    workspace_id: pulumi.Output[str]
    query_url: pulumi.Output[str]
    """Base URL of the Prometheus query API."""
    workspace_arn: pulumi.Output[str] | None = None
    """What a permission to ask is granted on, on AWS; on Azure that is the id."""


@dataclass(frozen=True, kw_only=True)
class LogsContract:
    """A store of logs that exists."""

    workspace_id: pulumi.Output[str]
    """Where a diagnostic setting sends to."""
    scope_id: pulumi.Output[str]
    """What a private endpoint leads to, so that logs come in by the private network."""
    scope_name: pulumi.Output[str]
    insights_id: pulumi.Output[str] | None
    """Where services send traces: what a permission is granted on. None where there is none."""
    connection_string: pulumi.Output[str] | None
    """`APPLICATIONINSIGHTS_CONNECTION_STRING` of the services; no secret, as nobody may send without a
    permission."""


@dataclass(frozen=True, kw_only=True)
class Diagnosed:
    """One resource whose own logs are kept."""

    name: str
    """Logical name, unique in the stack: `postgres-primary`."""
    type: str
    """Type token, one of `diagnostics.yaml`."""
    resource_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One resource that alerts are made on."""

    name: str
    """Logical name, unique in the stack: `postgres-primary`."""
    tier: str
    """Whose rows of the table of alerts it gets."""
    resource_id: pulumi.Input[str]
    """Id of the resource on Azure; on AWS the name by which its metrics are asked for."""
    sizes: Mapping[Size, float] = field(default_factory=dict[Size, float])
    """What it has of what a threshold may be a part of, in the unit of the metric."""
    also: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, "pulumi.Input[str]"])
    """Other dimensions that its metrics are of, which differ between environments (AWS)."""
    region: str | None = None
    """Region in which its metrics are counted; None for the environment's own."""


@dataclass(frozen=True, kw_only=True)
class AlertsContract:
    """Those who are told."""

    action_groups: Mapping[Route, pulumi.Output[str]]
    """Id of each group of receivers, on AWS the ARN of a topic: what an alert of any tier names."""
    elsewhere: Mapping[str, Mapping[Route, pulumi.Output[str]]] = field(
        default_factory=dict[str, Mapping[Route, pulumi.Output[str]]]
    )
    """The same for what is counted in other regions than the environment's, by region. On AWS alone."""
