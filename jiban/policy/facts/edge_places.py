"""Zones and instances of what stands before a platform.

Sources, read on 2026-11-28: Azure `reliability-application-gateway-v2` (without zones it is in several
where the region has them; the first generation has none), `application-gateway-autoscaling-zone-redundant`
(a least of two keeps two instances at all times), `reliability-load-balancer` (a load balancer is where its
frontend's address is). Unverified: that an Application Load Balancer has two zones at least, one subnet
each.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.edges import BALANCERS, CLASSIC, GATEWAY
from jiban.policy.facts.network import tiers_aws, zones_aws
from jiban.policy.facts.once import of
from jiban.policy.rule import PASS, Verdict, failed, judged, not_applicable, passed, together
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

AZURE_BALANCER: Final = "azure-native:network:LoadBalancer"
ADDRESS: Final = "azure-native:network:PublicIPAddress"
PLACED: Final = (*BALANCERS, *CLASSIC, GATEWAY, AZURE_BALANCER)
"""Types of resource whose place is judged."""
_WITHOUT_ZONES: Final[tuple[str, ...]] = tuple(
    table("jiban.policy.facts.network", "regions_azure.yaml")["without_zones"]
)
_FIRST_GENERATION: Final = ("Standard", "WAF")


def balancer(stack: StackView, resource: ResourceView, least: int) -> Verdict:
    """Judge a load balancer of AWS, Classic or not, by its zones.

    Raises:
        NotKnownError: in how many it is is not known before deployment.
    """
    if resource.token in CLASSIC:
        found = zones_aws.spread(stack, resource, resource["subnets"].each())
        found |= zones_aws.named_zones(resource["availabilityZones"].each())
    else:
        found = tiers_aws.zones(stack, resource) or zones_aws.Spread(frozenset())
    count = found.least
    if resource["loadBalancerType"].text("application") == "application" and resource.token in BALANCERS:
        count = found.most  # AWS takes one subnet of a zone alone
    if count >= least:
        return PASS
    if found.most >= least:
        raise found.doubt
    named = f" ({', '.join(sorted(found.names))})" if found.names else ""
    return failed(f"it is in {found.most or 'no'} zone{named}, fewer than {least}")


def gateway(resource: ResourceView, zones: int, instances: int) -> Verdict:
    """Judge an Application Gateway by its zones and instances.

    Raises:
        NotKnownError: how many there are is not known before deployment.
    """
    if resource["location"].known and resource["location"].says(*_WITHOUT_ZONES):
        return not_applicable("its region has no availability zones")
    return together((judged(_zones, resource, zones), judged(_instances, resource, instances)))


def _zones(resource: ResourceView, least: int) -> Verdict:
    if resource["sku"]["tier"].says(*_FIRST_GENERATION):
        return failed("the first generation of gateways knows no zones", "sku.tier")
    found = {node.text() for node in resource["zones"].each()}
    if not found:
        return passed("it names no zone, and is in all of them")
    if len(found) >= least:
        return PASS
    return failed(f"it is in zone {', '.join(sorted(found))} alone", "zones")


def _instances(resource: ResourceView, least: int) -> Verdict:
    scaling = resource["autoscaleConfiguration"]
    node = scaling["minCapacity"] if scaling.given else resource["sku"]["capacity"]
    if not node.given:
        return PASS
    count = node.number()
    return PASS if count >= least else failed(f"{node.path} is {count}, fewer than {least}", node.path)


def azure_balancer(stack: StackView, resource: ResourceView, least: int) -> Verdict:
    """Judge a load balancer of Azure by the zones of its frontends.

    Raises:
        NotKnownError: its frontends are not known before deployment.
    """
    if resource["location"].known and resource["location"].says(*_WITHOUT_ZONES):
        return not_applicable("its region has no availability zones")
    nodes = resource["frontendIPConfigurations"].each()
    return together(
        (judged(_frontend, stack, resource, node, least) for node in nodes),
        not_applicable("it has no frontend"),
    )


def _frontend(stack: StackView, resource: ResourceView, frontend: Node, least: int) -> Verdict:
    address = frontend["publicIPAddress"]["id"]
    if not address.given:
        return _in_zones(frontend["zones"], least)
    found = links.named(stack, resource, address, ADDRESS)
    if len(found) != 1:
        raise NotKnownError(address.path, "names an address that is no part of the stack")
    with of(found[0]):
        verdict = _in_zones(found[0]["zones"], least)
    return verdict if verdict == PASS else failed(f"{verdict.reason} of {found[0].name}", address.path)


def _in_zones(node: Node, least: int) -> Verdict:
    zones = {each.text() for each in node.each()}
    if len(zones) >= least:
        return PASS
    said = f"is zone {', '.join(sorted(zones))} alone" if zones else "names none"
    return failed(f"{node.path} {said}", node.path)
