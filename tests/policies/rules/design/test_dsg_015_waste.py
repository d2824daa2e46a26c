"""DSG-015: nothing costs more than its successor, and nothing is paid for that nobody has."""

import pytest

from jiban.policies.rules.design.dsg_015_waste import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn

VOLUME = "aws:ebs/volume:Volume"
ADDRESS = "aws:ec2/eip:Eip"
MACHINE = "aws:ec2/instance:Instance"
RDS = "aws:rds/instance:Instance"
VM = "azure-native:compute:VirtualMachine"
DISK = "azure-native:compute:Disk"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
ATTACHMENT = resource(
    "aws:ec2/volumeAttachment:VolumeAttachment",
    "attachment",
    {"volumeId": UNKNOWN},
    comes_from={"volumeId": [urn(VOLUME, "data")]},
)
CASES = (
    passes(resource(VOLUME, "data", {"type": "gp3"}), ATTACHMENT),
    fails(
        "type is not set, and AWS takes gp2, which costs more than gp3 and is no faster",
        resource(VOLUME, "data"),
        ATTACHMENT,
    ),
    fails("nothing in the stack has it, and it is paid for", resource(VOLUME, "data", {"type": "gp3"})),
    fails(
        "storageType is gp2, which costs more than gp3 and is no faster",
        resource(RDS, "db", {"instanceClass": "db.t4g.medium", "storageType": "gp2"}),
    ),
    fails(
        (
            "db.m3.large is of an old generation; storageType is not set, and AWS takes gp2, which costs "
            "more than gp3 and is no faster"
        ),
        resource(RDS, "db", {"instanceClass": "db.m3.large"}),
    ),
    passes(resource(MACHINE, "web", {"instanceType": "t3.medium"})),
    fails("c4.large is of an old generation", resource(MACHINE, "web", {"instanceType": "c4.large"})),
    fails(
        "Standard_DS2 is of an old generation",
        resource(VM, "web", {"hardwareProfile": {"vmSize": "Standard_DS2"}}),
    ),
    fails("nothing in the stack has it, and it is paid for", resource(ADDRESS, "address")),
    passes(resource(ADDRESS, "address", {"instance": UNKNOWN})),
    passes(
        resource(DISK, "data"),
        resource(VM, "web", {"storageProfile": UNKNOWN}, comes_from={"storageProfile": [urn(DISK, "data")]}),
    ),
    fails("nothing in the stack listens at it, and it is paid for", resource(BALANCER, "alb")),
    not_applicable(
        resource(BALANCER, "alb"),
        resource("aws:lb/listener:Listener", "https", comes_from={"loadBalancerArn": [urn(BALANCER, "alb")]}),
        reason="something listens at it",
    ),
    unknown(
        "instanceType is not known before deployment", resource(MACHINE, "web", {"instanceType": UNKNOWN})
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
