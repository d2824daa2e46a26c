"""Alerts on Azure: who is told, rules on Azure's own metrics, and rules on the managed Prometheus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import alertsmanagement, monitor

from jiban.components.base import refuse_beyond
from jiban.components.observability.alerts import Alert, of_tier
from jiban.components.observability.contract import RUNBOOKS, AlertsContract, MetricsContract, Route, Watched
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec, Receiver
from jiban.components.site import Site

_EVERYWHERE: Final = "Global"
"""Location of action groups and of rules on metrics; they belong to no region."""
_SHORT_NAMES: Final[dict[Route, str]] = {"page": "page", "notice": "notice"}
"""What stands in a message before its text, twelve letters at most."""
_OPERATORS: Final = {
    ">": monitor.Operator.GREATER_THAN,
    ">=": monitor.Operator.GREATER_THAN_OR_EQUAL,
    "<": monitor.Operator.LESS_THAN,
}
_SINGLE: Final = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
_STATIC: Final = "StaticThresholdCriterion"
_INTERVAL: Final = "PT1M"
_RESOLVED_AFTER: Final = "PT10M"
"""How long an alert's condition must be over before it counts as resolved."""
_FREQUENT: Final = 5
"""Window in minutes up to which a rule is looked at every minute; longer ones every five."""


@dataclass(frozen=True, kw_only=True)
class AlertsArgs:
    """What alerts are made from."""

    spec: ObservabilitySpec
    alerts: AlertsSpec
    site: Site
    watched: Sequence[Watched]
    metrics: MetricsContract | None
    """The managed Prometheus; without it there are no rules on services."""
    rollouts: bool = False
    """Whether a controller brings new versions of services in."""


class Alerts(pulumi.ComponentResource):
    """Two groups of receivers, and the rules of `alerts.yaml` on each tier that there is."""

    contract: AlertsContract

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make groups and rules.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:observability:Alerts", name, None, opts)
        self._logical = name
        self._site = args.site
        self._groups: dict[Route, pulumi.Output[str]] = {
            "page": self._group("page", args.alerts, ("pagerduty", "teams")),
            "notice": self._group("notice", args.alerts, ("teams",)),
        }
        for watched in args.watched:
            for alert in of_tier(watched.tier, "metric"):
                self._metric_rule(watched, alert)
        if args.metrics:
            for tier in ("workloads", "cluster", *(("rollouts",) if args.rollouts else ())):
                self._query_rules(tier, args.metrics)
        self.contract = AlertsContract(action_groups=self._groups)
        self.register_outputs({"action_groups": self._groups})

    def _group(self, route: Route, spec: AlertsSpec, told: Sequence[Receiver]) -> pulumi.Output[str]:
        site, logical = self._site, f"{self._logical}-{route}"
        return monitor.ActionGroup(
            logical,
            resource_group_name=site.resource_group,
            action_group_name=site.naming.physical("monitor.ActionGroup", route),
            location=_EVERYWHERE,
            group_short_name=_SHORT_NAMES[route],
            enabled=True,
            webhook_receivers=[
                monitor.WebhookReceiverArgs(
                    name=receiver,
                    service_uri=pulumi.Output.secret(spec.webhooks[receiver].get_secret_value()),
                    use_common_alert_schema=True,
                )
                for receiver in told
                if receiver in spec.receivers and receiver in spec.webhooks
            ],
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(
                    name=address, email_address=address, use_common_alert_schema=True
                )
                for address in spec.emails
            ],
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        ).id

    def _metric_rule(self, watched: Watched, alert: Alert) -> None:
        site, logical = self._site, f"{self._logical}-{watched.name}.{alert.name}"
        monitor.MetricAlert(
            logical,
            resource_group_name=site.resource_group,
            rule_name=site.naming.physical("monitor.MetricAlert", f"{watched.name}.{alert.name}"),
            location=_EVERYWHERE,
            description=alert.description,
            severity=alert.severity,
            enabled=True,
            auto_mitigate=True,
            scopes=[watched.resource_id],
            window_size=_minutes(alert.window_minutes),
            evaluation_frequency=_minutes(1 if alert.window_minutes <= _FREQUENT else 5),
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type=_SINGLE,
                all_of=[
                    monitor.MetricCriteriaArgs(
                        criterion_type=_STATIC,
                        name=alert.name,
                        metric_name=alert.metric,
                        time_aggregation=monitor.AggregationTypeEnum(alert.aggregation),
                        operator=_OPERATORS[alert.operator],
                        threshold=alert.threshold,
                        dimensions=[
                            monitor.MetricDimensionArgs(
                                name=alert.dimension, operator="Include", values=list(alert.values)
                            )
                        ]
                        if alert.dimension
                        else None,
                        # A metric is only known once the service has counted it, after the first deployment.
                        skip_metric_validation=True,
                    )
                ],
            ),
            actions=[monitor.MetricAlertActionArgs(action_group_id=self._groups[alert.route])],
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _query_rules(self, tier: str, metrics: MetricsContract) -> None:
        site, logical = self._site, f"{self._logical}-{tier}"
        alertsmanagement.PrometheusRuleGroup(
            logical,
            resource_group_name=site.resource_group,
            rule_group_name=site.naming.physical("alertsmanagement.PrometheusRuleGroup", tier),
            location=site.region,
            description=f"Alerts on {tier}; runbooks: {RUNBOOKS}",
            enabled=True,
            interval=_INTERVAL,
            scopes=[metrics.workspace_id],
            rules=[
                alertsmanagement.PrometheusRuleArgs(
                    alert=alert.name,
                    enabled=True,
                    expression=alert.expression,
                    for_=_minutes(alert.window_minutes),
                    severity=alert.severity,
                    labels={"tier": tier},
                    annotations={"description": alert.says, "runbook": f"{RUNBOOKS}#{alert.runbook}"},
                    resolve_configuration=alertsmanagement.PrometheusRuleResolveConfigurationArgs(
                        auto_resolved=True, time_to_resolve=_RESOLVED_AFTER
                    ),
                    actions=[
                        alertsmanagement.PrometheusRuleGroupActionArgs(
                            action_group_id=self._groups[alert.route]
                        )
                    ],
                )
                for alert in of_tier(tier, "query")
            ],
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _minutes(count: int) -> str:
    """Return a number of minutes as Azure writes it."""
    return f"PT{count // 60}H" if count % 60 == 0 else f"PT{count}M"
