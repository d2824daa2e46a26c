"""Who is told of alerts on AWS: a topic for each route, its receivers, and the key of its messages."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import sns

from jiban.components.aws_keys import data_key, let_in
from jiban.components.iam import account_of, document

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from jiban.components.observability.contract import Route
    from jiban.components.observability.spec import AlertsSpec
    from jiban.components.site import Site

_SENDERS: Final = ("cloudwatch.amazonaws.com", "aps.amazonaws.com")
"""Services that send to the topics: CloudWatch for alarms, the managed Prometheus for rules."""
_FAR_SENDERS: Final = ("cloudwatch.amazonaws.com",)
"""The same in another region than the environment's, where no Prometheus is."""


def topics(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    asked: AlertsSpec,
    regions: Collection[str | None],
) -> Mapping[str | None, Mapping[Route, pulumi.Output[str]]]:
    """Make the topics of the environment's region, and of each other one in which something is counted.

    An alarm tells topics of its own region alone (CloudWatch API, `PutMetricAlarm`).

    Args:
        name: logical name of the alerts.
        parent: the alerts.
        site: whose they are.
        asked: who is told.
        regions: regions of what is watched; None is the environment's own.

    Returns:
        ARN of each topic by its region and route; None is the environment's own region, and is always there.
    """
    far = sorted({each for each in regions if each is not None})
    return {where: _of_region(name, parent, site, asked, where) for where in (None, *far)}


def _of_region(
    name: str, parent: pulumi.Resource, site: Site, asked: AlertsSpec, where: str | None
) -> Mapping[Route, pulumi.Output[str]]:
    logical = name if where is None else f"{name}-{where}"
    senders = _SENDERS if where is None else _FAR_SENDERS
    key = data_key(
        f"{logical}-key",
        parent=parent,
        site=site,
        tier="observability",
        alias="alerts",
        description="Messages of alerts",
        where=where,
    )
    may_use = let_in(f"{logical}-key", key, parent=parent, services=senders, where=where)
    child = pulumi.ResourceOptions(parent=parent)

    def made(route: Route) -> pulumi.Output[str]:
        own = f"{logical}-{route}"
        topic = sns.Topic(
            own,
            region=where,
            name=site.naming.physical("sns.Topic", f"alerts-{route}"),
            display_name=f"{site.ownership.project} {site.ownership.stack}",
            kms_master_key_id=key.arn,
            tags=site.ownership.tags("observability", own),
            opts=child,
        )
        policy = sns.TopicPolicy(
            f"{own}-policy",
            region=where,
            arn=topic.arn,
            policy=topic.arn.apply(lambda arn: _may_send(senders, arn)),
            opts=child,
        )
        for address in asked.emails:
            sns.TopicSubscription(
                f"{own}-{address}",
                region=where,
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=child,
            )
        if route == "page" and "pagerduty" in asked.receivers:
            _pager(own, topic, asked, where, child)
        # Ready when its senders may send: whoever names the topic waits for both.
        return pulumi.Output.all(topic.arn, policy.urn, may_use.urn).apply(_first)

    return {"page": made("page"), "notice": made("notice")}


def _pager(
    own: str, topic: sns.Topic, asked: AlertsSpec, where: str | None, child: pulumi.ResourceOptions
) -> None:
    address = asked.webhooks.get("pagerduty")
    if address is None:
        return
    sns.TopicSubscription(
        f"{own}-pagerduty",
        region=where,
        topic=topic.arn,
        protocol="https",
        endpoint=pulumi.Output.secret(address.get_secret_value()),
        # PagerDuty answers the question that SNS asks of each address by itself.
        endpoint_auto_confirms=True,
        opts=child,
    )


def _first(known: Sequence[str]) -> str:
    return known[0]


def _may_send(senders: Sequence[str], topic: str) -> str:
    """Return the permission of the senders, for the topic's own account alone.

    Source: SNS developer guide, `sns-access-policy-use-cases`; Prometheus user guide,
    `AMP-alertmanager-receiver`.
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": list(senders)},
            "Action": ["sns:Publish", "sns:GetTopicAttributes"],
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_of(topic)}},
        }
    )
