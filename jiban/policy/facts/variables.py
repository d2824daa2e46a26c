"""Environment variables: what a container's environment holds, its own and those of ConfigMaps and Secrets.

Source: Kubernetes `tasks/inject-data-application/define-environment-variable-container` and
`tasks/configure-pod-container/configure-pod-configmap`: own variables come before those of a whole map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.pods import Container
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

CONFIG_MAP: Final = "kubernetes:core/v1:ConfigMap"
SECRET: Final = "kubernetes:core/v1:Secret"  # noqa: S105 - a type


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a container's environment."""

    node: Node
    """Its value, where that stands."""
    holder: ResourceView
    """Whose input that is: the workload, or a ConfigMap or Secret of the stack."""


def variables(stack: StackView, workload: ResourceView, container: Container) -> Mapping[str, Variable]:
    """Return the variables of a container by name, as many as the stack holds.

    Raises:
        NotKnownError: which there are is not known before deployment.
    """
    found: dict[str, Variable] = {}
    for each in container.node["envFrom"].each():
        for holder in _maps(stack, workload, each["configMapRef"]["name"], each["secretRef"]["name"]):
            prefix = each["prefix"].text()
            found |= {prefix + key: Variable(node, holder) for key, node in _data(holder)}
    for each in container.node["env"].each():
        name = each["name"].text()
        found.pop(name, None)
        source = each["valueFrom"]
        if not source.given:
            found[name] = Variable(each["value"], workload)
            continue
        own, secret = source["configMapKeyRef"], source["secretKeyRef"]
        key = (own if own.given else secret)["key"].text()
        for holder in _maps(stack, workload, own["name"], secret["name"]):
            for wanted, node in _data(holder):
                if wanted == key:
                    found[name] = Variable(node, holder)
    return found


def _maps(stack: StackView, workload: ResourceView, own: Node, secret: Node) -> Iterator[ResourceView]:
    for name, token in ((own, CONFIG_MAP), (secret, SECRET)):
        if name.given:
            yield from _named(stack, workload, name, token)


def _named(stack: StackView, workload: ResourceView, name: Node, token: str) -> tuple[ResourceView, ...]:
    if not name.known:
        return origins(stack, workload, name, token)
    return _by_name(stack, token).get((kubernetes.namespace(stack, workload), name.text()), ())


@once
def _by_name(stack: StackView, token: str) -> Mapping[tuple[str, str], tuple[ResourceView, ...]]:
    """Return the maps of a type by namespace and name, as many as are known."""
    found: dict[tuple[str, str], tuple[ResourceView, ...]] = {}
    for each in stack.of(token):
        try:
            key = (kubernetes.namespace(stack, each), kubernetes.object_name(each))
        except NotKnownError:
            continue
        found[key] = (*found.get(key, ()), each)
    return found


def _data(holder: ResourceView) -> Iterator[tuple[str, Node]]:
    for key in ("data", "stringData"):
        yield from holder[key].items()
