"""Functions that read the AWS provider's own tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.model.plan import UNKNOWN, Secret
from jiban.plan.functions import compute
from jiban.plan.functions.call import ArgumentError

TOLD: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("aws_regional.yaml").read_text())
"""What the provider's tables say of every region."""
OREGON = {"region": "us-west-2"}
BEIJING = {"region": "cn-north-1"}
GOVERNMENT = {"region": "us-gov-east-1"}


def index(name: str, provider: dict[str, Any], /, **args: Any) -> Any:
    """Return the result of a function of the package's index."""
    return compute(f"aws:index/{name}:{name}", args, provider)


def test_partition_is_that_of_the_region() -> None:
    """The partition follows the provider's region; GovCloud has the DNS suffix of the standard one."""
    assert index("getPartition", BEIJING) == {
        "id": "aws-cn",
        "partition": "aws-cn",
        "dnsSuffix": "amazonaws.com.cn",
        "reverseDnsPrefix": "cn.com.amazonaws",
    }
    government = index("getPartition", GOVERNMENT)
    assert (government["id"], government["dnsSuffix"]) == ("aws-us-gov", "amazonaws.com")


@pytest.mark.parametrize(
    ("region", "partition"),
    [("ap-northeast-9", "aws"), ("us-gov-central-1", "aws-us-gov"), ("eusc-de-east-2", "aws-eusc")],
)
def test_partition_of_a_region_that_is_newer_than_the_table(region: str, partition: str) -> None:
    """A region that no table has belongs to the partition whose pattern it fits."""
    assert index("getPartition", {"region": region})["id"] == partition


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("mx-central-1", "aws"),
        ("cn-northwest-1", "aws-cn"),
        ("us-iso-west-1", "aws-iso"),
        ("us-isob-west-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_each_partition_has_its_regions(region: str, partition: str) -> None:
    """A region is in one partition, whose description the region has."""
    assert index("getPartition", {"region": region})["id"] == partition
    assert index("getRegion", {"region": region})["id"] == region


def test_region_is_the_providers() -> None:
    """Without arguments the region is the provider's, with its description and endpoint."""
    assert index("getRegion", {"region": "ap-northeast-2"}) == {
        "id": "ap-northeast-2",
        "name": "ap-northeast-2",
        "region": "ap-northeast-2",
        "description": "Asia Pacific (Seoul)",
        "endpoint": "ec2.ap-northeast-2.amazonaws.com",
    }


@pytest.mark.parametrize(
    "args",
    [
        {"region": "cn-north-1"},
        {"name": "cn-north-1"},
        {"endpoint": "ec2.cn-north-1.amazonaws.com.cn"},
        {"name": "cn-north-1", "endpoint": "ec2.cn-north-1.amazonaws.com.cn"},
    ],
)
def test_region_by_arguments(args: dict[str, str]) -> None:
    """A region can be asked for by name or endpoint, wherever the provider is."""
    assert index("getRegion", OREGON, **args)["description"] == "China (Beijing)"


def test_region_and_endpoint_that_disagree_are_refused() -> None:
    """Two different regions are a fault of the program."""
    with pytest.raises(ArgumentError, match=r"^the region is not that of the endpoint$"):
        index("getRegion", OREGON, name="us-east-1", endpoint="ec2.eu-west-1.amazonaws.com")


@pytest.mark.parametrize(
    ("name", "provider", "args"),
    [
        ("getRegion", {}, {}),
        ("getRegion", {"region": ""}, {}),
        ("getRegion", {"region": "xx-moon-1"}, {}),
        ("getRegion", OREGON, {"endpoint": "ec2.xx-moon-1.amazonaws.com"}),
        ("getRegion", {"region": "ap-northeast-9"}, {}),
        ("getPartition", {}, {}),
        ("getPartition", {"region": "xx-moon-1"}, {}),
        ("getServicePrincipal", {"region": "ap-northeast-9"}, {"serviceName": "s3"}),
        ("getDefaultTags", {**OREGON, "defaultTags": "no JSON"}, {}),
        ("getCallerIdentity", OREGON, {}),
    ],
)
def test_what_is_not_known_here_is_left_to_others(
    name: str, provider: dict[str, Any], args: dict[str, Any]
) -> None:
    """Nothing is computed without a region, with one that no table has, and of what asks a cloud."""
    assert index(name, provider, **args) is None


@pytest.mark.parametrize("name", ["getRegion", "getPartition", "getBillingServiceAccount", "getDefaultTags"])
def test_region_that_comes_later_makes_the_result_unknown(name: str) -> None:
    """A provider whose region is an output of a resource returns what nobody knows yet."""
    assert index(name, {"region": UNKNOWN}) is UNKNOWN


def test_region_of_the_arguments_stands_for_one_that_comes_later() -> None:
    """What the arguments say does not wait for the provider."""
    assert index("getRegion", {"region": UNKNOWN}, region="us-east-1")["id"] == "us-east-1"


def test_arn_is_taken_apart() -> None:
    """Everything after the fifth colon is the resource."""
    arn = "arn:aws:rds:eu-west-1:123456789012:db:mysql-db"
    assert index("getArn", {}, arn=arn) == {
        "id": arn,
        "arn": arn,
        "partition": "aws",
        "service": "rds",
        "region": "eu-west-1",
        "account": "123456789012",
        "resource": "db:mysql-db",
    }


@pytest.mark.parametrize("arn", ["arn:aws:s3", "urn:aws:s3:::bucket", ""])
def test_text_that_is_no_arn_is_refused(arn: str) -> None:
    """The message has the form of an ARN."""
    with pytest.raises(ArgumentError, match=r"^arn must be arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE$"):
        index("getArn", {}, arn=arn)


@pytest.mark.parametrize(
    "args",
    [
        {"serviceId": "ec2"},
        {"serviceId": "ec2", "region": "us-west-2"},
        {"dnsName": "ec2.us-west-2.amazonaws.com"},
        {"reverseDnsName": "com.amazonaws.us-west-2.ec2"},
    ],
)
def test_service_by_id_and_by_name(args: dict[str, str]) -> None:
    """A service is found by its id or by the DNS name of its endpoint."""
    assert index("getService", OREGON, **args) == {
        "id": "com.amazonaws.us-west-2.ec2",
        "reverseDnsName": "com.amazonaws.us-west-2.ec2",
        "reverseDnsPrefix": "com.amazonaws",
        "dnsName": "ec2.us-west-2.amazonaws.com",
        "partition": "aws",
        "region": "us-west-2",
        "serviceId": "ec2",
        "supported": True,
    }


def test_service_of_another_partition() -> None:
    """A service without an endpoint in the partition is not supported there."""
    found = index("getService", BEIJING, serviceId="bedrock")
    assert (found["reverseDnsName"], found["supported"]) == ("cn.com.amazonaws.cn-north-1.bedrock", False)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "one of serviceId, dnsName and reverseDnsName must be given"),
        ({"dnsName": "ec2.amazonaws.com"}, "dnsName must have at least 4 parts"),
    ],
)
def test_service_that_cannot_be_told(args: dict[str, str], said: str) -> None:
    """The message names the argument."""
    with pytest.raises(ArgumentError) as caught:
        index("getService", OREGON, **args)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("region", "service", "name"),
    [
        ("us-east-1", "s3", "s3.amazonaws.com"),
        ("cn-north-1", "s3", "s3.amazonaws.com"),
        ("cn-north-1", "logs", "logs.amazonaws.com.cn"),
        ("cn-north-1", "codedeploy", "codedeploy.amazonaws.com.cn"),
        ("cn-north-1", "elasticmapreduce", "elasticmapreduce.amazonaws.com.cn"),
        ("us-gov-west-1", "logs", "logs.amazonaws.com"),
        ("us-iso-east-1", "config", "config.c2s.ic.gov"),
        ("us-iso-east-1", "cloudhsm", "cloudhsm.c2s.ic.gov"),
        ("us-iso-east-1", "logs", "logs.c2s.ic.gov"),
        ("us-iso-east-1", "workspaces", "workspaces.c2s.ic.gov"),
        ("us-isob-east-1", "dms", "dms.sc2s.sgov.gov"),
        ("us-isob-east-1", "logs", "logs.sc2s.sgov.gov"),
        ("us-isob-east-1", "config", "config.amazonaws.com"),
    ],
)
def test_service_principal(region: str, service: str, name: str) -> None:
    """Few services have a principal of the partition's own; the region may be an argument."""
    found = index("getServicePrincipal", OREGON, serviceName=service, region=region)
    suffix = name.removeprefix(f"{service}.")
    assert found == {
        "id": f"{service}.{region}.{suffix}",
        "name": name,
        "region": region,
        "serviceName": service,
        "suffix": suffix,
    }


def test_default_tags_are_the_providers() -> None:
    """Tags that the provider is told to ignore, and those of AWS, are no default tags."""
    tags = {"team": "a", "aws:x": "b", "skip": "c", "tmp-1": "d"}
    provider = {
        **OREGON,
        "defaultTags": json.dumps({"tags": tags}),
        "ignoreTags": json.dumps({"keys": ["skip"], "keyPrefixes": ["tmp-"]}),
    }
    assert index("getDefaultTags", provider) == {"id": "aws", "tags": {"team": "a"}}


def test_default_tags_of_a_provider_without_any() -> None:
    """A provider without default tags has none."""
    assert index("getDefaultTags", OREGON) == {"id": "aws", "tags": {}}


def test_secret_default_tags_are_secret() -> None:
    """What is a secret of the provider's configuration stays one."""
    provider = {**OREGON, "defaultTags": Secret(json.dumps({"tags": {"k": "v"}}))}
    assert index("getDefaultTags", provider)["tags"] == Secret({"k": "v"})


def test_billing_account() -> None:
    """One account for all regions of a partition."""
    assert index("getBillingServiceAccount", BEIJING) == {
        "id": "386209384616",
        "arn": "arn:aws-cn:iam::386209384616:root",
    }


@pytest.mark.parametrize(
    ("token", "args", "result"),
    [
        (
            "aws:elb/getServiceAccount:getServiceAccount",
            {},
            {"id": "797873946194", "arn": "arn:aws:iam::797873946194:root", "region": "us-west-2"},
        ),
        (
            "aws:elb/getServiceAccount:getServiceAccount",
            {"region": "cn-north-1"},
            {"id": "638102146993", "arn": "arn:aws-cn:iam::638102146993:root", "region": "cn-north-1"},
        ),
        (
            "aws:cloudtrail/getServiceAccount:getServiceAccount",
            {},
            {"id": "113285607260", "arn": "arn:aws:iam::113285607260:root", "region": "us-west-2"},
        ),
        (
            "aws:redshift/getServiceAccount:getServiceAccount",
            {},
            {"id": "902366379725", "arn": "arn:aws:iam::902366379725:user/logs", "region": "us-west-2"},
        ),
        (
            "aws:elb/getHostedZoneId:getHostedZoneId",
            {},
            {"id": "Z1H1FL5HABSF5", "region": "us-west-2"},
        ),
        (
            "aws:lb/getHostedZoneId:getHostedZoneId",
            {},
            {"id": "Z1H1FL5HABSF5", "region": "us-west-2", "loadBalancerType": "application"},
        ),
        (
            "aws:lb/getHostedZoneId:getHostedZoneId",
            {"loadBalancerType": "network"},
            {"id": "Z18D5FSROUN65G", "region": "us-west-2", "loadBalancerType": "network"},
        ),
        (
            "aws:elasticbeanstalk/getHostedZone:getHostedZone",
            {},
            {"id": "Z38NKT9BP95V3O", "region": "us-west-2"},
        ),
        (
            "aws:apprunner/getHostedZoneId:getHostedZoneId",
            {},
            {"id": "Z02243383FTQ64HJ5772Q", "region": "us-west-2"},
        ),
        (
            "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId",
            {},
            {
                "id": "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0",
                "region": "us-west-2",
            },
        ),
        (
            "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId",
            {"region": "cn-northwest-1"},
            {
                "id": "a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56",
                "region": "cn-northwest-1",
            },
        ),
    ],
)
def test_accounts_and_zones_by_region(token: str, args: dict[str, Any], result: dict[str, Any]) -> None:
    """A table of the provider's is read by the region of the arguments, else by the provider's."""
    assert compute(token, args, OREGON) == result


def test_region_without_an_entry_is_left_to_others() -> None:
    """App Runner is not everywhere; a newer provider may know more regions than the table."""
    assert compute("aws:apprunner/getHostedZoneId:getHostedZoneId", {}, {"region": "sa-east-1"}) is None


def test_unknown_type_of_load_balancer_is_refused() -> None:
    """The message names the two types."""
    with pytest.raises(ArgumentError, match=r"^loadBalancerType must be application or network$"):
        compute("aws:lb/getHostedZoneId:getHostedZoneId", {"loadBalancerType": "gateway"}, OREGON)


@pytest.mark.parametrize("token", TOLD["ids"])
def test_every_account_and_zone_of_every_region(token: str) -> None:
    """As the provider has them; of a load balancer it is asked for the network's here."""
    args = {"loadBalancerType": "network"} if token.startswith("aws:lb/") else {}
    told: dict[str, str] = TOLD["ids"][token]
    found: dict[str, Any] = {region: compute(token, args, {"region": region}) for region in told}
    assert {region: each["id"] for region, each in found.items()} == told


@pytest.mark.parametrize("partition", TOLD["partitions"])
def test_every_region_has_its_partition_and_suffix(partition: str) -> None:
    """And is one that services have a principal in."""
    told = TOLD["partitions"][partition]
    for region in told["regions"]:
        found = index("getPartition", {"region": region})
        assert (found["id"], found["dnsSuffix"]) == (partition, told["suffix"])
        assert index("getServicePrincipal", {"region": region}, serviceName="s3")["region"] == region
