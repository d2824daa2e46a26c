"""Which cluster the Kubernetes provider is configured for, and what of it replaces everything in the cluster.

A kubeconfig also says how to sign in, and that may change at any time: the provider looks at the entry of the
cluster in use alone, or at `clusterIdentifier` where a program gives one (pulumi-kubernetes 4.32.0,
`provider/pkg/provider/provider.go`, `DiffConfig`, and `util.go`, `getActiveClusterFromConfig`, read at
94977969d641).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jiban.plan.kubeconfig import CHOICE, active_cluster

if TYPE_CHECKING:
    from jiban.model.plan import Resource

_IDENTIFIER: Final = "clusterIdentifier"


def forcing(before: Resource, after: Resource) -> tuple[str, ...]:
    """Return the inputs of a Kubernetes provider whose change replaces it, by what is told of secret ones."""
    told = before.told.get("cluster"), after.told.get("cluster")
    if None in told or before.inputs.get(_IDENTIFIER) or after.inputs.get(_IDENTIFIER):
        return forcing_inputs(before.inputs, after.inputs)
    return CHOICE if told[0] != told[1] else ()


def forcing_inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the inputs of a Kubernetes provider whose change replaces it.

    Args:
        before: inputs of the provider as it was.
        after: inputs as they will be. What is not known in them may turn out to be another cluster.
    """
    identifiers = before.get(_IDENTIFIER), after.get(_IDENTIFIER)
    if None not in identifiers:
        return (_IDENTIFIER,)
    clusters = [active_cluster(inputs) for inputs in (before, after)]
    if None in clusters or clusters[0] == clusters[1]:
        return ()
    return CHOICE
