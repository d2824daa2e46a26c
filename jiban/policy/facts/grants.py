"""Policies of IAM: who has them, and which only bound what others give.

Source: AWS IAM user guide, `access_policies_boundaries` (a boundary gives nothing), `id_roles_providers_saml`
and `id_credentials_mfa_configure-api-require` (who signs in by SAML or with a second factor is a person),
read on 2026-11-28.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.documents import allows, conditions, statements, values
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.values import name_in
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

POLICY: Final = "aws:iam/policy:Policy"
ROLE: Final = "aws:iam/role:Role"
ATTACHMENTS: Final = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
)
"""Types that give a policy to a role."""
_SAML: Final = ":saml-provider/"
_SECOND_FACTOR: Final = "aws:multifactorauthpresent"
_USER: Final = "aws:iam/user:User"
_BOUNDS: Final = Beside((ROLE, _USER), "permissionsBoundary", (POLICY,), called=("name",))
_GIVES: Final = (
    Beside(
        (
            *ATTACHMENTS,
            "aws:iam/userPolicyAttachment:UserPolicyAttachment",
            "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        ),
        "policyArn",
        (POLICY,),
        called=("name",),
    ),
    Beside((ROLE,), "managedPolicyArns", (POLICY,), called=("name",)),
)


@once
def is_boundary(stack: StackView, policy: ResourceView) -> bool:
    """Tell whether a policy bounds what a role or a user may do, and nobody has it otherwise."""
    if policy.token != POLICY or not beside(stack, policy, _BOUNDS).resources:
        return False
    return not any(beside(stack, policy, kind).resources for kind in _GIVES)


def is_for_workloads(stack: StackView, attachment: ResourceView) -> bool:
    """Tell whether an attachment gives a policy to a workload: to a role that is not known to be for people.

    Users and groups are people's.
    """
    names = (*values(attachment["role"]), *values(attachment["roles"]))
    return any(not _is_of_people(stack, attachment, name) for name in names)


def _is_of_people(stack: StackView, attachment: ResourceView, name: Node) -> bool:
    found = () if name.known and name.path.endswith("]") else origins(stack, attachment, name, ROLE)
    if not found and name.known:
        found = tuple(each for each in stack.of(ROLE) if name_in(each["name"]) == name.text())
    return bool(found) and all(is_for_people(each) for each in found)


def is_for_people(role: ResourceView) -> bool:
    """Tell whether a role is known to be for people, who sign in by SAML or with a second factor."""
    try:
        trusted = [each for each in statements(role["assumeRolePolicy"]) if allows(each)]
        return bool(trusted) and all(_trusts_people(each) for each in trusted)
    except NotKnownError:
        return False


def _trusts_people(statement: Node) -> bool:
    for operator, key, given in conditions(statement):
        if operator.casefold() == "bool" and key == _SECOND_FACTOR and given:
            return all(each.says("true") for each in given)
    principal = statement["Principal"]
    if not isinstance(principal.value, dict):
        return False
    federated = values(principal["Federated"])
    return bool(federated) and all(_SAML in each.text() for each in federated)
