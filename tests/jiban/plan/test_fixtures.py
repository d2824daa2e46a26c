"""Ordinary Pulumi programs, one for each cloud, planned as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.model.plan import UNKNOWN, CustomTimeouts, Plan, Resource, Secret
from jiban.plan.run import plan

FIXTURES = Path(__file__).parents[2] / "fixtures"

Find = Callable[[Plan, str, str], Resource]


@pytest.fixture(scope="module")
def aws() -> Plan:
    """Plan the AWS program."""
    return plan(FIXTURES / "aws-web")


@pytest.fixture(scope="module")
def azure() -> Plan:
    """Plan the Azure program."""
    return plan(FIXTURES / "azure-storage")


@pytest.fixture(scope="module")
def kube() -> Plan:
    """Plan the Kubernetes program."""
    return plan(FIXTURES / "kube-guestbook")


def one(found: Plan, kind: str, name: str) -> Resource:
    """Give the one resource of a type and name."""
    (resource,) = (r for r in found.resources if r.type == kind and r.name == name)
    return resource


def test_aws_counts(aws: Plan) -> None:
    """The AWS program asks for these resources."""
    assert aws.counts() == {
        "aws:ec2/instance:Instance": 1,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:ec2/subnet:Subnet": 2,
        "aws:ec2/vpc:Vpc": 1,
        "aws:rds/instance:Instance": 1,
        "aws:s3/bucket:Bucket": 2,
        "aws:s3/bucketPolicy:BucketPolicy": 1,
        "pulumi:providers:aws": 1,
        "web:net:Network": 1,
    }


def test_aws_image_from_lookups_and_zones_from_placeholder(aws: Plan) -> None:
    """The image comes from lookups.yaml, the zones are placeholders; each has its line."""
    assert one(aws, "aws:ec2/instance:Instance", "web").inputs["ami"] == "ami-0123456789abcdef0"
    subnets = [r.inputs["availabilityZone"] for r in aws.resources if r.type == "aws:ec2/subnet:Subnet"]
    assert subnets == ["eu-central-1a", "eu-central-1b"]
    assert [(entry.token, str(entry.source)) for entry in aws.lookups] == [
        ("aws:ec2/getAmi:getAmi", "__main__.py:12")
    ]
    assert [entry.token for entry in aws.placeholders] == [
        "aws-web:dbPassword",
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        "aws:index/getCallerIdentity:getCallerIdentity",
    ]


def test_aws_component_protects_and_nests(aws: Plan) -> None:
    """The network's children stand under it and inherit its protection."""
    network = one(aws, "web:net:Network", "site")
    assert [(r.name, r.protect) for r in aws.children(network.urn)] == [
        ("site", True),
        ("site-0", True),
        ("site-1", True),
    ]
    assert network.outputs == {"vpc_id": UNKNOWN}


def test_aws_options_and_provider(aws: Plan) -> None:
    """Options and the explicit provider are recorded; a default provider is None."""
    database = one(aws, "aws:rds/instance:Instance", "db")
    assert database.options.custom_timeouts == CustomTimeouts(create=5400)
    assert database.options.retain_on_delete is True
    assert database.provider is None
    provider = one(aws, "aws:s3/bucket:Bucket", "copy").provider
    assert provider is not None
    assert provider.startswith("urn:pulumi:dev::aws-web::pulumi:providers:aws::replica::")
    assert one(aws, "aws:ec2/instance:Instance", "web").options.ignore_changes == ("ami",)


def test_aws_outputs(aws: Plan) -> None:
    """Known outputs are known, unknown ones unknown, and the password is secret everywhere."""
    assert aws.outputs["image"] == "ami-0123456789abcdef0"
    assert aws.outputs["pages"] == "pages-123456789012"
    assert (aws.outputs["address"], aws.outputs["subnets"]) == (UNKNOWN, UNKNOWN)
    assert isinstance(aws.outputs["password"], Secret)
    assert isinstance(one(aws, "aws:rds/instance:Instance", "db").inputs["password"], Secret)
    assert aws.config["aws-web:dbPassword"] == "[secret]"


def test_azure_stack_reference_reads_the_other_plan(azure: Plan) -> None:
    """Outputs of the network's stack come from its plan: known, unknown and secret."""
    assert one(azure, "azure-native:resources:ResourceGroup", "data").inputs["location"] == "westeurope"
    rules = one(azure, "azure-native:storage:StorageAccount", "data").inputs["networkRuleSet"]
    assert rules["virtualNetworkRules"] == [{"virtualNetworkResourceId": UNKNOWN}]
    assert azure.outputs["network"] == UNKNOWN
    assert azure.outputs["key"] == Secret("not for everyone")


def test_azure_transform_tags(azure: Plan) -> None:
    """The stack's transform adds the configured tags to what takes tags, and to nothing else."""
    assert one(azure, "azure-native:storage:StorageAccount", "data").inputs["tags"] == {
        "costCentre": "4711",
        "purpose": "reports",
        "team": "data",
    }
    assert "tags" not in one(azure, "azure-native:storage:BlobContainer", "reports").inputs


def test_azure_source_lies_in_the_main_folder(azure: Plan) -> None:
    """Lines are relative to the project, also where the program stands in a folder below."""
    assert str(one(azure, "azure-native:storage:StorageAccount", "data").source) == "program/__main__.py:28"


def test_azure_function_on_a_new_resource_is_unknown(azure: Plan) -> None:
    """Keys of an account that is not there yet are unknown; newer SDKs keep that they are secret."""
    assert azure.outputs["primary"] in (UNKNOWN, Secret(UNKNOWN))
    assert isinstance(azure.outputs["days"], Secret)


def test_kube_transform_annotates_one_object(kube: Plan) -> None:
    """A resource's own transform changes it and no other."""
    deployment = one(kube, "kubernetes:apps/v1:Deployment", "front")
    assert deployment.inputs["metadata"] == {"annotations": {"owner": "guests"}, "namespace": "guestbook"}
    assert one(kube, "kubernetes:core/v1:Service", "front").inputs["metadata"] == {
        "labels": {"app": "guestbook"},
        "namespace": "guestbook",
    }


def test_kube_old_transformation_protects_services(kube: Plan) -> None:
    """The stack's older transformation protects the service alone."""
    assert [r.type for r in kube.resources if r.protect] == ["kubernetes:core/v1:Service"]


def test_kube_autonamed_config_map_is_unknown(kube: Plan) -> None:
    """The name of an autonamed ConfigMap is unknown where it is used."""
    pod = one(kube, "kubernetes:apps/v1:Deployment", "front").inputs["spec"]["template"]["spec"]
    assert pod["containers"][0]["envFrom"] == [{"configMapRef": {"name": UNKNOWN}}]


def test_kube_aliases(kube: Plan) -> None:
    """Aliases of the program come first, then those that the SDK adds."""
    assert one(kube, "kubernetes:apps/v1:Deployment", "front").aliases[:2] == (
        "urn:pulumi:test::kube-guestbook::kubernetes:apps/v1:Deployment::guestbook",
        "urn:pulumi:old::kube-guestbook::kubernetes:apps/v1:Deployment::front",
    )


def test_kube_outputs(kube: Plan) -> None:
    """What the program sets is known, what the cluster gives is not."""
    assert kube.outputs == {"address": UNKNOWN, "replicas": 3}


def test_everything_is_on_the_explicit_provider(kube: Plan) -> None:
    """Every object names the explicit provider."""
    providers = {r.provider for r in kube.resources if r.package == "kubernetes"}
    assert len(providers) == 1
    assert "pulumi:providers:kubernetes::cluster" in str(providers.pop())
