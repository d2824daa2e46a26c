"""What asks the managed Prometheus for the controller, as plain manifests; a cloud's file has its program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.rollouts.chart import image
from jiban.components.rollouts.contract import READER, READER_PORT
from jiban.components.rollouts.policies import READERS, Manifest

FILE: Final = "metrics_reader.py"
"""Name of its program in its pods."""
CPU: Final = "20m"
MEMORY: Final = "64Mi"
MEMORY_LIMIT: Final = "128Mi"
"""What a pod of it asks for and may use: for a query a minute of each service that is rolled out."""
HEALTH: Final = "/health"
"""Path at which the program says that it runs."""
_USER: Final = 10001
"""User and group: above 10000, so that it is nobody on the node."""
_SCRIPT: Final = "/script"
_FAILURES: Final = 6
"""Failed checks until a pod is started anew: it gets no more queries after three, by default."""


@dataclass(frozen=True, kw_only=True)
class ReaderFacts:
    """What the platform decides about it."""

    pods: int
    prometheus: Any
    """Base URL of the query API."""
    identity_labels: Mapping[str, str]
    """Labels by which the cloud hands an identity to its pods."""
    script: Any
    """Name of the config map with the program."""
    scheduling: Mapping[str, Any]
    """Where its pods run: `nodeSelector` and `tolerations`."""


def account(metadata: Manifest, annotations: Mapping[str, Any]) -> Manifest:
    """Return the account that becomes the identity; it may not use the Kubernetes API."""
    return {
        "metadata": {**metadata, **({"annotations": dict(annotations)} if annotations else {})},
        "automountServiceAccountToken": False,
    }


def deployment(metadata: Manifest, facts: ReaderFacts) -> Manifest:
    """Return its pods."""
    labels = {**metadata["labels"], **READERS}
    return {
        "metadata": metadata,
        "spec": {
            "replicas": facts.pods,
            "revisionHistoryLimit": 1,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "selector": {"matchLabels": dict(READERS)},
            "template": {
                "metadata": {"labels": {**labels, **facts.identity_labels}},
                "spec": _pod(facts),
            },
        },
    }


def service(metadata: Manifest) -> Manifest:
    """Return its address."""
    port = {"name": "http", "port": READER_PORT, "targetPort": "http", "protocol": "TCP"}
    return {
        "metadata": metadata,
        "spec": {"type": "ClusterIP", "selector": dict(READERS), "ports": [port]},
    }


def budget(metadata: Manifest) -> Manifest:
    """Return that one pod at a time may be evicted."""
    return {
        "metadata": metadata,
        "spec": {
            "maxUnavailable": 1,
            "selector": {"matchLabels": dict(READERS)},
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    }


def _pod(facts: ReaderFacts) -> Manifest:
    probe = {"httpGet": {"path": HEALTH, "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 3}
    return {
        "serviceAccountName": READER,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        **facts.scheduling,
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": key,
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": dict(READERS)},
                "matchLabelKeys": ["pod-template-hash"],
            }
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
        ],
        "containers": [
            {
                "name": READER,
                "image": image("reader"),
                "command": ["python", "-B", "-u", f"{_SCRIPT}/{FILE}"],
                "env": [
                    {"name": "PORT", "value": str(READER_PORT)},
                    {"name": "PROMETHEUS_URL", "value": facts.prometheus},
                ],
                "ports": [{"name": "http", "containerPort": READER_PORT, "protocol": "TCP"}],
                "resources": {
                    "requests": {"cpu": CPU, "memory": MEMORY},
                    "limits": {"memory": MEMORY_LIMIT},
                },
                "livenessProbe": {**probe, "failureThreshold": _FAILURES},
                "readinessProbe": probe,
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
                "volumeMounts": [{"name": "script", "mountPath": _SCRIPT, "readOnly": True}],
            }
        ],
        "volumes": [{"name": "script", "configMap": {"name": facts.script}}],
    }
