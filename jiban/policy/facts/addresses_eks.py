"""Addresses of EKS: what nodes take of their subnets by instance type, their pods' among them.

A node of EKS takes addresses by its interfaces, or, where the network plug-in takes prefixes, for its pods
(`network/eks_addresses.py`). A group in several subnets is spread evenly over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiban.policy.facts.amounts import amount
from jiban.policy.facts.needs import Need, Room, nodes_said, total, usable
from jiban.policy.facts.network import eks
from jiban.policy.facts.network.eks_addresses import NodeNeed, of_node
from jiban.policy.facts.network.ranges import parse, show
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table


class _NotListedError(Exception):
    """An instance type that is not among the data."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A node group."""

    view: ResourceView
    subnets: tuple[ResourceView, ...]
    """Where its nodes stand, spread evenly over them."""


def _figure(name: str) -> Any:
    return table("jiban.policy.facts", "addresses.yaml")[name]["value"]


@once
def _groups(stack: StackView) -> tuple[_Group, ...]:
    return tuple(
        _Group(group, stack.behind(group, "subnetIds", eks.SUBNET)) for group in stack.of(eks.NODE_GROUP)
    )


def places(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the subnets that nodes stand in."""
    standing = _standing(stack)
    return tuple(subnet for subnet in stack.of(eks.SUBNET) if subnet.urn in standing)


@once
def _standing(stack: StackView) -> Mapping[str, Sequence[_Group]]:
    """Return the groups whose nodes stand in a subnet, by its URN."""
    found = defaultdict[str, list[_Group]](list)
    for group in _groups(stack):
        for subnet in group.subnets:
            found[subnet.urn].append(group)
    return found


def lost(stack: StackView) -> list[tuple[ResourceView, str, str]]:
    """Return the groups whose subnets are not known: each with the path, and why."""
    said = "does not say before deployment which subnets its nodes stand in"
    return [(group.view, "subnetIds", said) for group in _groups(stack) if not group.subnets]


def room(stack: StackView, subnet: ResourceView) -> Room:
    """Return how many addresses a subnet has, how many are taken at most, and by whom.

    Raises:
        NotKnownError: it holds what is known, and of something in it too little is known.
    """
    span = parse(subnet["cidrBlock"].text())
    if span is None:
        raise NotKnownError("cidrBlock")
    needs, missing = list[Need](), list[NotKnownError]()
    for group in _standing(stack).get(subnet.urn, ()):
        try:
            needs.append(_group(stack, group))
        except NotKnownError as error:
            missing.append(NotKnownError(f"{error.path} of {group.view.name}", error.why))
        except _NotListedError as error:
            missing.append(NotKnownError(f"instanceTypes of {group.view.name}", str(error)))
    if any(subnet in stack.behind(cluster, "vpcConfig", eks.SUBNET) for cluster in stack.of(eks.CLUSTER)):
        control: int = _figure("eks_control_plane")
        needs.append(Need(control, f"{control} of the control plane"))
    need, room = total(needs), usable([span])
    said = f"{show(span)} has {room} addresses, up to {need.amount} are taken: {need.sum}"
    if need.amount <= room and missing:
        raise missing[0]
    fits = need.amount <= room
    return Room(said, "cidrBlock", fits, surely=True, taken=need.amount, size=room)


def _group(stack: StackView, group: _Group) -> Need:
    """Return what a group's nodes take of one of its subnets.

    Raises:
        NotKnownError: a part of it is not known before deployment.
        _NotListedError: it has a machine that is not among the data.
    """
    view, zones = group.view, len(group.subnets)
    if len(view["subnetIds"].each()) not in (0, zones):
        raise NotKnownError("subnetIds")
    nodes = -(-view["scalingConfig"]["maxSize"].number(1) // zones)
    surge = max(_figure("eks_surge"), -(-_unavailable(view) // zones))
    machines = f"{view.name} ({nodes_said(nodes)} + {surge} surge)"
    settings = eks.plugin_settings(stack, view)
    if settings.get("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "").lower() == "true":
        # Pods then have addresses of subnets that are named in the cluster.
        return Need(nodes + surge, machines)
    prefixes = settings.get("ENABLE_PREFIX_DELEGATION", "").lower() == "true"
    largest = max((_of_type(kind, prefixes=prefixes) for kind in _types(view)), key=lambda each: each.amount)
    return Need((nodes + surge) * largest.amount, f"{machines} x ({largest.sum})")


def _unavailable(group: ResourceView) -> int:
    """Return how many nodes of a group an upgrade may take away at once."""
    update, most = group["updateConfig"], group["scalingConfig"]["maxSize"].number(1)
    share = update["maxUnavailablePercentage"].number()
    return max(amount(update["maxUnavailable"], most, "1"), -(-share * most // 100))


def _types(group: ResourceView) -> list[str]:
    """Return the instance types that a group may have.

    Raises:
        NotKnownError: they are not known before deployment, or stand in the launch template alone.
    """
    named = [each.text() for each in group["instanceTypes"].each()]
    if not named and group["launchTemplate"].raw is not None:
        raise NotKnownError("launchTemplate")
    return named or [_figure("eks_type")]


def _of_type(kind: str, *, prefixes: bool) -> NodeNeed:
    need = of_node(kind, prefixes=prefixes)
    if need is None:
        raise _NotListedError(f"holds {kind}, of which the data does not say how many addresses a node takes")
    return need
