"""NET-010: tiers in too few zones."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.network.net_010_tiers_over_zones import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SUBNET = "aws:ec2/subnet:Subnet"
NODES = "aws:eks/nodeGroup:NodeGroup"


def places(*zones: object) -> list[ResourceView]:
    """Subnets s0, s1 and so on in these zones."""
    return [resource(SUBNET, f"s{n}", {"availabilityZone": zone}) for n, zone in enumerate(zones)]


def subnet(number: int) -> Unknown:
    """The id of a subnet."""
    return Unknown("", (urn(SUBNET, f"s{number}"),))


def tier(count: int, stack: str = "dev") -> ResourceView:
    """A load balancer in so many of these subnets."""
    return resource(BALANCER, "it", {"subnets": [subnet(n) for n in range(count)]}, stack=stack)


def nodes(name: str, number: int) -> ResourceView:
    """A group of nodes of the cluster `c`, in one subnet."""
    return resource(NODES, name, {"clusterName": "c", "subnetIds": [subnet(number)]})


CASES = (
    fails("it is in one availability zone at most (a), fewer than 2", tier(2), *places("a", "a")),
    passes(tier(2), *places("a", "b")),
    fails(
        "it is in 2 availability zones at most (a, b), fewer than 3", tier(2, stack="prod"), *places("a", "b")
    ),
    passes(tier(3, stack="prod"), *places("a", "b", "c")),
    fails(
        "it is in one availability zone at most, fewer than 2",
        resource(BALANCER, "it", {"subnets": ["subnet-1"]}),
    ),
    passes(nodes("n", 0), nodes("m", 1), *places("a", "b")),
    not_applicable(resource(BALANCER), reason="it names no subnet"),
    unknown("availabilityZone of s1 is not known before deployment", tier(2), *places("a", UNKNOWN)),
    unknown("subnets is not known before deployment", resource(BALANCER, "it", {"subnets": UNKNOWN})),
    passes(tier(2), *places("a", "a"), parameters={"zones": 1}),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
