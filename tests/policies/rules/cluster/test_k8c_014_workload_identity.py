"""K8C-014: pods use clouds by identities of their own, not by that of the node."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_014_workload_identity import RULE
from jiban.policy.facts.clusters.node_roles import ROLE
from jiban.policy.facts.clusters.pools import AKS, NODE_GROUP
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

MANAGED = "arn:aws:iam::aws:policy"
NODES = resource(NODE_GROUP, "nodes", {"nodeRoleArn": "arn:aws:iam::111122223333:role/nodes"})
ROLE_OF_NODES = resource(ROLE, "role", {"name": "nodes"})
WHY = "nodes have this role, and with it every pod: "


def attached(policy: object, role: str = "nodes") -> ResourceView:
    """A policy of AWS that the role has."""
    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"  # noqa: S105 - a type
    return resource(token, "attachment", {"role": role, "policyArn": policy})


def inline(text: object) -> ResourceView:
    """A policy of the role's own."""
    return resource("aws:iam/rolePolicy:RolePolicy", "inline", {"role": "nodes", "policy": text})


def allows(action: str) -> str:
    """The text of a policy."""
    return f'{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}'


IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
OF_KUBELET = resource(IDENTITY, "kubelet")
ROLES = "/providers/Microsoft.Authorization/roleDefinitions"
AKS_CLUSTER = resource(
    AKS,
    "aks",
    {"identityProfile": {"kubeletidentity": {"resourceId": UNKNOWN}}},
    comes_from={"identityProfile": [urn(IDENTITY, "kubelet")]},
)


def assigned(role: object) -> ResourceView:
    """A role that the identity of the nodes has."""
    inputs = {"principalId": UNKNOWN, "roleDefinitionId": role}
    token = "azure-native:authorization:RoleAssignment"  # noqa: S105 - a type
    return resource(token, "assigned", inputs, comes_from={"principalId": [urn(IDENTITY, "kubelet")]})


CASES = (
    passes(ROLE_OF_NODES, NODES, attached(f"{MANAGED}/AmazonEKSWorkerNodePolicy")),
    fails(WHY + "AmazonS3FullAccess", ROLE_OF_NODES, NODES, attached(f"{MANAGED}/AmazonS3FullAccess")),
    unknown(
        "policyArn of attachment is not known before deployment", ROLE_OF_NODES, NODES, attached(UNKNOWN)
    ),
    fails(WHY + "inline allows sqs:SendMessage", ROLE_OF_NODES, NODES, inline(allows("sqs:SendMessage"))),
    passes(ROLE_OF_NODES, NODES, inline(allows("ec2:AssignIpv6Addresses"))),
    fails(WHY + "inline allows *", ROLE_OF_NODES, NODES, inline(allows("*"))),
    unknown("policy is no JSON, which it has to be", ROLE_OF_NODES, NODES, inline("{")),
    fails(
        WHY + "role allows all but some actions",
        resource(
            ROLE,
            "role",
            {
                "name": "nodes",
                "inlinePolicies": [
                    {"name": "x", "policy": '{"Statement": [{"Effect": "Allow", "NotAction": "iam:*"}]}'}
                ],
            },
        ),
        NODES,
    ),
    unknown(
        "managedPolicyArns of role is not known before deployment",
        resource(ROLE, "role", {"name": "nodes", "managedPolicyArns": UNKNOWN}),
        NODES,
    ),
    passes(AKS_CLUSTER),
    fails(
        "servicePrincipalProfile is set, and its password is on every node",
        resource(AKS, "aks", {"servicePrincipalProfile": {"clientId": UNKNOWN, "secret": UNKNOWN}}),
    ),
    passes(resource(AKS, "aks", {"servicePrincipalProfile": {"clientId": "msi"}})),
    passes(AKS_CLUSTER, assigned(f"{ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d"), OF_KUBELET),
    fails(
        "nodes have its kubelet identity, and with it every pod: assigned",
        AKS_CLUSTER,
        assigned(f"{ROLES}/ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
        OF_KUBELET,
    ),
    unknown(
        "roleDefinitionId of assigned is not known before deployment",
        AKS_CLUSTER,
        assigned(UNKNOWN),
        OF_KUBELET,
    ),
    not_applicable(ROLE_OF_NODES, attached(f"{MANAGED}/AmazonS3FullAccess")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
