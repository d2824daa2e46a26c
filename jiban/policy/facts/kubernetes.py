"""Kubernetes objects of a stack: workloads, their containers and labels, and who selects whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
STATEFUL_SET: Final = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET: Final = "kubernetes:apps/v1:DaemonSet"
REPLICA_SET: Final = "kubernetes:apps/v1:ReplicaSet"
JOB: Final = "kubernetes:batch/v1:Job"
CRON_JOB: Final = "kubernetes:batch/v1:CronJob"
POD: Final = "kubernetes:core/v1:Pod"
NAMESPACE: Final = "kubernetes:core/v1:Namespace"

SCALED: Final = (DEPLOYMENT, STATEFUL_SET, REPLICA_SET)
"""Kinds with a number of replicas."""
WORKLOADS: Final = (*SCALED, DAEMON_SET, JOB, CRON_JOB, POD)
"""Kinds that run containers."""


def template(workload: ResourceView) -> Node:
    """Return the pod, with `metadata` and `spec`, that a workload runs.

    Raises:
        NotKnownError: what leads to it is not known before deployment.
    """
    if workload.token == POD:
        return workload.node
    spec = workload["spec"]
    return spec["jobTemplate"]["spec"]["template"] if workload.token == CRON_JOB else spec["template"]


def containers(workload: ResourceView, *, init: bool = True) -> tuple[Node, ...]:
    """Return the containers of a workload, the initial ones after the others.

    Raises:
        NotKnownError: what leads to them is not known before deployment.
    """
    spec = template(workload)["spec"]
    return (*spec["containers"].each(), *(spec["initContainers"].each() if init else ()))


def namespace(stack: StackView, resource: ResourceView) -> str:
    """Return the namespace that an object stands in.

    Where the name is not known yet, the namespace that it comes from is asked for its own; one whose name is
    made up by the provider goes by its URN, which tells it from others as well.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    node = resource["metadata"]["namespace"]
    if node.known:
        return node.text("default")
    found = stack.behind(resource, "metadata", NAMESPACE)
    if len(found) != 1:
        raise NotKnownError(node.path)
    return namespace_name(found[0])


def namespace_name(found: ResourceView) -> str:
    """Return the name of a namespace, or its URN where the provider makes the name up."""
    name = found["metadata"]["name"]
    return name.text(found.urn) if name.known else found.urn


def object_name(resource: ResourceView) -> str:
    """Return an object's own name; empty where the provider makes it up.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return resource["metadata"]["name"].text()


def labels(node: Node) -> dict[str, str]:
    """Return the labels under a `metadata`.

    Raises:
        NotKnownError: one is not known before deployment.
    """
    return {key: value.text() for key, value in node["labels"].items()}


def selects(selector: Node, found: dict[str, str]) -> bool:
    """Tell whether a label selector holds for some labels: an empty one for all, a missing one for none.

    Raises:
        NotKnownError: the selector is not known before deployment.
    """
    if selector.value is None:
        return False
    wanted = all(found.get(key) == value.text() for key, value in selector["matchLabels"].items())
    return wanted and all(_holds(each, found) for each in selector["matchExpressions"].each())


def _holds(expression: Node, found: dict[str, str]) -> bool:
    key = expression["key"].text()
    values = {value.text() for value in expression["values"].each()}
    match expression["operator"].text():
        case "In":
            return found.get(key) in values
        case "NotIn":
            return found.get(key) not in values
        case "Exists":
            return key in found
        case "DoesNotExist":
            return key not in found
        case _:
            return False


def selected(stack: StackView, selector: Node, inside: str, *tokens: str) -> Iterator[ResourceView]:
    """Yield the workloads of some kinds in a namespace whose pods a selector holds for.

    Raises:
        NotKnownError: a label or the selector is not known before deployment.
    """
    for workload in stack.of(*tokens):
        if namespace(stack, workload) == inside and selects(selector, labels(template(workload)["metadata"])):
            yield workload
