"""Disruption: how many pods a workload runs with at its fewest, and how many of them may be evicted.

All budgets and scalers of a pod decide together. Sources, read on 2026-11-28: Kubernetes
`tasks/run-application/configure-pdb` and `horizontal-pod-autoscale`; kubernetes/kubernetes `pkg/controller/
disruption` (percentages are rounded up, a budget with neither field allows none) and `pkg/registry/core/pod/
storage/eviction.go` (a pod with more than one budget is never evicted); KEDA `concepts/scaling-deployments`
(fewest 0 where nothing is said, paused replicas); Argo Rollouts `features/hpa-support`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from jiban.policy.facts import kubernetes, labelled, pods
from jiban.policy.facts.amounts import amount
from jiban.policy.facts.clusters import membership
from jiban.policy.facts.logic import every
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

BUDGET: Final = "kubernetes:policy/v1:PodDisruptionBudget"
AUTOSCALERS: Final[Mapping[str, tuple[str, int]]] = {
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ("minReplicas", 1),
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler": ("minReplicas", 1),
    "kubernetes:keda.sh/v1alpha1:ScaledObject": ("minReplicaCount", 0),
}
"""Kinds of autoscalers: where the fewest pods stand, and how many there are where nothing is said."""
_EVICTED: Final = (*kubernetes.SCALED, kubernetes.POD)
"""Kinds whose pods are evicted."""
PAUSED: Final = "autoscaling.keda.sh/paused-replicas"
"""Annotation of a ScaledObject that holds a workload at a number of pods."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """What a budget lets go of the pods that it selects, when there are as few as there can be."""

    workloads: tuple[ResourceView, ...]
    pods: int
    allowed: int
    """0 where no pod may ever be evicted."""
    said: str
    """What limits it: `minAvailable 2`, or the other budgets."""
    path: str


@dataclass(slots=True)
class _Pairs:
    """Which budgets select which workloads of the stack's own: each by the URN of the other."""

    workloads: dict[str, list[ResourceView]] = field(default_factory=dict[str, list[ResourceView]])
    budgets: dict[str, list[ResourceView]] = field(default_factory=dict[str, list[ResourceView]])
    doubts: dict[str, NotKnownError] = field(default_factory=dict[str, NotKnownError])
    """Of a budget or a workload: why it is not known of some pair with it."""


@once
def _pairs(stack: StackView) -> _Pairs:
    found = _Pairs()
    elsewhere = pods.run_by_rollouts(stack)
    for budget in _told(stack, BUDGET):
        for workload in labelled.near(stack, _EVICTED, budget, _wanted(stack, budget)):
            if workload.urn in elsewhere or is_dark(workload):
                continue
            try:
                if _selects(stack, budget, workload):
                    found.workloads.setdefault(budget.urn, []).append(workload)
                    found.budgets.setdefault(workload.urn, []).append(budget)
            except NotKnownError as error:
                found.doubts.setdefault(budget.urn, error)
                mine = " of " in error.path
                path = error.path if mine else f"{error.path} of {budget.name}"
                found.doubts.setdefault(workload.urn, NotKnownError(path, error.why))
    return found


def _wanted(stack: StackView, budget: ResourceView) -> Mapping[str, str]:
    """Return the labels without which a budget selects nobody; none where they are not known."""
    try:
        return _selector(stack, budget).wanted
    except NotKnownError:
        return {}


def _selects(stack: StackView, budget: ResourceView, workload: ResourceView) -> bool:
    """Tell whether a budget selects a workload's pods: by namespace and labels, of which one may be enough.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    return every(
        lambda: _is_beside(stack, budget, workload),
        lambda: _has_labels(stack, budget, workload),
    )


def _is_beside(stack: StackView, budget: ResourceView, workload: ResourceView) -> bool:
    if not membership.may_be_one(stack, budget, workload):
        return False
    inside = kubernetes.namespace(stack, budget)
    with of(workload):
        return kubernetes.namespace(stack, workload) == inside


def _has_labels(stack: StackView, budget: ResourceView, workload: ResourceView) -> bool:
    with of(workload):
        labels = pods.labels(stack, workload)
    return _selector(stack, budget).holds(labels)


@once
def _selector(stack: StackView, budget: ResourceView) -> kubernetes.Selector:
    del stack
    return kubernetes.Selector(budget["spec"]["selector"])


@once
def selected(stack: StackView, budget: ResourceView) -> tuple[ResourceView, ...]:
    """Return the workloads whose pods a budget selects: those with replicas, and bare pods.

    What the stack only reads is no workload of its own, unless it says how that is.

    Raises:
        NotKnownError: a label, the selector or a namespace is not known before deployment.
    """
    found = _pairs(stack)
    if budget.urn in found.doubts:
        raise _again(found.doubts[budget.urn])
    return tuple(found.workloads.get(budget.urn, ()))


@once
def budgets(stack: StackView, workload: ResourceView) -> tuple[ResourceView, ...]:
    """Return the budgets that select a workload's pods.

    Raises:
        NotKnownError: whether one does is not known before deployment.
    """
    found = _pairs(stack)
    if workload.urn in found.doubts:
        raise _again(found.doubts[workload.urn])
    return tuple(found.budgets.get(workload.urn, ()))


def _again(error: NotKnownError) -> NotKnownError:
    return NotKnownError(error.path, error.why)


@once
def scalers(stack: StackView, workload: ResourceView) -> tuple[ResourceView, ...]:
    """Return the autoscalers of a workload: by the target's name, or by where that comes from.

    Raises:
        NotKnownError: whom one of them scales is not known before deployment.
    """
    own = workload["metadata"]["name"]
    name = own.text() if own.known else None
    found = _by_target(stack, workload.token.rpartition(":")[2])
    inside = _namespace_if_known(stack, workload)
    # A name that the provider makes up is none that a program can write down.
    near = [
        each
        for place in (found if inside is None else (inside, None))
        for target in (found.get(place, {}) if name is None else dict.fromkeys((name, "")))
        for each in found.get(place, {}).get(target, ())
    ]
    return tuple(each for each in near if _scales(stack, each, workload))


def _namespace_if_known(stack: StackView, resource: ResourceView) -> str | None:
    try:
        return kubernetes.namespace(stack, resource)
    except NotKnownError:
        return None


@once
def _by_target(stack: StackView, kind: str) -> Mapping[str | None, Mapping[str, tuple[ResourceView, ...]]]:
    """Return the autoscalers of a kind of workload, by namespace and the target's name.

    The namespace is None where it is not known, and where the name is not: that may come from a workload,
    which then is the target wherever it stands.

    Raises:
        NotKnownError: the kind of a target is not known before deployment.
    """
    found: dict[str | None, dict[str, list[ResourceView]]] = {}
    for scaler in _told(stack, *AUTOSCALERS):
        target = scaler["spec"]["scaleTargetRef"]
        with of(scaler):
            if target["kind"].text("Deployment") == kind:
                name = target["name"].text() if target["name"].known else ""
                place = _namespace_if_known(stack, scaler) if name else None
                found.setdefault(place, {}).setdefault(name, []).append(scaler)
    return {place: {name: tuple(each) for name, each in by_name.items()} for place, by_name in found.items()}


def _told(stack: StackView, *tokens: str) -> Iterator[ResourceView]:
    """Yield the resources of some types of which something is told."""
    return (each for each in stack.of(*tokens) if not is_dark(each))


def _scales(stack: StackView, scaler: ResourceView, workload: ResourceView) -> bool:
    """Tell whether an autoscaler of the right kind, by a name that may be right, is a workload's."""
    if not membership.may_be_one(stack, scaler, workload):
        return False
    name, own = scaler["spec"]["scaleTargetRef"]["name"], workload["metadata"]["name"]
    if not name.known:
        found = origins(stack, scaler, name, *kubernetes.SCALED)
        if found:
            return workload in found
    if kubernetes.namespace(stack, scaler) != kubernetes.namespace(stack, workload):
        return False
    if not name.known:
        raise NotKnownError(f"{name.path} of {scaler.name}")
    if not own.known:
        raise NotKnownError(own.path)
    return bool(own.text())


@once
def fewest(stack: StackView, workload: ResourceView) -> int:
    """Return the fewest pods that a workload runs with; one that scales to none has one when it runs.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if workload.token == kubernetes.POD:
        return 1
    found = scalers(stack, workload)
    if not found:
        return workload["spec"]["replicas"].number(1)
    return max(min(_fewest(scaler) for scaler in found), 1)


def _fewest(scaler: ResourceView) -> int:
    paused = scaler["metadata"]["annotations"][PAUSED]
    with of(scaler):
        if paused.given:
            return paused.number()
        key, otherwise = AUTOSCALERS[scaler.token]
        return scaler["spec"][key].number(otherwise)


@once
def disruption(stack: StackView, budget: ResourceView) -> Disruption | None:
    """Return what a budget lets go at the fewest; None where it selects no pod of the stack.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    chosen = selected(stack, budget)
    if not chosen:
        for workload in filter(is_dark, stack.of(*_EVICTED)):
            _selects(stack, budget, workload)  # it is over a workload that is read, for all that is known
        return None
    for workload in chosen:
        others = [each.name for each in _pairs(stack).budgets.get(workload.urn, ()) if each is not budget]
        if others:
            said = f"{' and '.join(sorted(others))} and this budget over the same pods"
            return Disruption((workload,), fewest_or_one(stack, workload), 0, said, "spec.selector")
    number = 0
    for workload in chosen:
        with of(workload):
            number += fewest(stack, workload)
    if not number:
        return None
    found = _within(budget["spec"], chosen, number)
    if found.allowed > 0:
        for workload in chosen:
            budgets(stack, workload)  # another one that may select them would change it
    return found


def fewest_or_one(stack: StackView, workload: ResourceView) -> int:
    """Return the fewest pods of a workload, or 1 where that is not known."""
    try:
        return fewest(stack, workload)
    except NotKnownError:
        return 1


def _within(spec: Node, chosen: tuple[ResourceView, ...], number: int) -> Disruption:
    """Return what the two fields of a budget let go. The API server takes one of them at most."""
    least, most = spec["minAvailable"], spec["maxUnavailable"]
    if most.given:
        said, path, allowed = f"maxUnavailable {most.text()}", most.path, amount(most, number)
    elif least.given:
        said, path = f"minAvailable {least.text()}", least.path
        allowed = number - amount(least, number)
    else:
        said, path, allowed = "neither minAvailable nor maxUnavailable", spec.path, 0
    bare = any(workload.token == kubernetes.POD for workload in chosen)
    if bare and (most.given or least.text().endswith("%")):
        # The controller asks each pod's owner how many there have to be, and a bare pod has none.
        said, allowed = f"{said} over pods without a controller", 0
    return Disruption(chosen, number, max(min(allowed, number), 0), said, path)
