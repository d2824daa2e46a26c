"""Private ways to the data stores of AWS: endpoints that are found by the usual name of their service.

Sources, read on 2026-11-28: pulumi-aws 7.51, `aws.ec2.VpcEndpoint` (private DNS is off by default); Amazon
VPC user guide, `AmazonDNS-concepts` (it needs names and the resolver of the network; by API names are off,
the resolver is on); Route 53 developer guide, `hosted-zones-private`; AWS PrivateLink, `gateway-endpoints`.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.vpcs import DEFAULT_VPC, VPCS
from jiban.policy.facts.once import of
from jiban.policy.rule import PASS, Verdict, failed, not_applicable
from jiban.policy.view import NotKnownError, ResourceView, StackView

ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
TABLE: Final = "aws:dynamodb/table:Table"
_ZONE: Final = "aws:route53/zone:Zone"
_ASSOCIATION: Final = "aws:route53/zoneAssociation:ZoneAssociation"
_OF_TABLE: Final = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
BESIDE: Final = (_ZONE, _ASSOCIATION, _OF_TABLE, *VPCS)
"""Types of resource that a private way is made of."""
_OWN: Final = "com.amazonaws."
_PARTNERS: Final = "com.amazonaws.vpce."
_TABLES: Final = "dynamodb"


def endpoint(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge an endpoint: what it leads to is reached by its usual name, or by a route.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    service = resource["serviceName"].text()
    if not service.startswith(_OWN) or service.startswith(_PARTNERS):
        return not_applicable("it leads to no service of AWS")
    kind = resource["vpcEndpointType"].text("Gateway")
    if kind == "Interface":
        return _interface(stack, resource, service)
    return _gateway(stack, resource) if kind == "Gateway" else not_applicable(f"it is of type {kind}")


def table(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a table of DynamoDB: a network of the stack has an endpoint to the service.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    del resource
    if not stack.of(*VPCS):
        return not_applicable("no network is part of the stack")
    doubt: NotKnownError | None = None
    for each in stack.of(ENDPOINT):
        try:
            with of(each):
                if each["serviceName"].text().rpartition(".")[2] == _TABLES:
                    return PASS
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise doubt
    return failed(
        "no network of the stack has an endpoint to DynamoDB, so that it is reached by the internet"
    )


def _gateway(stack: StackView, resource: ResourceView) -> Verdict:
    tables = resource["routeTableIds"]
    if not tables.known or tables.each():
        return PASS
    found = links.naming(stack, resource, _OF_TABLE, "vpcEndpointId")
    if found.sure:
        return PASS
    if found.doubt is not None:
        raise found.doubt
    return failed("no route table leads to it", tables.path)


def _interface(stack: StackView, resource: ResourceView, service: str) -> Verdict:
    own_zone = _is_named_by_zone(stack, resource, service)
    if own_zone:
        return PASS
    private = resource["privateDnsEnabled"]
    if not private.is_true():
        said = "is false" if private.given else "is not set, and AWS takes false"
        return failed(f"{private.path} {said}, and no zone of the stack names the service", private.path)
    home = links.named(stack, resource, resource["vpcId"], *VPCS)
    if len(home) != 1 or home[0].token == DEFAULT_VPC:
        return PASS
    with of(home[0]):
        if home[0]["enableDnsSupport"].given and not home[0]["enableDnsSupport"].is_true():
            return failed(f"{home[0].name} has no resolver, which names it")
        if not home[0]["enableDnsHostnames"].is_true():
            return failed(f"enableDnsHostnames of {home[0].name} is not true, so that it has no name there")
    return PASS


def _is_named_by_zone(stack: StackView, resource: ResourceView, service: str) -> bool:
    """Tell whether a private zone of the stack has the name of a service in the network of its endpoint."""
    region, _, name = service.removeprefix(_OWN).partition(".")
    wanted = f"{name}.{region}.amazonaws.com"
    home = links.named(stack, resource, resource["vpcId"], *VPCS)
    for zone in stack.of(_ZONE) if len(home) == 1 else ():
        if not zone["name"].known or zone["name"].text().rstrip(".") != wanted:
            continue
        inline = {
            found.urn
            for node in links.places(zone.node, "vpcs[].vpcId")
            for found in links.named(stack, zone, node, *VPCS)
        }
        beside = {
            found.urn
            for each in links.naming(stack, zone, _ASSOCIATION, "zoneId").sure
            for found in links.named(stack, each, each["vpcId"], *VPCS)
        }
        if home[0].urn in inline | beside:
            return True
    return False
