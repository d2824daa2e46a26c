"""Whether a web application firewall stands in what lets the internet in.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`wafv2.WebAclAssociation` for load balancers,
`cloudfront.Distribution.webAclId`), pulumi-azure-native 3.29 (`network.ApplicationGateway.firewallPolicy`,
`cdn.SecurityPolicy`). Only an Application Load Balancer can have one.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import edges, links, origins_aws
from jiban.policy.rule import PASS, Outcome, Verdict, failed, judged, not_applicable, passed
from jiban.policy.view import NotKnownError, ResourceView, StackView

_ASSOCIATIONS: Final = (
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:wafregional/webAclAssociation:WebAclAssociation",
)
_ENDPOINT: Final = "azure-native:cdn:AFDEndpoint"
_DOMAIN: Final = "azure-native:cdn:AFDCustomDomain"
EDGES: Final = (*edges.BALANCERS, *edges.DISTRIBUTIONS, edges.GATEWAY, edges.PROFILE)
"""Types of resource that let the internet in, and can have a firewall."""
_NONE: Final = "it has no web application firewall"
BESIDE: Final = (*_ASSOCIATIONS, _ENDPOINT, _DOMAIN, *edges.FIREWALLS_BESIDE)
"""Types of resource that give them one."""


def verdict(stack: StackView, edge: ResourceView) -> Verdict:
    """Judge what lets the internet in by the firewall in it.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    if edge.token in edges.BALANCERS:
        return _balancer(stack, edge)
    if edge.token in edges.DISTRIBUTIONS:
        named = edge["webAclId"]
        return PASS if named.given and named.raw != "" else failed(_NONE, named.path)
    if edge.token == edges.GATEWAY:
        return _gateway(stack, edge)
    return _profile(stack, edge)


def _balancer(stack: StackView, balancer: ResourceView) -> Verdict:
    if not balancer["loadBalancerType"].says("application", ""):
        return not_applicable("a load balancer of this type can have no web application firewall")
    if balancer["internal"].known and balancer["internal"].is_true():
        return not_applicable("it is internal")
    doubt: NotKnownError | None = None
    for token in _ASSOCIATIONS:
        found = links.naming(stack, balancer, token, "resourceArn", *edges.BALANCERS)
        if found.sure:
            return PASS
        doubt = doubt or found.doubt
    if balancer in origins_aws.behind_edge(stack):
        alone = judged(origins_aws.verdict, stack, balancer, ())
        if alone.outcome is Outcome.PASS:
            return passed("its edge alone reaches it, and is judged for it")
    if doubt is not None:
        raise doubt
    balancer["internal"].is_true()
    return failed("no association gives it a web ACL")


def _gateway(stack: StackView, gateway: ResourceView) -> Verdict:
    if edges.has_firewall(stack, gateway):
        return PASS
    frontends = gateway["frontendIPConfigurations"].each()
    if not any(each["publicIPAddress"].given for each in frontends):
        return not_applicable("it has no address on the internet")
    return failed(_NONE, "firewallPolicy")


def _profile(stack: StackView, profile: ResourceView) -> Verdict:
    if not edges.is_front_door(profile):
        return not_applicable("it is no Front Door")
    policies = links.naming(stack, profile, edges.SECURITY_POLICY, "profileName")
    if not policies.sure:
        if policies.doubt is not None:
            raise policies.doubt
        return failed("no security policy gives it a web application firewall")
    for domain in links.naming(stack, profile, _DOMAIN, "profileName").sure:
        path = "parameters.associations[].domains[].id"
        found = links.naming(stack, domain, edges.SECURITY_POLICY, path, _ENDPOINT)
        if found.sure:
            continue
        if found.doubt is not None:
            raise found.doubt
        return failed(f"no security policy is for its domain {domain.name}")
    return PASS
