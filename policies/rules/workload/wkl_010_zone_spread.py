"""WKL-010: the pods of a workload outlive a zone."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.scaling import is_several
from jiban.policy.facts.spread import over_zones
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge a workload that may have two pods or more."""
    try:
        several = is_several(stack, workload)
    except NotKnownError:
        if over_zones(stack, workload) is not None:
            return PASS  # however many there are
        raise
    if not several:
        return not_applicable("it has one pod at most")
    if over_zones(stack, workload) is not None:
        return PASS
    spec = pods.template(stack, workload)["spec"]
    return failed("nothing spreads its pods over zones", spec["topologySpreadConstraints"].path)


RULE: Final = StackRule(
    id="WKL-010",
    text="The pods of every workload are spread over availability zones.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=("The scheduler may put all pods of a workload into one zone, and they are gone with it."),
    remedy=(
        "Add to topologySpreadConstraints one with topologyKey topology.kubernetes.io/zone and a "
        "labelSelector that holds for the workload's own pods."
    ),
    link="https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    types=kubernetes.SCALED,
    compliance={
        "k8s_tools": (
            "ks:pod-topology-spread-constraints",
            "po:topologySpreadConstraint",
            "kl:no-anti-affinity",
        ),
    },
    check=each_of(kubernetes.SCALED, check),
)
