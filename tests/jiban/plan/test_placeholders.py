"""The placeholders of functions that a cloud alone could answer, and other values in their place."""

from __future__ import annotations

import base64
import enum
from typing import Any

import pulumi
import pytest
import yaml

from jiban.model.plan import Secret
from jiban.plan.lookups import listed_placeholder
from jiban.plan.placeholders import made_up, of_type, other_than
from jiban.tables import table

ACCOUNT = "123456789012"
LISTED: dict[str, dict[str, Any]] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
        "id": "eu-west-1",
        "region": "eu-west-1",
        "names": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        "zoneIds": ["zone-1", "zone-2", "zone-3"],
        "groupNames": ["eu-west-1"],
    },
    "aws:index/getAvailabilityZone:getAvailabilityZone": {
        "id": "eu-west-1a",
        "name": "eu-west-1a",
        "nameSuffix": "a",
        "region": "eu-west-1",
        "groupName": "eu-west-1",
        "networkBorderGroup": "eu-west-1",
        "optInStatus": "opt-in-not-required",
        "parentZoneId": "",
        "parentZoneName": "",
        "state": "available",
        "zoneId": "zone-1",
        "zoneType": "availability-zone",
    },
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "id": ACCOUNT,
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/placeholder",
        "userId": "AIDAPLACEHOLDERPLACE",
    },
    "aws:index/getRegion:getRegion": {
        "id": "eu-west-1",
        "name": "eu-west-1",
        "region": "eu-west-1",
        "description": "placeholder",
        "endpoint": "ec2.eu-west-1.amazonaws.com",
    },
    "aws:index/getPartition:getPartition": {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    },
    "aws:ec2/getAmi:getAmi": {
        "id": "ami-00000000000000000",
        "arn": "arn:aws:ec2:eu-west-1::image/ami-00000000000000000",
        "imageId": "ami-00000000000000000",
        "architecture": "x86_64",
        "name": "placeholder",
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "virtualizationType": "hvm",
        "state": "available",
        "region": "eu-west-1",
        "ownerId": ACCOUNT,
    },
    "aws:ec2/getSubnets:getSubnets": {
        "id": "eu-west-1",
        "ids": [f"subnet-0000000000000000{number}" for number in (1, 2, 3)],
        "region": "eu-west-1",
    },
    "aws:ec2/getVpc:getVpc": {
        "id": "vpc-00000000000000000",
        "arn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/vpc-00000000000000000",
        "cidrBlock": "172.31.0.0/16",
        "default": True,
        "region": "eu-west-1",
        "ownerId": ACCOUNT,
    },
    "azure-native:authorization:getClientConfig": {
        "clientId": "00000000-0000-0000-0000-000000000001",
        "objectId": "00000000-0000-0000-0000-000000000002",
        "subscriptionId": "00000000-0000-0000-0000-000000000003",
        "tenantId": "00000000-0000-0000-0000-000000000004",
    },
}
"""Functions whose result a program takes apart: an account, a network, zones, an id of each kind."""
CREDENTIALS = {
    "azure-native:containerservice:listManagedClusterUserCredentials": "clusterUser",
    "azure-native:containerservice:listManagedClusterAdminCredentials": "clusterAdmin",
}


def test_every_function_of_the_table_is_here() -> None:
    """One that is added to the table is added to these."""
    assert sorted(table("jiban.plan", "placeholders.yaml")["invokes"]) == sorted([*LISTED, *CREDENTIALS])


@pytest.mark.parametrize("token", LISTED)
def test_what_a_function_gives_before_a_cloud_is_asked(token: str) -> None:
    """In the region of the stack, or in us-east-1."""
    assert listed_placeholder(token, "eu-west-1") == LISTED[token]
    assert f"{LISTED[token]}".replace("eu-west-1", "us-east-1") == f"{listed_placeholder(token, '')}"


@pytest.mark.parametrize("token", CREDENTIALS)
def test_the_credentials_of_a_cluster_are_a_kubeconfig(token: str) -> None:
    """One that a Kubernetes provider takes, encoded as the service does."""
    found = listed_placeholder(token, "")
    assert found is not None
    ((name, value),) = ((each["name"], each["value"]) for each in found["kubeconfigs"])
    assert name == CREDENTIALS[token]
    assert yaml.safe_load(base64.b64decode(value)) == {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "placeholder", "cluster": {"server": "https://placeholder.invalid"}}],
        "users": [{"name": "placeholder", "user": {}}],
        "contexts": [{"name": "placeholder", "context": {"cluster": "placeholder", "user": "placeholder"}}],
        "current-context": "placeholder",
    }


def test_a_function_that_the_table_does_not_have() -> None:
    """Its placeholder is made otherwise."""
    assert listed_placeholder("aws:iam/getRole:getRole", "eu-west-1") is None


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("available", "impaired"),
        ("opt-in-not-required", "opted-in"),
        ("availability-zone", "local-zone"),
        ("x86_64", "arm64"),
        ("hvm", "paravirtual"),
        ("ebs", "instance-store"),
        ("/dev/xvda", "/dev/sda1"),
        ("aws", "aws-cn"),
        ("amazonaws.com", "amazonaws.com.cn"),
        ("com.amazonaws", "cn.com.amazonaws"),
        ("172.31.0.0/16", "172.30.0.0/16"),
        ("10.0.0.0/16", "10.1.0.0/16"),
        ("us-east-1", "us-west-2"),
        ("{}", "{}"),
        ("eu-1", "eu-6"),
        ("0123456789", "5678901234"),
        ("placeholder.invalid", "another-placeholder.invalid"),
        ("abc", "abp"),
        ("ABZ", "ABM"),
        ("${kubeconfig}", "${kubeconfig}"),
    ],
)
def test_another_text_that_is_as_well_formed(text: str, another: str) -> None:
    """What a provider refuses any other text for has another of its own kind."""
    assert other_than(text) == another


@pytest.mark.parametrize(
    ("value", "stands_in"),
    [
        ("placeholder-name", True),
        ("arn:aws:service:us-east-1:123456789012:placeholder", True),
        ("name", False),
        (Secret("x"), True),
        (1, False),
        (True, False),
        (None, False),
        (["a", "b"], False),
        (["a", "placeholder"], True),
        ({"a": "b", "c": {"d": ["placeholder"]}}, True),
        ({"placeholder": "a"}, False),
    ],
)
def test_what_stands_in_for_another_value(value: Any, *, stands_in: bool) -> None:
    """A made-up text or a secret, however deep."""
    assert made_up(value) is stands_in


class Size(enum.StrEnum):
    """A choice of an SDK."""

    SMALL = "small"
    LARGE = "large"


@pulumi.output_type
class Part(dict[str, Any]):
    """A nested type of an SDK."""

    def __init__(self, name: str) -> None:
        pulumi.set(self, "name", name)

    @property
    @pulumi.getter
    def name(self) -> str:
        """A text."""
        return pulumi.get(self, "name")


@pulumi.output_type
class Result:
    """The result of a function, as an SDK declares it."""

    arn: str = pulumi.property("topicArn")
    account: str = pulumi.property("accountId")
    owner: str = pulumi.property("ownerId")
    block: str = pulumi.property("cidrBlock")
    region: str = pulumi.property("region")
    policy: str = pulumi.property("policyJson")
    title: str = pulumi.property("title")
    on: bool = pulumi.property("on")
    count: int = pulumi.property("count")
    share: float = pulumi.property("share")
    names: list[str] = pulumi.property("names")
    part: Part = pulumi.property("part")
    size: Size = pulumi.property("size")
    tags: dict[str, str] | None = pulumi.property("tags")


MADE: dict[str, Any] = {
    "topicArn": f"arn:aws:service:us-east-1:{ACCOUNT}:placeholder",
    "accountId": ACCOUNT,
    "ownerId": ACCOUNT,
    "cidrBlock": "10.0.0.0/16",
    "region": "us-east-1",
    "policyJson": "{}",
    "title": "placeholder-title",
    "names": ["placeholder-names-1", "placeholder-names-2", "placeholder-names-3"],
    "part": {"name": "placeholder-name"},
    "size": "small",
}


def test_a_result_is_made_from_the_types_that_an_sdk_declares() -> None:
    """Texts are well formed by the ends of their names; what is optional is left out."""
    found = of_type(Result, {})
    assert {key: found[key] for key in MADE} == MADE
    assert sorted(found) == sorted([*MADE, "on", "count", "share"])
    assert [type(found[key]) for key in ("on", "count", "share")] == [bool, int, float]


def test_another_result_differs_in_every_leaf() -> None:
    """Of a choice the last one; what is JSON stays so."""
    ours, other = of_type(Result, {}), of_type(Result, {}, other=True)
    assert sorted(ours) == sorted(other)
    assert [key for key in ours if ours[key] == other[key]] == ["policyJson"]
    assert other["size"] == "large"
    assert other["cidrBlock"] == "10.1.0.0/16"


@pytest.mark.parametrize(
    ("key", "given", "echoed"),
    [
        ("title", "mine", "mine"),
        ("title", True, "true"),
        ("title", False, "false"),
        ("title", 5, "5"),
        ("title", ["a"], "placeholder-title"),
        ("title", None, None),
        *(("on", text, True) for text in ("1", "t", "T", "true", "True", "TRUE")),
        *(("on", text, False) for text in ("0", "f", "F", "false", "False", "FALSE")),
        ("count", "7", 7),
        ("share", "0.5", 0.5),
        ("share", 1, 1),
        ("names", ["a"], ["a"]),
        ("names", "a", MADE["names"]),
        ("part", {"name": "a"}, {"name": "a"}),
        ("size", "large", "large"),
        ("size", ["large"], "small"),
        ("tags", {"a": "b"}, {"a": "b"}),
    ],
)
def test_an_argument_is_echoed_in_the_type_of_the_result(key: str, given: Any, echoed: Any) -> None:
    """As the engine does; one of another type is not."""
    assert of_type(Result, {key: given, "unknown": 1})[key] == echoed
    assert "unknown" not in of_type(Result, {"unknown": 1})


@pytest.mark.parametrize(("key", "given"), [("on", "yes"), ("count", "many"), ("count", "0.5")])
def test_a_text_that_is_of_no_such_type_is_not_echoed(key: str, given: str) -> None:
    """A placeholder stands in its place."""
    assert of_type(Result, {key: given})[key] == of_type(Result, {})[key]
