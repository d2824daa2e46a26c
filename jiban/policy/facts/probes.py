"""Probes: which containers serve, and whether two probes of one ask the same.

Sources, read on 2026-11-28: Kubernetes `concepts/configuration/liveness-readiness-startup-probes` and the
text of `Probe` in pulumi-kubernetes 4.34 (what is not said: a path of `/`, HTTP, each 10 seconds, 3
failures); `concepts/services-networking/service` (a port without `targetPort` is sent to as it is).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from jiban.policy.facts import kubernetes, labelled, pods
from jiban.policy.facts.once import of, once
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SERVICE: Final = "kubernetes:core/v1:Service"
_ENDING: Final = (kubernetes.JOB, kubernetes.CRON_JOB, kubernetes.SCALED_JOB)
LASTING: Final = tuple(
    token for token in kubernetes.WORKLOADS if token.removesuffix("Patch") not in _ENDING
)  # fmt: skip
"""Kinds whose pods run until they are stopped."""
_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "httpGet": {"host": "", "path": "/", "port": "", "scheme": "HTTP"},
    "tcpSocket": {"host": "", "port": ""},
    "grpc": {"port": "", "service": ""},
}
"""What a probe asks by, with what holds where nothing is said; `exec` asks by a command."""


def serves(stack: StackView, workload: ResourceView, container: pods.Container) -> bool:
    """Tell whether something is sent to a container: it has a port, or a Service sends to one of its pod.

    Of a port that no container declares nobody can say whose it is: where none without ports has a readiness
    probe, it is that of the first of them.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if container.node["ports"].each():
        return True
    staying = [each for each in pods.containers(stack, workload) if each.stays]
    silent = [each for each in staying if each.node["ports"].known and not each.node["ports"].each()]
    if (
        any(each.node["readinessProbe"].given for each in silent)
        or silent[0].node.path != container.node.path
    ):
        return False
    return _is_sent_to(stack, workload, [port for each in staying for port in each.node["ports"].each()])


def _is_sent_to(stack: StackView, workload: ResourceView, declared: list[Node]) -> bool:
    """Tell whether a Service sends to a port of a workload's pods that none of their containers declares."""
    for service in _services(stack, workload):
        with of(service):
            for port in _targets(service):
                if not declared:
                    return True
                if str(port.value).isdigit() and not any(
                    each["containerPort"].text() == port.text() for each in declared
                ):
                    return True
    return False


def _targets(service: ResourceView) -> Iterator[Node]:
    for each in service["spec"]["ports"].each():
        yield each["targetPort"] if each["targetPort"].given else each["port"]


def _services(stack: StackView, workload: ResourceView) -> Iterator[ResourceView]:
    """Yield the Services that select a workload's pods.

    Raises:
        NotKnownError: whether one does is not known before deployment.
    """
    labels = pods.labels(stack, workload)
    inside = kubernetes.namespace(stack, workload)
    spaces = _services_by_namespace(stack)
    own = labels.whole
    for service in (each for place in (inside, None) if place in spaces for each in spaces[place].near(own)):
        with of(service):
            wanted = service["spec"]["selector"].items()
            known = all(labels.get(key) == value.text() for key, value in wanted if value.known)
            if not wanted or not known:
                continue
            if all(labels.get(key) == value.text() for key, value in wanted):
                kubernetes.namespace(stack, service)
                yield service


@once
def _services_by_namespace(stack: StackView) -> Mapping[str | None, labelled.Selecting]:
    found: dict[str | None, list[ResourceView]] = {}
    for service in stack.of(SERVICE):
        if is_dark(service):
            continue
        try:
            inside = kubernetes.namespace(stack, service)
        except NotKnownError:
            inside = None
        found.setdefault(inside, []).append(service)
    return {inside: labelled.Selecting.of(tuple(each), _wanted) for inside, each in found.items()}


def _wanted(service: ResourceView) -> Mapping[str, str]:
    """Return the labels that a Service asks for and that are known; none where nothing of it is."""
    try:
        items = service["spec"]["selector"].items()
    except NotKnownError:
        return {}
    return {key: value.text() for key, value in items if value.known}


def asks_the_same(one: Node, other: Node, container: pods.Container) -> bool:
    """Tell whether two probes of a container ask the same; how often and how patiently is another matter.

    Raises:
        NotKnownError: it hangs on what is not known before deployment, with all that is known alike.
    """
    if any(one[kind].given != other[kind].given for kind in (*_ASKED, "exec")):
        return False
    doubt: NotKnownError | None = None
    for kind, keys in _ASKED.items():
        for key, default in keys.items() if one[kind].given else ():
            try:
                if _said(one[kind][key], default, container) != _said(other[kind][key], default, container):
                    return False
            except NotKnownError as error:
                doubt = doubt or error
    if doubt is not None:
        raise doubt
    return _command(one) == _command(other)


def _said(node: Node, default: str, container: pods.Container) -> str:
    """Return a value of a probe, of a port that is named its number."""
    text = node.text(default)
    if node.path.endswith(".port") and not text.isdigit():
        for port in container.node["ports"].each():
            if port["name"].text() == text:
                return port["containerPort"].text()
    return text


def _command(probe: Node) -> tuple[str, ...]:
    return tuple(each.text() for each in probe["exec"]["command"].each())


def patience(probe: Node) -> int:
    """Return for how many seconds a probe may fail before something is done.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return probe["periodSeconds"].number(10) * probe["failureThreshold"].number(3)
