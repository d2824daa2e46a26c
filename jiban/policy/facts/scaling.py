"""Scaling: how many pods a workload may have at most, and what an autoscaler scales.

Sources, read on 2026-11-28: Kubernetes `concepts/workloads/autoscaling/horizontal-pod-autoscale` (the target
is of the autoscaler's own namespace); KEDA `reference/scaledobject-spec` (100 at most where nothing is said).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.disruption import PAUSED, fewest, scalers
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

HORIZONTAL: Final = (
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
)
"""Autoscalers of Kubernetes itself."""
_KEDA: Final = "kubernetes:keda.sh/v1alpha1:ScaledObject"
_KEDA_MOST: Final = 100


@once
def most(stack: StackView, workload: ResourceView) -> int:
    """Return the most pods that a workload may have.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found = scalers(stack, workload)
    if not found:
        return workload["spec"]["replicas"].number(1)
    return max(_most(scaler) for scaler in found)


def _most(scaler: ResourceView) -> int:
    paused = scaler["metadata"]["annotations"][PAUSED]
    with of(scaler):
        if paused.given:
            return paused.number()
        if scaler.token == _KEDA:
            return scaler["spec"]["maxReplicaCount"].number(_KEDA_MOST)
        return scaler["spec"]["maxReplicas"].number()


def is_several(stack: StackView, workload: ResourceView) -> bool:
    """Tell whether a workload may have two pods or more; one whose pods a Rollout runs has none of its own.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if workload.urn in pods.run_by_rollouts(stack):
        return False
    with suppress(NotKnownError):
        if fewest(stack, workload) > 1:
            return True
    return most(stack, workload) > 1


@once
def target(stack: StackView, scaler: ResourceView) -> ResourceView | None:
    """Return the resource that an autoscaler scales; None where the stack has none of that name.

    Raises:
        NotKnownError: whom it scales is not known before deployment, or may be a part of what is not seen, or
            what is only read.
    """
    wanted = scaler["spec"]["scaleTargetRef"]
    kind, name = wanted["kind"].text(), wanted["name"]
    if not name.known:
        found = [each for each in origins(stack, scaler, name) if _kind(each) == kind]
        if len(found) != 1:
            raise NotKnownError(name.path)
        return found[0]
    inside = kubernetes.namespace(stack, scaler)
    same = _by_name(stack, kind)
    for each in (*same.get(name.text(), ()), *same.get(None, ())):
        with of(each):
            if kubernetes.namespace(stack, each) == inside and kubernetes.object_name(each) == name.text():
                return each
    _may_be_unseen(stack, kind, name, inside)
    return None


@once
def _by_name(stack: StackView, kind: str) -> Mapping[str | None, tuple[ResourceView, ...]]:
    """Return the resources of a kind that are told, by name; under None those whose name is not known."""
    found: dict[str | None, list[ResourceView]] = {}
    for each in stack.resources:
        if _kind(each) == kind and each.token.startswith("kubernetes:") and not is_dark(each):
            name = each["metadata"]["name"]
            found.setdefault(name.text() if name.known else None, []).append(each)
    return {name: tuple(each) for name, each in found.items()}


def _kind(resource: ResourceView) -> str:
    return resource.token.rpartition(":")[2]


def _may_be_unseen(stack: StackView, kind: str, name: Node, inside: str) -> None:
    """Stop where the resource of a name may be there without being told.

    Raises:
        NotKnownError: it is only read or patched, or may be a part of what is not seen.
    """
    for patch in _by_name(stack, f"{kind}Patch").get(name.text(), ()):
        if kubernetes.namespace(stack, patch) == inside:
            raise NotKnownError(name.path, f"names what {patch.name} changes, which is declared elsewhere")
    types = [token for token in kubernetes.SCALED if token.endswith(f":{kind}")]
    for each in stack.resources:
        if each.unseen is None:
            continue
        if not each.unseen.itself and each.unseen.may_hold(types):
            raise NotKnownError(name.path, f"may be a part of {each.name}, whose parts are not seen")
        if each.unseen.itself and _kind(each) == kind and _is_named(each, inside, name.text()):
            raise NotKnownError(name.path, f"names {each.name}, which is only read")


def _is_named(read: ResourceView, inside: str, name: str) -> bool:
    """Tell whether an object that is read has a name, by its id of namespace and name."""
    return read.resource.id in (None, f"{inside}/{name}", name)
