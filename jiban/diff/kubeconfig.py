"""Which cluster the Kubernetes provider is configured for, and what of it replaces everything in the cluster.

A kubeconfig also says how to sign in, and that may change at any time: the provider looks at the entry of the
cluster in use alone, or at `clusterIdentifier` where a program gives one (pulumi-kubernetes 4.32.0,
`provider/pkg/provider/provider.go`, `DiffConfig`, and `util.go`, `getActiveClusterFromConfig`, read at
94977969d641).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import yaml

from jiban.model.plan import Secret, Unknown, has_unknown

_IDENTIFIER: Final = "clusterIdentifier"
_CHOICE: Final = ("kubeconfig", "context", "cluster")
"""Inputs that together say which cluster it is."""


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
    return _CHOICE


def active_cluster(inputs: Mapping[str, Any]) -> Any:
    """Return the entry of the cluster in use; None where none is named.

    What cannot be read (an unknown, the path of a file) stands for itself: another one may be another
    cluster.
    """
    given = {key: _plain(inputs.get(key)) for key in _CHOICE}
    config = given["kubeconfig"]
    if any(has_unknown(value) for value in given.values()):
        return config
    read = _read(config)
    if read is None:
        return config
    context = _named(read, "contexts", given["context"] or read.get("current-context"))
    name = given["cluster"] or context.get("context", {}).get("cluster")
    return _named(read, "clusters", name).get("cluster") if context else None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Secret) else value


def _read(config: Any) -> Mapping[str, Any] | None:
    """Return a kubeconfig as data; None where it is none, such as the path of a file."""
    if isinstance(config, str):
        try:
            config = yaml.safe_load(config)
        except yaml.YAMLError:
            return None
    if isinstance(config, Unknown) or not isinstance(config, Mapping):
        return None
    return cast("Mapping[str, Any]", config)


def _named(config: Mapping[str, Any], kind: str, name: Any) -> Mapping[str, Any]:
    """Return the entry of a name in one of a kubeconfig's lists; empty where there is none."""
    entries = config.get(kind)
    found = [
        cast("Mapping[str, Any]", each)
        for each in cast("list[Any]", entries if isinstance(entries, list) else [])
        if isinstance(each, Mapping) and cast("Mapping[str, Any]", each).get("name") == name
    ]
    return found[0] if found else {}
