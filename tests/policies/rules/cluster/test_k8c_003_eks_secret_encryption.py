"""K8C-003: the secrets of EKS are encrypted with a key of one's own."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster.k8c_003_eks_secret_encryption import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

AKS = "azure-native:containerservice:ManagedCluster"
EKS = "aws:eks/cluster:Cluster"


CASES = [
    (EKS, {"encryptionConfig": {"provider": {"keyArn": UNKNOWN}, "resources": ["secrets"]}}, PASS, ""),
    (EKS, {}, FAIL, "encryptionConfig names no key, so AWS's own encrypts the secrets"),
    (
        EKS,
        {"encryptionConfig": {"provider": {"keyArn": "arn:aws:kms:key"}, "resources": []}},
        FAIL,
        "encryptionConfig.resources does not hold secrets",
    ),
    (
        EKS,
        {
            "encryptionConfig": {
                "provider": {"keyArn": "arn:aws:kms:key"},
                "resources": ["configmaps", "secrets"],
            }
        },
        PASS,
        "",
    ),
    (
        EKS,
        {"encryptionConfig": {"provider": {"keyArn": "arn:aws:kms:key"}, "resources": UNKNOWN}},
        OPEN,
        "encryptionConfig.resources is not known before deployment",
    ),
    (EKS, {"encryptionConfig": UNKNOWN}, OPEN, "encryptionConfig is not known before deployment"),
    (AKS, {}, NONE, "containerservice:ManagedCluster is not what the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
