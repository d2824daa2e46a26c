"""Which traffic Argo CD's namespace lets through, beside name lookups: nothing but what is listed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jiban.components.delivery.contract import RELEASE
from jiban.components.git import Place

Manifest = dict[str, Any]

_NAME: Final = "app.kubernetes.io/name"
_CACHE_PORT: Final = 6379
_READER_PORT: Final = 8081
"""TCP ports of the chart (values of argo-cd 10.1.1: `redis.containerPorts`, `repoServer.containerPorts`)."""
_ANYWHERE: Final = "0.0.0.0/0"


def policies(
    metadata: Mapping[str, Manifest],
    kubernetes_api: Manifest,
    repository: Place | None,
    private_ranges: Sequence[str],
) -> Iterator[tuple[str, Manifest]]:
    """Yield the policy of each of Argo CD's programs, and its part.

    Args:
        metadata: of the policies, by part: `controller`, `reader`, `cache`, `cache-secret`.
        kubernetes_api: rule that lets a pod out to the API server.
        repository: where the repository answers; None for nowhere.
        private_ranges: every range inside, in which no repository is looked for.
    """
    cache, reader = _to("redis", _CACHE_PORT), _to("repo-server", _READER_PORT)
    yield (
        "controller",
        _policy(metadata["controller"], "application-controller", [], [kubernetes_api, cache, reader]),
    )
    yield (
        "reader",
        _policy(
            metadata["reader"],
            "repo-server",
            [_from(["application-controller"], _READER_PORT)],
            [cache, *([_to_repository(repository, private_ranges)] if repository else [])],
        ),
    )
    yield (
        "cache",
        _policy(
            metadata["cache"], "redis", [_from(["application-controller", "repo-server"], _CACHE_PORT)], []
        ),
    )
    yield "cache-secret", _policy(metadata["cache-secret"], "redis-secret-init", [], [kubernetes_api])


def _to_repository(repository: Place, private_ranges: Sequence[str]) -> Manifest:
    internet = {"cidr": _ANYWHERE, "except": list(private_ranges)}
    return {"to": [{"ipBlock": internet}], "ports": _ports(repository.port)}


def _pods(*parts: str) -> Manifest:
    names = [f"{RELEASE}-{part}" for part in parts]
    return {"matchExpressions": [{"key": _NAME, "operator": "In", "values": names}]}


def _to(part: str, port: int) -> Manifest:
    return {"to": [{"podSelector": _pods(part)}], "ports": _ports(port)}


def _from(parts: Sequence[str], port: int) -> Manifest:
    return {"from": [{"podSelector": _pods(*parts)}], "ports": _ports(port)}


def _policy(
    metadata: Manifest, part: str, ingress: Sequence[Manifest], egress: Sequence[Manifest]
) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {
            "podSelector": _pods(part),
            "policyTypes": ["Ingress", "Egress"],
            "ingress": list(ingress),
            "egress": list(egress),
        },
    }


def _ports(port: int) -> list[Manifest]:
    return [{"protocol": "TCP", "port": port}]
