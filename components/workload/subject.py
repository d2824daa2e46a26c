"""Whose objects these are: names, labels, and the one selector, so that it and its pods never disagree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jiban.components.workload.contract import Text

Manifest = dict[str, Any]
"""A Kubernetes object, or a part of one, in the words of its API; a leaf may be an Output."""

NAME_LABEL = "app.kubernetes.io/name"
PART_OF_LABEL = "app.kubernetes.io/part-of"


def selector(service: str) -> dict[str, str]:
    """Return the label that picks out a service's pods, for ever the same: a Deployment cannot change it."""
    return {NAME_LABEL: service}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A service, or the namespace of all, as the owner of Kubernetes objects."""

    name: str
    """Name of its objects in Kubernetes."""
    namespace: Text
    """Namespace of its objects."""
    system: str
    """What it is a part of: the project."""
    component: str
    """Logical name of the component that makes the objects."""
    ownership: Callable[[str], Mapping[str, str]]
    """Returns the labels of an object from its logical name."""

    def logical(self, part: str) -> str:
        """Return the logical name of one object."""
        return f"{self.component}-{part}"

    def labels(self, logical_name: str) -> dict[str, str]:
        """Return the labels of an object: who owns it, what it is part of, which service it belongs to."""
        return {**self.ownership(logical_name), PART_OF_LABEL: self.system, **selector(self.name)}

    def metadata(self, part: str, *, name: str | None = None) -> Manifest:
        """Return the metadata of a namespaced object, named like the service if it has no name of its own."""
        return {
            "name": name or self.name,
            "namespace": self.namespace,
            "labels": self.labels(self.logical(part)),
        }
