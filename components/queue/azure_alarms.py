"""Alarms on the metrics of a namespace of Service Bus."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from jiban.components.observability.contract import Route, described, route
from jiban.components.queue.alarms import Alarm, alarms, source
from jiban.components.queue.contract import QueueContract
from jiban.components.queue.spec import QueueSpec
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """What the alarms of a broker are made from."""

    spec: QueueSpec
    site: Site
    broker: QueueContract
    action_groups: Mapping[Route, pulumi.Input[str]]
    """Ids of the action groups that tell people, by what they are told; without them an alarm stands in the
    portal only."""


class BrokerAlarms(pulumi.ComponentResource):
    """The alarms of a broker; each is over by itself when its metric is down again.

    They are apart from the broker, as those who are told may only be known after it is made.
    """

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make them, or none where the specification wants none."""
        super().__init__("jiban:queue:BrokerAlarms", name, None, opts)
        self._logical, self._args = name, args
        for alarm in alarms("azure", args.spec):
            self._alarm(alarm)
        self.register_outputs({})

    def _alarm(self, alarm: Alarm) -> None:
        site, group = self._args.site, self._args.action_groups.get(route(alarm.severity))
        name = f"{self._logical}-{alarm.name}"
        monitor.MetricAlert(
            name,
            rule_name=site.naming.physical("monitor.MetricAlert", name),
            resource_group_name=site.resource_group,
            location="global",
            description=described(alarm.says, alarm.runbook),
            enabled=True,
            auto_mitigate=True,
            severity=alarm.severity,
            scopes=[self._args.broker.broker_id],
            window_size=alarm.window,
            evaluation_frequency=alarm.every,
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                all_of=[_criterion(alarm)],
            ),
            actions=None if group is None else [monitor.MetricAlertActionArgs(action_group_id=group)],
            tags=site.ownership.tags("queue", name),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _criterion(alarm: Alarm) -> monitor.MetricCriteriaArgs:
    found = source("azure")
    return monitor.MetricCriteriaArgs(
        criterion_type="StaticThresholdCriterion",
        name=alarm.metric,
        metric_namespace=found.namespace,
        metric_name=alarm.metric,
        time_aggregation=alarm.aggregation,
        operator=monitor.Operator.GREATER_THAN,
        threshold=alarm.threshold,
        dimensions=[
            monitor.MetricDimensionArgs(name=found.dimension, operator="Include", values=list(alarm.entities))
        ]
        if alarm.entities
        else None,
        # A metric is only known once the service has counted it, after the first deployment.
        skip_metric_validation=True,
    )
