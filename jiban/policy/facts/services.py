"""Services: which workloads requests reach by a Service, and with how many pods at the fewest."""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import disruption, kubernetes, pods
from jiban.policy.facts.clusters import membership
from jiban.policy.facts.once import of, once
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import NotKnownError, ResourceView, StackView

SERVICE: Final = "kubernetes:core/v1:Service"
SERVED: Final = kubernetes.SCALED
"""Kinds of workloads with a number of pods."""


@once
def _served(stack: StackView) -> tuple[frozenset[str], NotKnownError | None]:
    """Return the URNs of the workloads that a Service selects, and why it is not known of some."""
    found, doubt = set[str](), None
    elsewhere = pods.run_by_rollouts(stack)
    by_namespace = pods.by_namespace(stack, SERVED)
    for service in stack.of(SERVICE):
        try:
            wanted = {key: each.text() for key, each in service["spec"]["selector"].items()}
            inside = kubernetes.namespace(stack, service)
        except NotKnownError as error:
            doubt = doubt or error
            continue
        for workload in by_namespace.get(inside, ()) if wanted else ():
            if (
                workload.urn in elsewhere
                or is_dark(workload)
                or not membership.may_be_one(stack, service, workload)
            ):
                continue
            try:
                labels = pods.labels(stack, workload)
                if all(labels.get(key) == value for key, value in wanted.items()):
                    found.add(workload.urn)
            except NotKnownError as error:
                doubt = doubt or error
    return frozenset(found), doubt


def has_service(stack: StackView, workload: ResourceView) -> bool:
    """Tell whether a Service of the stack leads to a workload's pods.

    Raises:
        NotKnownError: of no Service it is known, and of some it is not.
    """
    found, doubt = _served(stack)
    if workload.urn in found:
        return True
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return False


def fewest(stack: StackView, workload: ResourceView) -> int:
    """Return the fewest pods of a workload; those of a workload that a Rollout runs are the Rollout's.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    with of(workload):
        return disruption.fewest(stack, workload)
