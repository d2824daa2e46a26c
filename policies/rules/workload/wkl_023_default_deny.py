"""WKL-023: network policies deny pods what they do not let through."""

from typing import Final

from jiban.policy.facts import pods, selection
from jiban.policy.facts.isolation import OTHERS, isolation, other_policy
from jiban.policy.facts.network.policies import POLICY, Direction
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
    unknown,
)
from jiban.policy.view import ResourceView, StackView

_WAYS: Final[tuple[tuple[Direction, str], ...]] = (("Ingress", "in"), ("Egress", "out"))


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge both directions of a workload's pods."""
    network = pods.template(stack, workload)["spec"]["hostNetwork"]
    if network.known and network.is_true():
        return not_applicable("its pods are in the node's network, where no policy reaches them")
    return together(judged(_way, stack, workload, way, word) for way, word in _WAYS)


def _way(stack: StackView, workload: ResourceView, way: Direction, word: str) -> Verdict:
    found = isolation(stack, workload, way)
    if found.state == "denied":
        return PASS
    if found.policy is not None:
        return failed(f"policy {found.policy.name} lets everything {word}", "metadata.namespace")
    said = f"no network policy selects its pods for what {'comes in' if word == 'in' else 'goes out'}"
    other = other_policy(stack, workload)
    if other is not None:
        return unknown(f"{said}; {other.name} of the network plug-in may, which is not read")
    return failed(said, "metadata.namespace")


RULE: Final = StackRule(
    id="WKL-023",
    text="Network policies select every pod for both directions, and deny what they do not let through.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Pods that no policy selects are reached by every pod of the cluster and reach everything: one that "
        "is broken into is a foothold for all others."
    ),
    remedy=(
        "Put a NetworkPolicy with podSelector {} and policyTypes [Ingress, Egress] into the namespace, and "
        "let others name what may pass."
    ),
    link="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    types=(*selection.PODS, POLICY, *OTHERS),
    compliance={
        "checkov": ("CKV2_K8S_6",),
        "k8s_tools": ("ks:pod-networkpolicy", "kl:non-isolated-pod", "po:missingNetworkPolicy"),
    },
    check=each_of(selection.PODS, check),
)
