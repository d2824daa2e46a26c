"""The gateway as manifests: its class, its proxies, its listener, and how it treats clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from jiban.components.ingress.chart import CONTROLLER_NAME
from jiban.components.ingress.contract import HEALTH_PATH, LISTENER, NAME, PORT
from jiban.components.ingress.spec import IngressSpec

Manifest = dict[str, Any]

GROUP: Final = "gateway.networking.k8s.io"
ENVOY: Final = "gateway.envoyproxy.io"

PODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app.kubernetes.io/component": "proxy",
        "app.kubernetes.io/managed-by": "envoy-gateway",
        "app.kubernetes.io/name": "envoy",
        f"{ENVOY}/owning-gateway-name": NAME,
    }
)
"""Labels that Envoy Gateway gives to the proxies of this gateway (v1.9.1,
`internal/infrastructure/kubernetes/proxy/resource.go` and `internal/gatewayapi/translator.go`)."""

PROXY_PORT: Final = 10000 + PORT
"""TCP port of a proxy for that of the load balancer: one below 1024 is moved up by 10000, as no proxy runs as
root (`wellKnownPortShift`)."""

METRICS_PORT: Final = 19001
"""TCP port of the metrics of a proxy (`internal/xds/bootstrap/bootstrap.go`) and of the controller (values of
the chart), whose pods are annotated for the scraper."""

DRAIN_SECONDS: Final = 60
_SHORTEST_DRAIN_SECONDS: Final = 15
"""How long a proxy goes on when it was told to stop: as long as it has requests, at most and at least. The
load balancer looks every 5 seconds and drops a node after its second failure (AKS, `load-balancer-standard`,
unverified)."""
_SHORTEST_BOUND_DRAIN_SECONDS: Final = 30
"""The same where a controller has to take the proxy out of a group first, and the group's load balancer to
hear of it."""

_IDLE_SECONDS: Final = 300
"""How long a connection without requests is kept: longer than whatever stands in front of the gateway keeps
its own, or a request could meet a connection that is being closed."""

_HANDSHAKE_SECONDS: Final = 10
_HEADER_SECONDS: Final = 10
"""How long a client may take to begin, so that slow ones hold no connection."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the gateway stands."""

    namespace: str
    services: str
    """Namespace of the services, whose routes alone it takes."""
    annotations: Mapping[str, str]
    """What the cloud's load balancer is told."""
    bound: bool = False
    """Whether a load balancer of the edge sends to the proxies themselves. Then the gateway has none of its
    own."""
    zones: int
    """Zones of the nodes."""
    scheduling: Mapping[str, Any]
    """`nodeSelector` and `tolerations` of its pods."""


def gateway_class(labels: Mapping[str, str], name: str) -> Manifest:
    """Return the class: which controller makes gateways of it."""
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "GatewayClass",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {"controllerName": CONTROLLER_NAME},
    }


def proxies(labels: Mapping[str, str], spec: IngressSpec, place: Place) -> Manifest:
    """Return how the proxies run: how many, where, behind which load balancer."""
    resources = {"requests": {"cpu": spec.cpu, "memory": spec.memory}, "limits": {"memory": spec.memory}}
    return {
        "apiVersion": f"{ENVOY}/v1alpha1",
        "kind": "EnvoyProxy",
        "metadata": _metadata(labels, place),
        "spec": {
            "provider": {
                "type": "Kubernetes",
                "kubernetes": {
                    "envoyDeployment": {
                        "name": NAME,
                        "pod": {
                            **place.scheduling,
                            "topologySpreadConstraints": list(_spread(place.zones)),
                        },
                        "container": {"resources": resources},
                    },
                    "envoyHpa": {
                        "name": NAME,
                        "minReplicas": spec.replicas,
                        "maxReplicas": spec.max_replicas,
                        "metrics": [_cpu(spec.cpu_percent)],
                    },
                    # One proxy at a time, and none that is the only one: that could never be moved.
                    **({"envoyPDB": {"name": NAME, "maxUnavailable": 1}} if spec.replicas > 1 else {}),
                    "envoyService": {"name": NAME, **_service(place)},
                },
            },
            "shutdown": {
                "drainTimeout": f"{DRAIN_SECONDS}s",
                "minDrainDuration": (
                    f"{_SHORTEST_BOUND_DRAIN_SECONDS if place.bound else _SHORTEST_DRAIN_SECONDS}s"
                ),
            },
        },
    }


def gateway(labels: Mapping[str, str], spec: IngressSpec, place: Place, class_name: str) -> Manifest:
    """Return the gateway: one listener for HTTPS, with a certificate by reference."""
    listener = {
        "name": LISTENER,
        "port": PORT,
        "protocol": "HTTPS",
        "tls": {
            "mode": "Terminate",
            "certificateRefs": [{"group": "", "kind": "Secret", "name": spec.certificate}],
        },
        "allowedRoutes": {
            "namespaces": {
                "from": "Selector",
                "selector": {"matchLabels": {"kubernetes.io/metadata.name": place.services}},
            }
        },
    }
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "Gateway",
        "metadata": _metadata(labels, place),
        "spec": {
            "gatewayClassName": class_name,
            "infrastructure": {"parametersRef": {"group": ENVOY, "kind": "EnvoyProxy", "name": NAME}},
            "listeners": [listener],
        },
    }


def client_policy(labels: Mapping[str, str], place: Place) -> Manifest:
    """Return how the gateway treats whoever sends to it: TLS, patience, and a path for probes."""
    return {
        "apiVersion": f"{ENVOY}/v1alpha1",
        "kind": "ClientTrafficPolicy",
        "metadata": _metadata(labels, place),
        "spec": {
            "targetRefs": [{"group": GROUP, "kind": "Gateway", "name": NAME}],
            "tls": {"minVersion": "1.2"},
            "timeout": {
                "tcp": {"tlsHandshakeTimeout": f"{_HANDSHAKE_SECONDS}s"},
                "http": {
                    "idleTimeout": f"{_IDLE_SECONDS}s",
                    "requestHeadersReceivedTimeout": f"{_HEADER_SECONDS}s",
                },
            },
            "healthCheck": {"path": HEALTH_PATH},
        },
    }


def _service(place: Place) -> Manifest:
    """Return how the proxies are reached."""
    if place.bound:
        return {"type": "ClusterIP"}
    return {
        "type": "LoadBalancer",
        # The client's address stays, by which the network policy judges, and the load balancer's probe finds
        # the nodes that have a proxy which is ready.
        "externalTrafficPolicy": "Local",
        "annotations": dict(place.annotations),
    }


def _metadata(labels: Mapping[str, str], place: Place) -> Manifest:
    return {"name": NAME, "namespace": place.namespace, "labels": dict(labels)}


def _cpu(percent: int) -> Manifest:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def _spread(zones: int) -> list[Manifest]:
    """Spread the proxies evenly: strictly over zones, over nodes as far as there are enough."""
    hardness = [("topology.kubernetes.io/zone", "DoNotSchedule")] if zones > 1 else []
    return [
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": otherwise,
            "labelSelector": {"matchLabels": dict(PODS)},
            "matchLabelKeys": ["pod-template-hash"],
            "nodeTaintsPolicy": "Honor",
        }
        for key, otherwise in (*hardness, ("kubernetes.io/hostname", "ScheduleAnyway"))
    ]
