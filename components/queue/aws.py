"""A message broker on AWS: queues of SQS, topics of SNS, and one key for all of them."""

from __future__ import annotations  # the SDK's modules are only loaded where a broker is made

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import kms, sns, sqs

from jiban.components.aws_keys import data_key
from jiban.components.base import refuse_beyond
from jiban.components.iam import document
from jiban.components.queue.contract import QueueContract
from jiban.components.queue.limits import LIMITS
from jiban.components.queue.sqs import (
    DAY_SECONDS,
    LONGEST_DAYS,
    WAIT_SECONDS,
    Line,
    filter_policy,
    lines,
    topic_fifo,
    topic_name,
)
from jiban.components.queue_variables import queue_variable, subscription_variable, topic_variable
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.queue.spec import QueueSpec, TopicSpec
    from jiban.components.site import Site

_SENDERS: Final = ("sns.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com")
"""Services of AWS that put messages into an encrypted queue or topic: topics, alarms, rules."""


@dataclass(frozen=True, kw_only=True)
class BrokerArgs:
    """What a message broker is made of."""

    spec: QueueSpec
    site: Site
    account: str | None = None
    """The account's number, from which addresses are known before deployment."""


class Broker(pulumi.ComponentResource):
    """Queues with their dead letters, topics with a queue for each subscription, and their key.

    Raises:
        SpecRefusedError: when SQS and SNS cannot provide what the specification asks for.
    """

    contract: QueueContract

    def __init__(self, name: str, args: BrokerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the key, every queue, and every topic."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:queue:Broker", name, None, opts)
        site, spec = args.site, args.spec
        key = data_key(
            f"{name}-key", parent=self, site=site, tier="queue", alias="queue", description="Messages"
        )
        policy = kms.KeyPolicy(
            f"{name}-key-policy",
            key_id=key.key_id,
            policy=key.arn.apply(_key_policy),
            opts=pulumi.ResourceOptions(parent=self),
        )
        made = _Made(self, name, site, key, policy, args.account)
        for topic, asked in spec.topics.items():
            made.topic(topic, asked)
        for line in lines(site.naming, spec):
            made.line(line)
        for line in lines(site.naming, spec):
            if line.topic is not None:
                made.subscription(line.topic, line, spec.topics[line.topic])
        self.contract = QueueContract(
            broker_id=key.arn,
            host=known_after(key, f"sqs.{site.region}.amazonaws.com"),
            name=known_after(key, site.naming.physical("kms.Alias", "queue")),
            entity_ids={
                **{queue: made.queues[queue].arn for queue in spec.queues},
                **{topic: made.topics[topic] for topic in spec.topics},
            },
            private=False,
            key_id=key.arn,
            received_ids={
                topic: [made.queues[f"{topic}.{each}"].arn for each in asked.subscriptions]
                for topic, asked in spec.topics.items()
            },
            addresses={
                **{queue_variable(queue): made.queues[queue].url for queue in spec.queues},
                **{topic_variable(topic): made.topics[topic] for topic in spec.topics},
                **{
                    subscription_variable(topic, each): made.queues[f"{topic}.{each}"].url
                    for topic, asked in spec.topics.items()
                    for each in asked.subscriptions
                },
            },
        )
        self.register_outputs({"host": self.contract.host})


@dataclass(frozen=True, slots=True)
class _Known:
    """Where a queue is."""

    arn: pulumi.Output[str]
    url: pulumi.Output[str]


@dataclass(slots=True)
class _Made:
    """Makes queues and topics, and remembers them."""

    parent: pulumi.Resource
    logical: str
    site: Site
    key: kms.Key
    key_policy: kms.KeyPolicy
    account: str | None
    queues: dict[str, _Known] = field(default_factory=dict[str, _Known])
    """Queues that are received from, by the key of their line."""
    dead: dict[str, _Known] = field(default_factory=dict[str, _Known])
    topics: dict[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """ARN of each topic by its name."""

    def topic(self, topic: str, asked: TopicSpec) -> None:
        """Make a topic that takes messages over TLS alone."""
        logical, fifo = f"{self.logical}-topic-{topic}", topic_fifo(asked)
        name = topic_name(self.site.naming, topic, asked)
        made = sns.Topic(
            logical,
            name=name,
            fifo_topic=fifo or None,
            # The sender names a message's id, as on Azure; equal texts may be two messages.
            content_based_deduplication=False if fifo else None,
            kms_master_key_id=self.key.arn,
            tags=self._tags(logical),
            opts=self._kept(),
        )
        arn = self.topics[topic] = self._arn(made, "sns", name)
        sns.TopicPolicy(
            f"{logical}-policy",
            arn=arn,
            policy=arn.apply(_topic_policy),
            opts=self._child(),
        )

    def line(self, line: Line) -> None:
        """Make a queue, and the queue of its dead letters."""
        logical = f"{self.logical}-topic-{line.key}" if line.topic else f"{self.logical}-queue-{line.key}"
        # The age of a message is not begun anew among the dead letters, so they are kept as long as can be.
        dead = self._queue(f"{logical}.dead", line, line.dead_name, keep_days=LONGEST_DAYS)
        made = self.queues[line.key] = self._queue(
            logical,
            line,
            line.name,
            keep_days=line.asked.keep_days,
            redrive=dead.arn.apply(partial(_redrive, line.asked.max_deliveries)),
        )
        sqs.RedriveAllowPolicy(
            f"{logical}.dead-sources",
            queue_url=dead.url,
            redrive_allow_policy=made.arn.apply(_redrive_allowed),
            opts=self._child(),
        )
        self.dead[line.key] = dead
        topic = None if line.topic is None else self.topics[line.topic]
        self._policy(f"{logical}.dead", dead, topic)
        self._policy(logical, made, topic)

    def subscription(self, topic: str, line: Line, asked: TopicSpec) -> None:
        """Let a topic put its messages into a queue, as they came in."""
        filters = asked.subscriptions[line.key.removeprefix(f"{topic}.")].filters
        policy = filter_policy(filters)
        queue = self.queues[line.key]
        sns.TopicSubscription(
            f"{self.logical}-topic-{line.key}-subscription",
            topic=self.topics[topic],
            protocol="sqs",
            endpoint=queue.arn,
            raw_message_delivery=True,
            filter_policy=policy,
            filter_policy_scope=None if policy is None else "MessageAttributes",
            # What the topic cannot put into the queue is kept with what nobody could work on.
            redrive_policy=self.dead[line.key].arn.apply(_undelivered),
            opts=pulumi.ResourceOptions(parent=self.parent, depends_on=[self.key_policy]),
        )

    def _queue(
        self,
        logical: str,
        line: Line,
        name: str,
        *,
        keep_days: int,
        redrive: pulumi.Output[str] | None = None,
    ) -> _Known:
        made = sqs.Queue(
            logical,
            name=name,
            fifo_queue=line.fifo or None,
            content_based_deduplication=False if line.fifo else None,
            deduplication_scope=("queue" if line.whole_order else "messageGroup") if line.fifo else None,
            fifo_throughput_limit=("perQueue" if line.whole_order else "perMessageGroupId")
            if line.fifo
            else None,
            visibility_timeout_seconds=line.asked.lock_seconds,
            message_retention_seconds=keep_days * DAY_SECONDS,
            receive_wait_time_seconds=WAIT_SECONDS,
            kms_master_key_id=self.key.arn,
            redrive_policy=redrive,
            tags=self._tags(logical),
            opts=self._kept(),
        )
        host = f"sqs.{self.site.region}.amazonaws.com"
        return _Known(
            arn=self._arn(made, "sqs", name),
            url=made.url
            if self.account is None
            else known_after(made, f"https://{host}/{self.account}/{name}"),
        )

    def _arn(self, made: sqs.Queue | sns.Topic, service: str, name: str) -> pulumi.Output[str]:
        if self.account is None:
            return made.arn
        return known_after(made, f"arn:aws:{service}:{self.site.region}:{self.account}:{name}")

    def _policy(self, logical: str, queue: _Known, topic: pulumi.Output[str] | None = None) -> None:
        known = [queue.arn] if topic is None else [queue.arn, topic]
        sqs.QueuePolicy(
            f"{logical}-policy",
            queue_url=queue.url,
            policy=pulumi.Output.all(*known).apply(_queue_policy),
            opts=self._child(),
        )

    def _tags(self, logical: str) -> dict[str, str]:
        return self.site.ownership.tags("queue", logical)

    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.parent)

    def _kept(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.parent, protect=self.site.protect)


def _redrive(deliveries: int, dead: str) -> str:
    return json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": deliveries})


def _undelivered(dead: str) -> str:
    return json.dumps({"deadLetterTargetArn": dead})


def _redrive_allowed(source: str) -> str:
    return json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [source]})


def _over_tls(actions: str, arn: str) -> dict[str, Any]:
    return {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _queue_policy(known: Sequence[str]) -> str:
    """Return who may not, and which topic may, put messages into a queue; identities have their own."""
    queue, *topics = known
    return document(
        _over_tls("sqs:*", queue),
        *(
            {
                "Sid": "FromTopic",
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }
            for topic in topics
        ),
    )


def _topic_policy(topic: str) -> str:
    return document(_over_tls("sns:Publish", topic))


def _key_policy(key: str) -> str:
    """Return who may use the key: whom IAM of the account lets, and services that bring messages.

    Source: SQS developer guide, `sqs-key-management` (services that bring messages, their two actions) and
    `sqs-least-privilege-policy` (the condition).
    """
    partition, account = key.split(":")[1], key.split(":")[4]
    return document(
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "BringMessages",
            "Effect": "Allow",
            "Principal": {"Service": list(_SENDERS)},
            "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        },
    )
