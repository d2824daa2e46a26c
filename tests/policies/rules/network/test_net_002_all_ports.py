"""NET-002: firewalls that are none."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_002_all_ports import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

GROUP = "aws:ec2/securityGroup:SecurityGroup"
NSG = "azure-native:network:NetworkSecurityGroup"
RULE_BESIDE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
ANY = ["0.0.0.0/0"]


def group(*ways: dict[str, object]) -> ResourceView:
    """A security group with these ways in."""
    return resource(GROUP, "web", {"ingress": list(ways)})


def way(first: object, last: object, sources: object = ANY, protocol: str = "tcp") -> dict[str, object]:
    """A way in."""
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": sources}


def half(name: str, first: int, last: int) -> ResourceView:
    """A rule of its own of the group `web`."""
    inputs = {"ipProtocol": "tcp", "fromPort": first, "toPort": last, "cidrIpv4": "0.0.0.0/0"}
    return resource(RULE_BESIDE, name, inputs, comes_from={"securityGroupId": [urn(GROUP, "web")]})


CASES = (
    fails("every port of TCP and UDP is open to 0.0.0.0/0", group(way(0, 0, protocol="-1"))),
    fails("every port of TCP is open to 0.0.0.0/0", group(way(1, 65535))),
    fails("every port of UDP is open to 0.0.0.0/0", group(way(0, 65535, protocol="udp"))),
    fails("every port of TCP is open to 0.0.0.0/0", half("low", 0, 99), half("high", 100, 65535), group()),
    passes(half("low", 0, 99), half("high", 101, 65535), group()),
    passes(half("one", 443, 443), group(way(0, 65535))),
    passes(group(way(443, 443))),
    passes(group(way(2, 65535))),
    passes(group(way(0, 65535, ["10.0.0.0/8"]))),
    passes(group(way(UNKNOWN, 22))),
    unknown("ingress[0].fromPort is not known before deployment", group(way(UNKNOWN, 65535))),
    unknown("ingress[0].cidrBlocks[0] is not known before deployment", group(way(0, 65535, [UNKNOWN]))),
    unknown("ingress is not known before deployment", resource(GROUP, "web", {"ingress": UNKNOWN})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
