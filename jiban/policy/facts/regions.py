"""Regions: where a resource of a cloud lies, and where copies of its data do. Tables: `regions.yaml`.

Sources, read on 2026-11-28: pulumi-aws 7.51, `region` of each resource ("defaults to the Region set in the
provider configuration"); pulumi-azure-native 3.29, a location that is left out is the resource group's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import at
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_AWS: Final = "pulumi:providers:aws"
_AZURE: Final = "azure-native:"
_GROUP: Final = "azure-native:resources:ResourceGroup"
_SUBNET: Final = "aws:ec2/subnet:Subnet"
_VPC: Final = "aws:ec2/vpc:Vpc"
_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Place:
    """A region that holds data of a resource."""

    region: str
    """As the cloud writes it in programs: `koreacentral`, `ap-northeast-2`."""
    said: str
    path: str


def spelled(region: str) -> str:
    """Return a region as programs write it: `Korea Central` is koreacentral."""
    return region.replace(" ", "").casefold()


@once
def region(stack: StackView, resource: ResourceView) -> Place:
    """Return the region that a resource lies in.

    Raises:
        NotKnownError: it is not known before deployment, or the program leaves it to the environment.
    """
    if resource.token.startswith(_AZURE):
        return _azure(stack, resource)
    node = resource["region"]
    if node.given and node.text():
        return Place(spelled(node.text()), f"{node.path} is {node.text()}", node.path)
    for provider in _providers(stack, resource):
        found = provider["region"]
        if found.given and found.known:
            said = f"the region of provider {provider.name} is {found.text()}"
            return Place(spelled(found.text()), said, node.path)
    raise NotKnownError(node.path, "is not set, and neither is the provider's in the program")


def _providers(stack: StackView, resource: ResourceView) -> tuple[ResourceView, ...]:
    reference = resource.resource.provider
    if reference is None:
        return tuple(each for each in stack.of(_AWS) if each.name.startswith(_DEFAULT))
    found = stack.get(reference.rpartition("::")[0])
    return (found,) if found is not None else ()


def _azure(stack: StackView, resource: ResourceView) -> Place:
    node = resource["location"]
    if node.given and node.text():
        return Place(spelled(node.text()), f"{node.path} is {node.text()}", node.path)
    group = resource["resourceGroupName"]
    found = origins(stack, resource, group, _GROUP)
    if not found and group.known:
        named = [each for each in stack.of(_GROUP) if each["resourceGroupName"].known]
        found = tuple(each for each in named if each["resourceGroupName"].says(group.text()))
    if len(found) != 1:
        raise NotKnownError(node.path, "is not set, and the resource group is no part of the stack")
    own = found[0]["location"]
    if not own.known:
        raise NotKnownError(f"{own.path} of {found[0].name}")
    return Place(spelled(own.text()), f"the location of its group {found[0].name} is {own.text()}", node.path)


DATA: Final = tuple(table("jiban.policy.facts", "regions.yaml")["data"])
"""Types that hold data of users."""


def places(stack: StackView, resource: ResourceView) -> Iterator[Place]:
    """Yield each region that data of a resource lies in, its own first.

    Args:
        stack: all resources.
        resource: of a type in `DATA`.

    Raises:
        NotKnownError: the next one is not known before deployment.
    """
    row: Mapping[str, Any] = table("jiban.policy.facts", "regions.yaml")["data"][resource.token]
    if row.get("own", True):
        yield region(stack, resource)
    for node in _listed(resource.node, row["also"]) if "also" in row else ():
        if node.given:
            yield Place(spelled(node.text()), f"{node.path} is {node.text()}", node.path)
    if "copies" in row:
        yield from _copy(stack, resource, at(resource.node, row["copies"]), row["when"])


def _copy(stack: StackView, resource: ResourceView, node: Node, when: str) -> Iterator[Place]:
    if not re.fullmatch(when, node.text(), re.IGNORECASE):
        return
    pair = table("jiban.policy.facts", "regions.yaml")["pairs"].get(region(stack, resource).region)
    if pair is None:
        raise NotKnownError(node.path, "copies to the pair of its region, which is not known here")
    yield Place(pair, f"{node.path} {node.text()} copies to {pair}", node.path)


def _listed(node: Node, path: str) -> Iterator[Node]:
    first, _, rest = path.partition("[].")
    if not rest:
        yield at(node, first)
        return
    for each in at(node, first).each():
        yield at(each, rest)


def zones_of(stack: StackView, resource: ResourceView, subnets: Node) -> frozenset[str]:
    """Return the availability zones of subnets of AWS, by name or id.

    Args:
        stack: all resources.
        resource: whose subnets they are.
        subnets: the input that lists their ids.

    Raises:
        NotKnownError: a subnet is no part of the stack, or its zone is not known before deployment.
    """
    found: set[str] = set()
    for each in several(subnets):
        for subnet in _subnet(stack, resource, each):
            zone = (
                subnet["availabilityZone"]
                if subnet["availabilityZone"].given
                else subnet["availabilityZoneId"]
            )
            with of(subnet):
                if not zone.given:
                    raise NotKnownError(zone.path, "is not set, so AWS chooses one")
                found.add(zone.text())
    return frozenset(found)


def networks_of(stack: StackView, resource: ResourceView, subnets: Node) -> frozenset[str]:
    """Return the networks of AWS that subnets belong to, by URN or id; none of another stack's."""
    found: set[str] = set()
    for each in several(subnets):
        for subnet in origins(stack, resource, each, _SUBNET):
            node = subnet["vpcId"]
            networks = {network.urn for network in origins(stack, subnet, node, _VPC)}
            found |= networks or ({node.text()} if node.known and node.given else set())
    return frozenset(found)


def several(node: Node) -> tuple[Node, ...]:
    """Return the elements of an input, or the input itself where it is one, or is not known as a whole."""
    return node.each() if node.known and isinstance(node.value, list | tuple) else (node,)


def _subnet(stack: StackView, resource: ResourceView, node: Node) -> tuple[ResourceView, ...]:
    found = origins(stack, resource, node, _SUBNET)
    if node.known or not found:
        raise NotKnownError(node.path, "names a subnet that is no part of the stack")
    return found


def has_zones(place: Place) -> bool:
    """Tell whether a region has availability zones, for all that is known."""
    return place.region not in table("jiban.policy.facts", "regions.yaml")["without_zones"]
