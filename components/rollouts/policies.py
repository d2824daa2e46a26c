"""Which traffic the controllers' namespace lets through, beside name lookups: nothing but what is listed."""

from collections.abc import Mapping
from typing import Any, Final

from jiban.components.rollouts.chart import CONTROLLER, METRICS_PORT, PART_LABEL
from jiban.components.rollouts.contract import READER, READER_PORT

Manifest = dict[str, Any]

_NAMESPACE: Final = "kubernetes.io/metadata.name"
CONTROLLERS: Final[Mapping[str, str]] = {PART_LABEL: CONTROLLER}
"""Labels of the controllers' pods."""
READERS: Final[Mapping[str, str]] = {PART_LABEL: READER}
"""Labels of the pods that ask Prometheus."""


def controller(metadata: Manifest, kubernetes_api: Manifest, scraper: Mapping[str, str]) -> Manifest:
    """Return the policy of the controllers.

    Args:
        metadata: of the policy.
        kubernetes_api: rule that lets it out to the API server.
        scraper: labels of what scrapes metrics, in the namespace kube-system; empty for nothing.
    """
    reader = {"to": [_pods(READERS)], "ports": _ports(READER_PORT)}
    return _policy(metadata, CONTROLLERS, _from_scraper(scraper), [kubernetes_api, reader])


def reader(metadata: Manifest, internet: Manifest) -> Manifest:
    """Return the policy of what asks Prometheus: the controllers reach it, and nobody else.

    Args:
        metadata: of the policy.
        internet: rule that lets it out to the directory and to Prometheus, which have public addresses.
    """
    entry = {"from": [_pods(CONTROLLERS)], "ports": _ports(READER_PORT)}
    return _policy(metadata, READERS, [entry], [internet])


def _from_scraper(labels: Mapping[str, str]) -> list[Manifest]:
    if not labels:
        return []
    system = {"namespaceSelector": {"matchLabels": {_NAMESPACE: "kube-system"}}}
    return [{"from": [{**system, **_pods(labels)}], "ports": _ports(METRICS_PORT)}]


def _policy(
    metadata: Manifest, pods: Mapping[str, str], ingress: list[Manifest], egress: list[Manifest]
) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {**_pods(pods), "policyTypes": ["Ingress", "Egress"], "ingress": ingress, "egress": egress},
    }


def _pods(labels: Mapping[str, str]) -> Manifest:
    return {"podSelector": {"matchLabels": dict(labels)}}


def _ports(port: int) -> list[Manifest]:
    return [{"protocol": "TCP", "port": port}]
