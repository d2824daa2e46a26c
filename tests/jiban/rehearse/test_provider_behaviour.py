from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.rehearse import provider_behaviour

POD = "kubernetes:core/v1:Pod"
SUBNET = "azure-native:network:Subnet"
ROLE = "aws:iam/role:Role"
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000003/resourceGroups/rg"


@pytest.mark.parametrize(
    ("kind", "inputs", "address"),
    [
        pytest.param(
            POD, {"metadata": {"name": "api", "namespace": "shop"}}, "shop/api", id="object in a namespace"
        ),
        pytest.param(POD, {"metadata": {"name": "api"}}, "default/api", id="object without a namespace"),
        pytest.param(POD, {"metadata": {"name": UNKNOWN}}, None, id="unknown name"),
        pytest.param(
            SUBNET,
            {"resourceGroupName": "rg", "virtualNetworkName": "net", "subnetName": "apps"},
            f"{GROUP}/providers/Microsoft.network/net/Subnet/apps",
            id="Azure",
        ),
        pytest.param(
            "azure-native:keyvault:Vault",
            {"resourceGroupName": "rg", "location": "koreacentral", "vaultName": "kv"},
            f"{GROUP}/providers/Microsoft.keyvault/Vault/kv",
            id="Azure, which replaces for more than names",
        ),
        pytest.param(
            "azure-native:resources:ResourceGroup",
            {"resourceGroupName": "rg"},
            GROUP,
            id="group of Azure",
        ),
        pytest.param(ROLE, {"name": "runner"}, "runner", id="AWS name unique in the account"),
        pytest.param(
            "aws:kms/alias:Alias",
            {"name": "alias/a", "region": "eu-west-1"},
            "eu-west-1/alias/a",
            id="AWS name unique in the region",
        ),
        pytest.param("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, None, id="AWS id"),
    ],
)
def test_an_object_has_the_address_that_its_cloud_gives_it(
    kind: str, inputs: dict[str, object], address: str | None
) -> None:
    """Azure and Kubernetes go by names and places, AWS by names for some types and by ids for others."""
    assert provider_behaviour.address_of(kind, inputs) == address


def test_an_unnamed_object_is_named_after_its_resource() -> None:
    """The form is the provider's: a dash and seven digits on AWS, eight digits on Azure and Kubernetes."""
    seed = b"seed"
    role = provider_behaviour.autonamed(ROLE, "runner", {}, {}, seed)["name"]
    subnet = provider_behaviour.autonamed(SUBNET, "apps", {}, {}, seed)["subnetName"]
    pod = provider_behaviour.autonamed(POD, "api", {}, {}, seed)["metadata"]["name"]
    assert (role, subnet, pod) == ("runner-19b2585", "apps19b25856", "api-19b25856")


def test_a_name_that_was_made_is_kept() -> None:
    """A later deployment does not rename what it did not name."""
    assert provider_behaviour.autonamed(ROLE, "runner", {}, {"name": "runner-0000000"}, b"seed") == {
        "name": "runner-0000000"
    }


def test_a_name_that_is_given_stays() -> None:
    """The program's own name counts, also where it is a prefix alone."""
    assert provider_behaviour.autonamed(ROLE, "runner", {"name": "mine"}, {}, b"seed") == {"name": "mine"}
    assert provider_behaviour.autonamed(ROLE, "runner", {"namePrefix": "mine-"}, {}, b"seed") == {
        "namePrefix": "mine-"
    }


def test_what_replaces_comes_from_the_planners_tables() -> None:
    """A rehearsal and `jiban diff` do not disagree on replacements."""
    assert "virtualNetworkName" in provider_behaviour.replacing_paths(SUBNET, {})
    assert "spec.selector" in provider_behaviour.replacing_paths("kubernetes:apps/v1:Deployment", {})
    assert "tags" not in provider_behaviour.replacing_paths(ROLE, {})


@pytest.mark.parametrize(("before", "after", "replaces"), [("1.35", "1.36", False), ("1.36", "1.35", True)])
def test_a_version_replaces_only_where_it_goes_back(before: str, after: str, *, replaces: bool) -> None:
    """Clouds upgrade in place."""
    paths = provider_behaviour.replacing_paths(
        "azure-native:containerservice:ManagedCluster",
        {"kubernetesVersion": before},
        {"kubernetesVersion": after},
    )
    assert ("kubernetesVersion" in paths) is replaces


def test_a_secret_of_an_object_without_a_name_stays_secret() -> None:
    """In its annotations, as a whole, and where all of its metadata is secret."""
    mark = {"pulumi.com/autonamed": "true"}
    for annotations, expected in (
        ({"a": Secret("b")}, {"a": Secret("b"), **mark}),
        (Secret({"a": "b"}), Secret({"a": "b", **mark})),
        (UNKNOWN, UNKNOWN),
    ):
        inputs = {"metadata": {"annotations": annotations}}
        named = provider_behaviour.autonamed(POD, "api", inputs, {}, b"seed")["metadata"]
        assert named["annotations"] == expected
    (metadata,) = provider_behaviour.autonamed(POD, "api", {"metadata": Secret({})}, {}, b"seed").values()
    assert metadata.value["annotations"] == mark


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({"minSize": 1, "desiredSize": 2, "maxSize": 3}, None),
        ({"minSize": 2, "desiredSize": 2, "maxSize": 2}, None),
        ({"minSize": 4, "desiredSize": 3, "maxSize": 5}, "minSize 4 is more than desiredSize 3"),
        ({"minSize": 1, "desiredSize": 6.0, "maxSize": 5}, "desiredSize 6 is more than maxSize 5"),
        ({"minSize": 6, "maxSize": 5}, "minSize 6 is more than maxSize 5"),
        ({"minSize": UNKNOWN, "desiredSize": 1, "maxSize": 2}, None),
        ({"minSize": Secret(4), "desiredSize": 3, "maxSize": 5}, "minSize 4 is more than desiredSize 3"),
    ],
)
def test_eks_wants_the_count_between_its_limits(sizes: dict[str, Any], said: str | None) -> None:
    """As many nodes as the least, and no more than the most."""
    found = provider_behaviour.refusal("aws:eks/nodeGroup:NodeGroup", {"scalingConfig": sizes})
    assert (found.replace("scalingConfig.", "") if found else None) == said


def test_other_types_are_refused_nothing() -> None:
    """What the table does not name is nobody's number."""
    assert provider_behaviour.refusal(SUBNET, {"minSize": 2, "maxSize": 1}) is None


@pytest.mark.parametrize(
    ("kind", "other", "goes"),
    [
        pytest.param("azure-native:resources:ResourceGroup", f"{GROUP}/providers/x", True, id="in the group"),
        pytest.param("azure-native:resources:ResourceGroup", f"{GROUP}2/providers/x", False, id="in another"),
        pytest.param("azure-native:resources:ResourceGroup", GROUP, False, id="the group itself"),
        pytest.param("azure-native:network:VirtualNetwork", f"{GROUP}/providers/x", False, id="no group"),
    ],
)
def test_a_resource_group_takes_what_is_in_it(kind: str, other: str, *, goes: bool) -> None:
    """Also what a state has let go, as a table of logs that is retained."""
    assert provider_behaviour.goes_with(kind, GROUP, other) is goes
