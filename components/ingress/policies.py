"""Which traffic the gateway's namespace lets through, beside name lookups: nothing but what is listed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jiban.components.ingress.chart import CONTROLLER, CONTROLLER_PORT, PART_LABEL
from jiban.components.ingress.gateway import METRICS_PORT, PODS, PROXY_PORT, Manifest

_NAMESPACE: Final = "kubernetes.io/metadata.name"
_CONTROLLERS: Final[Mapping[str, Any]] = {"podSelector": {"matchLabels": {PART_LABEL: CONTROLLER}}}
_PROXIES: Final[Mapping[str, Any]] = {"podSelector": {"matchLabels": dict(PODS)}}


def controller(metadata: Manifest, kubernetes_api: Manifest, scraper: Mapping[str, str]) -> Manifest:
    """Return the policy of the controller, and of the run that makes its certificates.

    Args:
        metadata: of the policy.
        kubernetes_api: rule that lets it out to the API server.
        scraper: labels of what scrapes metrics, in the namespace kube-system; empty for nothing.
    """
    return _policy(
        metadata,
        {
            **_CONTROLLERS,
            "ingress": [{"from": [_PROXIES], "ports": _ports(CONTROLLER_PORT)}, *_from_scraper(scraper)],
            "egress": [kubernetes_api],
        },
    )


def proxies(
    metadata: Manifest,
    clients: str,
    services: tuple[str, Mapping[str, int]],
    scraper: Mapping[str, str],
) -> Manifest:
    """Return the policy of the proxies: who reaches them, and which services they reach.

    Args:
        metadata: of the policy.
        clients: range of what stands in front of the gateway: on AWS that of the load balancer's subnets.
        services: namespace of the services, and the port of each that a route leads to, by name.
        scraper: labels of what scrapes metrics, in the namespace kube-system; empty for nothing.
    """
    namespace, ports = services
    entry = {"from": [{"ipBlock": {"cidr": clients}}], "ports": _ports(PROXY_PORT)}
    return _policy(
        metadata,
        {
            **_PROXIES,
            "ingress": [entry, *_from_scraper(scraper)],
            "egress": [
                {"to": [_CONTROLLERS], "ports": _ports(CONTROLLER_PORT)},
                *_to_services(namespace, ports),
            ],
        },
    )


def _from_scraper(labels: Mapping[str, str]) -> list[Manifest]:
    if not labels:
        return []
    system = {"namespaceSelector": {"matchLabels": {_NAMESPACE: "kube-system"}}}
    return [
        {"from": [{**system, "podSelector": {"matchLabels": dict(labels)}}], "ports": _ports(METRICS_PORT)}
    ]


def _to_services(namespace: str, ports: Mapping[str, int]) -> Sequence[Manifest]:
    by_port: dict[int, list[str]] = {}
    for name, port in sorted(ports.items()):
        by_port.setdefault(port, []).append(name)
    return [
        {
            "to": [
                {
                    "namespaceSelector": {"matchLabels": {_NAMESPACE: namespace}},
                    "podSelector": {
                        "matchExpressions": [
                            {"key": "app.kubernetes.io/name", "operator": "In", "values": names}
                        ]
                    },
                }
            ],
            "ports": _ports(port),
        }
        for port, names in sorted(by_port.items())
    ]


def _policy(metadata: Manifest, spec: Mapping[str, Any]) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {"policyTypes": ["Ingress", "Egress"], **spec},
    }


def _ports(port: int) -> list[Manifest]:
    return [{"protocol": "TCP", "port": port}]
