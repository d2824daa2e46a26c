"""Load balancers of AWS: which of them let the internet in."""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.network.ranges import parse_any, public
from jiban.policy.facts.network.security_groups import DEFAULT_GROUP, GROUP, entries
from jiban.policy.rule import Verdict, failed, passed
from jiban.policy.view import Node, ResourceView, StackView

BALANCERS: Final = (
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:elb/loadBalancer:LoadBalancer",
)


def verdict(stack: StackView, balancer: ResourceView) -> Verdict:
    """Judge a load balancer by its scheme, and then by who its security groups let in.

    A list of addresses that AWS keeps, such as CloudFront's, names who may come; it opens to nobody else.

    Raises:
        NotKnownError: a range that decides is not known before deployment.
    """
    if balancer["internal"].is_true():
        return passed("its addresses are of the network alone")
    groups = stack.behind(balancer, "securityGroups", GROUP, DEFAULT_GROUP)
    if not groups:
        return failed("it has an address on the internet, and no security group here says who gets in")
    for group in groups:
        for way in entries(group, stack):
            outside = [block for block in way.blocks if _is_public(block)]
            if outside:
                return failed(
                    f"it has an address on the internet, and {group.name} lets in {outside[0].text()}"
                )
    return passed("its security groups let in no address of the internet that they do not name by a list")


def _is_public(block: Node) -> bool:
    span = parse_any(block.text())
    return span is not None and bool(public([span]))
