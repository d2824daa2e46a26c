"""K8C-004: control planes and nodes are of a version that is supported, and not paid for twice."""

from collections.abc import Iterator
from typing import Final, Literal

from jiban.policy.facts.clusters.pools import AKS, EKS, NODE_GROUP, OWNERS, Machines, declared_by
from jiban.policy.facts.clusters.versions import MOST_BEHIND, minor, support
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import Node, ResourceView, StackView

_SUBJECTS: Final = (*OWNERS, EKS)
_KEYS: Final = {AKS: "kubernetesVersion", EKS: "version"}


def check(stack: StackView, subject: ResourceView) -> Verdict:
    """Judge a cluster, for itself and the pools that are written in it, or a pool of its own."""
    return together(_verdicts(stack, subject))


def _verdicts(stack: StackView, subject: ResourceView) -> Iterator[Verdict]:
    aws = subject.token in {EKS, NODE_GROUP}
    cloud: Literal["aws", "azure"] = "aws" if aws else "azure"
    if subject.token in _KEYS:
        yield judged(_supported, cloud, subject[_KEYS[subject.token]])
    for machines in declared_by(stack, subject):
        version = machines.node["version" if aws else "orchestratorVersion"]
        supported = judged(_supported, cloud, version)
        yield supported
        if supported == PASS:
            yield judged(_near, machines, version)


def _supported(cloud: Literal["aws", "azure"], version: Node) -> Verdict:
    # Where nothing is said the cloud takes a version that it supports; a pool takes its cluster's.
    if not version.given:
        return PASS
    found = support(cloud, version)
    if found.kind == "standard":
        return PASS
    costs = " and at a higher price" if found.kind == "extended" else ""
    return failed(f"{version.path} is {found.said}{costs}", version.path)


def _near(machines: Machines, version: Node) -> Verdict:
    cluster = machines.cluster
    if cluster is None or not version.given or not cluster[_KEYS[cluster.token]].given:
        return PASS
    own, control = minor(version), minor(cluster[_KEYS[cluster.token]])
    if own > control:
        said = f"{version.path} is newer than {cluster.name}, which is of {control[0]}.{control[1]}"
        return failed(said, version.path)
    if (own[0], own[1] + MOST_BEHIND) < control:
        said = f"{version.path} is more than {MOST_BEHIND} versions behind {cluster.name}"
        return failed(said, version.path)
    return PASS


RULE: Final = StackRule(
    id="K8C-004",
    text="Control planes and nodes are of a version in standard support, and nodes are no newer than theirs.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A version without support gets no fixes, and one in extended support costs several times as much; "
        "nodes that are newer than the API server, or far older, may fail to talk to it."
    ),
    remedy=(
        "Raise kubernetesVersion (AKS) or version (EKS) by one minor version at a time, the control plane "
        "first, then orchestratorVersion or version of the pools; read what each release takes away."
    ),
    link="https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
    types=_SUBJECTS,
    compliance={
        "isms_p": ("2.10.8",),
        "checkov": ("CKV_AWS_339",),
        "psrule": ("Azure.AKS.PoolVersion", "Azure.AKS.Version"),
        "prowler": ("aws:eks_cluster_uses_a_supported_version",),
    },
    setting=("jiban:cluster.version",),
    check=each_of(_SUBJECTS, check),
)
