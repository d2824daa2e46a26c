"""Whom Services and NetworkPolicies select: pods of the stack, by namespace and labels.

Sources, read on 2026-11-28: Kubernetes `concepts/services-networking/service` (all labels of the selector, in
the Service's own namespace; an empty selector is none) and the API's own description of NetworkPolicySpec (an
empty podSelector is all pods of the namespace, and so is a missing one).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from jiban.policy.facts import kubernetes, labelled, pods
from jiban.policy.facts.logic import every
from jiban.policy.facts.network.policies import POLICY
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SERVICE: Final = "kubernetes:core/v1:Service"
_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
_DEFAULT: Final = "default"
PODS: Final = tuple(token for token in kubernetes.WORKLOADS if token not in kubernetes.PATCHES)
"""Kinds whose pods are known whole."""


class _Plain:
    """The selector of a Service, which is labels alone."""

    def __init__(self, node: Node) -> None:
        self._wanted = node.items()

    @property
    def wanted(self) -> Mapping[str, str]:
        """The labels without which it holds for none; empty where one of them is not known."""
        known = {key: value.text() for key, value in self._wanted if value.known}
        return known if len(known) == len(self._wanted) else {}

    def holds(self, found: Mapping[str, str]) -> bool:
        return all(found.get(key) == value.text() for key, value in self._wanted)


def selects_nobody(service: ResourceView) -> bool:
    """Tell whether somebody else says where a Service sends: it has no selector, or is a name of elsewhere.

    One of which only the type is not known has no other name to be.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    spec = service["spec"]
    return not spec["selector"].value or (spec["type"].known and spec["type"].says("ExternalName"))


@once
def selects_all(stack: StackView, policy: ResourceView) -> bool:
    """Tell whether a NetworkPolicy selects every pod of its namespace, by asking for no label.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    del stack
    selector = policy["spec"]["podSelector"]
    return not selector["matchLabels"].items() and not selector["matchExpressions"].each()


@once
def chosen(stack: StackView, selecting: ResourceView) -> tuple[ResourceView, ...]:
    """Return the workloads of the stack whose pods a Service or a NetworkPolicy surely selects.

    Raises:
        NotKnownError: there is none, unless something turns out so that is not known before deployment.
    """
    found, doubts = list[ResourceView](), list[NotKnownError]()
    for workload in labelled.near(stack, PODS, selecting, _wanted(stack, selecting)):
        try:
            if selects(stack, selecting, workload):
                found.append(workload)
        except NotKnownError as error:
            doubts.append(error)
    if doubts and not found:
        raise NotKnownError(doubts[0].path, doubts[0].why)
    return tuple(found)


@once
def selects(stack: StackView, selecting: ResourceView, workload: ResourceView) -> bool:
    """Tell whether a Service or a NetworkPolicy selects the pods of a workload.

    Raises:
        NotKnownError: what decides is not known before deployment. One that cannot be, whatever turns out, is
            not selected.
    """
    return every(
        lambda: _is_beside(stack, selecting, workload),
        lambda: _has_labels(stack, selecting, workload),
    )


def _is_beside(stack: StackView, selecting: ResourceView, workload: ResourceView) -> bool:
    inside = kubernetes.namespace(stack, selecting)
    with of(workload):
        return kubernetes.namespace(stack, workload) == inside


def _has_labels(stack: StackView, selecting: ResourceView, workload: ResourceView) -> bool:
    selector = _selector(stack, selecting)
    if selector is None:
        return True
    with of(workload):
        labels = pods.labels(stack, workload)
    # A label of the workload that is not known is the workload's, whoever asks for it.
    return _holds(selector, labels, workload)


def _holds(selector: kubernetes.Selector | _Plain, labels: Mapping[str, str], workload: ResourceView) -> bool:
    try:
        return selector.holds(labels)
    except NotKnownError as error:
        if error.path.startswith(("spec.selector", "spec.podSelector")):
            raise
        raise NotKnownError(f"{error.path} of {workload.name}", error.why) from error


@once
def _selector(stack: StackView, selecting: ResourceView) -> kubernetes.Selector | _Plain | None:
    """Return the selector; None for one that all pods of the namespace are selected by."""
    if selecting.token == SERVICE:
        return _Plain(selecting["spec"]["selector"])
    if selects_all(stack, selecting):
        return None
    return kubernetes.Selector(selecting["spec"]["podSelector"])


@once
def _wanted(stack: StackView, selecting: ResourceView) -> Mapping[str, str]:
    """Return the labels without which a selector holds for none; none where they are not known."""
    try:
        selector = _selector(stack, selecting)
    except NotKnownError:
        return {}
    return {} if selector is None else selector.wanted


@once
def policies_beside(stack: StackView, workload: ResourceView) -> tuple[ResourceView, ...]:
    """Return the NetworkPolicies that may stand in a workload's namespace."""
    return tuple(each for space in _spaces_of(stack, workload) for each in space.resources)


def policies_near(stack: StackView, workload: ResourceView) -> Iterator[ResourceView]:
    """Yield those of the policies beside a workload that may select its pods."""
    labels = labelled.of_pods(stack, workload)
    for space in _spaces_of(stack, workload):
        yield from space.near(labels)


def _spaces_of(stack: StackView, workload: ResourceView) -> list[labelled.Selecting]:
    spaces = _policies(stack)
    try:
        inside = kubernetes.namespace(stack, workload)
    except NotKnownError:
        return [_everywhere(stack)]
    return [spaces[each] for each in (inside, None) if each in spaces]


@once
def _policies(stack: StackView) -> Mapping[str | None, labelled.Selecting]:
    spaces = pods.by_namespace(stack, (POLICY,))
    return {inside: _indexed(stack, policies) for inside, policies in spaces.items()}


@once
def _everywhere(stack: StackView) -> labelled.Selecting:
    return _indexed(stack, stack.of(POLICY))


def _indexed(stack: StackView, policies: tuple[ResourceView, ...]) -> labelled.Selecting:
    return labelled.Selecting.of(policies, lambda each: _wanted(stack, each))


@once
def service_named(stack: StackView, inside: str, name: str) -> ResourceView | None:
    """Return the Service of a name in a namespace; None where the stack has none.

    Raises:
        NotKnownError: one of which the name or the namespace is not known before deployment may be it.
    """
    doubt: NotKnownError | None = None
    by_name = _services_by_name(stack)
    near = sorted((*by_name.get(name, ()), *by_name.get(None, ())), key=lambda pair: pair[0])
    for _, service in near:
        try:
            with of(service):
                named = service["metadata"]["name"]
                if kubernetes.namespace(stack, service) == inside and named.text():
                    return service
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return None


@once
def _services_by_name(stack: StackView) -> Mapping[str | None, list[tuple[int, ResourceView]]]:
    """Return the Services by name, with their numbers; under None those whose name is not known."""
    found: dict[str | None, list[tuple[int, ResourceView]]] = {}
    for number, service in enumerate(stack.of(SERVICE)):
        if not is_dark(service):
            found.setdefault(_name_if_known(service), []).append((number, service))
    return found


def _name_if_known(service: ResourceView) -> str | None:
    try:
        return kubernetes.object_name(service)
    except NotKnownError:
        return None


def unseen_objects(stack: StackView, inside: str) -> ResourceView | None:
    """Return what may hold pods and Services of a namespace that are not seen, as a chart; None for none."""
    for each in stack.resources:
        if each.unseen is None or each.unseen.itself or not each.unseen.may_hold((*PODS, SERVICE)):
            continue
        with suppress(NotKnownError):
            # A chart's objects stand where its release does, as charts are written.
            if each.token == _RELEASE and _space_of(stack, each) != inside:
                continue
        return each
    return None


def _space_of(stack: StackView, release: ResourceView) -> str:
    node = release["namespace"]
    if node.known:
        return node.text(_DEFAULT)
    found = origins(stack, release, node, kubernetes.NAMESPACE)
    if len(found) != 1:
        raise NotKnownError(node.path)
    return kubernetes.namespace_name(found[0])
