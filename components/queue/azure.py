"""A message broker on Azure: a Premium namespace of Service Bus, reached through a private endpoint only."""

from __future__ import annotations  # the SDK's module is only loaded where a broker is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import servicebus

from jiban.components.base import refuse_beyond
from jiban.components.queue.contract import QueueContract
from jiban.components.queue.limits import LIMITS
from jiban.components.queue.servicebus import days, megabytes
from jiban.components.queue.spec import OneQueueSpec
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.queue.spec import QueueSpec, TopicSpec
    from jiban.components.site import Site

_DNS_SUFFIX: Final = ".servicebus.windows.net"
_REMEMBERED: Final = "PT10M"
"""How long an id is remembered where duplicates are dropped: the ten minutes of the specification."""
_LOCK: Final = "PT1M"
"""How long a consumer has a message to itself before it is delivered again; clients renew it."""


@dataclass(frozen=True, kw_only=True)
class BrokerArgs:
    """What a message broker is made of."""

    spec: QueueSpec
    site: Site


class Broker(pulumi.ComponentResource):
    """A namespace with its queues, its topics and their subscriptions.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: QueueContract

    def __init__(self, name: str, args: BrokerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the namespace and everything in it."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:queue:Broker", name, None, opts)
        namespace = self._namespace(name, args)
        namespace_name = known_after(namespace, args.site.naming.physical("servicebus.Namespace"))
        queues = {
            queue: self._queue(f"{name}-queue-{queue}", queue, asked, args.site, namespace_name)
            for queue, asked in args.spec.queues.items()
        }
        topics = {
            topic: self._topic(f"{name}-topic-{topic}", topic, asked, args.site, namespace_name)
            for topic, asked in args.spec.topics.items()
        }
        self.contract = QueueContract(
            broker_id=namespace.id,
            host=pulumi.Output.concat(namespace_name, _DNS_SUFFIX),
            name=namespace_name,
            entity_ids={entity: made.id for entity, made in {**queues, **topics}.items()},
        )
        self.register_outputs({"host": self.contract.host})

    def _namespace(self, name: str, args: BrokerArgs) -> servicebus.Namespace:
        site = args.site
        namespace = servicebus.Namespace(
            f"{name}-namespace",
            namespace_name=site.naming.physical("servicebus.Namespace"),
            resource_group_name=site.resource_group,
            location=site.region,
            sku=servicebus.SBSkuArgs(
                name=servicebus.SkuName.PREMIUM, tier=servicebus.SkuTier.PREMIUM, capacity=args.spec.units
            ),
            minimum_tls_version=servicebus.TlsVersion.TLS_VERSION_1_2,
            disable_local_auth=True,
            public_network_access=servicebus.PublicNetworkAccess.DISABLED,
            tags=site.ownership.tags("queue", f"{name}-namespace"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        # The rule set has a switch of its own, on by default; both must be off.
        servicebus.NamespaceNetworkRuleSet(
            f"{name}-network-rules",
            namespace_name=known_after(namespace, site.naming.physical("servicebus.Namespace")),
            resource_group_name=site.resource_group,
            default_action=servicebus.DefaultAction.DENY,
            public_network_access=servicebus.PublicNetworkAccessFlag.DISABLED,
            trusted_service_access_enabled=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return namespace

    def _queue(
        self, name: str, queue: str, asked: OneQueueSpec, site: Site, namespace_name: pulumi.Output[str]
    ) -> servicebus.Queue:
        return servicebus.Queue(
            name,
            queue_name=queue,
            namespace_name=namespace_name,
            resource_group_name=site.resource_group,
            max_size_in_megabytes=megabytes(asked.max_size_gb),
            requires_duplicate_detection=asked.duplicate_detection,
            duplicate_detection_history_time_window=_REMEMBERED if asked.duplicate_detection else None,
            requires_session=asked.sessions,
            lock_duration=_LOCK,
            max_delivery_count=asked.max_deliveries,
            default_message_time_to_live=days(asked.keep_days),
            dead_lettering_on_message_expiration=True,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _topic(
        self, name: str, topic: str, asked: TopicSpec, site: Site, namespace_name: pulumi.Output[str]
    ) -> servicebus.Topic:
        made = servicebus.Topic(
            name,
            topic_name=topic,
            namespace_name=namespace_name,
            resource_group_name=site.resource_group,
            max_size_in_megabytes=megabytes(asked.max_size_gb),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        limits = OneQueueSpec()
        for subscription in sorted(set(asked.subscriptions)):
            servicebus.Subscription(
                f"{name}.{subscription}",  # a dot is in no name: `a-b` with `c` is not `a` with `b-c`
                subscription_name=subscription,
                topic_name=known_after(made, topic),
                namespace_name=namespace_name,
                resource_group_name=site.resource_group,
                lock_duration=_LOCK,
                max_delivery_count=limits.max_deliveries,
                default_message_time_to_live=days(limits.keep_days),
                dead_lettering_on_message_expiration=True,
                dead_lettering_on_filter_evaluation_exceptions=True,
                opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
            )
        return made
