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


OFFICE = CloudObject(
    "azure-native:containerservice:ManagedCluster",
    "/group/office",
    None,
    {"apiServerAccessProfile": {"authorizedIPRanges": ["198.51.100.0/31", "not-known", "203.0.113.9/24"]}},
)
FROM_OFFICE = CloudObject(
    "aws:eks/cluster:Cluster",
    "office",
    None,
    {"vpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24"]}},
)


@pytest.mark.parametrize(
    ("cluster", "place", "refused"),
    [
        pytest.param(OFFICE, "203.0.113.7", False, id="AKS from the office"),
        pytest.param(OFFICE, "192.0.2.1", True, id="AKS from elsewhere"),
        pytest.param(OFFICE, "outside", False, id="AKS from outside, nobody says where"),
        pytest.param(OFFICE, "inside", False, id="AKS from inside"),
        pytest.param(FROM_OFFICE, "203.0.113.7", False, id="EKS from the office"),
        pytest.param(FROM_OFFICE, "192.0.2.1", True, id="EKS from elsewhere"),
        pytest.param(OPEN, "192.0.2.1", False, id="EKS that admits everybody"),
        pytest.param(AKS, "192.0.2.1", True, id="private AKS"),
    ],
)
def test_a_public_api_answers_whom_it_admits(cluster: CloudObject, place: str, *, refused: bool) -> None:
    """By the ranges of `api_clients`, where the deployer says at which address it stands."""
    assert (refusal({}, (cluster,), Conditions(place=place)) is not None) is refused


def test_a_refused_deployer_is_told_the_ranges_and_its_address() -> None:
    """And what to do."""
    assert (refusal({}, (FROM_OFFICE,), Conditions(place="192.0.2.1")) or "").endswith(
        "the API of office answers 203.0.113.0/24 alone, and this deployment runs at 192.0.2.1 (i/o "
        "timeout); name it among the ranges that the cluster admits, or run it elsewhere"
    )


def test_another_cluster_has_another_name() -> None:
    """By its identifier first, then by its server; without both it has none."""
    assert name_of({"clusterIdentifier": "one", **config("https://a")}) == "one"
    assert name_of(config("https://a")) == "a"
    assert name_of({}) == ""


def test_a_configuration_comes_as_texts() -> None:
    """Maps and lists among them are JSON."""
    given = {"kubeconfig": '{"kind": "Config"}', "context": "it", "odd": "{"}
    assert configuration(given) == {"kubeconfig": {"kind": "Config"}, "context": "it", "odd": "{"}


@pytest.mark.parametrize("key", ["endpoint", "fqdn", "privateFQDN", "azurePortalFQDN"])
def test_a_cluster_is_told_by_each_of_its_addresses(key: str) -> None:
    """With a scheme and a port, or without."""
    other = CloudObject(AKS.type, "/group/other", None, {}, {"fqdn": "other.example.com"})
    for address in ("it.example.com", "https://it.example.com:443"):
        found = CloudObject(AKS.type, "/group/it", None, {}, {key: address})
        assert cluster_of(config("https://it.example.com"), (other, found)) == found


@pytest.mark.parametrize(
    ("value", "read"),
    [('{"a": 1}', {"a": 1}), ('["a"]', ["a"]), ("{not", "{not"), ("text", "text"), ("7", "7"), (True, True)],
)
def test_a_value_that_is_no_text_comes_as_json(value: Any, read: Any) -> None:
    """Maps and lists alone are read."""
    assert configuration({"x": value}) == {"x": read}


def test_a_cluster_of_eks_that_says_nothing_is_public() -> None:
    """EKS leaves its API open."""
    silent = CloudObject(EKS.type, "silent", None, {"vpcConfig": {}})
    assert refusal({}, (silent,), OUTSIDE) is None
