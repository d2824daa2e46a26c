"""Alerts on AWS: who is told, alarms on what CloudWatch counts, and rules on the managed Prometheus."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import amp, cloudwatch, sns

from jiban.components.base import refuse_beyond
from jiban.components.iam import document
from jiban.components.observability import alerts as queries
from jiban.components.observability.aws_keys import account_of, service_key
from jiban.components.observability.cloudwatch import CloudWatchAlert, of_tier
from jiban.components.observability.contract import RUNBOOKS, AlertsContract
from jiban.components.observability.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.observability.contract import MetricsContract, Route, Watched
    from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec
    from jiban.components.site import Site

_SENDERS: Final = ("cloudwatch.amazonaws.com", "aps.amazonaws.com")
"""Services that send to the topics: CloudWatch for alarms, the managed Prometheus for rules."""
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
    """Two topics with their receivers, and the alerts on each tier that there is.

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
        key, may_use = service_key(
            f"{name}-key",
            parent=self,
            site=args.site,
            alias="alerts",
            description="Messages of alerts",
            services=_SENDERS,
        )
        self._topics: dict[Route, pulumi.Output[str]] = {
            "page": self._topic("page", key.arn, may_use),
            "notice": self._topic("notice", key.arn, may_use),
        }
        for watched in args.watched:
            for alert in of_tier(watched.tier):
                self._alarm(watched, alert)
        if args.metrics:
            self._rules(args.metrics)
        self.contract = AlertsContract(action_groups=self._topics)
        self.register_outputs({"topics": self._topics})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("observability", f"{self._logical}-{suffix}")

    def _topic(self, route: Route, key: pulumi.Output[str], may_use: pulumi.Resource) -> pulumi.Output[str]:
        logical = f"{self._logical}-{route}"
        topic = sns.Topic(
            logical,
            name=self._args.site.naming.physical("sns.Topic", f"alerts-{route}"),
            display_name=f"{self._args.site.ownership.project} {self._args.site.ownership.stack}",
            kms_master_key_id=key,
            tags=self._tags(route),
            opts=self._child,
        )
        policy = sns.TopicPolicy(
            f"{logical}-policy", arn=topic.arn, policy=topic.arn.apply(_may_send), opts=self._child
        )
        for address in self._args.alerts.emails:
            sns.TopicSubscription(
                f"{logical}-{address}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self._child,
            )
        if route == "page" and "pagerduty" in self._args.alerts.receivers:
            self._pager(logical, topic)
        # Ready when its senders may send: whoever names the topic waits for both.
        return pulumi.Output.all(topic.arn, policy.urn, may_use.urn).apply(_first)

    def _pager(self, logical: str, topic: sns.Topic) -> None:
        address = self._args.alerts.webhooks.get("pagerduty")
        if address is None:
            return
        sns.TopicSubscription(
            f"{logical}-pagerduty",
            topic=topic.arn,
            protocol="https",
            endpoint=pulumi.Output.secret(address.get_secret_value()),
            # PagerDuty answers the question that SNS asks of each address by itself.
            endpoint_auto_confirms=True,
            opts=self._child,
        )

    def _alarm(self, watched: Watched, alert: CloudWatchAlert) -> None:
        suffix = f"{watched.name}.{alert.name}"
        told = [self._topics[alert.route]]
        cloudwatch.MetricAlarm(
            f"{self._logical}-{suffix}",
            name=self._args.site.naming.physical("cloudwatch.MetricAlarm", suffix),
            alarm_description=alert.description,
            namespace=alert.namespace,
            metric_name=alert.metric,
            dimensions={alert.dimension: watched.resource_id},
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
            definition=pulumi.Output.all(**{str(route): arn for route, arn in self._topics.items()}).apply(
                partial(_routes, self._args.site.region)
            ),
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


def _first(known: Sequence[str]) -> str:
    return known[0]


def _may_send(topic: str) -> str:
    """Return the permission of the senders, for the topic's own account alone.

    Source: SNS developer guide, `sns-access-policy-use-cases`; Prometheus user guide,
    `AMP-alertmanager-receiver`.
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": list(_SENDERS)},
            "Action": ["sns:Publish", "sns:GetTopicAttributes"],
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_of(topic)}},
        }
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
