"""Identities of the nodes of AKS: what they may do beyond pulling images, by the roles in `kubelet.yaml`.

Sources, read on 2026-11-28: AKS `use-managed-identity` (a kubelet identity of one's own is user-assigned) and
`kubernetes-service-principal` (its password stands on every node).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.once import once, origins
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
_ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"
_KUBELET: Final = "kubeletidentity"
_NO_PRINCIPAL: Final = "msi"
_NEEDED: Final = frozenset(map(str, table("jiban.policy.facts.clusters", "kubelet.yaml")["roles"]))


def password_on_nodes(cluster: ResourceView) -> bool:
    """Tell whether the nodes of AKS have a service principal, whose password is on each of them.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    principal = cluster["servicePrincipalProfile"]["clientId"]
    return principal.given and not (principal.known and principal.says(_NO_PRINCIPAL))


@once
def grants(stack: StackView, cluster: ResourceView) -> tuple[str, ...]:
    """Return the role assignments, by name, that let a cluster's nodes do more than pull images.

    Only an identity of one's own is followed; one that AKS makes has no name in a program.

    Raises:
        NotKnownError: none surely does, and what an assignment allows is not known before deployment.
    """
    identities = _identities(stack, cluster)
    found: list[str] = []
    doubt: NotKnownError | None = None
    for assignment in stack.of(_ASSIGNMENT) if identities else ():
        who = origins(stack, assignment, assignment["principalId"], _IDENTITY)
        if not any(each in identities for each in who):
            continue
        role = assignment["roleDefinitionId"]
        if not role.known:
            doubt = NotKnownError(f"{role.path} of {assignment.name}")
        elif role.text().rpartition("/")[2].casefold() not in _NEEDED:
            found.append(assignment.name)
    if not found and doubt is not None:
        raise doubt
    return tuple(found)


def _identities(stack: StackView, cluster: ResourceView) -> tuple[ResourceView, ...]:
    profile = cluster["identityProfile"]
    if not profile.known:
        return origins(stack, cluster, profile, _IDENTITY)
    own = profile[_KUBELET]
    if not own.known:
        return origins(stack, cluster, own, _IDENTITY)
    keys = ("resourceId", "objectId", "clientId")
    found = (origins(stack, cluster, own[key], _IDENTITY) for key in keys if own[key].given)
    return tuple(dict.fromkeys(each for several in found for each in several))
