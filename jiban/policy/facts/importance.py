"""Importance: which workloads are of the first tier, that users notice at once when they fail."""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import pods
from jiban.policy.parameters import Parameter
from jiban.policy.view import ResourceView, StackView

FIRST_TIER: Final = Parameter(
    "first_tier",
    ("tier=1",),
    "Labels of pods, each as key=value, that say that a workload is of the first tier.",
)


def is_first_tier(stack: StackView, workload: ResourceView) -> bool:
    """Tell whether the pods of a workload have a label that says that it is of the first tier.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    wanted = [each.partition("=") for each in FIRST_TIER.of(stack)]
    found = pods.labels(stack, workload)
    return any(found.get(key) == value for key, _, value in wanted)
