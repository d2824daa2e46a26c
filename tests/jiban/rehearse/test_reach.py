"""Which cluster a provider speaks to, and from where."""

import json
from typing import Any

import pytest

from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.conditions import Conditions
from jiban.rehearse.reach import cluster_of, configuration, name_of, refusal

AKS = CloudObject(
    "azure-native:containerservice:ManagedCluster",
    "/group/aks",
    None,
    {"apiServerAccessProfile": {"enablePrivateCluster": True}},
    {"fqdn": "aks.example.com"},
)
EKS = CloudObject(
    "aws:eks/cluster:Cluster",
    "eks",
    None,
    {"vpcConfig": {"endpointPublicAccess": False}},
    {"endpoint": "https://eks.example.com", "arn": "arn:aws:eks:::cluster/eks"},
)
OPEN = CloudObject("aws:eks/cluster:Cluster", "open", None, {"vpcConfig": {"endpointPublicAccess": True}})
OUTSIDE = Conditions(place="outside")


def config(server: str) -> dict[str, Any]:
    """A provider's configuration with a kubeconfig."""
    return {
        "kubeconfig": json.dumps(
            {
                "current-context": "it",
                "clusters": [{"name": "it", "cluster": {"server": server}}],
                "contexts": [{"name": "it", "context": {"cluster": "it"}}],
            }
        )
    }


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param({"clusterIdentifier": "/group/aks"}, AKS, id="by its id"),
        pytest.param({"clusterIdentifier": "arn:aws:eks:::cluster/eks"}, EKS, id="by its ARN"),
        pytest.param(config("https://eks.example.com:443"), EKS, id="by its server"),
        pytest.param(config("https://aks.example.com"), AKS, id="by its host"),
        pytest.param({}, None, id="by nothing"),
    ],
)
def test_a_cluster_is_told_from_others(given: dict[str, Any], found: CloudObject | None) -> None:
    """By what the provider is given."""
    assert cluster_of(given, (AKS, EKS)) == found


def test_the_only_cluster_is_meant() -> None:
    """Where nothing says another one."""
    assert cluster_of({}, (EKS,)) == EKS


@pytest.mark.parametrize(
    ("cluster", "conditions", "refused"),
    [
        pytest.param(AKS, OUTSIDE, True, id="private AKS from outside"),
        pytest.param(EKS, OUTSIDE, True, id="private EKS from outside"),
        pytest.param(EKS, Conditions(), False, id="private EKS from inside"),
        pytest.param(OPEN, OUTSIDE, False, id="public EKS from outside"),
    ],
)
def test_a_private_api_is_refused_from_outside(
    cluster: CloudObject,
    conditions: Conditions,
    refused: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    """In the provider's words."""
    said = refusal({}, (cluster,), conditions)
    assert (said or "").startswith("configured Kubernetes cluster is unreachable") is refused


def test_another_cluster_has_another_name() -> None:
    """By its identifier first, then by its server; without both it has none."""
    assert name_of({"clusterIdentifier": "one", **config("https://a")}) == "one"
    assert name_of(config("https://a")) == "a"
    assert name_of({}) == ""


def test_a_configuration_comes_as_texts() -> None:
    """Maps and lists among them are JSON."""
    given = {"kubeconfig": '{"kind": "Config"}', "context": "it", "odd": "{"}
    assert configuration(given) == {"kubeconfig": {"kind": "Config"}, "context": "it", "odd": "{"}
