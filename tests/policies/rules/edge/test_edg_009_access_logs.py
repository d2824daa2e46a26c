"""EDG-009: requests that nobody writes down."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_009_access_logs import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
PROFILE = "azure-native:cdn:Profile"
NONE = "it has no access log"
DOOR = resource(PROFILE, "it", {"sku": {"name": "Standard_AzureFrontDoor"}})
NETWORK = resource(BALANCER, "it", {"loadBalancerType": "network"})


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


CASES = (
    passes(resource(BALANCER, "it", {"accessLogs": {"bucket": "b", "enabled": True}})),
    fails(
        "accessLogs.enabled is not set, and AWS takes false",
        resource(BALANCER, "it", {"accessLogs": {"bucket": "b"}}),
    ),
    unknown(
        "accessLogs.enabled is not known before deployment",
        resource(BALANCER, "it", {"accessLogs": {"enabled": UNKNOWN}}),
    ),
    not_applicable(NETWORK, reason=NONE),
    fails(
        "accessLogs.enabled is not set, and AWS takes false",
        NETWORK,
        resource(LISTENER, "l", {"loadBalancerArn": of(BALANCER, "it"), "protocol": "TLS"}),
    ),
    passes(resource(CLASSIC, "it", {"accessLogs": {"bucket": "b"}})),
    fails("accessLogs names no bucket", resource(CLASSIC)),
    passes(resource(DISTRIBUTION, "it", {"loggingConfig": {"bucket": UNKNOWN}})),
    fails("loggingConfig names no bucket, and nothing delivers its logs", resource(DISTRIBUTION)),
    fails("no diagnostic setting of the stack keeps its FrontDoorAccessLog", DOOR),
    not_applicable(resource(PROFILE, "it", {"sku": {"name": "Standard_Verizon"}}), reason=NONE),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
