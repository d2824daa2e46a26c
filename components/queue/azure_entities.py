"""What stands in a namespace of Service Bus: queues, topics, their subscriptions and filters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import servicebus

from jiban.components.queue.forwarding import last_first
from jiban.components.queue.servicebus import NOTHING, days, duration, megabytes, remembered
from jiban.components.queue.spec import FilterSpec, OneQueueSpec, QueueSpec, SubscriptionSpec, TopicSpec
from jiban.components.queue_variables import queue_variable, subscription_variable, topic_variable
from jiban.components.site import Site, known_after

_Entity = servicebus.Queue | servicebus.Topic


@dataclass(slots=True)
class Entities:
    """Makes what stands in one namespace."""

    parent: pulumi.Resource
    logical: str
    """Beginning of the logical names."""
    site: Site
    namespace_name: pulumi.Output[str]
    _made: dict[str, _Entity] = field(default_factory=dict[str, _Entity])

    def make(self, spec: QueueSpec) -> Mapping[str, pulumi.Output[str]]:
        """Make all of them, and return the id of each queue and topic by its name.

        What messages are forwarded to is made before what forwards them.
        """
        for topic, asked in spec.topics.items():
            self._made[topic] = self._topic(topic, asked)
        for queue in last_first(spec):
            self._made[queue] = self._queue(queue, spec.queues[queue])
        for topic, asked in spec.topics.items():
            for name, subscription in asked.subscriptions.items():
                self._subscription(topic, name, subscription)
        return {name: self._made[name].id for name in (*spec.queues, *spec.topics)}

    def _queue(self, queue: str, asked: OneQueueSpec) -> servicebus.Queue:
        return servicebus.Queue(
            f"{self.logical}-queue-{queue}",
            queue_name=queue,
            namespace_name=self.namespace_name,
            resource_group_name=self.site.resource_group,
            max_size_in_megabytes=megabytes(asked.max_size_gb),
            requires_duplicate_detection=asked.duplicate_detection,
            duplicate_detection_history_time_window=remembered(asked),
            requires_session=asked.sessions,
            lock_duration=duration(asked.lock_seconds),
            max_delivery_count=asked.max_deliveries,
            default_message_time_to_live=days(asked.keep_days),
            dead_lettering_on_message_expiration=asked.dead_letter_expired is not False,
            forward_to=self._target(asked.forward_to),
            forward_dead_lettered_messages_to=self._target(asked.forward_dead_letters_to),
            opts=self._kept(),
        )

    def _topic(self, topic: str, asked: TopicSpec) -> servicebus.Topic:
        return servicebus.Topic(
            f"{self.logical}-topic-{topic}",
            topic_name=topic,
            namespace_name=self.namespace_name,
            resource_group_name=self.site.resource_group,
            max_size_in_megabytes=megabytes(asked.max_size_gb),
            # Left out without it, as it always was: what is new in a plan is read.
            requires_duplicate_detection=asked.duplicate_detection or None,
            duplicate_detection_history_time_window=remembered(asked),
            opts=self._kept(),
        )

    def _subscription(self, topic: str, name: str, asked: SubscriptionSpec) -> None:
        logical = f"{self.logical}-topic-{topic}.{name}"  # a dot is in no name: `a-b`, `c` is not `a`, `b-c`
        made = servicebus.Subscription(
            logical,
            subscription_name=name,
            topic_name=known_after(self._made[topic], topic),
            namespace_name=self.namespace_name,
            resource_group_name=self.site.resource_group,
            requires_session=asked.sessions or None,
            lock_duration=duration(asked.lock_seconds),
            max_delivery_count=asked.max_deliveries,
            default_message_time_to_live=days(asked.keep_days),
            dead_lettering_on_message_expiration=asked.dead_letter_expired is not False,
            dead_lettering_on_filter_evaluation_exceptions=asked.dead_letter_filter_errors is not False,
            forward_to=self._target(asked.forward_to),
            forward_dead_lettered_messages_to=self._target(asked.forward_dead_letters_to),
            opts=self._kept(),
        )
        if asked.filters:
            self._filters(logical, topic, known_after(made, name), asked.filters)

    def _filters(
        self,
        logical: str,
        topic: str,
        subscription: pulumi.Output[str],
        filters: Mapping[str, FilterSpec],
    ) -> None:
        """Make the filters first, and then close the one that Azure makes with a subscription.

        Until then that one lets everything in, so that no message is missed.
        """
        rules = [
            servicebus.Rule(
                f"{logical}.{name}",
                rule_name=name,
                subscription_name=subscription,
                topic_name=topic,
                namespace_name=self.namespace_name,
                resource_group_name=self.site.resource_group,
                filter_type=servicebus.FilterType.SQL_FILTER
                if asked.sql is not None
                else servicebus.FilterType.CORRELATION_FILTER,
                sql_filter=servicebus.SqlFilterArgs(sql_expression=asked.sql)
                if asked.sql is not None
                else None,
                correlation_filter=_correlation(asked),
                opts=pulumi.ResourceOptions(parent=self.parent),
            )
            for name, asked in filters.items()
        ]
        servicebus.DefaultRule(
            f"{logical}.$Default",
            subscription_name=subscription,
            topic_name=topic,
            namespace_name=self.namespace_name,
            resource_group_name=self.site.resource_group,
            filter_type=servicebus.FilterType.SQL_FILTER,
            sql_filter=servicebus.SqlFilterArgs(sql_expression=NOTHING),
            opts=pulumi.ResourceOptions(parent=self.parent, depends_on=rules),
        )

    def _target(self, name: str | None) -> pulumi.Output[str] | None:
        return known_after(self._made[name], name) if name is not None else None

    def _kept(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.parent, protect=self.site.protect)


def _correlation(asked: FilterSpec) -> servicebus.CorrelationFilterArgs | None:
    values = asked.correlation
    if values is None:
        return None
    return servicebus.CorrelationFilterArgs(
        label=values.label,
        correlation_id=values.correlation_id,
        message_id=values.message_id,
        content_type=values.content_type,
        to=values.to,
        reply_to=values.reply_to,
        session_id=values.session_id,
        reply_to_session_id=values.reply_to_session_id,
        properties=dict(values.properties) or None,
    )


def addresses(spec: QueueSpec, host: pulumi.Output[str]) -> Mapping[str, pulumi.Output[str]]:
    """Return the address of each queue, topic and subscription by its variable, as AMQP has addresses."""
    places = {
        **{queue_variable(queue): queue for queue in spec.queues},
        **{topic_variable(topic): topic for topic in spec.topics},
        **{
            subscription_variable(topic, name): f"{topic}/Subscriptions/{name}"
            for topic, asked in spec.topics.items()
            for name in asked.subscriptions
        },
    }
    return {
        variable: pulumi.Output.concat("amqps://", host, f"/{place}") for variable, place in places.items()
    }
