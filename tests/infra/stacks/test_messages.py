"""A composed stack on AWS with queues, a topic, and services that are scaled by a queue and by the clock."""

import json
from typing import Any

from jiban.model.digest import digest
from jiban.model.plan import Plan, Resource
from tests.infra.kubernetes_objects import validate
from tests.stacks import planned
from tools.repository import ROOT

ADDRESS = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/sqs-messages-jobs-test"


def whole() -> Plan:
    """The plan of the stack."""
    return planned(ROOT / "tests" / "fixtures" / "messages-aws", "test")


def one(name: str) -> Resource:
    """The only resource of a logical name that is no component."""
    (found,) = [each for each in whole().resources if each.name == name and each.custom]
    return found


def test_nothing_is_asked_of_a_cloud_or_warned_of() -> None:
    """Everything that the plan says is known from the files."""
    assert (whole().placeholders, whole().lookups, whole().diagnostics) == ((), (), ())


def test_every_kubernetes_object_is_valid() -> None:
    """KEDA's own among them, by their definitions."""
    assert validate(digest(whole()), "1.36") == []


def test_the_worker_is_scaled_by_the_queue_and_by_the_clock() -> None:
    """KEDA asks for the length as itself."""
    triggers = one("worker-autoscaler").inputs["spec"]["triggers"]
    assert [each["type"] for each in triggers] == ["aws-sqs-queue", "cron"]
    assert triggers[0]["metadata"] == {
        "queueURL": ADDRESS,
        "queueLength": "20",
        "awsRegion": "ap-northeast-2",
    }
    assert one("worker-scaler").inputs["spec"] == {"podIdentity": {"provider": "aws"}}


def test_kedas_role_is_its_operators() -> None:
    """In the namespace in which the chart puts it."""
    association, release = one("identity-scaler-association").inputs, one("scaling-release").inputs
    assert association["namespace"] == release["namespace"] == "messages-scaling"
    assert association["serviceAccount"] == "keda-operator"
    assert release["values"]["watchNamespace"] == "messages"


def test_a_service_that_keda_scales_waits_for_it() -> None:
    """Others do not."""
    release = one("scaling-release").urn
    assert release in one("worker-deployment").dependencies
    assert release not in one("shop-deployment").dependencies


def environment_of(service: str) -> dict[str, Any]:
    """The variables of a service's container, but for its own."""
    (container,) = one(f"{service}-deployment").inputs["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each.get("value") for each in container["env"] if each["name"].startswith("QUEUE_")}


def test_each_service_is_told_what_it_uses() -> None:
    """Addresses by the variables that they have on the other cloud too."""
    assert environment_of("shop") == {
        "QUEUE_HOST": "sqs.ap-northeast-2.amazonaws.com",
        "QUEUE_SENDS": "jobs,events",
        "QUEUE_JOBS_URL": ADDRESS,
        "QUEUE_EVENTS_TOPIC": "arn:aws:sns:ap-northeast-2:111122223333:sns-messages-events-test",
    }
    assert set(environment_of("worker")) == {
        "QUEUE_HOST",
        "QUEUE_RECEIVES",
        "QUEUE_JOBS_URL",
        "QUEUE_EVENTS__AUDIT_URL",
        "QUEUE_EVENTS__REFUNDS_URL",
    }


def test_pods_reach_queues_by_the_way_out_and_their_credentials_by_the_node() -> None:
    """No subnet has them, so no group of the network leads there."""
    egress = one("worker-policy").inputs["spec"]["egress"]
    ports = [port["port"] for rule in egress for port in rule["ports"]]
    assert sorted(set(ports)) == [80, 443]
    assert not [each for each in whole().resources if "pods-to-queue" in each.name]


def test_a_topic_may_fill_its_queues_and_no_other() -> None:
    """The queue of a subscription names the topic; a queue names nobody."""
    audit = json.loads(one("queue-topic-events.audit-policy").inputs["policy"])["Statement"]
    assert [each["Sid"] for each in audit] == ["OnlyOverTls", "FromTopic"]
    jobs = json.loads(one("queue-queue-jobs-policy").inputs["policy"])["Statement"]
    assert [each["Sid"] for each in jobs] == ["OnlyOverTls"]
