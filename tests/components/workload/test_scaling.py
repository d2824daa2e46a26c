from typing import Any

import pytest

from jiban.components.workload import scaling
from jiban.components.workload.spec import AutoscaleSpec
from tests.components.workload.examples import SCALER, spec, subject


def autoscale(**fields: Any) -> AutoscaleSpec:
    """Return an autoscaler of up to ten pods with these fields."""
    return AutoscaleSpec.model_validate({"max_replicas": 10} | fields)


def scaled(**fields: Any) -> dict[str, Any]:
    """Return what KEDA is asked for."""
    return scaling.scaled_object(subject(), spec(replicas=3), autoscale(**fields), SCALER)["spec"]


def triggers(**fields: Any) -> list[dict[str, Any]]:
    """Return what KEDA is to follow."""
    return scaled(**fields)["triggers"]


QUERY = {"kind": "query", "query": "sum(rate(http_requests_total[2m]))", "per_pod": 100.0}
QUEUE = {"kind": "queue", "queue": "ai_schedule_generation", "per_pod": 10}
HOURS = {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 4}


@pytest.mark.parametrize(
    ("fields", "keda"),
    [
        ({"cpu_percent": 70}, False),
        ({"cpu_percent": 70, "memory_percent": 80}, False),
        ({"cpu_percent": 70, "metrics": {"rate": QUERY}}, True),
        ({"schedules": {"day": HOURS}}, True),
    ],
)
def test_keda_is_for_what_kubernetes_cannot_measure(fields: dict[str, Any], keda: bool) -> None:  # noqa: FBT001 the cases of the table
    """Processor and memory need no KEDA; anything else does."""
    assert scaling.needs_keda(autoscale(**fields)) is keda


def test_kubernetes_own_autoscaler_follows_shares() -> None:
    """Between replicas and max_replicas, by average utilisation."""
    found = scaling.autoscaler(subject(), spec(replicas=3), autoscale(cpu_percent=70, memory_percent=80))
    assert (found["spec"]["minReplicas"], found["spec"]["maxReplicas"]) == (3, 10)
    assert found["spec"]["metrics"] == [
        {
            "type": "Resource",
            "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": share}},
        }
        for name, share in (("cpu", 70), ("memory", 80))
    ]


def test_keda_scales_the_deployment_between_the_same_bounds() -> None:
    """The fewest are the service's replicas, never zero."""
    found = scaled(cpu_percent=70, metrics={"rate": QUERY})
    assert (found["minReplicaCount"], found["maxReplicaCount"]) == (3, 10)
    assert found["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "trip"}


def test_both_autoscalers_go_down_slowly() -> None:
    """Five minutes of less load, then a quarter of the pods a minute, two at most; up by twice as many."""
    plain = scaling.autoscaler(subject(), spec(), autoscale(cpu_percent=70))["spec"]["behavior"]
    keda = scaled(schedules={"day": HOURS})["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert plain == keda
    assert plain["scaleDown"] == {
        "stabilizationWindowSeconds": 300,
        "selectPolicy": "Min",
        "policies": [
            {"type": "Percent", "value": 25, "periodSeconds": 60},
            {"type": "Pods", "value": 2, "periodSeconds": 60},
        ],
    }
    assert plain["scaleUp"] == {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [
            {"type": "Percent", "value": 100, "periodSeconds": 30},
            {"type": "Pods", "value": 4, "periodSeconds": 30},
        ],
    }


def test_keda_follows_shares_too() -> None:
    """Processor and memory as triggers of their own."""
    assert triggers(cpu_percent=80, memory_percent=85, metrics={"rate": QUERY})[:2] == [
        {"type": "cpu", "name": "cpu", "metricType": "Utilization", "metadata": {"value": "80"}},
        {"type": "memory", "name": "memory", "metricType": "Utilization", "metadata": {"value": "85"}},
    ]


def test_a_query_is_answered_by_prometheus() -> None:
    """The threshold is one pod's share, and what finds nothing does not forbid scaling down."""
    assert triggers(metrics={"rate": QUERY}) == [
        {
            "type": "prometheus",
            "name": "metric-rate",
            "authenticationRef": {"name": "trip-scaler"},
            "metadata": {
                "serverAddress": "https://metrics.example",
                "query": "sum(rate(http_requests_total[2m]))",
                "threshold": "100",
                "ignoreNullValues": "true",
            },
        }
    ]


def test_a_queue_is_counted_by_the_broker() -> None:
    """The broker's name, the queue's, and one pod's share of messages."""
    assert triggers(metrics={"backlog": QUEUE}) == [
        {
            "type": "azure-servicebus",
            "name": "metric-backlog",
            "authenticationRef": {"name": "trip-scaler"},
            "metadata": {
                "queueName": "ai_schedule_generation",
                "namespace": "sb-tripgen-prod",
                "messageCount": "10",
            },
        }
    ]


def test_each_of_several_schedules_is_a_trigger() -> None:
    """And so is each of several metrics, by name."""
    found = triggers(
        schedules={"night": HOURS | {"pods": 2}, "day": HOURS},
        metrics={"rate": QUERY, "age": QUERY},
    )
    assert [each["name"] for each in found if each["type"] == "cron"] == ["schedule-day", "schedule-night"]
    assert len(found) == 4


def test_hours_are_a_schedule_in_their_time_zone() -> None:
    """Cron expressions are read in Korea unless another zone is named."""
    assert triggers(schedules={"day": HOURS}) == [
        {
            "type": "cron",
            "name": "schedule-day",
            "metadata": {
                "timezone": "Asia/Seoul",
                "start": "0 9 * * *",
                "end": "0 18 * * *",
                "desiredReplicas": "4",
            },
        }
    ]


def test_triggers_have_names_of_their_own() -> None:
    """KEDA refuses two triggers of one name, and a metric and a schedule may share theirs."""
    names = [
        trigger["name"]
        for trigger in triggers(
            cpu_percent=70, metrics={"cpu": QUERY, "day": QUEUE}, schedules={"day": HOURS}
        )
    ]
    assert names == ["cpu", "metric-cpu", "metric-day", "schedule-day"]


def test_the_order_of_metrics_in_the_file_does_not_matter() -> None:
    """A metric's place is decided by its name, so that moving lines about changes nothing."""
    assert triggers(metrics={"a": QUERY, "b": QUEUE}) == triggers(metrics={"b": QUEUE, "a": QUERY})


def test_keda_signs_in_as_its_own_identity() -> None:
    """The identity is named here, so that KEDA never becomes the service's own."""
    assert scaling.trigger_authentication(subject(), SCALER)["spec"] == {
        "podIdentity": {"provider": "azure-workload", "identityId": "22222222-2222-2222-2222-222222222222"}
    }


@pytest.mark.parametrize(
    ("per_pod", "text"),
    [(100.0, "100"), (0.5, "0.5"), (1234567.0, "1234567"), (0.001, "0.001"), (9.2e15, "9200000000000000")],
)
def test_a_threshold_is_written_as_a_plain_number(per_pod: float, text: str) -> None:
    """No exponent and no point where there is nothing after it."""
    (trigger,) = triggers(metrics={"rate": QUERY | {"per_pod": per_pod}})
    assert trigger["metadata"]["threshold"] == text


ON_AWS = scaling.ScalerFacts(
    provider="aws",
    client_id=None,
    metrics_url=None,
    queue_name=None,
    region="ap-northeast-2",
    queue_urls={"ai_schedule_generation": "https://sqs.example/ai"},
)


def test_on_aws_a_queue_is_followed_by_its_address() -> None:
    """As KEDA itself, whose role the cloud keeps: no identity is named."""
    asked = autoscale(metrics={"backlog": QUEUE})
    found = scaling.scaled_object(subject(), spec(replicas=3), asked, ON_AWS)["spec"]["triggers"]
    assert found == [
        {
            "type": "aws-sqs-queue",
            "metadata": {
                "queueURL": "https://sqs.example/ai",
                "queueLength": "10",
                "awsRegion": "ap-northeast-2",
            },
            "name": "metric-backlog",
            "authenticationRef": {"name": "trip-scaler"},
        }
    ]
    assert scaling.trigger_authentication(subject(), ON_AWS)["spec"] == {"podIdentity": {"provider": "aws"}}
