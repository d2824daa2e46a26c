"""K8C-012: nobody reaches nodes from the internet."""

from typing import Final

from jiban.policy.facts.clusters.node_access import open_ssh, public_address
from jiban.policy.facts.clusters.pools import NODE_GROUP, OWNERS, Machines, declared_by
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, owner: ResourceView) -> Verdict:
    """Judge the groups of nodes that a resource declares."""
    verdicts = [judged(_private, stack, machines) for machines in declared_by(stack, owner)]
    return together(verdicts, not_applicable("no nodes are declared in it"))


def _private(stack: StackView, machines: Machines) -> Verdict:
    if machines.owner.token != NODE_GROUP:
        switch = machines.node["enableNodePublicIP"]
        return failed(f"{switch.path} is true", switch.path) if switch.is_true() else PASS
    return together((judged(_unreached, stack, machines.owner), judged(_locked, machines.owner)))


def _unreached(stack: StackView, group: ResourceView) -> Verdict:
    found = public_address(stack, group)
    return failed(found.said, found.path) if found is not None else PASS


def _locked(group: ResourceView) -> Verdict:
    found = open_ssh(group)
    return failed(found.said, found.path) if found is not None else PASS


RULE: Final = StackRule(
    id="K8C-012",
    text="Nodes have no public address, and SSH to them is not open to the internet.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A node with a public address is attacked directly, past every balancer and firewall in front.",
    remedy=(
        "Leave enableNodePublicIP off (AKS); put node groups in subnets without mapPublicIpOnLaunch, and "
        "name remoteAccess.sourceSecurityGroupIds or leave ec2SshKey out (EKS)."
    ),
    link="https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
    types=OWNERS,
    compliance={
        "isms_p": ("2.6.1",),
        "iso27001": ("A.8.14",),
        "checkov": ("CKV_AWS_100", "CKV_AZURE_143"),
        "prowler": (
            "aws:eks_cluster_private_nodes_enabled",
            "azure:aks_clusters_created_with_private_nodes",
        ),
    },
    check=each_of(OWNERS, check),
)
