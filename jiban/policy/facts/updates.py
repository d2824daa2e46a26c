"""Updates: how many of a workload's pods a new version takes away at a time.

Sources, read on 2026-11-28: the text of `RollingUpdateDeployment` and `RollingUpdateStatefulSetStrategy` in
pulumi-kubernetes 4.34 (a quarter of a Deployment's pods by default, rounded down; one of a StatefulSet's, a
percentage rounded up); kubernetes/kubernetes `pkg/controller/deployment/util` (where neither more nor fewer
pods are allowed, one fewer is).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.amounts import written
from jiban.policy.facts.disruption import fewest
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

UPDATED: Final = (kubernetes.DEPLOYMENT, kubernetes.STATEFUL_SET)
"""Kinds that replace their pods by those of a new version."""
_HALF: Final = 50
_PERCENT: Final = 100


def strategy(workload: ResourceView) -> Node:
    """Return the place of a workload's strategy, with `type` and `rollingUpdate`."""
    return workload["spec"]["strategy" if workload.token == kubernetes.DEPLOYMENT else "updateStrategy"]


def rolls(workload: ResourceView) -> bool:
    """Tell whether pods are replaced part by part, and by the workload itself.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return strategy(workload)["type"].text("RollingUpdate") == "RollingUpdate"


def keeps_more_than_half(stack: StackView, workload: ResourceView) -> bool:
    """Tell whether more than half of a workload's pods stay while others are replaced, at the fewest.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if workload.token == kubernetes.STATEFUL_SET:
        return _stateful_set_keeps(stack, workload)
    rolling = strategy(workload)["rollingUpdate"]
    fewer, more = written(rolling["maxUnavailable"], "25%"), written(rolling["maxSurge"], "25%")
    try:
        number = fewest(stack, workload)
    except NotKnownError:
        # Whatever the number, less than half of it goes.
        if more.value and (not fewer.value or (fewer.is_percentage and fewer.value < _HALF)):
            return True
        if fewer.is_percentage and fewer.value >= _PERCENT:
            return False
        raise
    taken = fewer.of(number, rounded_down=True)
    if not taken and not more.of(number):
        taken = 1
    return not taken or not number or 2 * (number - taken) > number


def _stateful_set_keeps(stack: StackView, workload: ResourceView) -> bool:
    limit = strategy(workload)["rollingUpdate"]["maxUnavailable"]
    if not limit.given:
        return True  # one at a time
    taken = written(limit)
    number = fewest(stack, workload)
    return taken.of(number) <= 1 or 2 * (number - taken.of(number)) > number
