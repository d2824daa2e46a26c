"""Alarms on the metrics of a namespace of Service Bus."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from jiban.components.queue.alarms import Alarm, alarms, source
from jiban.components.queue.spec import QueueSpec
from jiban.components.site import Site


@dataclass(frozen=True, slots=True)
class AlarmMaker:
    """Makes the alarms of one broker."""

    parent: pulumi.Resource
    logical: str
    """Beginning of the logical names."""
    site: Site
    action_group_id: pulumi.Input[str] | None
    """Id of the action group that tells people; None for nobody."""

    def make(self, spec: QueueSpec, broker_id: pulumi.Output[str]) -> None:
        """Make them; each is over by itself when its metric is down again."""
        for alarm in alarms("azure", spec):
            self._alarm(alarm, broker_id)

    def _alarm(self, alarm: Alarm, broker_id: pulumi.Output[str]) -> None:
        name, group = f"{self.logical}-alarm-{alarm.name}", self.action_group_id
        monitor.MetricAlert(
            name,
            rule_name=self.site.naming.physical("monitor.MetricAlert", f"{self.logical}-{alarm.name}"),
            resource_group_name=self.site.resource_group,
            location="global",
            description=alarm.says,
            enabled=True,
            auto_mitigate=True,
            severity=alarm.severity,
            scopes=[broker_id],
            window_size=alarm.window,
            evaluation_frequency=alarm.every,
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                all_of=[_criterion(alarm)],
            ),
            actions=None if group is None else [monitor.MetricAlertActionArgs(action_group_id=group)],
            tags=self.site.ownership.tags("queue", name),
            opts=pulumi.ResourceOptions(parent=self.parent),
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
    )
