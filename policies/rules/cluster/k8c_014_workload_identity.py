"""K8C-014: pods use clouds by identities of their own, not by that of the node."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.clusters.kubelet import grants, password_on_nodes
from jiban.policy.facts.clusters.node_roles import ROLE, beyond_need, roles_of_nodes
from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.rule import PASS, Judgement, Level, Severity, StackRule, Verdict, failed, judged
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the roles that nodes of EKS have, and clusters of AKS by what their nodes have."""
    for role in roles_of_nodes(stack):
        yield Judgement(role, judged(_for_nodes, stack, role))
    for cluster in stack.of(AKS):
        yield Judgement(cluster, judged(_of_aks, stack, cluster))


def _for_nodes(stack: StackView, role: ResourceView) -> Verdict:
    found = beyond_need(stack, role)
    if not found:
        return PASS
    return failed(f"nodes have this role, and with it every pod: {', '.join(each.said for each in found)}")


def _of_aks(stack: StackView, cluster: ResourceView) -> Verdict:
    if password_on_nodes(cluster):
        path = "servicePrincipalProfile"
        return failed(f"{path} is set, and its password is on every node", path)
    found = grants(stack, cluster)
    if not found:
        return PASS
    said = f"nodes have its kubelet identity, and with it every pod: {', '.join(found)}"
    return failed(said, "identityProfile")


RULE: Final = StackRule(
    id="K8C-014",
    text="Nodes are allowed what nodes need alone; pods that use the cloud have identities of their own.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "What a node may do, every pod on it may do that gets at the node's credentials: one pod that is "
        "broken into opens the data of all."
    ),
    remedy=(
        "Take the policies off the node's role, and give them to a role of the pods that need them "
        "(eks.PodIdentityAssociation, or IRSA); on AKS use a managed identity, and a federated one for pods."
    ),
    link="https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
    types=(ROLE, AKS),
    compliance={"psrule": ("Azure.AKS.ManagedIdentity",)},
    check=check,
)
