"""NET-003: ports of data stores that are open to the internet."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_003_data_ports import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

GROUP = "aws:ec2/securityGroup:SecurityGroup"
ANY = ["0.0.0.0/0"]


def group(*ways: dict[str, object]) -> ResourceView:
    """A security group with these ways in."""
    return resource(GROUP, "web", {"ingress": list(ways)})


def way(first: object, last: object, sources: object = ANY, protocol: str = "tcp") -> dict[str, object]:
    """A way in."""
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": sources}


CASES = (
    fails("port 5432 (PostgreSQL) is open to 0.0.0.0/0", group(way(5432, 5432))),
    fails("ports 6379 (Redis), 6380 (Redis by TLS) are open to 0.0.0.0/0", group(way(6379, 6380))),
    fails("port 11211 (memcached) is open to 0.0.0.0/0", group(way(11211, 11211, protocol="udp"))),
    fails("the ports of all data stores are open to 0.0.0.0/0", group(way(0, 0, protocol="-1"))),
    passes(group(way(443, 443), way(5432, 5432, ["10.0.0.0/8"]))),
    passes(group(way(5432, 5432, protocol="udp"))),
    unknown("ingress[0].cidrBlocks[0] is not known before deployment", group(way(9200, 9200, [UNKNOWN]))),
    passes(group(way(443, 443, [UNKNOWN]))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
