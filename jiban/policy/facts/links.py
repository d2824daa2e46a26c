"""Links: which resource an input names, by where its value comes from, by an id or by a name.

What the value comes from is exact where a plan tells it. An id or a name that is written out is compared
with the names that the program gives: the last part of an id, in letters of either case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.once import once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.facts.values import at
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_NAMES: Final = {
    "azure-native:network:VirtualNetwork": "virtualNetworkName",
    "azure-native:network:Subnet": "subnetName",
    "azure-native:network:NatGateway": "natGatewayName",
    "azure-native:network:PrivateEndpoint": "privateEndpointName",
    "azure-native:privatedns:PrivateZone": "privateZoneName",
    "azure-native:network:PrivateZone": "privateZoneName",
    "azure-native:storage:StorageAccount": "accountName",
    "azure-native:network:ApplicationGateway": "applicationGatewayName",
    "azure-native:network:WebApplicationFirewallPolicy": "policyName",
    "azure-native:network:FrontDoor": "frontDoorName",
    "azure-native:frontdoor:Policy": "policyName",
    "azure-native:cdn:Profile": "profileName",
    "azure-native:cdn:AFDEndpoint": "endpointName",
    "azure-native:cdn:AFDOriginGroup": "originGroupName",
    "azure-native:cdn:RuleSet": "ruleSetName",
    "azure-native:web:WebApp": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:s3/bucketV2:BucketV2": "bucket",
    "aws:eks/cluster:Cluster": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:wafv2/webAcl:WebAcl": "name",
    "aws:wafv2/ruleGroup:RuleGroup": "name",
}
"""The input by which others name a resource, where that is no id that the cloud makes up."""
_FIXED: Final = ("azure-native:privatedns:PrivateZone", "azure-native:network:PrivateZone")
"""Types whose names are everywhere the same, so that another group's is another one."""
_GROUP: Final = "azure-native:resources:ResourceGroup"
_SUBNET: Final = "azure-native:network:Subnet"
_GROUPS: Final = "/resourcegroups/"
_NETWORKS: Final = "/virtualnetworks/"
_ARN: Final = "arn"
_PARTS: Final = re.compile(r"[/:]")


@dataclass(frozen=True, slots=True)
class Naming:
    """Who names a resource."""

    sure: tuple[ResourceView, ...] = ()
    doubt: NotKnownError | None = None
    """Somebody may name it, or another one."""


def named(stack: StackView, resource: ResourceView, node: Node, *tokens: str) -> tuple[ResourceView, ...]:
    """Return the resource of some types that an input names.

    Args:
        stack: all resources.
        resource: whose input it is.
        node: the input, one text.
        tokens: types to look for.

    Returns:
        Several where the program does not tell which, none where it is no part of the stack, or not told.
    """
    if not node.known or not node.given:
        return origins(stack, resource, node, *tokens) if node.given else ()
    by_name = _by_name(stack, node, tokens)
    return by_name or origins(stack, resource, node, *tokens)


def listed(
    stack: StackView, resource: ResourceView, node: Node, *tokens: str
) -> tuple[tuple[ResourceView, ...], ...]:
    """Return for each element of a list of inputs what `named` does for one.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    return each_named(stack, resource, node.each(), *tokens)


def each_named(
    stack: StackView, resource: ResourceView, elements: Sequence[Node], *tokens: str
) -> tuple[tuple[ResourceView, ...], ...]:
    """Return for each of some inputs that are in one list what `named` does for one."""
    found = [
        _by_name(stack, each, tokens) if each.known else origins(stack, resource, each, *tokens)
        for each in elements
    ]
    # What is known after a deployment is only told for the list as a whole.
    blank = [place for place, each in enumerate(elements) if each.known and not found[place]]
    if blank:
        taken = {other.urn for each in found for other in each}
        rest = stack.behind(resource, _first_step(elements[0].path), *tokens)
        rest = [each for each in rest if each.urn not in taken]
        if len(rest) == len(blank):
            for place, other in zip(blank, rest, strict=True):
                found[place] = (other,)
    return tuple(found)


@once
def naming(stack: StackView, subject: ResourceView, token: str, path: str, *more: str) -> Naming:
    """Return the resources of a type that name a resource.

    Args:
        stack: all resources.
        subject: the one that is named.
        token: type of those that name it.
        path: their input, `a.b`; `a[].b` for one in each element of a list.
        more: types that the input may name, beside the subject's.
    """
    index = _index(stack, token, path, tuple(sorted({subject.token, *more})))
    lost = index.get("", Naming())
    own = index.get(subject.urn, Naming())
    return Naming(own.sure, own.doubt or lost.doubt)


@once
def _index(stack: StackView, token: str, path: str, tokens: tuple[str, ...]) -> Mapping[str, Naming]:
    """Return by URN who names what; what may be anybody's by an empty one."""
    sure: dict[str, dict[str, ResourceView]] = {}
    doubts: dict[str, NotKnownError] = {}
    for other in stack.of(token):
        if is_dark(other):  # what others have made, and for what, is theirs
            continue
        try:
            nodes = list(places(other.node, path))
        except NotKnownError as error:
            doubts.setdefault("", NotKnownError(f"{error.path} of {other.name}", error.why))
            continue
        for node in nodes:
            if not node.given:
                continue
            found = named(stack, other, node, *tokens)
            doubt = NotKnownError(f"{node.path} of {other.name}")
            if len(found) == 1:
                sure.setdefault(found[0].urn, {})[other.urn] = other
            elif found:
                for each in found:
                    doubts.setdefault(each.urn, doubt)
            elif not node.known and not node.sources:  # else it is an id of whatever it comes from
                doubts.setdefault("", doubt)
    return {urn: Naming(tuple(sure.get(urn, {}).values()), doubts.get(urn)) for urn in {*sure, *doubts}}


def places(node: Node, path: str) -> Iterator[Node]:
    """Yield the places that a path leads to: `a.b`, and `a[].b` for one in each element of a list.

    Raises:
        NotKnownError: what leads there is not known before deployment.
    """
    head, several, rest = path.partition("[]")
    place = at(node, head) if head else node
    if not several:
        yield place
        return
    for each in place.each():
        yield from places(each, rest.removeprefix(".")) if rest else (each,)


def _by_name(stack: StackView, node: Node, tokens: tuple[str, ...]) -> tuple[ResourceView, ...]:
    """Return the resources of an id, or of a name, that is written out."""
    names, text = _names(stack, tokens), node.text().casefold()
    parts = _PARTS.split(text.removesuffix(":*"))
    found = names.get(text) or names.get(parts[-1], {})
    if not found and parts[0] == _ARN and len(parts) > 1:  # some end with a name and an id that AWS makes up
        found = names.get(parts[-2], {})
    if _GROUPS not in text:
        return tuple(found.values())
    group = text.partition(_GROUPS)[2].partition("/")[0]
    return tuple(
        each
        for each in found.values()
        if _may_be_in(stack, each, group) and _is_of_network(each, text.partition(_NETWORKS)[2])
    )


def _is_of_network(resource: ResourceView, rest: str) -> bool:
    """Tell whether a resource may be of the network that an id names; only subnets say of which they are."""
    node = resource["virtualNetworkName"]
    named = rest and resource.token == _SUBNET and node.known and node.text()
    return not named or node.says(rest.partition("/")[0])


def _may_be_in(stack: StackView, resource: ResourceView, group: str) -> bool:
    """Tell whether a resource may be in a group: in one whose name is made up anything may be that has a name
    of its own choice.
    """
    known = _groups_of(stack, resource)
    return group in known or (not known and resource.token not in _FIXED)


@once
def _groups_of(stack: StackView, resource: ResourceView) -> tuple[str, ...]:
    """Return the name of a resource's group on Azure, in small letters; none where it is made up."""
    node = resource["resourceGroupName"]
    nodes = [node] if node.known else []
    nodes += [each["resourceGroupName"] for each in origins(stack, resource, node, _GROUP)]
    return tuple(each.text().casefold() for each in nodes if each.known and each.text())


@once
def _names(stack: StackView, tokens: tuple[str, ...]) -> Mapping[str, Mapping[str, ResourceView]]:
    found: dict[str, dict[str, ResourceView]] = {}
    for token in tokens:
        key = _NAMES.get(token)
        for each in stack.of(token):
            names = {each.resource.id or ""}
            if key is not None and each[key].known:
                names.add(_PARTS.split(each[key].text())[-1])
            for name in names - {""}:
                found.setdefault(name.casefold(), {})[each.urn] = each
    return found


def _first_step(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
