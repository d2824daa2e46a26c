"""Queues and topics of a platform on AWS, and their alarms."""

from collections.abc import Mapping

import pulumi

from infra.environment import Environment
from jiban.components.observability.contract import Route
from jiban.components.queue.aws import Broker, BrokerArgs
from jiban.components.queue.aws_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.queue.contract import QueueContract
from jiban.components.site import Site


def broker(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
) -> QueueContract | None:
    """Make the queues and the topics, where the environment has any."""
    if environment.queue is None:
        return None
    return Broker(
        "queue", BrokerArgs(spec=environment.queue, site=site, account=environment.account), opts
    ).contract


def alarms(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
    receivers: Mapping[Route, pulumi.Output[str]],
) -> None:
    """Make the alarms of queues and topics, where the environment wants any.

    Args:
        environment: what to make.
        site: where it stands.
        opts: with which provider.
        receivers: ARN of each topic that tells people, by what it is told.
    """
    if environment.queue is not None and environment.queue.alarms:
        args = AlarmsArgs(spec=environment.queue, site=site, receivers=receivers)
        BrokerAlarms("queue-alarms", args, opts)


def outputs(made: QueueContract | None) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: where its queues are."""
    return {"queue": made.host} if made else {}
