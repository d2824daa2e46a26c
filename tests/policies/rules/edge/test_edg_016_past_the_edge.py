"""EDG-016: who gets past an edge."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_016_past_the_edge import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
SITE = "azure-native:web:WebApp"
ORIGIN = "azure-native:cdn:AFDOrigin"
TAG = {"tag": "ServiceTag", "ipAddress": "AzureFrontDoor.Backend"}


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


EDGE = resource(DISTRIBUTION, "edge", {"origins": [{"domainName": of(BALANCER, "it")}]})
DOOR = resource(ORIGIN, "door", {"hostName": of(SITE, "it")})
GUARDED = resource(BALANCER, "it", {"securityGroups": [of(GROUP, "web")]})


def group(**way: object) -> ResourceView:
    """The group of the load balancer, with this way in."""
    return resource(GROUP, "web", {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, **way}]})


def site(*restrictions: object, **inputs: object) -> ResourceView:
    """A site with these restrictions."""
    return resource(SITE, "it", {"siteConfig": {"ipSecurityRestrictions": list(restrictions)}, **inputs})


CASES = (
    passes(GUARDED, group(prefixListIds=["pl-22a6434b"]), EDGE),
    passes(GUARDED, group(prefixListIds=["pl-1"]), EDGE, parameters={"lists": ("pl-1",)}),
    fails("web lets in 0.0.0.0/0, past the edge", GUARDED, group(cidrBlocks=["0.0.0.0/0"]), EDGE),
    not_applicable(GUARDED, group(cidrBlocks=["0.0.0.0/0"])),
    unknown(
        "ingress[0].prefixListIds[0] of web names a list of addresses that is no part of the stack",
        GUARDED,
        group(prefixListIds=["pl-1"]),
        EDGE,
    ),
    passes(
        resource(BALANCER, "it", {"internal": True}),
        EDGE,
        reason="it is internal, and the edge reaches it within the network",
    ),
    fails(
        "it has no security group, so that everybody reaches it past the edge",
        resource(BALANCER, "it", {"loadBalancerType": "network"}),
        EDGE,
    ),
    fails("it has no restriction, so that everybody reaches it past the edge", site(), DOOR),
    fails("it asks for no X-Azure-FDID, so that other customers' doors get in", site(TAG), DOOR),
    passes(site({**TAG, "headers": {"x-azure-fdid": [UNKNOWN]}}), DOOR),
    fails("it lets in 203.0.113.0/24, past the edge", site({"ipAddress": "203.0.113.0/24"}), DOOR),
    passes(site(publicNetworkAccess="Disabled"), DOOR, reason="a private endpoint alone leads to it"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
