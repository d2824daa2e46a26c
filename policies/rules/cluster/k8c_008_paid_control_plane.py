"""K8C-008: a control plane that people depend on has an agreement."""

from typing import Final

from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge a cluster of AKS in production."""
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    tier = effective(cluster, "sku.tier")
    return failed(tier.said, tier.path) if tier.says("Free") else PASS


RULE: Final = StackRule(
    id="K8C-008",
    text="A cluster of AKS in production is in a tier with an agreement on its availability.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "In the tier Free the API server has no agreement and few resources: nobody has promised that it "
        "answers when nodes have to be replaced."
    ),
    remedy="Set sku.tier to Standard (`cluster.control_plane: standard`).",
    link="https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers",
    types=(AKS,),
    compliance={"checkov": ("CKV_AZURE_170",), "psrule": ("Azure.AKS.UptimeSLA",)},
    setting=("jiban:cluster.control_plane",),
    check=each_of((AKS,), check),
)
