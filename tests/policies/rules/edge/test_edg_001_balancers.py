"""EDG-001: load balancers, gateways and distributions without a firewall."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_001_firewalls import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
GATEWAY = "azure-native:network:ApplicationGateway"
PROFILE = "azure-native:cdn:Profile"
POLICY = "azure-native:cdn:SecurityPolicy"
DOMAIN = "azure-native:cdn:AFDCustomDomain"
PUBLIC = [{"name": "public", "publicIPAddress": {"id": UNKNOWN}}]
NONE = "it has no web application firewall"


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


ALB = resource(BALANCER, "it", {"securityGroups": [of(GROUP, "web")]})
EDGE = resource(DISTRIBUTION, "edge", {"origins": [{"domainName": of(BALANCER, "it")}]})


def group(**way: object) -> ResourceView:
    """The group of the load balancer, with this way in."""
    return resource(GROUP, "web", {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, **way}]})


CASES = (
    fails("no association gives it a web ACL", ALB, group(cidrBlocks=["0.0.0.0/0"])),
    passes(ALB, resource(ASSOCIATION, "a", {"resourceArn": of(BALANCER, "it")})),
    not_applicable(resource(BALANCER, "it", {"internal": True}), reason="it is internal"),
    not_applicable(
        resource(BALANCER, "it", {"loadBalancerType": "network"}),
        reason="a load balancer of this type can have no web application firewall",
    ),
    passes(
        ALB,
        group(prefixListIds=["pl-22a6434b"]),
        EDGE,
        reason="its edge alone reaches it, and is judged for it",
    ),
    fails("no association gives it a web ACL", ALB, group(cidrBlocks=["0.0.0.0/0"]), EDGE),
    unknown("internal is not known before deployment", resource(BALANCER, "it", {"internal": UNKNOWN})),
    fails(NONE, resource(DISTRIBUTION, "it", {"webAclId": ""})),
    passes(resource(DISTRIBUTION, "it", {"webAclId": UNKNOWN})),
    fails(NONE, resource(GATEWAY, "it", {"frontendIPConfigurations": PUBLIC})),
    passes(resource(GATEWAY, "it", {"firewallPolicy": {"id": UNKNOWN}})),
    not_applicable(resource(GATEWAY), reason="it has no address on the internet"),
    not_applicable(
        resource(PROFILE, "it", {"sku": {"name": "Standard_Microsoft"}}), reason="it is no Front Door"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
