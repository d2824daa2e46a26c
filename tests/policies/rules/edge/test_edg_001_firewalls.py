"""EDG-001: what stands before a platform has a web application firewall."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.edge.edg_001_firewalls import RULE
from jiban.policy.testing import Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

ALB = "aws:lb/loadBalancer:LoadBalancer"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
GATEWAY = "azure-native:network:ApplicationGateway"
PROFILE = "azure-native:cdn:Profile"
DOOR = resource(PROFILE, "door", {"profileName": "door", "sku": {"name": "Premium_AzureFrontDoor"}})
PUBLIC: Any = [
    {"name": "public", "publicIPAddress": {"id": "ip"}},
    {"name": "private", "privateIPAddress": "10.0.0.4"},
]


def balancer(**more: Any) -> ResourceView:
    """A load balancer of AWS."""
    return resource(ALB, "alb", {"name": "alb", **more}, comes_from={"securityGroups": [GROUP_URN]})


def offices(cidr: Any) -> ResourceView:
    """A security group that lets one range in."""
    return resource(
        GROUP,
        "offices",
        {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [cidr]}]},
    )


GROUP_URN = offices("0.0.0.0/0").urn


def listener(at: str, *, guarded: bool) -> Any:
    """A listener at one of a gateway's addresses."""
    own = {"firewallPolicy": {"id": "policy"}} if guarded else {}
    at_id = f"/applicationGateways/agw/frontendIPConfigurations/{at}"
    return {"name": f"{at}-{guarded}", "frontendIPConfiguration": {"id": at_id}, **own}


def gateway(*listeners: Any) -> ResourceView:
    """A gateway with a public and a private address."""
    return resource(GATEWAY, "agw", {"frontendIPConfigurations": PUBLIC, "httpListeners": list(listeners)})


def endpoint(name: str, **more: Any) -> ResourceView:
    """An endpoint of the Front Door."""
    inputs = {"profileName": "door", "endpointName": name, **more}
    return resource("azure-native:cdn:AFDEndpoint", name, inputs)


def route(linked: Any) -> ResourceView:
    """A route of the first endpoint."""
    inputs = {"profileName": "door", "endpointName": "first", "linkToDefaultDomain": linked}
    return resource("azure-native:cdn:Route", "route", inputs)


def policy(domains: Any, pattern: str = "/*", profile: str = "door") -> ResourceView:
    """A security policy for some domains."""
    inputs = {
        "profileName": profile,
        "parameters": {"associations": [{"domains": domains, "patternsToMatch": [pattern]}]},
    }
    return resource("azure-native:cdn:SecurityPolicy", f"policy-{profile}", inputs)


FIRST: Any = [{"id": "/profiles/door/afdEndpoints/first"}]
CASES = (
    fails("no association gives it a web ACL", balancer(securityGroups=[UNKNOWN]), offices("0.0.0.0/0")),
    not_applicable(
        balancer(securityGroups=[UNKNOWN]),
        offices("10.0.0.0/8"),
        reason="its security groups let in no address of the internet",
    ),
    fails(
        "it has no web application firewall for public-False",
        gateway(listener("public", guarded=True), listener("public", guarded=False)),
    ),
    passes(gateway(listener("public", guarded=True), listener("private", guarded=False))),
    not_applicable(
        gateway(listener("private", guarded=False)), reason="nothing listens at its address on the internet"
    ),
    passes(DOOR, endpoint("first"), policy(FIRST)),
    fails(
        "no security policy is for all paths of its endpoint second",
        DOOR,
        endpoint("first"),
        endpoint("second"),
        policy(FIRST),
    ),
    fails(
        "no security policy is for all paths of its endpoint first",
        DOOR,
        endpoint("first"),
        policy(FIRST, "/api/*"),
    ),
    # Only a route that is linked to it serves an endpoint by its own name.
    passes(DOOR, endpoint("first"), route("Disabled"), policy([])),
    fails(
        "no security policy is for all paths of its endpoint first",
        DOOR,
        endpoint("first"),
        route("Enabled"),
        policy([]),
    ),
    not_applicable(DOOR, reason="no endpoint of the stack is on it"),
    not_applicable(
        DOOR, endpoint("first", enabledState="Disabled"), reason="no endpoint of the stack is on it"
    ),
    unknown(
        "parameters.associations[0].domains of policy-door is not known before deployment",
        DOOR,
        endpoint("first"),
        policy(UNKNOWN),
    ),
    # What a policy of another profile is for is no matter of this one.
    fails(
        "no security policy is for all paths of its endpoint second",
        DOOR,
        endpoint("first"),
        endpoint("second"),
        policy(FIRST),
        policy(UNKNOWN, profile="other"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
