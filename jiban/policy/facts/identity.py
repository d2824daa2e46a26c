"""Identity: which object of a cloud or a cluster a resource is, whatever the program calls it.

Two resources of one identity are one object: what one of them deletes, the other has no more. Names: for
Kubernetes those of its API, for the clouds `identity.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_KUBERNETES: Final = "kubernetes:"
_CLUSTER: Final = "cluster"
_CLOUD: Final = "cloud"
_PARTS: Final = ("Patch", "List")
"""How kinds end that are no objects of their own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One object: equal for resources that are the same one."""

    kind: str
    """What it is, without the version of an API."""
    names: tuple[str, ...]
    provider: str
    """URN of what leads to it; empty for the default."""

    @property
    def said(self) -> str:
        """For a reader: `shop/front of the cluster`."""
        inside = _CLUSTER if self.kind.startswith(_KUBERNETES) else _CLOUD
        return f"{'/'.join(name for name in self.names if name)} of the {inside}"


@once
def identity(stack: StackView, resource: ResourceView) -> Identity | None:
    """Return which object a resource is; None where its name is made up, or not known before deployment."""
    provider = (resource.resource.provider or "").rpartition("::")[0]
    try:
        if resource.token.startswith(_KUBERNETES):
            return _of_kubernetes(stack, resource, provider)
        keys = _names().get(resource.token, ())
        names = tuple(resource[key].text() for key in keys)
    except NotKnownError:
        return None
    return Identity(resource.token, names, provider) if names and all(names) else None


def _of_kubernetes(stack: StackView, resource: ResourceView, provider: str) -> Identity | None:
    """Return the object of a cluster.

    Raises:
        NotKnownError: its name or its namespace is not known before deployment.
    """
    group, _, kind = resource.token.removeprefix(_KUBERNETES).partition(":")
    if kind.endswith(_PARTS) or "/" not in group or "metadata" not in resource.inputs:
        return None
    name = kubernetes.object_name(resource)
    names = (kubernetes.namespace(stack, resource), name)
    return Identity(f"{_KUBERNETES}{group.partition('/')[0]}:{kind}", names, provider) if name else None


@cache
def _names() -> Mapping[str, list[str]]:
    return table("jiban.policy.facts", "identity.yaml")["types"]
