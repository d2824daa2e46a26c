"""EDG-017: what comes in by one zone, or one instance."""

from __future__ import annotations

import pytest

from jiban.policies.rules.edge.edg_017_places import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
GATEWAY = "azure-native:network:ApplicationGateway"
AZURE = "azure-native:network:LoadBalancer"


def gateway(**inputs: object) -> ResourceView:
    """A gateway of the second generation."""
    return resource(GATEWAY, "it", {"sku": {"name": "WAF_v2", "tier": "WAF_v2"}, **inputs})


def inside(zones: object) -> ResourceView:
    """A load balancer of Azure with a frontend in these zones."""
    return resource(AZURE, "it", {"frontendIPConfigurations": [{"zones": zones}]})


CASES = (
    passes(resource(BALANCER, "it", {"subnets": ["subnet-1", "subnet-2"]})),
    fails(
        "it is in 1 zone, fewer than 2",
        resource(BALANCER, "it", {"loadBalancerType": "network", "subnets": ["subnet-1"]}),
    ),
    fails("it is in 1 zone (a), fewer than 2", resource(CLASSIC, "it", {"availabilityZones": ["a"]})),
    unknown("subnets is not known before deployment", resource(BALANCER, "it", {"subnets": UNKNOWN})),
    passes(gateway(zones=["1", "2"], autoscaleConfiguration={"minCapacity": 2})),
    fails("it is in zone 1 alone", gateway(zones=["1"], autoscaleConfiguration={"minCapacity": 2})),
    fails(
        "autoscaleConfiguration.minCapacity is 1, fewer than 2",
        gateway(autoscaleConfiguration={"minCapacity": 1}),
    ),
    fails("the first generation of gateways knows no zones", gateway(sku={"tier": "WAF", "capacity": 2})),
    not_applicable(gateway(location="koreasouth"), reason="its region has no availability zones"),
    passes(inside(["1", "2"])),
    fails("frontendIPConfigurations[0].zones is zone 1 alone", inside(["1"])),
    fails("frontendIPConfigurations[0].zones names none", inside(None)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
