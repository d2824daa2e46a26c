"""Gateways and sites of Azure behind Front Door: who else than the own Front Door reaches them.

Sources, read on 2026-11-28: Azure `frontdoor/origin-security` (the tag AzureFrontDoor.Backend and the
header X-Azure-FDID are to be used together, as other customers have the same addresses; Private Link does
as well); `network-security-groups-overview`. Unverified: restrictions of App Service, whose page was not
read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.edges import GATEWAY
from jiban.policy.facts.network import nsg
from jiban.policy.facts.network.aks import SUBNET
from jiban.policy.facts.network.ranges import parse_any, public
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import at
from jiban.policy.facts.waf import GATEWAY as FIREWALL
from jiban.policy.rule import PASS, Verdict, failed, passed
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SITE: Final = "azure-native:web:WebApp"
_ORIGIN: Final = "azure-native:cdn:AFDOrigin"
_ADDRESS: Final = "azure-native:network:PublicIPAddress"
BESIDE: Final = (_ORIGIN, _ADDRESS, SUBNET, nsg.GROUP, nsg.RULE, FIREWALL)
"""Types of resource that lead to an origin, or say who reaches it."""
_EDGE: Final = "AzureFrontDoor.Backend"
_HEADER: Final = "X-Azure-FDID"
_INSIDE: Final = ("VirtualNetwork", "AzureLoadBalancer", "GatewayManager")
_EVERYBODY: Final = ("*", "Any", "Internet", "0.0.0.0/0")


@once
def behind_edge(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the gateways and sites that an origin of a Front Door of the stack names."""
    found: dict[str, ResourceView] = {}
    for origin in stack.of(_ORIGIN):
        for node in _names(origin):
            for target in links.named(stack, origin, node, GATEWAY, SITE):
                found[target.urn] = target
            for address in links.named(stack, origin, node, _ADDRESS):
                path = "frontendIPConfigurations[].publicIPAddress.id"
                for target in links.naming(stack, address, GATEWAY, path).sure:
                    found[target.urn] = target
    return tuple(found.values())


def _names(origin: ResourceView) -> Iterator[Node]:
    """Yield by what an origin of Front Door names what stands behind it."""
    for path in ("hostName", "sharedPrivateLinkResource.privateLink.id"):
        try:
            node = at(origin.node, path)
        except NotKnownError:  # then it names nothing that can be told
            continue
        if node.given:
            yield node


def gateway(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a gateway behind Front Door: the tag alone gets in, and the id of the door is checked.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    ports = sorted(_public_ports(resource))
    if not ports:
        return passed("it has no listener that the internet reaches")
    tagged, doubt = False, None
    for group in _guards(stack, resource):
        if group is None:
            return failed("its subnet has no security group, so that everybody reaches it past the edge")
        for port in ports:
            try:
                found = _let_in(stack, group, port)
            except NotKnownError as error:
                doubt = doubt or error
                continue
            if found and found != _EDGE:
                return failed(f"{group.name} lets in {found}, past the edge")
            tagged = tagged or found == _EDGE
    if doubt is not None:
        raise doubt
    if not tagged:
        return PASS
    if _is_checked(stack, resource):
        return PASS
    return failed(f"no rule of its firewall checks {_HEADER}, so that other customers' doors get in")


def _public_ports(resource: ResourceView) -> set[int]:
    """Return the ports of the listeners that the internet reaches."""
    outside = {
        each["name"].text().casefold()
        for each in resource["frontendIPConfigurations"].each()
        if each["publicIPAddress"].given
    }
    numbers = {
        each["name"].text().casefold(): each["port"].number() for each in resource["frontendPorts"].each()
    }
    return {
        numbers.get(_last(each["frontendPort"]["id"]), 443)
        for each in resource["httpListeners"].each()
        if _last(each["frontendIPConfiguration"]["id"]) in outside
    }


def _guards(stack: StackView, resource: ResourceView) -> Iterator[ResourceView | None]:
    """Yield the security group of each subnet that a gateway is in; None where there is none."""
    for node in links.places(resource.node, "gatewayIPConfigurations[].subnet.id"):
        subnet = links.named(stack, resource, node, SUBNET)
        if len(subnet) != 1:
            raise NotKnownError(node.path, "names a subnet that is no part of the stack")
        guard = subnet[0]["networkSecurityGroup"]
        if not guard.given:
            yield None
            continue
        group = links.named(stack, subnet[0], guard["id"], nsg.GROUP)
        if len(group) != 1:
            why = "names a group that is no part of the stack"
            raise NotKnownError(f"{guard.path} of {subnet[0].name}", why)
        yield group[0]


def _let_in(stack: StackView, group: ResourceView, port: int) -> str:
    """Return whom of the internet a group lets in at a port: the edge's tag, others, or nobody (empty)."""
    with of(group):
        rules = [each for each in nsg.rules_of(group, stack) if each["direction"].says("Inbound")]
        found = ""
        for rule in sorted(rules, key=lambda each: each["priority"].number()):
            if not nsg.is_about(rule, port, "tcp"):
                continue
            sources = [rule["sourceAddressPrefix"], *rule["sourceAddressPrefixes"].each()]
            if rule["access"].says("Allow"):
                for each in sources:
                    who = _who(each)
                    if who and who != _EDGE:
                        return who
                    found = found or who
            elif any(each.says(*_EVERYBODY) for each in sources):
                break  # what the internet sends is refused from here on
        return found


def _who(source: Node) -> str:
    """Return whom of the internet a source is; empty for what is inside."""
    text = source.text()
    if not text or source.says(*_INSIDE):
        return ""
    if source.says(_EDGE):
        return _EDGE
    span = parse_any(text)
    return text if span is None or public([span]) else ""


def _is_checked(stack: StackView, resource: ResourceView) -> bool:
    node = resource["firewallPolicy"]["id"]
    if not node.given:
        return False
    policy = links.named(stack, resource, node, FIREWALL)
    if len(policy) != 1:
        raise NotKnownError(node.path, "names a firewall that is no part of the stack")
    doubt: NotKnownError | None = None
    for rule in policy[0]["customRules"].each():
        try:
            with of(policy[0]):
                if _checks(rule):
                    return True
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise doubt
    return False


def takes_one_door_alone(policy: ResourceView) -> bool:
    """Tell whether a firewall of a gateway surely stops what does not come by one Front Door."""
    rules = policy["customRules"]
    for rule in rules.each() if rules.known else ():
        try:
            if _checks(rule):
                return True
        except NotKnownError:
            continue
    return False


def _checks(rule: Node) -> bool:
    """Tell whether a rule stops every request without the id of the door."""
    conditions = rule["matchConditions"].each()
    if len(conditions) != 1 or not rule["action"].says("Block"):
        return False
    [condition] = conditions
    named = condition["matchVariables"].each()
    return (
        len(named) == 1
        and named[0]["variableName"].says("RequestHeaders")
        and named[0]["selector"].says(_HEADER)
        and condition["operator"].says("Equal")
        and condition["negationConditon"].is_true()
        and not rule["state"].says("Disabled")
    )


def site(resource: ResourceView) -> Verdict:
    """Judge a site behind Front Door by its restrictions.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    access = resource["publicNetworkAccess"]
    if access.known and access.says("Disabled"):
        return passed("a private endpoint alone leads to it")
    found = _restricted(resource["siteConfig"])
    if found != PASS:
        access.text()
    return found


def _restricted(config: Node) -> Verdict:
    restrictions = config["ipSecurityRestrictions"]
    listed = restrictions.each()
    if not listed:
        return failed("it has no restriction, so that everybody reaches it past the edge", restrictions.path)
    default = config["ipSecurityRestrictionsDefaultAction"]
    if default.says("Allow"):
        return failed(f"{default.path} is Allow, so that everybody else gets in", default.path)
    for each in listed:
        if each["action"].says("Deny") or each["vnetSubnetResourceId"].given:
            continue
        source = each["ipAddress"]
        if not (each["tag"].says("ServiceTag") and source.says(_EDGE)):
            if _who(source):
                return failed(f"it lets in {source.text()}, past the edge", each.path)
        elif not any(name.casefold() == _HEADER.casefold() for name, _ in each["headers"].items()):
            return failed(f"it asks for no {_HEADER}, so that other customers' doors get in", each.path)
    return PASS


def _last(node: Node) -> str:
    return node.text().rpartition("/")[2].casefold()
