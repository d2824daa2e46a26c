import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.queue.azure import Broker, BrokerArgs
from jiban.components.queue.spec import OneQueueSpec, QueueSpec, SubscriptionSpec, TopicSpec
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import SITE

NAMESPACE = "servicebus:Namespace"
RULES = "servicebus:NamespaceNetworkRuleSet"
QUEUE = "servicebus:Queue"
TOPIC = "servicebus:Topic"
SUBSCRIPTION = "servicebus:Subscription"


def made(spec: QueueSpec | None = None) -> ProgramPlan:
    """What a broker asks for; the result is its contract's texts."""

    def program() -> dict[str, object]:
        contract = Broker("queue", BrokerArgs(spec=spec or QueueSpec(), site=SITE)).contract
        return {
            "id": contract.broker_id,
            "host": contract.host,
            "name": contract.name,
            "entity_ids": dict(contract.entity_ids),
        }

    return plan_program(program, resolve=True)


def queue(asked: OneQueueSpec) -> Resource:
    """A queue called `work`."""
    return made(QueueSpec(queues={"work": asked})).resource(QUEUE, "queue-queue-work")


def test_the_namespace_is_premium_with_its_units() -> None:
    """Only Premium has private endpoints; each unit is billed."""
    namespace = made(QueueSpec(units=4)).resource(NAMESPACE, "queue-namespace")
    assert namespace.inputs["sku"] == {"name": "Premium", "tier": "Premium", "capacity": 4}


def test_public_access_is_off_in_both_places() -> None:
    """The namespace and its rule set each have a switch, and both are off."""
    plan = made()
    assert plan.resource(NAMESPACE, "queue-namespace").inputs["publicNetworkAccess"] == "Disabled"
    rules = plan.resource(RULES, "queue-network-rules").inputs
    assert rules["publicNetworkAccess"] == "Disabled"
    assert rules["defaultAction"] == "Deny"
    assert rules["trustedServiceAccessEnabled"] is False


def test_there_are_no_keys() -> None:
    """Only the directory's tokens open the broker."""
    assert made().resource(NAMESPACE, "queue-namespace").inputs["disableLocalAuth"] is True


def test_old_tls_is_refused() -> None:
    """Connections older than TLS 1.2 are refused."""
    assert made().resource(NAMESPACE, "queue-namespace").inputs["minimumTlsVersion"] == "1.2"


def test_what_azure_decides_by_itself_is_not_sent() -> None:
    """Zones are automatic, and partitions belong to namespaces that are made for them."""
    inputs = made().resource(NAMESPACE, "queue-namespace").inputs
    assert "zoneRedundant" not in inputs
    assert "premiumMessagingPartitions" not in inputs


def test_a_queue_is_as_large_as_asked() -> None:
    """Sizes are sent in MiB."""
    assert queue(OneQueueSpec(max_size_gb=5)).inputs["maxSizeInMegabytes"] == 5120


def test_expired_messages_are_dead_letters() -> None:
    """A message that grew too old, or failed too often, is kept for a look."""
    inputs = queue(OneQueueSpec(keep_days=7, max_deliveries=5)).inputs
    assert inputs["deadLetteringOnMessageExpiration"] is True
    assert inputs["defaultMessageTimeToLive"] == "P7D"
    assert inputs["maxDeliveryCount"] == 5


def test_duplicates_are_dropped_for_ten_minutes() -> None:
    """Detection comes with its window, as the specification promises."""
    inputs = queue(OneQueueSpec(duplicate_detection=True)).inputs
    assert inputs["requiresDuplicateDetection"] is True
    assert inputs["duplicateDetectionHistoryTimeWindow"] == "PT10M"


def test_without_detection_there_is_no_window() -> None:
    """A window without detection means nothing and is not sent."""
    inputs = queue(OneQueueSpec()).inputs
    assert inputs["requiresDuplicateDetection"] is False
    assert "duplicateDetectionHistoryTimeWindow" not in inputs


def test_sessions_are_asked_for() -> None:
    """Sessions reach Azure."""
    assert queue(OneQueueSpec(sessions=True)).inputs["requiresSession"] is True


def test_a_queue_never_deletes_itself_and_has_no_partitions() -> None:
    """An idle queue stays, and Premium takes no partitions of a single queue."""
    inputs = queue(OneQueueSpec()).inputs
    assert "autoDeleteOnIdle" not in inputs
    assert "enablePartitioning" not in inputs


def test_a_topic_has_its_subscriptions() -> None:
    """Each subscription is a queue of its own, with the limits a queue has by default."""
    spec = QueueSpec(topics={"events": TopicSpec(max_size_gb=2, subscriptions={"audit": SubscriptionSpec()})})
    plan = made(spec)
    assert plan.resource(TOPIC, "queue-topic-events").inputs["maxSizeInMegabytes"] == 2048
    assert plan.resource(SUBSCRIPTION, "queue-topic-events.audit").inputs == {
        "subscriptionName": "audit",
        "topicName": "events",
        "namespaceName": "sbns-trip-test-e736",
        "resourceGroupName": "rg-trip-test",
        "lockDuration": "PT1M",
        "maxDeliveryCount": 10,
        "defaultMessageTimeToLive": "P14D",
        "deadLetteringOnMessageExpiration": True,
        "deadLetteringOnFilterEvaluationExceptions": True,
    }


def test_subscriptions_of_like_named_topics_are_kept_apart() -> None:
    """Hyphens in names do not make two subscriptions one."""
    spec = QueueSpec(
        topics={
            "a": TopicSpec(subscriptions={"b-c": SubscriptionSpec()}),
            "a-b": TopicSpec(subscriptions={"c": SubscriptionSpec()}),
        }
    )
    assert {each.name for each in made(spec).resources_of(SUBSCRIPTION)} == {
        "queue-topic-a.b-c",
        "queue-topic-a-b.c",
    }


def test_whatever_holds_messages_is_protected() -> None:
    """Namespace, queue, topic and subscription are not deleted by a deployment."""
    spec = QueueSpec(
        queues={"work": OneQueueSpec()},
        topics={"events": TopicSpec(subscriptions={"audit": SubscriptionSpec()})},
    )
    plan = made(spec)
    kept = [each for type_ in (NAMESPACE, QUEUE, TOPIC, SUBSCRIPTION) for each in plan.resources_of(type_)]
    assert [each.protect for each in kept] == [True, True, True, True]


def test_every_queue_and_topic_can_be_granted() -> None:
    """The contract has an id for each."""
    spec = QueueSpec(
        queues={"work": OneQueueSpec()},
        topics={"events": TopicSpec(subscriptions={"audit": SubscriptionSpec()})},
    )
    assert made(spec).result["entity_ids"] == {
        "work": "id:queue-queue-work",
        "events": "id:queue-topic-events",
    }


def test_the_host_follows_from_the_name() -> None:
    """Clients reach the broker by its name in Service Bus's domain."""
    assert made().result["host"] == "sbns-trip-test-e736.servicebus.windows.net"


def test_a_queue_and_a_topic_of_one_name_are_refused() -> None:
    """They share their names in Service Bus."""
    spec = QueueSpec(
        queues={"work": OneQueueSpec()},
        topics={"work": TopicSpec(subscriptions={"audit": SubscriptionSpec()})},
    )
    with pytest.raises(SpecRefusedError, match=r"topics\.work"):
        made(spec)
