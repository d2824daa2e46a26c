"""What the NetworkPolicies of a namespace let a pod send and receive.

Source of the semantics: Kubernetes `concepts/services-networking/network-policies`. A pod that no policy
selects for a direction is open in that direction; else it is open for what any of the policies lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.network.ranges import EVERYTHING, Range, Reach, cover, parse, remove
from jiban.policy.facts.once import once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

POLICY: Final = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
NAME_LABEL: Final = "kubernetes.io/metadata.name"
"""Label that every namespace carries its own name under."""
Direction = Literal["Ingress", "Egress"]
_PEERS: Final[Mapping[Direction, str]] = {"Ingress": "from", "Egress": "to"}


@dataclass(frozen=True, slots=True, eq=False)
class Pod:
    """Pods of one workload, as policies see them."""

    workload: ResourceView
    namespace: str
    labels: Mapping[str, str]
    ports: Mapping[str, int]
    """Named ports of its containers."""


def pod_of(stack: StackView, workload: ResourceView) -> Pod:
    """Return the pods of a workload.

    Raises:
        NotKnownError: their labels, their ports or the namespace are not known before deployment.
    """
    named = {
        port["name"].text(): port["containerPort"].number()
        for container in pods.containers(stack, workload)
        if container.stays
        for port in container.node["ports"].each()
    }
    return Pod(workload, kubernetes.namespace(stack, workload), pods.labels(stack, workload), named)


@once
def policies_for(stack: StackView, pod: Pod, direction: Direction) -> tuple[ResourceView, ...]:
    """Return the policies that select a pod for a direction.

    Raises:
        NotKnownError: a selector is not known before deployment.
    """
    return tuple(
        policy
        for policy in _of_namespaces(stack).get(pod.namespace, ())
        if _selector(stack, policy).holds(pod.labels) and direction in directions(policy)
    )


@once
def _of_namespaces(stack: StackView) -> Mapping[str, list[ResourceView]]:
    """Return the policies by their namespace.

    Raises:
        NotKnownError: that of one is not known before deployment.
    """
    found: dict[str, list[ResourceView]] = {}
    for policy in stack.of(POLICY):
        found.setdefault(kubernetes.namespace(stack, policy), []).append(policy)
    return found


@once
def _selector(stack: StackView, policy: ResourceView) -> kubernetes.Selector:
    del stack  # what is read once is kept with it
    node = policy["spec"]["podSelector"]
    # One that is left out is an empty one, which selects every pod of the namespace.
    return kubernetes.Selector(node if node.given else Node({}, node.path))


def to_range(stack: StackView, pod: Pod, direction: Direction, span: Range, port: int) -> Reach:
    """Tell how much of an address range outside of the cluster a pod may exchange traffic with.

    Args:
        stack: all resources.
        pod: whose policies are asked.
        direction: Egress for what the pod sends, Ingress for what it receives.
        span: addresses of the other side.
        port: TCP port at the receiving side.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    chosen = policies_for(stack, pod, direction)
    if not chosen:
        return Reach.OPEN
    open_to: list[Range] = []
    for policy in chosen:
        for rule in policy["spec"][direction.lower()].each():
            if not _names_port(rule, port, pod if direction == "Ingress" else None):
                continue
            peers = rule[_PEERS[direction]].each()
            open_to += [EVERYTHING] if not peers else [part for peer in peers for part in _block(peer)]
    return cover(span, open_to)


def to_pod(stack: StackView, pod: Pod, direction: Direction, other: Pod, port: int) -> bool:
    """Tell whether the policies of a pod let it exchange traffic with another pod.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    chosen = policies_for(stack, pod, direction)
    receiver = pod if direction == "Ingress" else other
    return not chosen or any(
        _names_port(rule, port, receiver) and _names_pod(stack, policy, rule, direction, other)
        for policy in chosen
        for rule in policy["spec"][direction.lower()].each()
    )


def declared_blocks(policy: ResourceView, direction: Direction) -> Iterator[tuple[Range, int, str]]:
    """Yield each block of addresses that a policy names, with each single port, and the place of the block.

    Raises:
        NotKnownError: a block or a port is not known before deployment.
    """
    for rule in policy["spec"][direction.lower()].each():
        numbers = [port["port"].number() for port in rule["ports"].each() if port["endPort"].value is None]
        for peer in rule[_PEERS[direction]].each():
            for span in _block(peer):
                for number in numbers:
                    yield span, number, peer.path


def declared_pods(
    stack: StackView, policy: ResourceView, direction: Direction, pods: Iterable[Pod]
) -> Iterator[tuple[Pod, int, str]]:
    """Yield each pod that a policy names by its labels, with each single port, and the place of the peer.

    A peer without labels names whoever there is, and declares nothing about any one of them.

    Raises:
        NotKnownError: a selector or a port is not known before deployment.
    """
    known = list(pods)
    for rule in policy["spec"][direction.lower()].each():
        # The names of ports are the receiver's; for what a pod receives, nobody can be told here who that is.
        ports = [port for port in rule["ports"].each() if port["endPort"].value is None]
        named = [
            peer for peer in rule[_PEERS[direction]].each() if peer["podSelector"]["matchLabels"].items()
        ]
        for peer in named:
            for other in known:
                if _is_peer(stack, policy, peer, other):
                    for port in ports:
                        number = _number(port["port"], other if direction == "Egress" else None)
                        if number > 0:
                            yield other, number, peer.path


def directions(policy: ResourceView) -> set[str]:
    """Return what a policy is about: `Ingress`, `Egress` or both.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    stated = {each.text() for each in policy["spec"]["policyTypes"].each()}
    if stated:
        return stated
    return {"Ingress", "Egress"} if policy["spec"]["egress"].value else {"Ingress"}


def _block(peer: Node) -> list[Range]:
    block = peer["ipBlock"]
    span = parse(block["cidr"].text())
    if span is None:
        return []
    taken = [parse(each.text()) for each in block["except"].each()]
    return remove([span], [each for each in taken if each])


def _names_port(rule: Node, port: int, receiver: Pod | None) -> bool:
    """Tell whether a rule names a TCP port; one without a list of ports names all."""
    listed = rule["ports"].each()
    return not listed or any(_holds(each, port, receiver) for each in listed)


def _holds(entry: Node, port: int, receiver: Pod | None) -> bool:
    if entry["protocol"].text("TCP") != "TCP":
        return False
    if entry["port"].value is None:
        return True
    first = _number(entry["port"], receiver)
    return first <= port <= entry["endPort"].number(first)


def _number(port: Node, receiver: Pod | None) -> int:
    """Return a port's number; a name stands for a port of the receiving pod."""
    value = port.value
    if isinstance(value, str) and not value.isdigit():
        return receiver.ports.get(value, -1) if receiver else -1
    return port.number()


def _names_pod(stack: StackView, policy: ResourceView, rule: Node, direction: Direction, other: Pod) -> bool:
    peers = rule[_PEERS[direction]].each()
    return not peers or any(_is_peer(stack, policy, peer, other) for peer in peers)


def _is_peer(stack: StackView, policy: ResourceView, peer: Node, other: Pod) -> bool:
    if peer["ipBlock"].value is not None:
        return False
    spaces, pods = peer["namespaceSelector"], peer["podSelector"]
    if spaces.value is None:
        if kubernetes.namespace(stack, policy) != other.namespace:
            return False
    elif not kubernetes.selects(spaces, _labels_of_namespace(stack, other.namespace, spaces)):
        return False
    return pods.value is None or kubernetes.selects(pods, other.labels)


def _labels_of_namespace(stack: StackView, name: str, selector: Node) -> Mapping[str, str]:
    """Return the labels of a namespace.

    Raises:
        NotKnownError: the selector asks for labels, and the namespace is no part of the stack.
    """
    found = _labels(stack, name)
    if found is not None:
        return found
    asked = {key for key, _ in selector["matchLabels"].items()}
    if asked - {NAME_LABEL} or selector["matchExpressions"].each():
        raise NotKnownError(selector.path)
    return {NAME_LABEL: name}


@once
def _labels(stack: StackView, name: str) -> Mapping[str, str] | None:
    found = _namespaces(stack).get(name)
    return None if found is None else {NAME_LABEL: name, **kubernetes.Labels(found["metadata"])}


@once
def _namespaces(stack: StackView) -> Mapping[str, ResourceView]:
    found: dict[str, ResourceView] = {}
    for each in stack.of(kubernetes.NAMESPACE):
        found.setdefault(kubernetes.namespace_name(each), each)
    return found
