"""Pods whose requests, limits and probes have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a pod has, not how it is judged.
"""

import pulumi_kubernetes as k8s
from base import (
    ALIVE,
    ENDING,
    PORTS,
    READY,
    RESOURCES,
    SERVING,
    container,
    deployment,
    later,
    of_kind,
    once,
)

BARE = {"resources": ..., "readinessProbe": ..., "livenessProbe": ...}
for kind in SERVING:
    of_kind(kind, f"{kind.lower()}-whole", container())
    of_kind(kind, f"{kind.lower()}-bare", container(**BARE))
for kind in ENDING:
    of_kind(kind, f"{kind.lower()}-whole", once())
    of_kind(kind, f"{kind.lower()}-bare", once(resources=...))
deployment("deployment-whole", container())
deployment("deployment-bare", container(**BARE))
k8s.apps.v1.Deployment.get("read-by-get", "shop/api")

# --- Requests and limits ------------------------------------------------------


def resources(name: str, value, **more) -> None:
    deployment(name, container(resources=value), **more)


BOTH = {"cpu": "250m", "memory": "256Mi"}
MEMORY = {"memory": "256Mi"}
resources("requests-only", {"requests": BOTH})
resources("requests-cpu-only", {"requests": {"cpu": "250m"}, "limits": {"cpu": "1"}})
resources("requests-memory-only", {"requests": MEMORY, "limits": MEMORY})
# What has a limit and no request is given the limit as its request.
resources("limits-only", {"limits": BOTH})
resources("limits-memory-only", {"limits": MEMORY})
resources("limits-cpu-only", {"limits": {"cpu": "250m"}})
resources("request-of-cpu-limit-of-memory", {"requests": {"cpu": "250m"}, "limits": MEMORY})
resources("request-of-disk-only", {"requests": {"ephemeral-storage": "1Gi"}})
resources(
    "requests-as-numbers", {"requests": {"cpu": 1, "memory": 268435456}, "limits": {"memory": 268435456}}
)
resources("requests-null", {"requests": None, "limits": None})
resources("resources-empty", {})
resources("memory-limit-above-request", {"requests": BOTH, "limits": {"memory": "512Mi"}})
resources("requests-unknown", {"requests": later(BOTH)})
resources("requests-unknown-limits-known", {"requests": later(BOTH), "limits": BOTH})
resources("limits-unknown", {"limits": later(BOTH)})
resources("requests-known-limits-unknown", {"requests": BOTH, "limits": later(MEMORY)})
resources("resources-unknown", later(RESOURCES))
deployment("second-container-without", container(), once("agent", resources=..., livenessProbe=ALIVE))
deployment("second-container-with", container(), once("agent", livenessProbe=ALIVE))
deployment("init-container-without", initContainers=[once("migrate", resources=...)])
deployment("init-container-with", initContainers=[once("migrate")])
deployment(
    "sidecar-without",
    initContainers=[once("proxy", resources=..., restartPolicy="Always", livenessProbe=ALIVE)],
)

k8s.core.v1.LimitRange(
    "defaults-of-a-container",
    metadata={"namespace": "with-defaults"},
    spec={"limits": [{"type": "Container", "defaultRequest": BOTH, "default": BOTH}]},
)
k8s.core.v1.LimitRange(
    "requests-of-a-container",
    metadata={"namespace": "with-requests"},
    spec={"limits": [{"type": "Container", "defaultRequest": BOTH}]},
)
k8s.core.v1.LimitRange(
    "most-of-a-claim",
    metadata={"namespace": "with-claims"},
    spec={"limits": [{"type": "PersistentVolumeClaim", "max": {"storage": "10Gi"}}]},
)
resources("nothing-where-both-are-given", ..., namespace="with-defaults")
resources("nothing-where-requests-are-given", ..., namespace="with-requests")
resources("nothing-where-claims-are-limited", ..., namespace="with-claims")
resources("nothing-in-another-namespace", ..., namespace="elsewhere")

# --- Readiness ----------------------------------------------------------------


def readiness(name: str, probe, **more) -> None:
    deployment(name, container(readinessProbe=probe, **more))


readiness("readiness-unset", ...)
readiness("readiness-null", None)
readiness("readiness-by-tcp", {"tcpSocket": {"port": 8080}})
readiness("readiness-by-grpc", {"grpc": {"port": 8080}})
readiness("readiness-by-command", {"exec": {"command": ["pg_isready"]}})
readiness("readiness-port-unknown", {"httpGet": {"path": "/ready", "port": later(8080)}})
readiness("readiness-unknown", later(READY))
readiness("startup-and-liveness-only", ..., startupProbe=READY)
deployment(
    "readiness-of-one-of-two",
    container(),
    container("admin", ports=[{"containerPort": 9090}], readinessProbe=...),
)
deployment("readiness-of-both", container(), container("admin", ports=[{"containerPort": 9090}]))
# No port, so nothing is sent to it.
deployment("worker", once("worker", livenessProbe={"exec": {"command": ["worker", "alive"]}}))
deployment("worker-ports-empty", once("worker", ports=[], livenessProbe=ALIVE))
# A port need not be declared for a Service to send there.
deployment("served-undeclared", once("app", livenessProbe=ALIVE))
k8s.core.v1.Service(
    "to-served-undeclared",
    spec={"selector": {"app": "served-undeclared"}, "ports": [{"port": 80, "targetPort": 8080}]},
)

# --- Liveness -----------------------------------------------------------------


def liveness(name: str, probe, **more) -> None:
    deployment(name, container(livenessProbe=probe, **more))


liveness("liveness-unset", ...)
liveness("liveness-null", None)
liveness("liveness-unknown", later(ALIVE))
liveness("liveness-same-as-readiness", READY)
# Unset means: each 10 seconds, 3 failures, 1 second to answer, by HTTP.
liveness(
    "liveness-same-by-defaults",
    {
        "httpGet": {"path": "/ready", "port": 8080, "scheme": "HTTP"},
        "periodSeconds": 10,
        "failureThreshold": 3,
        "timeoutSeconds": 1,
    },
    readinessProbe={"httpGet": {"path": "/ready", "port": 8080}},
)
liveness(
    "liveness-same-by-name-of-port",
    {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 5},
)
liveness(
    "liveness-same-command",
    {"exec": {"command": ["pg_isready"]}},
    readinessProbe={"exec": {"command": ["pg_isready"]}},
)
liveness("liveness-same-endpoint-more-patient", {**READY, "failureThreshold": 10})
liveness("liveness-other-endpoint", {**READY, "httpGet": {"path": "/healthz", "port": 8080}})
liveness("liveness-other-port", {**READY, "httpGet": {"path": "/ready", "port": 8081}})
liveness("liveness-by-tcp-readiness-by-http", {"tcpSocket": {"port": 8080}, "periodSeconds": 5})
liveness("liveness-path-unknown", {**READY, "httpGet": {"path": later("/healthz"), "port": 8080}})
deployment(
    "liveness-same-in-second-container",
    container(),
    container("admin", ports=[{"containerPort": 8080}], livenessProbe=READY),
)
deployment("liveness-kept-by-startup", container(startupProbe={**ALIVE, "failureThreshold": 30}, ports=PORTS))
