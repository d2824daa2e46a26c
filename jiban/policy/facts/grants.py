"""Policies of IAM: who has them, and which only bound what others give.

Source: AWS IAM user guide, `access_policies_boundaries`, read on 2026-11-28: a boundary gives nothing.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.once import once
from jiban.policy.view import ResourceView, StackView

POLICY: Final = "aws:iam/policy:Policy"
ROLE: Final = "aws:iam/role:Role"
ATTACHMENTS: Final = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
)
"""Types that give a policy to a role."""
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
