"""Objects of Kubernetes: their names and namespaces, labels, and who selects whom.

Precedence of namespaces: pulumi-kubernetes 4.34, `namespace` of the provider (own, the provider's,
that of the kubeconfig's context), read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, cast

import yaml

from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
STATEFUL_SET: Final = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET: Final = "kubernetes:apps/v1:DaemonSet"
REPLICA_SET: Final = "kubernetes:apps/v1:ReplicaSet"
REPLICATION_CONTROLLER: Final = "kubernetes:core/v1:ReplicationController"
JOB: Final = "kubernetes:batch/v1:Job"
CRON_JOB: Final = "kubernetes:batch/v1:CronJob"
POD: Final = "kubernetes:core/v1:Pod"
ROLLOUT: Final = "kubernetes:argoproj.io/v1alpha1:Rollout"
SCALED_JOB: Final = "kubernetes:keda.sh/v1alpha1:ScaledJob"
NAMESPACE: Final = "kubernetes:core/v1:Namespace"
PROVIDER: Final = "pulumi:providers:kubernetes"

SCALED: Final = (DEPLOYMENT, STATEFUL_SET, REPLICA_SET, REPLICATION_CONTROLLER, ROLLOUT)
"""Kinds with a number of replicas."""
_WHOLE: Final = (*SCALED, DAEMON_SET, JOB, CRON_JOB, POD, SCALED_JOB)
_PATCHED: Final = tuple(token for token in _WHOLE if token not in (ROLLOUT, SCALED_JOB))
PATCHES: Final = tuple(f"{token}Patch" for token in _PATCHED)
"""Kinds that change a part of an object which stands elsewhere: what they leave out is not known."""
WORKLOADS: Final = (*_WHOLE, *PATCHES)
"""Kinds that run containers."""
_DEFAULT: Final = "default"


@once
def namespace(stack: StackView, resource: ResourceView) -> str:
    """Return the namespace that an object stands in: its own, else its provider's, else `default`.

    Where the name is not known yet, the namespace that it comes from is asked for its own; one whose name is
    made up by the provider goes by its URN, which tells it from others as well.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return _space(stack, resource, resource["metadata"]["namespace"], lambda: _given(stack, resource))


@once
def _given(stack: StackView, resource: ResourceView) -> str:
    """Return the namespace that an object's provider gives to those that name none."""
    reference = resource.resource.provider
    if reference is None:
        found = [each for each in stack.of(PROVIDER) if each.name == _DEFAULT]
        provider = found[0] if found else None
    else:
        provider = stack.get(reference.rpartition("::")[0])
    if provider is None or provider.token != PROVIDER:
        return _DEFAULT
    with of(provider):
        return _space(stack, provider, provider["namespace"], lambda: _of_context(provider["kubeconfig"]))


def _space(stack: StackView, resource: ResourceView, node: Node, otherwise: Callable[[], str]) -> str:
    if node.known:
        return node.text() or otherwise()
    found = origins(stack, resource, node, NAMESPACE)
    if len(found) != 1:
        raise NotKnownError(node.path)
    return namespace_name(found[0])


def _of_context(node: Node) -> str:
    """Return the namespace of a kubeconfig's current context.

    A kubeconfig that is made by the deployment comes from a cluster, and those name none.
    """
    return node.public_part(_namespace_in) if node.known else _DEFAULT


def _namespace_in(kubeconfig: Any) -> str:
    found = read_map(kubeconfig if isinstance(kubeconfig, str) else "")
    contexts = found.get("contexts")
    for each in cast("list[Any]", contexts) if isinstance(contexts, list) else []:
        context = Node(each)
        with suppress(NotKnownError):
            if context["name"].text() == found.get("current-context"):
                return context["context"]["namespace"].text(_DEFAULT)
    return _DEFAULT


def read_map(text: str) -> Mapping[str, Any]:
    """Return a map that is written as JSON or YAML; an empty one where the text holds none."""
    try:
        found = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return {}
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def namespace_name(found: ResourceView) -> str:
    """Return the name of a namespace, or its URN where the provider makes the name up.

    Raises:
        NotKnownError: what leads to its name is not known before deployment.
    """
    name = found["metadata"]["name"]
    return name.text(found.urn) if name.known else found.urn


def object_name(resource: ResourceView) -> str:
    """Return an object's own name; empty where the provider makes it up.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return resource["metadata"]["name"].text()


class Labels(Mapping[str, str]):
    """Labels of an object. One that is not known before deployment stops only who asks for it."""

    def __init__(self, node: Node) -> None:
        """Read the labels under a `metadata`.

        Raises:
            NotKnownError: which labels there are is not known before deployment.
        """
        self._nodes = dict(node["labels"].items())
        self._texts = {key: each.text() for key, each in self._nodes.items() if each.known}

    @property
    def whole(self) -> Mapping[str, str] | None:
        """The labels, where all of them are known before deployment."""
        return self._texts if len(self._texts) == len(self._nodes) else None

    def __getitem__(self, key: str) -> str:
        """Return a label.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        found = self._texts.get(key)
        return self._nodes[key].text() if found is None else found

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return a label, or the default where there is none.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self[key] if key in self._nodes else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, key: object) -> bool:
        return key in self._nodes


class Selector:
    """A selector of labels: an empty one holds for all, a missing one for none."""

    def __init__(self, node: Node) -> None:
        """Read a selector.

        Raises:
            NotKnownError: it is not known before deployment. A value in it that is not known stops only who
                is asked for that.
        """
        self._missing = node.value is None
        self._wanted = () if self._missing else node["matchLabels"].items()
        self._expressions = () if self._missing else node["matchExpressions"].each()
        self._texts = {key: value.text() for key, value in self._wanted if value.known}

    @property
    def wanted(self) -> Mapping[str, str]:
        """The labels without which it holds for none; empty where one of them is not known."""
        return self._texts if len(self._texts) == len(self._wanted) else {}

    def holds(self, found: Mapping[str, str]) -> bool:
        """Tell whether it holds for some labels.

        Raises:
            NotKnownError: a value that decides is not known before deployment.
        """
        if self._missing:
            return False
        for key, value in self._wanted:
            wanted = self._texts.get(key)
            if found.get(key) != (value.text() if wanted is None else wanted):
                return False
        return all(_holds(each, found) for each in self._expressions)


def selects(selector: Node, found: Mapping[str, str]) -> bool:
    """Tell whether a label selector holds for some labels: an empty one for all, a missing one for none.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    return Selector(selector).holds(found)


def _holds(expression: Node, found: Mapping[str, str]) -> bool:
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
