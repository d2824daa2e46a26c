"""Which object of a cloud or a cluster a resource is, whatever the program calls it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from jiban.model.object_names import Identity, Names, derived_names, identity_of, names_of, plain_type
from jiban.model.plan import UNKNOWN, Resource, Secret
from tests.jiban.report.samples import resource

BUCKET = "aws:s3/bucket:Bucket"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SUBNET = "azure-native:network:Subnet"


def front(token: str = DEPLOYMENT, /, **metadata: Any) -> Resource:
    """An object of a cluster."""
    return resource(token, "x", inputs={"metadata": metadata})


def of(token: str, provider: Resource | None = None, /, **inputs: Any) -> Identity | None:
    """Which object a resource with some inputs is."""
    return identity_of(resource(token, "x", inputs=inputs), provider)


def test_an_object_of_a_cluster() -> None:
    """It is told by group and kind, its namespace and its own name."""
    assert identity_of(front(name="front", namespace="shop"), None) == (
        "apps",
        "Deployment",
        "shop",
        "front",
    )


def test_another_version_of_the_api_is_no_other_object() -> None:
    """The cluster shows one object in all versions of its group."""
    older = front("kubernetes:apps/v1beta1:Deployment", name="front")
    assert identity_of(older, None) == identity_of(front(name="front"), None)


@pytest.mark.parametrize(
    "metadata", [{}, {"name": UNKNOWN}, {"name": "front", "namespace": UNKNOWN}, {"name": Secret("front")}]
)
def test_an_object_whose_name_is_not_known(metadata: dict[str, Any]) -> None:
    """It is made up, or known at deployment alone."""
    assert identity_of(front(**metadata), None) is None


def test_the_namespace_of_the_provider() -> None:
    """It counts where the object names none."""
    provider = resource("pulumi:providers:kubernetes", "p", inputs={"namespace": "team"})
    named = front(name="front", namespace="team")
    assert identity_of(front(name="front"), provider) == identity_of(named, None)
    assert identity_of(front(name="front"), None) == identity_of(
        front(name="front", namespace="default"), None
    )


@pytest.mark.parametrize("kind", ["DeploymentPatch", "DeploymentList"])
def test_a_patch_or_a_list_is_no_object(kind: str) -> None:
    """It is a part of one, or several."""
    assert identity_of(front(f"kubernetes:apps/v1:{kind}", name="front"), None) is None


def test_a_release_of_helm_has_its_name_among_its_inputs() -> None:
    """It has no metadata."""
    assert of("kubernetes:helm.sh/v3:Release", name="web", namespace="shop") == (
        "helm.sh",
        "Release",
        "shop",
        "web",
    )


def test_a_bucket_by_its_name() -> None:
    """A name that is left out is made up, and no two resources have the same."""
    assert of(BUCKET, bucket="files") == (BUCKET, "", "files", "")
    assert of(BUCKET) is None


def test_the_region_of_the_provider() -> None:
    """It counts where the resource names none."""
    provider = resource("pulumi:providers:aws", "p", inputs={"region": "us-east-1"})
    assert of(BUCKET, provider, bucket="files") == (BUCKET, "", "files", "us-east-1")
    assert of(BUCKET, provider, bucket="files", region="us-west-2") == (BUCKET, "", "files", "us-west-2")


def test_a_name_within_a_network_within_a_group() -> None:
    """One that is not known leaves the object untold."""
    inputs = {"subnetName": "apps", "virtualNetworkName": "shop", "resourceGroupName": "rg"}
    assert of(SUBNET, **inputs) == (SUBNET, "", "apps", "rg", "shop", "")
    assert of(SUBNET, **{**inputs, "virtualNetworkName": UNKNOWN}) is None


def test_a_database_is_told_by_its_identifier_alone() -> None:
    """What else replaces it, as its key, is no part of its name."""
    database = "aws:rds/instance:Instance"
    assert of(database, identifier="shop", kmsKeyId="a") == of(database, identifier="shop", kmsKeyId="b")


def test_zones_of_one_name_are_several() -> None:
    """Route 53 has as many as are asked for."""
    assert of("aws:route53/zone:Zone", name="example.com") is None


@pytest.mark.parametrize(
    ("token", "names"),
    [
        (BUCKET, Names(("bucket",), read=True)),
        ("azure-native:keyvault:Vault", Names(("vaultName",), ("resourceGroupName",), read=True)),
        (SUBNET, Names(("subnetName",), ("resourceGroupName", "virtualNetworkName"))),
        ("azure-native:network/v20240101:Subnet", names_of(SUBNET)),
        ("aws:elasticache/replicationGroup:ReplicationGroup", Names(("replicationGroupId",), read=True)),
        ("aws:amp/ruleGroupNamespace:RuleGroupNamespace", Names(("name",), ("workspaceId",))),
        ("gcp:storage/bucket:Bucket", None),
        ("aws:none/of:These", None),
    ],
)
def test_what_names_an_object(token: str, names: Names | None) -> None:
    """As the SDK shows it, or as it was read."""
    assert names_of(token) == names


def test_only_what_the_sdk_shows_is_made_up_where_it_is_left_out() -> None:
    """The order of a replacement hangs on it."""
    assert derived_names("aws:rds/instance:Instance") == ("identifier",)
    assert derived_names("aws:elasticache/replicationGroup:ReplicationGroup") == ()
    assert derived_names("gcp:storage/bucket:Bucket") == ()


@pytest.mark.parametrize(
    ("name", "least"),
    [("object_names.json", 30), ("object_names_aws.json", 570), ("object_names_azure.json", 1730)],
)
def test_a_table_says_where_it_is_from(name: str, least: int) -> None:
    """Each has a source, a way, a day and no fewer types than when it was first made."""
    document = json.loads((files("jiban.model") / name).read_text("utf-8"))
    assert document["source"]
    assert document["how"]
    assert document["as_of"] >= "2026-11-28"
    assert len(document["types"]) >= least


def test_an_api_version_is_no_other_type() -> None:
    """azure-native may carry the API's version in the token."""
    assert plain_type("azure-native:network/v20240101preview:Subnet") == SUBNET
    assert plain_type(DEPLOYMENT) == DEPLOYMENT
