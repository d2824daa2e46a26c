"""The nodes of a cluster on AWS: for each pool a launch template, and a managed node group in each zone."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2, eks, iam

from jiban.components.cluster.aws_api_access import own_group
from jiban.components.cluster.groups import Group, groups
from jiban.components.cluster.machines import machine
from jiban.components.cluster.pools import labels, taints
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec
from jiban.components.labels import parts
from jiban.components.naming import fingerprint
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site, known_after

_IMAGES: Final[Mapping[bool, str]] = {False: "AL2023_x86_64_STANDARD", True: "AL2023_ARM_64_STANDARD"}
"""Kind of the nodes' image by whether the machine is ARM."""
_EFFECTS: Final[Mapping[str, str]] = {
    "NoSchedule": "NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
}
_ROOT_DISK: Final = "/dev/xvda"
"""Where the images of Amazon Linux have their disk."""

_FEWEST: Final = 1
"""Least size of a group for EKS, which refuses one above what runs; the autoscaler keeps the pool's own."""


@dataclass(frozen=True, kw_only=True)
class NodesArgs:
    """What the nodes of a cluster are made from."""

    spec: ClusterSpec
    site: Site
    network: NetworkContract
    zones: tuple[int, ...]
    """Numbers of the zones, in the order of the network's subnets: ascending."""
    cluster: eks.Cluster
    cluster_name: str
    role: iam.Role
    """What the nodes are."""


def node_groups(logical: str, args: NodesArgs, opts: pulumi.ResourceOptions) -> Mapping[str, eks.NodeGroup]:
    """Make every pool, and return the node groups by their keys: `apps-1`.

    Args:
        logical: the cluster's logical name, with which those of its children begin.
        args: what they are made from.
        opts: the component that they are children of, and what must be there before a node is.
    """
    found = list(groups(args.spec, args.zones))
    templates = {each.pool: _template(logical, args, each, opts) for each in found if each.first}
    subnets = dict(zip(sorted(set(args.zones)), args.network.subnet_ids["application"], strict=True))
    return {
        each.key: _group(logical, args, each, _Place(subnets[each.zone], templates[each.pool]), opts)
        for each in found
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the nodes of a group stand, and how each is set up."""

    subnet: pulumi.Output[str]
    template: ec2.LaunchTemplate


def _group(
    logical: str, args: NodesArgs, group: Group, place: _Place, opts: pulumi.ResourceOptions
) -> eks.NodeGroup:
    pool, size = group.spec, machine("aws", group.spec.machine)
    image, suffix = _IMAGES[size.arm], f"pool-{group.key}"
    # Another name where anything changes that replaces the group: the new one is made beside the old.
    identity = fingerprint(image, size.sku, args.network.ranges["application"])
    return eks.NodeGroup(
        f"{logical}-{suffix}",
        cluster_name=known_after(args.cluster, args.cluster_name),
        node_group_name=f"{group.key}-{identity}",
        node_role_arn=args.role.arn,
        subnet_ids=[place.subnet],
        version=args.spec.version,
        ami_type=image,
        capacity_type="ON_DEMAND",
        instance_types=[size.sku],
        launch_template=eks.NodeGroupLaunchTemplateArgs(
            id=place.template.id, version=place.template.latest_version.apply(str)
        ),
        # What EKS itself allows; the autoscaler keeps to this zone's part of the pool.
        scaling_config=eks.NodeGroupScalingConfigArgs(
            min_size=_FEWEST, max_size=group.ceiling, desired_size=group.min_nodes
        ),
        update_config=eks.NodeGroupUpdateConfigArgs(max_unavailable_percentage=pool.surge),
        node_repair_config=eks.NodeGroupNodeRepairConfigArgs(enabled=True),
        labels=labels(group.pool, pool),
        taints=[
            eks.NodeGroupTaintArgs(key=taint.key, value=taint.value, effect=_EFFECTS[taint.effect])
            for taint in map(parts, taints(group.pool, pool))
        ],
        tags=_tags(logical, args, suffix),
        opts=pulumi.ResourceOptions.merge(
            opts,
            # The autoscaler moves it. Where `max_size` changes, the count that the state knows is sent along,
            # and EKS ends nodes above it at once: the project refreshes its state before it deploys.
            pulumi.ResourceOptions(ignore_changes=["scalingConfig.desiredSize"]),
        ),
    )


def _template(
    logical: str, args: NodesArgs, group: Group, opts: pulumi.ResourceOptions
) -> ec2.LaunchTemplate:
    name, pool, suffix = group.pool, group.spec, f"template-{group.pool}"
    security_groups = [
        own_group(args.cluster),
        args.network.security_groups["application"],
    ]
    return ec2.LaunchTemplate(
        f"{logical}-{suffix}",
        name=args.site.naming.physical("ec2.LaunchTemplate", name),
        # A template's groups replace EKS's own, so that one is named too: nodes reach the API by it.
        vpc_security_group_ids=security_groups,
        metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",
            # A pod is one hop further than its node, so none becomes the node.
            http_put_response_hop_limit=1,
        ),
        block_device_mappings=[_disk(pool)],
        tag_specifications=[
            ec2.LaunchTemplateTagSpecificationArgs(
                resource_type=kind,
                tags={**_tags(logical, args, suffix), "Name": f"{args.cluster_name}-{name}"},
            )
            for kind in ("instance", "volume", "network-interface")
        ],
        tags=_tags(logical, args, suffix),
        opts=pulumi.ResourceOptions(parent=opts.parent),
    )


def _disk(pool: NodePoolSpec) -> ec2.LaunchTemplateBlockDeviceMappingArgs:
    return ec2.LaunchTemplateBlockDeviceMappingArgs(
        device_name=_ROOT_DISK,
        ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
            volume_type="gp3", volume_size=pool.disk_gb, encrypted="true", delete_on_termination="true"
        ),
    )


def _tags(logical: str, args: NodesArgs, suffix: str) -> dict[str, str]:
    return args.site.ownership.tags("cluster", f"{logical}-{suffix}")
