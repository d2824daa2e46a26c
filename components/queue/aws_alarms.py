"""Alarms on the metrics of SQS and SNS."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import cloudwatch

from jiban.components.observability.contract import Route, described, route
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue.sqs_alarms import QueueAlarm, queue_alarms
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """What the alarms of a broker are made from."""

    spec: QueueSpec
    site: Site
    receivers: Mapping[Route, pulumi.Input[str]] = field(default_factory=dict[Route, "pulumi.Input[str]"])
    """ARN of each topic that tells people, by what it is told; without any an alarm stands in the console
    only."""


class BrokerAlarms(pulumi.ComponentResource):
    """The alarms of a broker; each is over by itself when its metric is down again."""

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make them, or none where the specification wants none."""
        super().__init__("jiban:queue:BrokerAlarms", name, None, opts)
        for alarm in queue_alarms(args.site.naming, args.spec):
            self._alarm(f"{name}-{alarm.name}", alarm, args)
        self.register_outputs({})

    def _alarm(self, logical: str, alarm: QueueAlarm, args: AlarmsArgs) -> None:
        kind, name = alarm.dimension
        topic = args.receivers.get(route(alarm.severity))
        told = None if topic is None else [topic]
        cloudwatch.MetricAlarm(
            logical,
            name=args.site.naming.physical("cloudwatch.MetricAlarm", logical),
            alarm_description=described(alarm.says, alarm.runbook),
            namespace=alarm.namespace,
            metric_name=alarm.metric,
            dimensions={kind: name},
            statistic=alarm.statistic,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            period=alarm.period,
            evaluation_periods=alarm.times,
            # A queue that nobody uses has no figures, which is no fault.
            treat_missing_data="notBreaching",
            alarm_actions=told,
            ok_actions=told,
            tags=args.site.ownership.tags("queue", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )
