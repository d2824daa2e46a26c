"""WKL-027: what Services, Ingresses and network policies name is there."""

from typing import Final

from jiban.policy.facts import kubernetes, pods, selection
from jiban.policy.facts.network.policies import POLICY
from jiban.policy.facts.once import of, origins
from jiban.policy.facts.selection import SERVICE
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
    unknown,
)
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_INGRESS: Final = "kubernetes:networking.k8s.io/v1:Ingress"
_TYPES: Final = (SERVICE, _INGRESS, POLICY)
_BY_ANNOTATION: Final = "use-annotation"
_ACTION: Final = "alb.ingress.kubernetes.io/actions."
"""What the AWS Load Balancer Controller does in place of a Service, by an annotation of that name."""


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge what a Service, an Ingress or a network policy names."""
    match resource.token:
        case token if token == SERVICE:
            return _service(stack, resource)
        case token if token == _INGRESS:
            return _ingress(stack, resource)
        case _:
            return _policy(stack, resource)


def _service(stack: StackView, service: ResourceView) -> Verdict:
    if selection.selects_nobody(service):
        return not_applicable("somebody else says where it sends")
    found = selection.chosen(stack, service)
    if not found:
        return _missing(stack, service, "its selector is that of no pod", service["spec"]["selector"].path)
    return together(judged(_target, stack, each, found) for each in service["spec"]["ports"].each())


def _target(stack: StackView, port: Node, found: tuple[ResourceView, ...]) -> Verdict:
    target = port["targetPort"]
    name = target.text()
    if not name or name.isdigit():
        return PASS  # a number need not be declared
    for workload in found:
        with of(workload):
            if name in _port_names(stack, workload):
                return PASS
    return failed(f"no container has a port of the name {name}", target.path)


def _port_names(stack: StackView, workload: ResourceView) -> set[str]:
    return {
        port["name"].text()
        for container in pods.containers(stack, workload)
        if container.stays
        for port in container.node["ports"].each()
    }


def _ingress(stack: StackView, ingress: ResourceView) -> Verdict:
    spec = ingress["spec"]
    paths = [path for rule in spec["rules"].each() for path in rule["http"]["paths"].each()]
    backends = [spec["defaultBackend"], *(path["backend"] for path in paths)]
    return together(
        (judged(_backend, stack, ingress, each["service"]) for each in backends if each["service"].given),
        not_applicable("it sends to no Service"),
    )


def _backend(stack: StackView, ingress: ResourceView, backend: Node) -> Verdict:
    port = backend["port"]
    if port["name"].known and port["name"].text() == _BY_ANNOTATION:
        action = f"{_ACTION}{backend['name'].text()}"
        given = ingress["metadata"]["annotations"][action].given
        return PASS if given else failed(f"no annotation {action} says what to do", port["name"].path)
    service = _named(stack, ingress, backend["name"])
    if service is None:
        name = backend["name"].text()
        return _missing(stack, ingress, f"there is no Service {name} in its namespace", backend["name"].path)
    wanted = port["name"] if port["name"].given else port["number"]
    key = "name" if port["name"].given else "port"
    with of(service):
        if service["spec"]["type"].known and service["spec"]["type"].says("ExternalName"):
            return PASS  # its ports are the other host's
        offered = [each[key].text() for each in service["spec"]["ports"].each()]
    if not wanted.text() or wanted.text() in offered:
        return PASS
    return failed(f"Service {service.name} has no port {wanted.text()}", wanted.path)


def _named(stack: StackView, ingress: ResourceView, name: Node) -> ResourceView | None:
    if name.known:
        return selection.service_named(stack, kubernetes.namespace(stack, ingress), name.text())
    found = [each for each in origins(stack, ingress, name, SERVICE) if name.sources]
    if len(found) != 1:
        raise NotKnownError(name.path)
    return found[0]


def _policy(stack: StackView, policy: ResourceView) -> Verdict:
    if selection.selects_all(stack, policy):
        return PASS  # it waits for whatever comes into its namespace
    if selection.chosen(stack, policy):
        return PASS
    return _missing(stack, policy, "its podSelector is that of no pod", policy["spec"]["podSelector"].path)


def _missing(stack: StackView, resource: ResourceView, said: str, path: str) -> Verdict:
    """Return that nobody is named, unless it may be in what is not seen."""
    unseen = selection.unseen_objects(stack, kubernetes.namespace(stack, resource))
    if unseen is None:
        return failed(said, path)
    return unknown(f"{said} here; it may be one of {unseen.name}, whose parts are not seen", path)


RULE: Final = StackRule(
    id="WKL-027",
    text="What a Service, an Ingress or a network policy names is there: pods, ports and Services.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "A selector that nobody has is no error to the API server: requests get no answer, or a policy "
        "guards nobody, until somebody looks."
    ),
    remedy=(
        "Let the selector be labels of the pods' template in the same namespace, targetPort a port of its "
        "containers, and an Ingress's backend a Service of its namespace with a port that the Service has."
    ),
    link="https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
    types=_TYPES,
    compliance={
        "k8s_tools": (
            "kl:dangling-service",
            "kl:dangling-ingress",
            "kl:invalid-target-ports",
            "ks:service-targets-pod",
            "ks:networkpolicy-targets-pod",
        ),
    },
    check=each_of(_TYPES, check),
)
