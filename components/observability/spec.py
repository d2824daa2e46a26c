"""What can be asked for of metrics, logs, dashboards and alerts, on any cloud."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from jiban.components.base import Spec
from jiban.components.units import EmailAddress

TableName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9_]{1,62}$")]
"""2 to 63 letters, digits and underscores, a capital first."""
Receiver = Literal["pagerduty", "teams"]
"""A service that takes alerts at a web address of its own."""


class TableSpec(Spec):
    """How one table of the logs is kept."""

    plan: Literal["analytics", "basic"] = "analytics"
    """`basic` is cheaper to fill, is paid for by the query, can be asked for 30 days and has no alerts.
    Default: analytics."""
    keep_days: Annotated[int, Field(ge=30, le=730)] | None = None
    """Days after which rows are gone; those beyond what can be asked for are in the archive. Default: as
    many as can be asked for."""


class LogsSpec(Spec):
    """Logs of the cluster, of the services and of every managed service, in one place.

    On Azure they come in by the private network alone; people and dashboards ask by the public address, as
    themselves.
    """

    retention_days: Annotated[int, Field(ge=30, le=730)] = 90
    """Days for which rows can be asked for, in every table that `tables` does not name; on AWS one of those
    that CloudWatch takes: 30, 60, 90, 120, 150, 180, 365, 400, 545. Default: 90."""
    archive_days: Annotated[int, Field(ge=31, le=3650)] | None = None
    """Days, from the day it was written, for which a copy of every row stays in a store that costs least and
    cannot be asked at once; more than `retention_days`. Azure has it by table, `tables.*.keep_days`. Default:
    none is kept."""
    tables: dict[TableName, TableSpec] = {}
    """Tables that are kept in another way, by the cloud's own name: ContainerLogV2, AKSAudit. Default:
    none."""
    daily_cap_gb: Annotated[int, Field(ge=1, le=4000)] | None = None
    """GiB a day after which nothing more is collected until the next day, and alerts on logs see nothing.
    Refused where `protect` is on. Default: none, what comes is collected and paid for."""
    insights: bool = True
    """Whether services can send traces and requests (`workloads.*.uses.telemetry`). Default: true."""


class AlertsSpec(Spec):
    """Alerts on every tier of the environment, and who hears of them."""

    receivers: tuple[Receiver, ...] = ()
    """Services that are told: pagerduty hears of what cannot wait (severity 0 and 1), teams of everything.
    Each needs its address in `webhooks`, and is left out with a warning until it has one. Default: none."""
    emails: tuple[EmailAddress, ...] = ()
    """Mailboxes that hear of everything. Default: none."""
    webhooks: dict[Receiver, SecretStr] = {}
    """Address of each receiver, which is a secret: whoever has it can send; set only with `pulumi config set
    --secret --path 'jiban:observability.alerts.webhooks.pagerduty'`. Default: none."""


class ObservabilitySpec(Spec):
    """Metrics, logs, dashboards and alerts of the whole environment."""

    metrics: bool = True
    """Whether a managed Prometheus scrapes the cluster and every workload that names a metrics path.
    Autoscaling by query needs it. Default: true."""
    logs: LogsSpec | None = None
    """Where logs are kept; null for nowhere. Default: none."""
    grafana: bool = False
    """Whether there is a managed Grafana over the metrics, for `cluster.admins`. Default: false."""
    alerts: AlertsSpec | None = None
    """Alerts of `components/observability/alerts.yaml` on the tiers that there are. Default: none."""
