"""Alarms on the expiry of what a Key Vault holds, by Event Grid."""

from __future__ import annotations  # the SDK's module is only loaded where alarms are made

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import eventgrid

from jiban.components.observability.contract import Route, described, route
from jiban.components.secrets.alarms import Alarm, alarms, source
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class AlarmsArgs:
    """What the alarms of a vault are made from."""

    site: Site
    vault: SecretsContract
    action_groups: Mapping[Route, pulumi.Input[str]]
    """Ids of the action groups that tell people, by what they are told."""


class VaultAlarms(pulumi.ComponentResource):
    """A topic on the vault, and a subscription for each alarm that hands its events to people.

    The vault's own service sends the events, so its private access does not stand in the way. Nobody's code
    runs in between.
    """

    topic_id: pulumi.Output[str]
    """What writes of events that could not be handed on."""

    def __init__(self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make them."""
        super().__init__("jiban:secrets:VaultAlarms", name, None, opts)
        self._logical, self._args = name, args
        site, physical = args.site, args.site.naming.physical("eventgrid.SystemTopic", "vault")
        topic = eventgrid.SystemTopic(
            f"{name}-topic",
            system_topic_name=physical,
            resource_group_name=site.resource_group,
            # A topic stands where its source does.
            location=site.region,
            source=args.vault.vault_id,
            topic_type=source().topic,
            tags=site.ownership.tags("secrets", f"{name}-topic"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.topic_id = topic.id
        for alarm in alarms():
            self._alarm(alarm, known_after(topic, physical))
        self.register_outputs({})

    def _alarm(self, alarm: Alarm, topic: pulumi.Output[str]) -> None:
        group = self._args.action_groups.get(route(alarm.severity))
        eventgrid.SystemTopicEventSubscription(
            f"{self._logical}-{alarm.name}",
            event_subscription_name=alarm.name,
            system_topic_name=topic,
            resource_group_name=self._args.site.resource_group,
            event_delivery_schema=source().schema,
            filter=eventgrid.EventSubscriptionFilterArgs(included_event_types=list(alarm.events)),
            destination=eventgrid.MonitorAlertEventSubscriptionDestinationArgs(
                endpoint_type="MonitorAlert",
                severity=f"Sev{alarm.severity}",
                description=described(alarm.says, alarm.runbook),
                action_groups=None if group is None else [group],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
