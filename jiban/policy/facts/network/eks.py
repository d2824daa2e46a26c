"""Where the nodes of EKS stand, and which security groups they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import yaml

from jiban.policy.facts.network import security_groups
from jiban.policy.facts.network.ranges import Range, parse
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_read
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

CLUSTER: Final = "aws:eks/cluster:Cluster"
NODE_GROUP: Final = "aws:eks/nodeGroup:NodeGroup"
SUBNET: Final = "aws:ec2/subnet:Subnet"
ADDON: Final = "aws:eks/addon:Addon"
_PLUGIN: Final = "vpc-cni"
_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"


def members(stack: StackView) -> frozenset[str]:
    """Return the URNs of the groups that nodes belong to.

    A cluster stands for the group that EKS makes for it. Nodes whose launch template names groups belong to
    those alone (EKS `launch-templates`).
    """
    found: set[str] = {cluster.urn for cluster in stack.of(CLUSTER)} if _any_without_own(stack) else set()
    for template in _templates(stack):
        found |= {group.urn for group in stack.behind(template, "vpcSecurityGroupIds", security_groups.GROUP)}
        found |= {
            urn
            for urn in template.property_dependencies.get("vpcSecurityGroupIds", ())
            if _is_cluster(stack, urn)
        }
    return frozenset(found)


def spans(stack: StackView) -> tuple[Range, ...]:
    """Return the IPv4 ranges of the subnets that nodes and their pods stand in.

    Raises:
        NotKnownError: a range is not known before deployment.
    """
    subnets = {
        subnet.urn: subnet
        for owner in (*stack.of(NODE_GROUP), *stack.of(CLUSTER))
        for key in ("subnetIds", "vpcConfig")
        for subnet in _subnets(stack, owner, key)
    }
    return tuple(span for subnet in subnets.values() if (span := parse(subnet["cidrBlock"].text())))


def plugin_settings(stack: StackView, group: ResourceView) -> Mapping[str, str]:
    """Return the environment of the network plug-in on a group's nodes; empty where it has its defaults.

    Raises:
        NotKnownError: whose group it is, or how the plug-in is set, is not known before deployment.
    """
    clusters = stack.behind(group, "clusterName", CLUSTER)
    if not clusters:
        raise NotKnownError("clusterName")
    for addon in stack.of(ADDON):
        if addon["addonName"].text() == _PLUGIN and set(clusters) & set(
            stack.behind(addon, "clusterName", CLUSTER)
        ):
            settings = _read(addon["configurationValues"].text("{}"))
            return {key: str(value) for key, value in settings.get("env", {}).items()}
    return {}


@once
def cluster_of(stack: StackView, part: ResourceView) -> ResourceView | None:
    """Return the cluster that a node group or an add-on is of; None where it is no part of the stack.

    Raises:
        NotKnownError: its name is not known before deployment, and comes from no cluster.
    """
    name = part["clusterName"]
    found = origins(stack, part, name, CLUSTER)
    if found:
        return found[0]
    wanted = name.text()
    for cluster in stack.of(CLUSTER):
        if cluster["name"].known and wanted and cluster["name"].text() == wanted:
            return cluster
    return None


def subnets_of(stack: StackView, group: ResourceView) -> tuple[tuple[Node, ResourceView | None], ...]:
    """Return the subnets of a node group, with the place of each; None for one that is no part of the stack.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    nodes = group["subnetIds"].each()
    behind = stack.behind(group, "subnetIds", SUBNET)
    # After the first deployment ids are known, and no longer tell which subnet each is of.
    if all(node.known for node in nodes) and len(behind) == len(nodes):
        return tuple(zip(nodes, behind, strict=True))
    return tuple((node, _one(() if node.known else origins(stack, group, node, SUBNET))) for node in nodes)


def _one(found: tuple[ResourceView, ...]) -> ResourceView | None:
    return found[0] if len(found) == 1 else None


def addon_settings(stack: StackView, cluster: ResourceView, name: str) -> Mapping[str, Any] | None:
    """Return the settings of an add-on of a cluster; None where it has no such add-on in the stack.

    Raises:
        NotKnownError: how it is set is not known before deployment.
    """
    for addon in stack.of(ADDON):
        if is_read(addon):
            continue
        if addon["addonName"].text() == name and cluster_of(stack, addon) is cluster:
            with of(addon):
                return _read(addon["configurationValues"].text("{}"))
    return None


def _read(text: str) -> Mapping[str, Any]:
    """Return the settings of an add-on, JSON or YAML as EKS takes them; none where they are no map."""
    try:
        settings = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return cast("Mapping[str, Any]", settings) if isinstance(settings, Mapping) else {}


def _subnets(stack: StackView, owner: ResourceView, key: str) -> tuple[ResourceView, ...]:
    found = (stack.get(urn) for urn in owner.property_dependencies.get(key, ()))
    return tuple(subnet for subnet in found if subnet is not None and subnet.token == SUBNET)


def _templates(stack: StackView) -> tuple[ResourceView, ...]:
    groups = stack.of(NODE_GROUP)
    return tuple(each for group in groups for each in stack.behind(group, "launchTemplate", _TEMPLATE))


def _any_without_own(stack: StackView) -> bool:
    """Tell whether any nodes get the cluster's own group: where no template names one, and in Auto Mode."""
    groups = stack.of(NODE_GROUP)
    named = [
        template
        for group in groups
        for template in stack.behind(group, "launchTemplate", _TEMPLATE)
        if template["vpcSecurityGroupIds"].raw is not None
    ]
    return not groups or len(named) < len(groups)


def _is_cluster(stack: StackView, urn: str) -> bool:
    found = stack.get(urn)
    return found is not None and found.token == CLUSTER
