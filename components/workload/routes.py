"""How requests from outside get to a service: a route of the Gateway API, and what the gateway does on it."""

from typing import Final

from jiban.components.workload.contract import Gateway
from jiban.components.workload.manifests import SERVICE_PORT
from jiban.components.workload.spec import RouteSpec
from jiban.components.workload.subject import Manifest, Subject

GROUP: Final = "gateway.networking.k8s.io"
"""API group of the Gateway API."""

_UNTOUCHED: Final = ("connect-failure", "refused-stream")
"""When a request is sent again: only where no program can have begun with it."""

_CONNECT_SECONDS: Final = 2
"""How long a connection to a pod may take; then another pod is tried."""

_FORCED: Final = {"annotations": {"pulumi.com/patchForce": "true"}}
"""Annotation of a shared route: the list of its rules is one field to the server, and the controller's since
it wrote a weight into it. A change of the path or of a time is written all the same."""


def route(subject: Subject, spec: RouteSpec, gateway: Gateway, second: str | None = None) -> Manifest:
    """Return the route from a gateway to a service, or to those that its weights name.

    Args:
        subject: the service.
        spec: which requests, and how.
        gateway: where they come from.
        second: address of a new version that a controller gives a share to; then the route has its name.
    """
    shares = spec.weights or {subject.name: 100, **({second: 0} if second else {})}
    parent = {
        "group": GROUP,
        "kind": "Gateway",
        "namespace": gateway.namespace,
        "name": gateway.name,
        "sectionName": gateway.listener,
    }
    rule: Manifest = {
        "matches": [{"path": {"type": "PathPrefix", "value": spec.path}}],
        "timeouts": {"request": f"{spec.timeout_seconds}s"},
        "backendRefs": [
            {"group": "", "kind": "Service", "name": name, "port": SERVICE_PORT, "weight": weight}
            for name, weight in sorted(shares.items())
        ],
    }
    if spec.rewrite is not None:
        replaced = {"type": "ReplacePrefixMatch", "replacePrefixMatch": spec.rewrite}
        rule["filters"] = [{"type": "URLRewrite", "urlRewrite": {"path": replaced}}]
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "HTTPRoute",
        "metadata": {**subject.metadata("canary-route", name=second), **_FORCED}
        if second
        else subject.metadata("route"),
        "spec": {
            "parentRefs": [parent],
            **({"hostnames": [spec.host]} if spec.host is not None else {}),
            "rules": [rule],
        },
    }


def traffic_policy(subject: Subject, spec: RouteSpec, second: str | None = None) -> Manifest:
    """Return what Envoy Gateway does on a service's route: retries, and the size of a body."""
    retry: Manifest = {"numRetries": spec.retries, "retryOn": {"triggers": list(_UNTOUCHED)}}
    return {
        "apiVersion": "gateway.envoyproxy.io/v1alpha1",
        "kind": "BackendTrafficPolicy",
        "metadata": subject.metadata("canary-traffic" if second else "traffic", name=second),
        "spec": {
            "targetRefs": [{"group": GROUP, "kind": "HTTPRoute", "name": second or subject.name}],
            "timeout": {"tcp": {"connectTimeout": f"{_CONNECT_SECONDS}s"}},
            **({"retry": retry} if spec.retries else {}),
            **({"requestBuffer": {"limit": f"{spec.body_mb}Mi"}} if spec.body_mb is not None else {}),
        },
    }
