"""NET-007: the group that AWS makes with each network."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_007_default_groups import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

VPC = "aws:ec2/vpc:Vpc"
ADOPTED = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
BESIDE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
OF_VPC = {"vpcId": [urn(VPC, "main")]}
OF_GROUP = {"securityGroupId": [urn(ADOPTED, "adopted")]}


def adopted(**inputs: object) -> ResourceView:
    """The group of the network `main`."""
    return resource(ADOPTED, "adopted", {"vpcId": UNKNOWN, **inputs}, comes_from=OF_VPC)


CASES = (
    fails(
        "nobody adopts its default group, which lets its members in, and everything out",
        resource(VPC, "main"),
    ),
    passes(resource(VPC, "main"), adopted()),
    passes(resource(VPC, "main"), adopted(ingress=[], egress=[])),
    fails(
        "its default group adopted has rules",
        resource(VPC, "main"),
        adopted(ingress=[{"protocol": "-1", "self": True}]),
    ),
    fails(
        "its default group adopted has the rule out",
        resource(VPC, "main"),
        adopted(),
        resource(BESIDE, "out", {"securityGroupId": UNKNOWN}, comes_from=OF_GROUP),
    ),
    unknown(
        "egress of adopted is not known before deployment", resource(VPC, "main"), adopted(egress=UNKNOWN)
    ),
    fails("it has rules", resource(ADOPTED, "it", {"vpcId": "vpc-0", "egress": [{}]})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
