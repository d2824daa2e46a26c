"""NET-024 on AWS: which load balancers answer to the internet."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.network.net_024_public_access import RULE
from jiban.policy.facts.network.balancers_aws import BALANCERS
from jiban.policy.facts.network.security_groups import GROUP, INGRESS_RULE
from jiban.policy.view import ResourceView
from tests.policies.samples import resource, urn, verdicts

BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def said(balancer: ResourceView, *others: ResourceView) -> tuple[str, str]:
    """What the rule says of a load balancer among others."""
    return verdicts(RULE, balancer, *others)[balancer.name]


def balancer(*, token: str = BALANCER, **inputs: Any) -> ResourceView:
    """A load balancer behind the group `group`."""
    return resource(
        token,
        "balancer",
        {"securityGroups": ["sg-1"], **inputs},
        comes_from={"securityGroups": [urn(GROUP, "group")]},
    )


def group(*blocks: str) -> ResourceView:
    """A security group that lets in these ranges on 443."""
    rule = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": list(blocks)}
    return resource(GROUP, "group", {"ingress": [rule] if blocks else []})


def by_list() -> ResourceView:
    """A rule of that group which names a list of addresses."""
    return resource(
        INGRESS_RULE,
        "rule",
        {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListId": "pl-1", "securityGroupId": "x"},
        comes_from={"securityGroupId": [urn(GROUP, "group")]},
    )


@pytest.mark.parametrize("token", BALANCERS)
def test_an_internal_load_balancer(token: str) -> None:
    """Its addresses are the network's, whatever its group lets in."""
    assert said(balancer(token=token, internal=True), group("0.0.0.0/0")) == (
        "pass",
        "its addresses are of the network alone",
    )


@pytest.mark.parametrize("block", ["0.0.0.0/0", "203.0.113.0/24", "::/0"])
def test_a_load_balancer_that_lets_in_the_internet(block: str) -> None:
    """A range of it is a part of it."""
    assert said(balancer(), group(block)) == (
        "fail",
        f"it has an address on the internet, and group lets in {block}",
    )


def test_a_load_balancer_that_lets_in_a_list() -> None:
    """Such as CloudFront's: whoever is in it may come."""
    assert said(balancer(), group(), by_list())[0] == "pass"


@pytest.mark.parametrize("block", ["10.0.0.0/8", "192.168.0.0/16", "fd00::/8"])
def test_a_load_balancer_that_lets_in_the_network(block: str) -> None:
    """Private ranges are none of the internet's."""
    assert said(balancer(), group(block))[0] == "pass"


def test_a_load_balancer_of_unknown_groups() -> None:
    """Who gets in is said by nobody."""
    bare = resource(BALANCER, "balancer", {"internal": False})
    assert said(bare) == (
        "fail",
        "it has an address on the internet, and no security group here says who gets in",
    )
