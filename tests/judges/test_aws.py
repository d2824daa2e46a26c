"""What the stacks send to AWS is taken by what AWS has published, and that does refuse what is wrong."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from tests.judges import cloudformation, coverage, operations, plans
from tests.judges.coverage import Judge

NO_CREATION = {
    # Comes with its VPC; Pulumi adopts it and changes its tags and rules.
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    # Waits until a certificate is issued, and makes nothing.
    "aws:acm/certificateValidation:CertificateValidation",
}
"""Types that no operation makes."""

changed = partial(plans.changed, "aws", "pms-aws.prod")

each_judge = pytest.mark.parametrize("judge", [cloudformation, operations], ids=["cfn-lint", "botocore"])


@each_judge
def test_aws_would_take_what_the_stacks_send(judge: Any) -> None:
    """Every input of every resource that the judge knows, in the plans of all stacks."""
    assert judge.faults(plans.inputs("aws")) == []


@each_judge
def test_every_planned_property_has_a_place_or_a_reason(judge: Judge) -> None:
    """A property that has no place in the judge's table says why: what is judged cannot shrink unseen."""
    assert coverage.homeless(judge, "aws") == []


def test_every_planned_type_has_a_judge() -> None:
    """A new type of resource is judged by its first plan."""
    tables = cloudformation.table().keys() | operations.table().keys()
    assert {each.token for each in plans.inputs("aws")} - tables == NO_CREATION


def test_cfn_lint_refuses_what_aws_would() -> None:
    """A class and a version that there is none of, a value out of bounds, a network that is none, a missing
    input, and a name in a wrong alphabet.
    """
    wrong = {
        "cluster-eks": {"roleArn": None},
        "network-flow-logs": {"bucket": "Logs of a bucket"},
        "network-vpc": {"cidrBlock": "10.0.0.0/33"},
        "postgres-key": {"deletionWindowInDays": 31},
        "postgres-primary": {"instanceClass": "db.t3.middling", "engineVersion": "17.99", "multiAz": "both"},
    }
    found = cloudformation.faults([changed(name, changes) for name, changes in wrong.items()])
    assert [(*fault.split(": ")[:2], fault[-6:-1]) for fault in found] == [
        ("test/cluster-eks", "", "E3003"),
        ("test/network-flow-logs", "BucketName", "E3031"),
        ("test/network-flow-logs", "BucketName", "E1161"),
        ("test/network-vpc", "CidrBlock", "E3002"),
        ("test/postgres-key", "PendingWindowInDays", "E3034"),
        ("test/postgres-primary", "DBInstanceClass", "E3025"),
        ("test/postgres-primary", "EngineVersion", "E3691"),
        ("test/postgres-primary", "MultiAZ", "E3012"),
    ]


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("cluster-pool-apps-1", {"capacityType": "RESERVED"}, "capacityType: 'RESERVED' is not one of"),
        ("cluster-eks", {"name": "eks pms"}, "name: 'eks pms' does not match"),
        ("cluster-eks", {"roleArn": None}, "'roleArn' is a required property"),
        ("cluster-eks", {"enabledClusterLogTypes": ["debug"]}, "types.0: 'debug' is not one of"),
        ("cluster-role-nodes", {"name": "r" * 65}, "is too long"),
        ("postgres-primary", {"port": "default"}, "Port: 'default' is not of type 'integer'"),
    ],
)
def test_botocore_refuses_what_aws_would(name: str, changes: Mapping[str, Any], words: str) -> None:
    """A word outside of an enum, a name of a wrong alphabet or too long, a missing input, a wrong type."""
    (fault,) = operations.faults([changed(name, changes)])
    assert words in fault
