"""Which traffic a namespace lets through, as plain NetworkPolicy manifests: nothing but what is listed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from jiban.components.units import PortRange
from jiban.components.workload.contract import Destination, PlatformShape, Store
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject, selector

_ANYWHERE: Final = "0.0.0.0/0"
_HTTPS: Final = 443
_DNS: Final = 53
INTERNET: Final = "jiban/internet"
"""Annotation that says why a policy opens the internet."""
PUBLIC_API: Final = "to reach the API server at its public address"
"""Why a policy does that of a pod which asks Kubernetes."""
_NAMESPACE: Final = "kubernetes.io/metadata.name"
_SYSTEM: Final = {"namespaceSelector": {"matchLabels": {_NAMESPACE: "kube-system"}}}


def deny_all(subject: Subject) -> Manifest:
    """Return the policy that closes a namespace, both ways; every other policy opens one thing."""
    return _policy(
        subject, "deny-all", "default-deny", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    )


def name_lookups(subject: Subject) -> Manifest:
    """Return the policy that lets every pod of a namespace ask the cluster's resolver."""
    resolvers = [_in_system({"k8s-app": "kube-dns"})]
    ports = [{"protocol": protocol, "port": _DNS} for protocol in ("UDP", "TCP")]
    return _policy(
        subject,
        "name-lookups",
        "name-lookups",
        {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": resolvers, "ports": ports}]},
    )


def node_lookups(subject: Subject) -> Manifest:
    """Return the policy of Cilium's own kind that lets every pod of a namespace ask a resolver on its node.

    AKS can run one on each node (LocalDNS: `localdns-custom`). Its address is the node's own, which Cilium
    matches by no range and no pod selector, but by the entity `host` (Cilium, "Layer 3 policies": CIDR-based
    policies do not apply to what the cluster manages).
    """
    ports = [{"port": str(_DNS), "protocol": protocol} for protocol in ("UDP", "TCP")]
    return {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNetworkPolicy",
        "metadata": subject.metadata("node-lookups", name="node-lookups"),
        "spec": {
            "endpointSelector": {},
            "egress": [{"toEntities": ["host"], "toPorts": [{"ports": ports}]}],
        },
    }


def service_policy(
    subject: Subject,
    spec: WorkloadSpec,
    shape: PlatformShape,
    *,
    callers: Iterable[str],
    callees: Mapping[str, int],
    shares: bool = False,
) -> Manifest:
    """Return the policy of one service: who reaches it, and what it reaches.

    Args:
        subject: the service.
        spec: what it asks for.
        shape: where the platform's services are.
        callers: services that send requests to it.
        callees: port of each service it sends requests to, by name.
        shares: whether the route of another service gives it a share of the requests.
    """
    sources = list(_sources(spec, shape, callers, from_outside=shares or spec.ingress is not None))
    made = _policy(
        subject,
        "policy",
        subject.name,
        {
            "podSelector": {"matchLabels": selector(subject.name)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": sources, "ports": _ports([spec.port])}] if sources else [],
            "egress": list(_egress(spec, shape, callees)),
        },
    )
    reasons = _internet_for(spec, shape)
    if reasons:
        made["metadata"]["annotations"] = {INTERNET: "; ".join(reasons)}
    return made


def _internet_for(spec: WorkloadSpec, shape: PlatformShape) -> list[str]:
    """Return why a service's policy opens the whole internet, in words for whoever reads it."""
    reasons = {
        "asked for": spec.internet,
        "to sign in at the directory, which has no fixed addresses": bool(stores(spec))
        and shape.hooks.credentials is None,
        "to reach the broker, which has no fixed address": _is_outside("queue", spec, shape),
        "to send traces, to an address that is not fixed": _is_outside("telemetry", spec, shape),
        "to reach its secrets and keys, whose service has no fixed addresses": _is_outside(
            "vault", spec, shape
        ),
        "to reach the buckets, which have no fixed address": _is_outside("objects", spec, shape),
        PUBLIC_API: spec.kubernetes_access != "none" and not shape.private_api,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _is_outside(store: Store, spec: WorkloadSpec, shape: PlatformShape) -> bool:
    """Whether a service uses a managed service that stands on the internet."""
    return store in stores(spec) and store in shape.destinations and shape.destinations[store].role is None


def stores(spec: WorkloadSpec) -> Sequence[Store]:
    """Return the managed services that a service uses."""
    uses = spec.uses
    used: dict[Store, bool] = {
        "database": bool(uses.databases),
        "cache": uses.cache,
        "search": uses.search,
        "queue": bool(uses.sends or uses.receives),
        "objects": bool(uses.buckets),
        "vault": uses.calls_vault,
        "telemetry": uses.telemetry,
    }
    return [store for store, is_used in used.items() if is_used]


def _sources(
    spec: WorkloadSpec, shape: PlatformShape, callers: Iterable[str], *, from_outside: bool
) -> Iterator[Manifest]:
    if from_outside and shape.gateway is not None:
        yield {
            "namespaceSelector": {"matchLabels": {_NAMESPACE: shape.gateway.namespace}},
            "podSelector": {"matchLabels": dict(shape.gateway.pods)},
        }
    elif from_outside:
        yield {"ipBlock": {"cidr": shape.ranges["gateway"]}}
    for caller in sorted(callers):
        yield _pods_of(caller)
    if spec.metrics_path is not None and shape.metrics:
        yield scraper(shape)


def scraper(shape: PlatformShape) -> Manifest:
    """Return the peer that scrapes metrics: pods of the cluster, or what stands in subnets of its own."""
    role = shape.hooks.scraper_role
    if role is None:
        return _in_system(shape.hooks.scraper_labels)
    return {"ipBlock": {"cidr": shape.ranges[role]}}


def _egress(spec: WorkloadSpec, shape: PlatformShape, callees: Mapping[str, int]) -> Iterator[Manifest]:
    for callee, port in sorted(callees.items()):
        yield {"to": [_pods_of(callee)], "ports": _ports([port])}
    used = stores(spec)
    for store in used:
        there = shape.destinations[store]
        # The way to what has public addresses and speaks HTTPS is the one to the internet below.
        if not _is_outside(store, spec, shape) or tuple(there.ports) != (_HTTPS,):
            yield _to_store(shape, there)
    if spec.kubernetes_access != "none" and shape.private_api:
        yield _to_private_api(shape)
    # Whoever uses a managed service signs in first: at an agent on the node, or at a public address.
    if used and shape.hooks.credentials is not None:
        yield _to_agent(*shape.hooks.credentials)
    if _internet_for(spec, shape):
        yield _to_internet(shape)


def kubernetes_egress(shape: PlatformShape) -> Manifest:
    """Return how a pod of the platform's own reaches the API server: inside, or at its public address."""
    return _to_private_api(shape) if shape.private_api else _to_internet(shape)


def internet_egress(shape: PlatformShape) -> Manifest:
    """Return how a pod of the platform's own reaches addresses outside, by HTTPS."""
    return _to_internet(shape)


def agent_egress(shape: PlatformShape) -> Sequence[Manifest]:
    """Return how a pod of the platform's own gets its identity's credentials from its node, where it does."""
    return [] if shape.hooks.credentials is None else [_to_agent(*shape.hooks.credentials)]


def _to_private_api(shape: PlatformShape) -> Manifest:
    ranges = [shape.ranges["application"], *([f"{shape.api_service}/32"] if shape.api_service else [])]
    return {"to": [{"ipBlock": {"cidr": each}} for each in ranges], "ports": _ports([_HTTPS])}


def roles_egress(shape: PlatformShape) -> Iterator[Manifest]:
    """Yield what the pod that makes the databases' roles reaches: the database, and its credentials.

    On Azure those come from the directory, on AWS from the agent and then from the service that keeps
    secrets; both have public addresses, which no range names.
    """
    yield _to_store(shape, shape.destinations["database"])
    if shape.hooks.credentials is not None:
        yield _to_agent(*shape.hooks.credentials)
    yield _to_internet(shape)


def _to_agent(address: str, port: int) -> Manifest:
    return {"to": [{"ipBlock": {"cidr": f"{address}/32"}}], "ports": _ports([port])}


def _to_store(shape: PlatformShape, store: Destination) -> Manifest:
    if store.role is None:
        return _to_internet(shape, store.ports)
    return {"to": [{"ipBlock": {"cidr": shape.ranges[store.role]}}], "ports": _ports(store.ports)}


def _to_internet(shape: PlatformShape, ports: Sequence[PortRange] = (_HTTPS,)) -> Manifest:
    internet = {"cidr": _ANYWHERE, "except": list(shape.private_ranges)}
    # Names of the cloud's own services may lead to endpoints inside.
    inside = [{"ipBlock": {"cidr": shape.ranges["endpoints"]}}] if shape.private_services else []
    return {"to": [{"ipBlock": internet}, *inside], "ports": _ports(ports)}


def _policy(subject: Subject, part: str, name: str, spec: Mapping[str, Any]) -> Manifest:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": subject.metadata(part, name=name),
        "spec": dict(spec),
    }


def _pods_of(service: str) -> Manifest:
    return {"podSelector": {"matchLabels": selector(service)}}


def _in_system(labels: Mapping[str, str]) -> Manifest:
    # One peer with both selectors: as two peers they would let in every pod of one, or of the other.
    return {**_SYSTEM, "podSelector": {"matchLabels": dict(labels)}}


def _ports(ports: Iterable[PortRange]) -> list[Manifest]:
    return [
        {"protocol": "TCP", "port": port}
        if isinstance(port, int)
        else {"protocol": "TCP", "port": port[0], "endPort": port[1]}
        for port in ports
    ]
