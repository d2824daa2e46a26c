"""K8C-001: where the API server of a cluster answers."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster.k8c_001_api_access import AKS, EKS, RULE
from tests.policies.samples import resource, urn
from tests.policies.verdicts import FAIL, OPEN, PASS, Case, each_case, verdict_of

_NO_AKS = "apiServerAccessProfile.enablePrivateCluster is not true, and no authorizedIPRanges are named"


def aks(**profile: Any) -> dict[str, Any]:
    """A cluster of Azure with an access profile."""
    return {"apiServerAccessProfile": profile}


def eks(**config: Any) -> dict[str, Any]:
    """A cluster of AWS."""
    return {"vpcConfig": config}


CASES: list[Case] = [
    (AKS, {}, FAIL, _NO_AKS),
    (AKS, {"sku": {"name": "Automatic"}}, FAIL, _NO_AKS),
    (AKS, aks(enableVnetIntegration=True), FAIL, _NO_AKS),
    (AKS, aks(enablePrivateCluster=True), PASS, ""),
    (AKS, aks(enablePrivateCluster=True, enablePrivateClusterPublicFQDN=True), PASS, ""),
    (AKS, aks(authorizedIPRanges=["203.0.113.0/24"]), PASS, "only addresses that are named get in"),
    (AKS, aks(authorizedIPRanges=[]), FAIL, _NO_AKS),
    (
        AKS,
        aks(authorizedIPRanges=["0.0.0.0/1", "128.0.0.0/1"]),
        FAIL,
        "apiServerAccessProfile.authorizedIPRanges names every address",
    ),
    (
        AKS,
        {"publicNetworkAccess": "Disabled"},
        OPEN,
        "publicNetworkAccess is Disabled, and Azure does not say what that closes",
    ),
    (
        AKS,
        aks(enablePrivateCluster=UNKNOWN),
        OPEN,
        "apiServerAccessProfile.enablePrivateCluster is not known before deployment",
    ),
    (
        AKS,
        aks(enablePrivateCluster=UNKNOWN, authorizedIPRanges=["203.0.113.0/24"]),
        PASS,
        "only addresses that are named get in",
    ),
    (
        AKS,
        aks(authorizedIPRanges=["203.0.113.0/24", UNKNOWN]),
        OPEN,
        "apiServerAccessProfile.authorizedIPRanges[1] is not known before deployment",
    ),
    (
        EKS,
        eks(),
        FAIL,
        "vpcConfig.endpointPublicAccess is not set, and EKS leaves it on, and no publicAccessCidrs are named",
    ),
    (EKS, eks(endpointPublicAccess=False), PASS, ""),
    (
        EKS,
        eks(endpointPublicAccess=True, publicAccessCidrs=["203.0.113.0/24"]),
        PASS,
        "only addresses that are named get in",
    ),
    (
        EKS,
        eks(endpointPublicAccess=True, publicAccessCidrs=["0.0.0.0/0"]),
        FAIL,
        "vpcConfig.endpointPublicAccess is true, and publicAccessCidrs names every address",
    ),
    (
        EKS,
        eks(endpointPublicAccess=UNKNOWN),
        OPEN,
        "vpcConfig.endpointPublicAccess is not known before deployment",
    ),
    (
        EKS,
        eks(endpointPublicAccess=UNKNOWN, publicAccessCidrs=["203.0.113.0/24"]),
        PASS,
        "only addresses that are named get in",
    ),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: object, reason: str) -> None:
    """The rule says of the cluster what its row says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("azure-native:network:PublicIPAddress", PASS),
        ("azure-native:network:PublicIPPrefix", PASS),
        ("aws:ec2/eip:Eip", PASS),
        ("aws:ec2/natGateway:NatGateway", PASS),
        ("azure-native:keyvault:Secret", OPEN),
    ],
)
def test_an_address_of_the_stack_is_a_name(source: str, outcome: object) -> None:
    """What comes from a public address is that one, although nobody knows it yet."""
    cluster = resource(
        AKS,
        "aks",
        aks(authorizedIPRanges=[UNKNOWN]),
        comes_from={"apiServerAccessProfile": [urn(f"own:net:Network${source}", "address")]},
    )
    assert RULE.judge(cluster).outcome is outcome


def test_a_range_that_comes_from_more_than_addresses_is_not_known() -> None:
    """The other source may give any."""
    sources = [urn("azure-native:network:PublicIPAddress", "address"), urn("a:b:C", "other")]
    for each in (sources, sources[::-1]):
        cluster = resource(
            AKS,
            "aks",
            aks(authorizedIPRanges=[UNKNOWN]),
            comes_from={"apiServerAccessProfile": each},
        )
        assert RULE.judge(cluster).outcome is OPEN
