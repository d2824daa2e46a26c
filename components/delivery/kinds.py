"""Kinds that Argo CD may make in the services' namespace, by the table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from jiban.tables import table

_TABLE: Final = ("jiban.components.delivery", "kinds.yaml")
_MAKES: Final = ("create", "delete", "get", "list", "patch", "update", "watch")
_SEES: Final = ("get", "list", "watch")
_ROLES: Final = "rbac.authorization.k8s.io"


@cache
def made() -> Mapping[str, Mapping[str, str]]:
    """Return the kinds that are made, by API group: kind to the name of its resource."""
    return table(*_TABLE)["kinds"]


@cache
def seen() -> Mapping[str, Mapping[str, str]]:
    """Return the kinds that are looked at only, in the same form."""
    return table(*_TABLE)["seen"]


def whitelist() -> list[dict[str, str]]:
    """Return the kinds that a project may have, as `namespaceResourceWhitelist` has them."""
    return [{"group": group, "kind": kind} for group, kinds in made().items() for kind in kinds]


def inclusions() -> list[dict[str, Any]]:
    """Return the kinds that Argo CD knows of at all, as `resource.inclusions` has them."""
    groups = sorted({*made(), *seen()})
    return [
        {
            "apiGroups": [group],
            "kinds": sorted([*made().get(group, ()), *seen().get(group, ())]),
            "clusters": ["*"],
        }
        for group in groups
    ]


def rules(binds: str) -> list[dict[str, Any]]:
    """Return the rules of the role by which Argo CD makes these kinds.

    Args:
        binds: the one role that it may bind, so that a service may look at Kubernetes; binding asks for a
            right of its own, or for all that the role gives.
    """
    return [
        *(_rule(group, tuple(kinds.values()), _MAKES) for group, kinds in made().items()),
        *(_rule(group, tuple(kinds.values()), _SEES) for group, kinds in seen().items()),
        {"apiGroups": [_ROLES], "resources": ["roles"], "resourceNames": [binds], "verbs": ["bind"]},
    ]


def _rule(group: str, resources: Sequence[str], verbs: Sequence[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": list(resources), "verbs": list(verbs)}
