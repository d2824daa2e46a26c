"""Networks of AWS: the group that AWS makes with each, its ranges, and what it reaches.

Sources, read on 2026-11-28: Amazon VPC user guide, `default-security-group`, `vpc-cidr-blocks`; VPC peering
guide, `vpc-peering-basics`; transit gateways, `how-transit-gateways-work`; pulumi-aws 7.51
(`aws.ec2.DefaultSecurityGroup`: adopting it removes all rules but those given).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.neighbours import Neighbour
from jiban.policy.facts.network.ranges import Range, parse
from jiban.policy.facts.network.security_groups import DEFAULT_GROUP, GROUP, INGRESS_RULE, OLD_RULE
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

VPC: Final = "aws:ec2/vpc:Vpc"
DEFAULT_VPC: Final = "aws:ec2/defaultVpc:DefaultVpc"
VPCS: Final = (VPC, DEFAULT_VPC)
SUBNET: Final = "aws:ec2/subnet:Subnet"
DEFAULT_SUBNET: Final = "aws:ec2/defaultSubnet:DefaultSubnet"
SUBNETS: Final = (SUBNET, DEFAULT_SUBNET)
EGRESS_RULE: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_RULES: Final = (INGRESS_RULE, EGRESS_RULE, OLD_RULE)
_MORE_RANGES: Final = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
_PEERING: Final = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
_ATTACHMENT: Final = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
_GATEWAY: Final = "aws:ec2transitgateway/transitGateway:TransitGateway"
_RANGE_OF_DEFAULT: Final = "172.31.0.0/16"
CONNECTIONS: Final = (_MORE_RANGES, _PEERING, _ATTACHMENT)
"""Types of resource that say what a network is, and what it reaches."""


def default_group(stack: StackView, network: ResourceView) -> ResourceView | None:
    """Return the resource that adopts the default security group of a network; None where nobody does.

    Raises:
        NotKnownError: whose group one adopts is not known before deployment.
    """
    found = links.naming(stack, network, DEFAULT_GROUP, "vpcId", *VPCS)
    own = list(found.sure)
    if network.token == DEFAULT_VPC:
        own += [each for each in stack.of(DEFAULT_GROUP) if not each["vpcId"].given]
    if not own and found.doubt is not None:
        raise found.doubt
    return own[0] if own else None


def adopts_of_another(stack: StackView, group: ResourceView) -> bool:
    """Tell whether a default group is that of a network that is no part of the stack."""
    node = group["vpcId"]
    if not node.given:
        return not stack.of(DEFAULT_VPC)
    return node.known and not links.named(stack, group, node, *VPCS)


def rules_of_default_group(
    stack: StackView, group: ResourceView, network: ResourceView | None = None
) -> Iterator[tuple[ResourceView, Node]]:
    """Yield the rules of an adopted default group, each with who declares it.

    Args:
        stack: all resources.
        group: a DefaultSecurityGroup.
        network: whose group it is; rules may name the group by an output of it.

    Raises:
        NotKnownError: a list, or whose rule one is, is not known before deployment.
    """
    doubt: NotKnownError | None = None
    for token in _RULES:
        for named in (group, *((network,) if network else ())):
            found = links.naming(stack, named, token, "securityGroupId", GROUP, DEFAULT_GROUP, *VPCS)
            doubt = doubt or found.doubt
            yield from ((rule, rule["securityGroupId"]) for rule in found.sure)
    for key in ("ingress", "egress"):
        try:
            yield from ((group, node) for node in group[key].each())
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        with of(group):
            raise doubt


@once
def ranges(stack: StackView, network: ResourceView) -> tuple[Range, ...]:
    """Return the IPv4 ranges of a network.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    own = network["cidrBlock"]
    if not own.given and network.token == VPC:
        raise NotKnownError(own.path, "is given out by AWS")
    found = [parse(own.text(_RANGE_OF_DEFAULT))]
    more = links.naming(stack, network, _MORE_RANGES, "vpcId", *VPCS)
    for each in more.sure:
        with of(each):
            node = each["cidrBlock"]
            if not node.given:
                raise NotKnownError(node.path, "is given out by AWS")
            found.append(parse(node.text()))
    return tuple(span for span in found if span)


@once
def network_of(stack: StackView, subnet: ResourceView) -> ResourceView | None:
    """Return the network that a subnet is in; None where it is no part of the stack, or not told."""
    found = links.named(stack, subnet, subnet["vpcId"], *VPCS)
    return found[0] if len(found) == 1 else None


@once
def neighbours(stack: StackView, network: ResourceView) -> tuple[Neighbour, ...]:
    """Return the networks that one reaches by a peering or a transit gateway."""
    found: dict[str, Neighbour] = {}
    for mine, theirs in (("vpcId", "peerVpcId"), ("peerVpcId", "vpcId")):
        for peering in links.naming(stack, network, _PEERING, mine, *VPCS).sure:
            other = links.named(stack, peering, peering[theirs], *VPCS)
            known = other[0] if len(other) == 1 else None
            found.setdefault(known.urn if known else peering.urn, Neighbour(peering, known))
    for attachment in links.naming(stack, network, _ATTACHMENT, "vpcId", *VPCS).sure:
        for other in _beside(stack, attachment):
            place = links.named(stack, other, other["vpcId"], *VPCS)
            if len(place) == 1 and place[0] is not network:
                found.setdefault(place[0].urn, Neighbour(attachment, place[0]))
    return tuple(found.values())


def _beside(stack: StackView, attachment: ResourceView) -> tuple[ResourceView, ...]:
    """Return what is attached to the same transit gateway."""
    node = attachment["transitGatewayId"]
    gateway = links.named(stack, attachment, node, _GATEWAY)
    if len(gateway) == 1:
        return links.naming(stack, gateway[0], _ATTACHMENT, "transitGatewayId").sure
    if not node.known:
        return ()
    return tuple(
        each
        for each in stack.of(_ATTACHMENT)
        if each["transitGatewayId"].known and each["transitGatewayId"].text() == node.text()
    )
