"""A broker on AWS: queues that keep what fails, topics that fill queues, and one key for all messages."""

import json
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.queue.aws import Broker, BrokerArgs
from jiban.components.queue.spec import QueueSpec
from jiban.components.site import Site
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

QUEUE = "sqs:Queue"
KEY_ARN = "arn:aws:kms:ap-northeast-2:111122223333:key/1"
ARN = "arn:aws:sqs:ap-northeast-2:111122223333"
TOPIC_ARN = "arn:aws:sns:ap-northeast-2:111122223333:some"
OUTPUTS: dict[str, dict[str, Any]] = {
    "kms:Key": {"arn": KEY_ARN, "keyId": "1"},
    QUEUE: {"arn": f"{ARN}:some", "url": "https://sqs.example/some"},
    "sns:Topic": {"arn": TOPIC_ARN},
}
AUDITED = {"subscriptions": {"audit": {}}}


def made(site: Site = AWS_SITE, account: str | None = None, **fields: Any) -> ProgramPlan:
    """What a broker asks for, and its contract."""

    def program() -> Any:
        contract = Broker("queue", BrokerArgs(spec=QueueSpec(**fields), site=site, account=account)).contract
        return {
            "id": contract.broker_id,
            "host": contract.host,
            "private": contract.private,
            "key": contract.key_id,
            "entities": dict(contract.entity_ids),
            "received": {name: list(each) for name, each in contract.received_ids.items()},
            "addresses": dict(contract.addresses),
        }

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def queue(logical: str, **fields: Any) -> dict[str, Any]:
    """Inputs of one queue."""
    return dict(made(**fields).resource(QUEUE, logical).inputs)


def test_a_queue_has_another_for_what_fails() -> None:
    """Which keeps it for as long as SQS can, and takes it from no other queue."""
    plan = made(queues={"work": {"max_deliveries": 3, "keep_days": 4}})
    work = plan.resource(QUEUE, "queue-queue-work").inputs
    assert json.loads(work["redrivePolicy"]) == {"deadLetterTargetArn": f"{ARN}:some", "maxReceiveCount": 3}
    assert work["messageRetentionSeconds"] == 345_600
    dead = plan.resource(QUEUE, "queue-queue-work.dead").inputs
    assert dead["messageRetentionSeconds"] == 1_209_600
    assert "redrivePolicy" not in dead
    allowed = plan.resource("sqs:RedriveAllowPolicy", "queue-queue-work.dead-sources").inputs
    assert json.loads(allowed["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [f"{ARN}:some"],
    }


def test_a_consumer_has_a_message_to_itself_and_waits_for_the_next() -> None:
    """For the seconds of its lock; a request for messages waits twenty."""
    found = queue("queue-queue-work", queues={"work": {"lock_seconds": 90}})
    assert (found["visibilityTimeoutSeconds"], found["receiveWaitTimeSeconds"]) == (90, 20)


def test_everything_is_encrypted_with_the_key_of_the_broker() -> None:
    """Queues, their dead letters, and topics."""
    plan = made(queues={"work": {}}, topics={"events": AUDITED})
    found = [*plan.resources_of(QUEUE), *plan.resources_of("sns:Topic")]
    assert [each.inputs["kmsMasterKeyId"] for each in found] == [KEY_ARN] * 5
    assert plan.resource("kms:Key", "queue-key").inputs["enableKeyRotation"] is True


def test_services_that_bring_messages_may_use_the_key() -> None:
    """Topics, alarms and rules of the same account; and whoever IAM lets."""
    policy = json.loads(
        made(queues={"work": {}}).resource("kms:KeyPolicy", "queue-key-policy").inputs["policy"]
    )
    account, services = policy["Statement"]
    assert account["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert services["Principal"] == {
        "Service": ["sns.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }
    assert services["Action"] == ["kms:GenerateDataKey*", "kms:Decrypt"]
    assert services["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}


DENIED = {
    "Sid": "OnlyOverTls",
    "Effect": "Deny",
    "Principal": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


@pytest.mark.parametrize("logical", ["queue-queue-work", "queue-queue-work.dead"])
def test_a_queue_is_reached_over_tls_alone(logical: str) -> None:
    """Its dead letters too; nothing else is said, as identities have their own permissions."""
    policy = made(queues={"work": {}}).resource("sqs:QueuePolicy", f"{logical}-policy").inputs["policy"]
    assert json.loads(policy)["Statement"] == [{**DENIED, "Action": "sqs:*", "Resource": f"{ARN}:some"}]


def test_a_topic_is_reached_over_tls_alone() -> None:
    """As a queue is."""
    policy = made(topics={"events": AUDITED}).resource("sns:TopicPolicy", "queue-topic-events-policy")
    assert json.loads(policy.inputs["policy"])["Statement"] == [
        {**DENIED, "Action": "sns:Publish", "Resource": TOPIC_ARN}
    ]


def test_a_topic_fills_the_queue_of_each_subscription() -> None:
    """As messages came in; what cannot be put there goes to the same dead letters."""
    plan = made(topics={"events": AUDITED})
    found = plan.resource("sns:TopicSubscription", "queue-topic-events.audit-subscription").inputs
    assert {name: value for name, value in found.items() if name != "redrivePolicy"} == {
        "topic": TOPIC_ARN,
        "protocol": "sqs",
        "endpoint": f"{ARN}:some",
        "rawMessageDelivery": True,
    }
    assert json.loads(found["redrivePolicy"]) == {"deadLetterTargetArn": f"{ARN}:some"}
    for logical in ("queue-topic-events.audit", "queue-topic-events.audit.dead"):
        policy = plan.resource("sqs:QueuePolicy", f"{logical}-policy").inputs["policy"]
        assert json.loads(policy)["Statement"][1:] == [
            {
                "Sid": "FromTopic",
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": f"{ARN}:some",
                "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC_ARN}},
            }
        ]


def test_a_subscription_waits_for_the_key_to_be_open_to_topics() -> None:
    """Before that, messages could not be put into its queue."""
    plan = made(topics={"events": AUDITED})
    subscription = plan.resource("sns:TopicSubscription", "queue-topic-events.audit-subscription")
    assert plan.resource("kms:KeyPolicy", "queue-key-policy").urn in subscription.dependencies


def filtered(**filters: Any) -> Any:
    """The policy of a subscription with these filters, and what it is compared with."""
    plan = made(topics={"events": {"subscriptions": {"audit": {"filters": filters}}}})
    inputs = plan.resource("sns:TopicSubscription", "queue-topic-events.audit-subscription").inputs
    return json.loads(inputs["filterPolicy"]), inputs["filterPolicyScope"]


def test_a_filter_compares_attributes() -> None:
    """Every one that is given."""
    assert filtered(a={"correlation": {"properties": {"kind": "refund", "level": "error"}}}) == (
        {"kind": ["refund"], "level": ["error"]},
        "MessageAttributes",
    )


def test_of_several_filters_one_has_to_let_a_message_in() -> None:
    """Values of one attribute stand beside each other; of several, one group of them has to fit."""
    kinds = [{"correlation": {"properties": {"kind": kind}}} for kind in ("refund", "payment")]
    assert filtered(a=kinds[0], b=kinds[1]) == ({"kind": ["refund", "payment"]}, "MessageAttributes")
    level = {"correlation": {"properties": {"level": "error"}}}
    assert filtered(a=kinds[0], b=level) == (
        {"$or": [{"kind": ["refund"]}, {"level": ["error"]}]},
        "MessageAttributes",
    )


FIFO = ("fifoQueue", "contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [None] * 4),
        ({"sessions": True}, [True, False, "messageGroup", "perMessageGroupId"]),
        ({"duplicate_detection": True}, [True, False, "queue", "perQueue"]),
        ({"sessions": True, "duplicate_detection": True}, [True, False, "queue", "perQueue"]),
    ],
)
@pytest.mark.parametrize("logical", ["queue-queue-work", "queue-queue-work.dead"])
def test_order_and_duplicates_take_a_fifo_queue(asked: Any, expected: list[Any], logical: str) -> None:
    """And dead letters of its kind; an id is looked for in the whole queue where duplicates are dropped."""
    found = queue(logical, queues={"work": asked})
    assert [found.get(each) for each in FIFO] == expected
    assert found["name"].endswith(".fifo") == bool(asked)


@pytest.mark.parametrize(
    ("asked", "fifo"),
    [
        (AUDITED, False),
        ({**AUDITED, "duplicate_detection": True}, True),
        ({"subscriptions": {"audit": {}, "orders": {"sessions": True}}}, True),
    ],
)
def test_a_topic_and_all_its_queues_keep_an_order_together(asked: Any, *, fifo: bool) -> None:
    """A topic without order fills no queue with one, and dead letters are of the queue's own kind."""
    plan = made(topics={"events": asked})
    topic = plan.resource("sns:Topic", "queue-topic-events").inputs
    assert (topic.get("fifoTopic", False), topic["name"].endswith(".fifo")) == (fifo, fifo)
    assert {each.inputs.get("fifoQueue", False) for each in plan.resources_of(QUEUE)} == {fifo}


def test_names_are_told_apart() -> None:
    """Of a queue and its dead letters, and of subscriptions of like-named topics."""
    plan = made(
        queues={"work": {}, "work-dead": {}},
        topics={"a": {"subscriptions": {"b-c": {}}}, "a-b": {"subscriptions": {"c": {}}}},
    )
    assert len({each.inputs["name"] for each in plan.resources_of(QUEUE)}) == 8
    assert plan.resource(QUEUE, "queue-queue-work").inputs["name"] == "sqs-trip-work-test"


def test_what_others_get_to_know() -> None:
    """A topic is sent to as a topic and received from as the queues of its subscriptions."""
    assert made(queues={"work": {}}, topics={"events": AUDITED}).result == {
        "id": KEY_ARN,
        "host": "sqs.ap-northeast-2.amazonaws.com",
        "private": False,
        "key": KEY_ARN,
        "entities": {"work": f"{ARN}:some", "events": TOPIC_ARN},
        "received": {"events": [f"{ARN}:some"]},
        "addresses": {
            "QUEUE_WORK_URL": "https://sqs.example/some",
            "QUEUE_EVENTS_TOPIC": TOPIC_ARN,
            "QUEUE_EVENTS__AUDIT_URL": "https://sqs.example/some",
        },
    }


def test_with_the_accounts_number_addresses_are_known_before_deployment() -> None:
    """So a plan shows what is redriven, allowed and told to services."""
    plan = made(account="111122223333", queues={"work": {}}, topics={"events": AUDITED})
    address = "https://sqs.ap-northeast-2.amazonaws.com/111122223333"
    assert plan.result["addresses"] == {
        "QUEUE_WORK_URL": f"{address}/sqs-trip-work-test",
        "QUEUE_EVENTS_TOPIC": "arn:aws:sns:ap-northeast-2:111122223333:sns-trip-events-test",
        "QUEUE_EVENTS__AUDIT_URL": f"{address}/sqs-trip-events-audit-test-8f242ba7",
    }
    assert plan.result["entities"] == {
        "work": f"{ARN}:sqs-trip-work-test",
        "events": "arn:aws:sns:ap-northeast-2:111122223333:sns-trip-events-test",
    }


def test_what_holds_messages_is_protected_where_the_stack_is() -> None:
    """Queues, dead letters, topics and the key."""
    site = Site(naming=AWS_SITE.naming, ownership=AWS_SITE.ownership, region=AWS_SITE.region, protect=True)
    plan = made(site, queues={"work": {}}, topics={"events": AUDITED})
    protected = {each.type.split("/")[-1] for each in plan.resources if each.protect}
    assert {name.split(":")[-1] for name in protected} == {"Queue", "Topic", "Key"}


def test_what_sqs_cannot_do_is_refused() -> None:
    """Before anything is made."""
    with pytest.raises(SpecRefusedError, match="SQS keeps a message for 14 days at most"):
        made(queues={"work": {"keep_days": 15}})
