"""Alerts on AWS: who is told, alarms on what CloudWatch counts, and rules on the managed Prometheus."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import amp, cloudwatch

from jiban.components.base import refuse_beyond
from jiban.components.observability import alerts as queries
from jiban.components.observability.aws_topics import topics
from jiban.components.observability.cloudwatch import CloudWatchAlert, of_tier
from jiban.components.observability.contract import RUNBOOKS, AlertsContract
from jiban.components.observability.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.observability.contract import MetricsContract, Watched
    from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec
    from jiban.components.site import Site

_OPERATORS: Final = {">": "GreaterThanThreshold", "<": "LessThanThreshold"}
_PAGED: Final = "0|1"
"""Severities of which whoever is on call hears, as a pattern (`contract.route`)."""


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
    """Two topics with their receivers in each region that counts, and the alerts on each tier that there is.

    Raises:
        SpecRefusedError: when the specification asks for what AWS cannot do.
    """

    contract: AlertsContract

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make topics, alarms and rules."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:observability:Alerts", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._topics = topics(
            name,
            parent=self,
            site=args.site,
            asked=args.alerts,
            regions=[each.region for each in args.watched],
        )
        for watched in args.watched:
            for alert in of_tier(watched.tier):
                self._alarm(watched, alert)
        if args.metrics:
            self._rules(args.metrics)
        self.contract = AlertsContract(
            action_groups=self._topics[None],
            elsewhere={where: told for where, told in self._topics.items() if where is not None},
        )
        self.register_outputs({"topics": self._topics[None], "elsewhere": self.contract.elsewhere})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("observability", f"{self._logical}-{suffix}")

    def _alarm(self, watched: Watched, alert: CloudWatchAlert) -> None:
        suffix = f"{watched.name}.{alert.name}"
        told = [self._topics[watched.region][alert.route]]
        cloudwatch.MetricAlarm(
            f"{self._logical}-{suffix}",
            region=watched.region,
            name=self._args.site.naming.physical("cloudwatch.MetricAlarm", suffix),
            alarm_description=alert.description,
            namespace=alert.namespace,
            metric_name=alert.metric,
            dimensions={**alert.fixed, **watched.also, alert.dimension: watched.resource_id},
            statistic=alert.statistic,
            comparison_operator=_OPERATORS[alert.operator],
            threshold=alert.threshold(watched.sizes),
            period=alert.seconds,
            evaluation_periods=alert.times,
            treat_missing_data=alert.missing,
            alarm_actions=told,
            ok_actions=told,
            tags=self._tags(suffix),
            opts=self._child,
        )

    def _rules(self, metrics: MetricsContract) -> None:
        """Make the rules on services and nodes, and say to which topic each severity goes."""
        amp.AlertManagerDefinition(
            f"{self._logical}-routes",
            workspace_id=metrics.workspace_id,
            definition=pulumi.Output.all(
                **{str(route): arn for route, arn in self._topics[None].items()}
            ).apply(partial(_routes, self._args.site.region)),
            opts=self._child,
        )
        for tier in ("workloads", "cluster", *(("rollouts",) if self._args.rollouts else ())):
            amp.RuleGroupNamespace(
                f"{self._logical}-{tier}",
                name=self._args.site.naming.physical("amp.RuleGroupNamespace", tier),
                workspace_id=metrics.workspace_id,
                data=_group(tier),
                tags=self._tags(tier),
                opts=self._child,
            )


def _routes(region: str, topics: Mapping[str, str]) -> str:
    """Return the definition of the alert manager; JSON is YAML, which it takes."""

    def receiver(route: str) -> Mapping[str, Any]:
        sent = {"topic_arn": topics[route], "sigv4": {"region": region}, "send_resolved": True}
        return {"name": route, "sns_configs": [sent]}

    config = {
        "route": {
            "receiver": "notice",
            "group_by": ["alertname", "tier"],
            "routes": [{"receiver": "page", "matchers": [f'severity=~"{_PAGED}"']}],
        },
        "receivers": [receiver("page"), receiver("notice")],
    }
    return json.dumps({"alertmanager_config": json.dumps(config)})


def _group(tier: str) -> str:
    rules = [
        {
            "alert": alert.name,
            "expr": alert.expression,
            "for": f"{alert.window_minutes}m",
            "labels": {"tier": tier, "severity": str(alert.severity)},
            "annotations": {"description": alert.says, "runbook": f"{RUNBOOKS}#{alert.runbook}"},
        }
        for alert in queries.of_tier(tier, "query")
    ]
    return json.dumps({"groups": [{"name": tier, "interval": "1m", "rules": rules}]})
