"""The autoscaler of a service, as plain manifests: Kubernetes' own for processor and memory, else KEDA's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from jiban.components.workload.contract import Text
from jiban.components.workload.spec import AutoscaleSpec, QueryMetricSpec, QueueMetricSpec, WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject

_SCALE_DOWN: Final = {
    "stabilizationWindowSeconds": 300,
    "selectPolicy": "Min",
    "policies": [
        {"type": "Percent", "value": 25, "periodSeconds": 60},
        {"type": "Pods", "value": 2, "periodSeconds": 60},
    ],
}
"""Slowly: five minutes of less load first, then a quarter of the pods a minute, two at most. A service that
came through a peak is not emptied before the next one."""
_SCALE_UP: Final = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Percent", "value": 100, "periodSeconds": 30},
        {"type": "Pods", "value": 4, "periodSeconds": 30},
    ],
}
"""At once: twice the pods, or four more, every thirty seconds."""
_AWS: Final = "aws"
"""How KEDA signs in at AWS."""
_BEHAVIOUR: Final = {"scaleDown": _SCALE_DOWN, "scaleUp": _SCALE_UP}


@dataclass(frozen=True, kw_only=True)
class ScalerFacts:
    """Whom KEDA asks, and as whom."""

    provider: str | None
    """How KEDA signs in: `podIdentity.provider` of a TriggerAuthentication. None where there is no KEDA, and
    nothing that it would have to sign in for was taken."""
    client_id: Text | None
    """Identity as which it asks."""
    metrics_url: Text | None
    """Base URL of the Prometheus query API."""
    queue_name: Text | None
    """Name of the message broker."""
    region: str = ""
    """The cloud's own name of the region."""
    queue_urls: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """Address of each queue that is followed, by its name."""


def needs_keda(autoscale: AutoscaleSpec) -> bool:
    """Whether an autoscaler follows anything that only KEDA can measure."""
    return bool(autoscale.metrics or autoscale.schedules)


def autoscaler(subject: Subject, spec: WorkloadSpec, autoscale: AutoscaleSpec) -> Manifest:
    """Return Kubernetes' own autoscaler, for processor and memory."""
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": subject.metadata("autoscaler"),
        "spec": {
            "scaleTargetRef": _target(subject, spec),
            "minReplicas": spec.replicas,
            "maxReplicas": autoscale.max_replicas,
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {
                        "name": name,
                        "target": {"type": "Utilization", "averageUtilization": percent},
                    },
                }
                for name, percent in _shares(autoscale)
            ],
            "behavior": _BEHAVIOUR,
        },
    }


def scaled_object(
    subject: Subject, spec: WorkloadSpec, autoscale: AutoscaleSpec, facts: ScalerFacts
) -> Manifest:
    """Return KEDA's autoscaler. It makes a HorizontalPodAutoscaler itself; a second one would fight it."""
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": subject.metadata("autoscaler"),
        "spec": {
            "scaleTargetRef": _target(subject, spec),
            "minReplicaCount": spec.replicas,
            "maxReplicaCount": autoscale.max_replicas,
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": _BEHAVIOUR}},
            "triggers": list(_triggers(subject, autoscale, facts)),
        },
    }


def trigger_authentication(subject: Subject, facts: ScalerFacts) -> Manifest:
    """Return how KEDA signs in where it asks for this service's numbers."""
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "TriggerAuthentication",
        "metadata": subject.metadata("scaler", name=_authentication(subject)),
        "spec": {
            "podIdentity": {
                "provider": facts.provider,
                # Where the cloud itself keeps who KEDA is, there is nothing to name.
                **({} if facts.client_id is None else {"identityId": facts.client_id}),
            }
        },
    }


def _target(subject: Subject, spec: WorkloadSpec) -> Manifest:
    if spec.steered:
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": subject.name}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "name": subject.name}


def _shares(autoscale: AutoscaleSpec) -> Iterator[tuple[str, int]]:
    if autoscale.cpu_percent is not None:
        yield "cpu", autoscale.cpu_percent
    if autoscale.memory_percent is not None:
        yield "memory", autoscale.memory_percent


def _triggers(subject: Subject, autoscale: AutoscaleSpec, facts: ScalerFacts) -> Iterator[Manifest]:
    for name, percent in _shares(autoscale):
        yield {"type": name, "name": name, "metricType": "Utilization", "metadata": {"value": str(percent)}}
    for name, metric in sorted(autoscale.metrics.items()):
        yield {
            **(_query(metric, facts) if isinstance(metric, QueryMetricSpec) else _queue(metric, facts)),
            "name": f"metric-{name}",
            "authenticationRef": {"name": _authentication(subject)},
        }
    for name, schedule in sorted(autoscale.schedules.items()):
        yield {
            "type": "cron",
            "name": f"schedule-{name}",
            "metadata": {
                "timezone": schedule.time_zone,
                "start": schedule.start,
                "end": schedule.end,
                "desiredReplicas": str(schedule.pods),
            },
        }


def _query(metric: QueryMetricSpec, facts: ScalerFacts) -> Manifest:
    return {
        "type": "prometheus",
        "metadata": {
            "serverAddress": facts.metrics_url,
            "query": metric.query,
            "threshold": format(Decimal(str(metric.per_pod)).normalize(), "f"),
            # Nothing found is zero: as an error it would keep Kubernetes from scaling down at all.
            "ignoreNullValues": "true",
            # KEDA signs its question where it is told a region, as whom it asks.
            **({"awsRegion": facts.region} if facts.provider == _AWS else {}),
        },
    }


def _queue(metric: QueueMetricSpec, facts: ScalerFacts) -> Manifest:
    if facts.provider == _AWS:
        # Messages that somebody works on count as well, as they do on Azure.
        return {
            "type": "aws-sqs-queue",
            "metadata": {
                "queueURL": facts.queue_urls[metric.queue],
                "queueLength": str(metric.per_pod),
                "awsRegion": facts.region,
            },
        }
    return {
        "type": "azure-servicebus",
        "metadata": {
            "queueName": metric.queue,
            "namespace": facts.queue_name,
            "messageCount": str(metric.per_pod),
        },
    }


def _authentication(subject: Subject) -> str:
    return f"{subject.name}-scaler"
