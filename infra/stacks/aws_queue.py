"""Queues and topics of a platform on AWS, and their alarms."""

import pulumi

from infra.environment import Environment
from jiban.components.queue.aws import Broker, BrokerArgs
from jiban.components.queue.aws_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.queue.contract import QueueContract
from jiban.components.site import Site


def broker(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
    receiver: pulumi.Input[str] | None = None,
) -> QueueContract | None:
    """Make the queues, the topics and their alarms, where the environment has any.

    Args:
        environment: what to make.
        site: where it stands.
        opts: with which provider.
        receiver: ARN of the topic that tells people of alarms.
    """
    if environment.queue is None:
        return None
    made = Broker("queue", BrokerArgs(spec=environment.queue, site=site), opts).contract
    if environment.queue.alarms:
        BrokerAlarms("queue-alarms", AlarmsArgs(spec=environment.queue, site=site, receiver=receiver), opts)
    return made


def outputs(made: QueueContract | None) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: where its queues are."""
    return {"queue": made.host} if made else {}
