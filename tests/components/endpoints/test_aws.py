"""Interface endpoints on AWS: the services that are named, and no other, at addresses of the network."""

from typing import get_args

import pulumi
import pytest

from jiban.components.endpoints.aws import EndpointsArgs, PrivateEndpoints
from jiban.components.endpoints.contract import Interface
from jiban.components.endpoints.services import interfaces
from jiban.components.network.contract import NetworkContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"


def planned(*services: Interface) -> ProgramPlan:
    """What endpoints to some services ask for; the result is their ids."""

    def program() -> dict[str, object]:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc-1"),
            subnet_ids={"endpoints": [known("subnet-a"), known("subnet-b")], "application": [known("no")]},
            ranges={},
            security_groups={"endpoints": known("sg-endpoints"), "application": known("sg-no")},
        )
        args = EndpointsArgs(site=AWS_SITE, network=network, services=services)
        return dict(PrivateEndpoints("endpoints", args).contract.endpoint_ids)

    return plan_program(program, resolve=True)


def test_an_endpoint_has_an_address_in_each_zone() -> None:
    """In the endpoints' subnets, behind their group; the service's own name leads there."""
    inputs = dict(planned("secrets").resource(ENDPOINT, "endpoints-secretsmanager").inputs)
    tags = inputs.pop("tags")
    assert inputs == {
        "vpcId": "vpc-1",
        "serviceName": "com.amazonaws.ap-northeast-2.secretsmanager",
        "vpcEndpointType": "Interface",
        "subnetIds": ["subnet-a", "subnet-b"],
        "securityGroupIds": ["sg-endpoints"],
        "privateDnsEnabled": True,
    }
    assert tags["Name"] == "vpce-trip-secretsmanager-test"


def test_images_take_two_endpoints() -> None:
    """One that signs in, one that the nodes load from; each is known by what AWS calls it."""
    found = planned("registry", "keys")
    assert [each.name for each in found.resources_of(ENDPOINT)] == [
        "endpoints-ecr-api",
        "endpoints-ecr-dkr",
        "endpoints-kms",
    ]
    assert list(found.result) == ["ecr.api", "ecr.dkr", "kms"]


@pytest.mark.parametrize(
    ("word", "services"),
    [
        ("identity", ("eks-auth", "sts")),
        ("keys", ("kms",)),
        ("logs", ("logs",)),
        ("queue", ("sqs",)),
        ("registry", ("ecr.api", "ecr.dkr")),
        ("secrets", ("secretsmanager",)),
        ("metrics", ("aps-workspaces",)),
        ("sessions", ("ssm", "ssmmessages", "ec2messages")),
    ],
)
def test_a_word_is_what_aws_calls_it(word: Interface, services: tuple[str, ...]) -> None:
    """As in the list of services that AWS PrivateLink reaches."""
    assert interfaces(word) == services


def test_every_word_is_in_the_table() -> None:
    """A word that the network takes leads somewhere."""
    assert [each for each in get_args(Interface) if not interfaces(each)] == []
