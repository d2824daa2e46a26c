"""K8C-006: people and programs sign in to AKS by their own identity."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster.k8c_006_aks_sign_in import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

AKS = "azure-native:containerservice:ManagedCluster"
EKS = "aws:eks/cluster:Cluster"


def aks(**changes: Any) -> dict[str, Any]:
    """Inputs of a managed cluster that signs in as it should, with changes."""
    return {"disableLocalAccounts": True, "aadProfile": {"managed": True, "enableAzureRBAC": True}} | changes


CASES = [
    (AKS, aks(), PASS, ""),
    (
        AKS,
        aks(disableLocalAccounts=False),
        FAIL,
        "disableLocalAccounts is not true, so one certificate opens everything",
    ),
    (
        AKS,
        {"aadProfile": {"managed": True, "enableAzureRBAC": True}},
        FAIL,
        "disableLocalAccounts is not true, so one certificate opens everything",
    ),
    (AKS, aks(aadProfile={"enableAzureRBAC": True}), FAIL, "aadProfile.managed is not true"),
    (
        AKS,
        aks(aadProfile={"enableAzureRBAC": True, "managed": False}),
        FAIL,
        "aadProfile.managed is not true",
    ),
    (
        AKS,
        aks(aadProfile={"managed": True, "enableAzureRBAC": False}),
        FAIL,
        "aadProfile.enableAzureRBAC is not true",
    ),
    (
        AKS,
        aks(disableLocalAccounts=UNKNOWN),
        OPEN,
        "disableLocalAccounts is not known before deployment",
    ),
    (AKS, aks(aadProfile={"managed": True}), FAIL, "aadProfile.enableAzureRBAC is not true"),
    (AKS, aks(aadProfile=UNKNOWN), OPEN, "aadProfile is not known before deployment"),
    (EKS, {}, NONE, "eks/cluster:Cluster is not what the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
