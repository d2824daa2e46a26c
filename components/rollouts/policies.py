"""Which traffic the controllers' namespace lets through, beside name lookups: nothing but what is listed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jiban.components.rollouts.chart import CONTROLLER, METRICS_PORT, PART_LABEL
from jiban.components.rollouts.contract import READER, READER_PORT

Manifest = dict[str, Any]

CONTROLLERS: Final[Mapping[str, str]] = {PART_LABEL: CONTROLLER}
"""Labels of the controllers' pods."""
READERS: Final[Mapping[str, str]] = {PART_LABEL: READER}
"""Labels of the pods that ask Prometheus."""


def controller(
    metadata: Manifest, egress: Sequence[Mapping[str, Any]], scraper: Mapping[str, Any] | None
) -> Manifest:
    """Return the policy of the controllers.

    Args:
        metadata: of the policy.
        egress: rules that let it out: to the API server, and to what it asks.
        scraper: peer that scrapes metrics; None for nothing.
    """
    entry = [{"from": [dict(scraper)], "ports": _ports(METRICS_PORT)}] if scraper else []
    return _policy(metadata, CONTROLLERS, entry, egress)


def reader(metadata: Manifest, internet: Mapping[str, Any]) -> Manifest:
    """Return the policy of what asks Prometheus: the controllers reach it, and nobody else.

    Args:
        metadata: of the policy.
        internet: rule that lets it out to the directory and to Prometheus, which have public addresses.
    """
    entry = {"from": [_pods(CONTROLLERS)], "ports": _ports(READER_PORT)}
    return _policy(metadata, READERS, [entry], [dict(internet)])


def _policy(
    metadata: Manifest,
    pods: Mapping[str, str],
    ingress: Sequence[Mapping[str, Any]],
    egress: Sequence[Mapping[str, Any]],
) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {
            **_pods(pods),
            "policyTypes": ["Ingress", "Egress"],
            "ingress": list(ingress),
            "egress": list(egress),
        },
    }


def _pods(labels: Mapping[str, str]) -> Manifest:
    return {"podSelector": {"matchLabels": dict(labels)}}


def _ports(port: int) -> list[Manifest]:
    return [{"protocol": "TCP", "port": port}]


TO_READER: Final = {"to": [_pods(READERS)], "ports": _ports(READER_PORT)}
"""Rule that lets the controllers out to what asks Prometheus for them."""
