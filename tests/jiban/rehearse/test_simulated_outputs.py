from typing import Any
from uuid import UUID

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.rehearse.simulated_outputs import SimulatedOutputs, declared_outputs

CLUSTER = "azure-native:containerservice:ManagedCluster"


def test_outputs_that_are_never_missing_are_filled() -> None:
    """By the types that the SDK declares; optional outputs are left out."""
    outputs = SimulatedOutputs("aws:ec2/vpc:Vpc", "vpc-1").outputs({"cidrBlock": "10.0.0.0/16"})
    assert outputs["cidrBlock"] == "10.0.0.0/16"
    assert outputs["arn"] == "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1"
    assert outputs["enableDnsHostnames"] is False
    assert "ipv4IpamPoolId" not in outputs


def test_nothing_is_made_up_in_a_preview() -> None:
    """What went in is known, and everything else is not."""
    outputs = SimulatedOutputs("aws:ec2/vpc:Vpc", "", preview=True).outputs({"cidrBlock": "10.0.0.0/16"})
    assert outputs.pop("cidrBlock") == "10.0.0.0/16"
    assert set(map(type, outputs.values())) == {type(UNKNOWN)}


@pytest.mark.parametrize(
    ("kind", "inputs", "expected"),
    [
        (
            "aws:eks/cluster:Cluster",
            {"vpcConfig": {"subnetIds": ["a"]}},
            {
                "subnetIds": ["a"],
                "clusterSecurityGroupId": UNKNOWN,
                "controlPlaneEgressMode": UNKNOWN,
                "endpointPrivateAccess": UNKNOWN,
                "endpointPublicAccess": UNKNOWN,
                "publicAccessCidrs": UNKNOWN,
                "securityGroupIds": UNKNOWN,
                "vpcId": UNKNOWN,
            },
        ),
        (
            "aws:dynamodb/table:Table",
            {"replicas": [{"regionName": "us-east-1", "arn": Secret("x")}]},
            [
                {
                    "regionName": "us-east-1",
                    "arn": Secret("x"),
                    "consistencyMode": UNKNOWN,
                    "deletionProtectionEnabled": UNKNOWN,
                    "kmsKeyArn": UNKNOWN,
                    "pointInTimeRecovery": UNKNOWN,
                    "propagateTags": UNKNOWN,
                    "streamArn": UNKNOWN,
                    "streamLabel": UNKNOWN,
                }
            ],
        ),
        ("kubernetes:core/v1:ConfigMap", {"data": {"a": "b"}}, {"a": "b"}),
    ],
)
def test_in_a_preview_every_field_that_the_inputs_lack_is_unknown(
    kind: str, inputs: dict[str, Any], expected: Any
) -> None:
    """In objects, in objects of lists, and not in maps, which have no fields of their own."""
    (key,) = inputs
    assert SimulatedOutputs(kind, "", preview=True).outputs(inputs)[key] == expected


def test_a_pool_of_eks_says_what_scales_it() -> None:
    """Optional in the SDK and always there: the list has one group, and the group its name."""
    (group,) = SimulatedOutputs("aws:eks/nodeGroup:NodeGroup", "apps").outputs({})["resources"]
    assert group["autoscalingGroups"][0]["name"].startswith("eks-")


def test_a_document_comes_back_as_its_json() -> None:
    """A policy may be given as a map; what it holds that is not known leaves it unknown as a whole."""
    policy = SimulatedOutputs("aws:iam/policy:Policy", "a").outputs({"policy": {"b": [1], "a": Secret("x")}})
    assert policy["policy"] == '{"a": "x", "b": [1]}'
    made = SimulatedOutputs("aws:iam/policy:Policy", "", preview=True).outputs({"policy": {"a": UNKNOWN}})
    assert made["policy"] is UNKNOWN


def test_parts_of_an_input_that_the_cloud_adds_are_filled() -> None:
    """The issuer of a cluster's tokens is inside of a property that the program gives."""
    profile = SimulatedOutputs(CLUSTER, "/x/aks").outputs({"oidcIssuerProfile": {"enabled": True}})[
        "oidcIssuerProfile"
    ]
    assert profile == {"enabled": True, "issuerURL": "https://aks.issuerurl.invalid/"}


def test_a_list_of_ids_comes_back_as_a_map_where_the_sdk_says_so() -> None:
    """Azure takes the identities of a cluster as a list, and gives them back by id."""
    given = {"identity": {"type": "UserAssigned", "userAssignedIdentities": ["/a"]}}
    identity = SimulatedOutputs(CLUSTER, "/x/aks").outputs(given)["identity"]
    assert list(identity["userAssignedIdentities"]) == ["/a"]


def test_a_secret_stays_secret() -> None:
    """An output that is an input keeps its mark."""
    outputs = SimulatedOutputs("kubernetes:core/v1:Secret", "a").outputs({"data": Secret({"key": "eA=="})})
    assert outputs["data"] == Secret({"key": "eA=="})


def test_ids_of_principals_differ_from_object_to_object() -> None:
    """Two identities with one principal would be one identity to every rule of access."""
    kind = "azure-native:managedidentity:UserAssignedIdentity"
    first, second = (SimulatedOutputs(kind, id_).outputs({})["principalId"] for id_ in ("/a", "/b"))
    assert first != second


@pytest.mark.parametrize("kind", ["kubernetes:keda.sh/v1alpha1:ScaledObject", "other:index:Thing"])
def test_of_a_type_that_no_sdk_knows_the_inputs_are_all(kind: str) -> None:
    """A custom resource comes back as it went in."""
    assert dict(declared_outputs(kind)) == {}
    assert SimulatedOutputs(kind, "a").outputs({"spec": {"a": 1}}) == {"spec": {"a": 1}}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("subscriptionId", "00000000-0000-0000-0000-000000000003"),
        ("region", "us-east-1"),
        ("name", "It"),
        ("topicArn", "arn:aws:sns:us-east-1:123456789012:topic/It"),
        ("vaultUri", "https://it.vaulturi.invalid/"),
        ("queueUrl", "https://it.queueurl.invalid/"),
        ("endpoint", "https://it.endpoint.invalid/"),
        ("oidcIssuer", "https://it.oidcissuer.invalid/"),
        ("fqdn", "it.fqdn.invalid"),
        ("hostName", "it.hostname.invalid"),
        ("domainName", "it.domainname.invalid"),
        ("ipAddress", "it.ipaddress.invalid"),
        ("colour", "colour-of-It"),
    ],
)
def test_a_text_is_well_formed_for_its_name(key: str, text: str) -> None:
    """And belongs to the object."""
    assert SimulatedOutputs("aws:sns/topic:Topic", "/group/It").text(f"part.{key}") == text


@pytest.mark.parametrize(
    "key", ["principalId", "clientId", "tenantId", "objectId", "resourceGuid", "uid", "ownGuid"]
)
def test_an_id_of_a_directory_is_a_guid(key: str) -> None:
    """Another one for each object and each place."""
    one, other = (SimulatedOutputs("a:b:C", id_) for id_ in ("one", "other"))
    found = {one.text(key), one.text(f"below.{key}"), other.text(key)}
    assert [str(UUID(each)) for each in sorted(found)] == sorted(found)
    assert len(found) == 3
    again = SimulatedOutputs("a:b:C", "one")
    assert again.text(key) == one.text(key)


def test_what_a_list_has_beyond_the_table_stays() -> None:
    """A cluster with more than one identity keeps each."""
    found = SimulatedOutputs("aws:eks/cluster:Cluster", "it").outputs(
        {"certificateAuthorities": [{"data": "a"}, {"data": "b"}]}
    )
    assert found["certificateAuthorities"] == [{"data": "a"}, {"data": "b"}]
