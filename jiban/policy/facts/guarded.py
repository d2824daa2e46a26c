"""Whether a web application firewall stands in what lets the internet in.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`wafv2.WebAclAssociation` for load balancers,
`cloudfront.Distribution.webAclId`), pulumi-azure-native 3.29 (`network.ApplicationGateway.firewallPolicy`,
`cdn.SecurityPolicy`). Only an Application Load Balancer can have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jiban.policy.facts import edges, links, origins_aws
from jiban.policy.facts.network import balancers_aws
from jiban.policy.facts.once import of
from jiban.policy.rule import PASS, Outcome, Verdict, failed, judged, not_applicable, passed
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_ASSOCIATIONS: Final = (
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:wafregional/webAclAssociation:WebAclAssociation",
)
_ENDPOINT: Final = "azure-native:cdn:AFDEndpoint"
_ROUTE: Final = "azure-native:cdn:Route"
_DOMAIN: Final = "azure-native:cdn:AFDCustomDomain"
EDGES: Final = (*edges.BALANCERS, *edges.DISTRIBUTIONS, edges.GATEWAY, edges.PROFILE)
"""Types of resource that let the internet in, and can have a firewall."""
_NONE: Final = "it has no web application firewall"
BESIDE: Final = (*_ASSOCIATIONS, _ENDPOINT, _DOMAIN, _ROUTE, *edges.FIREWALLS_BESIDE)
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
        return _gateway(edge)
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
    if balancers_aws.verdict(stack, balancer).outcome is Outcome.PASS:
        return not_applicable("its security groups let in no address of the internet")
    return failed("no association gives it a web ACL")


def _gateway(gateway: ResourceView) -> Verdict:
    frontends = gateway["frontendIPConfigurations"].each()
    outside = [each for each in frontends if each["publicIPAddress"].given]
    listeners = [each for each in gateway["httpListeners"].each() if _may_be_at(each, outside)]
    if outside and gateway["httpListeners"].each() and not listeners:
        return not_applicable("nothing listens at its address on the internet")
    own = gateway["webApplicationFirewallConfiguration"]["enabled"]
    if gateway["firewallPolicy"]["id"].given or own.is_true():
        return PASS
    if not outside:
        return not_applicable("it has no address on the internet")
    bare = [each for each in listeners if not each["firewallPolicy"]["id"].given]
    if listeners and not bare:
        return PASS
    if len(bare) < len(listeners):
        return failed(f"it has no web application firewall for {bare[0]['name'].text()}", bare[0].path)
    return failed(_NONE, "firewallPolicy")


def _may_be_at(listener: Node, frontends: Sequence[Node]) -> bool:
    """Tell whether a listener is at one of some addresses, as far as its id tells."""
    named = listener["frontendIPConfiguration"]["id"]
    if not named.known or not named.given or not all(each["name"].known for each in frontends):
        return True
    own = named.text().rpartition("/")[2].casefold()
    return own in {each["name"].text().casefold() for each in frontends}


def _profile(stack: StackView, profile: ResourceView) -> Verdict:
    if not edges.is_front_door(profile):
        return not_applicable("it is no Front Door")
    policies = links.naming(stack, profile, edges.SECURITY_POLICY, "profileName")
    doors = _doors(stack, profile)
    if not doors and not policies.sure:
        return not_applicable("no endpoint of the stack is on it")
    if not policies.sure:
        if policies.doubt is not None:
            raise policies.doubt
        return failed("no security policy gives it a web application firewall")
    doubt: NotKnownError | None = policies.doubt
    whole: set[str] = set()
    for policy in policies.sure:
        try:
            with of(policy):
                whole.update(_covered(stack, policy))
        except NotKnownError as error:
            doubt = doubt or error
    for each in doors:
        if each.urn in whole or not _has_own_name(stack, each):
            continue
        if doubt is not None:
            raise doubt
        kind = "domain" if each.token == _DOMAIN else "endpoint"
        return failed(f"no security policy is for all paths of its {kind} {each.name}")
    return PASS


def _doors(stack: StackView, profile: ResourceView) -> list[ResourceView]:
    """Return the endpoints and domains of a profile by which requests come in."""
    endpoints = links.naming(stack, profile, _ENDPOINT, "profileName").sure
    on = [each for each in endpoints if not each["enabledState"].says("Disabled")]
    if endpoints and not on:
        return []
    return [*on, *links.naming(stack, profile, _DOMAIN, "profileName").sure]


def _has_own_name(stack: StackView, door: ResourceView) -> bool:
    """Tell whether requests come in by the name of a door; for an endpoint a route has to be linked to it.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    routes = links.naming(stack, door, _ROUTE, "endpointName") if door.token == _ENDPOINT else links.Naming()
    if not routes.sure:
        return True
    return any(each["linkToDefaultDomain"].says("Enabled") for each in routes.sure)


def _covered(stack: StackView, policy: ResourceView) -> Iterator[str]:
    """Yield which endpoints and domains a security policy is for, with all of their paths."""
    for each in policy["parameters"]["associations"].each():
        if any(pattern.text() == "/*" for pattern in each["patternsToMatch"].each()):
            for found in links.each_named(
                stack, policy, [domain["id"] for domain in each["domains"].each()], _ENDPOINT, _DOMAIN
            ):
                if len(found) == 1:
                    yield found[0].urn
