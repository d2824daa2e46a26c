"""K8C-009: the number of nodes follows what pods need."""

from typing import Final

from jiban.policy.facts.clusters.pools import NODE_GROUP, OWNERS, Machines, declared_by, provisioned
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
    passed,
    together,
)
from jiban.policy.view import Node, ResourceView, StackView


def check(stack: StackView, owner: ResourceView) -> Verdict:
    """Judge the groups of nodes that a resource declares."""
    verdicts = [judged(_scales, machines) for machines in declared_by(stack, owner)]
    return together(verdicts, not_applicable("no nodes are declared in it"))


def _scales(machines: Machines) -> Verdict:
    if machines.owner.token == NODE_GROUP:
        return _has_room(machines.node["scalingConfig"]["minSize"], machines.node["scalingConfig"]["maxSize"])
    pool = machines.node
    scaled = together((judged(_is_on, pool), judged(_has_room, pool["minCount"], pool["maxCount"])))
    if scaled != PASS and machines.cluster is not None and provisioned(machines.cluster):
        return passed("nodes are provisioned for pods")
    switch = pool["enableAutoScaling"]
    return _is_on(pool) if switch.known and not switch.is_true() else scaled


def _is_on(pool: Node) -> Verdict:
    switch = pool["enableAutoScaling"]
    return PASS if switch.is_true() else failed(f"{switch.path} is not true", switch.path)


def _has_room(least: Node, most: Node) -> Verdict:
    if least.number() < most.number():
        return PASS
    return failed(f"{most.path} is {most.number()}, no more than {least.path}", most.path)


RULE: Final = StackRule(
    id="K8C-009",
    text="Each group of nodes is scaled by an autoscaler between a least and a greater number.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="A fixed number of nodes is too small at the peak, when pods wait, and too large at other times.",
    remedy=(
        "Set enableAutoScaling with minCount below maxCount (AKS), or scalingConfig.minSize below maxSize "
        "with an autoscaler in the cluster (EKS); waive a group that has to be of a fixed size."
    ),
    link="https://learn.microsoft.com/azure/aks/cluster-autoscaler-overview",
    types=OWNERS,
    compliance={"psrule": ("Azure.AKS.AutoScaling",)},
    check=each_of(OWNERS, check),
)
