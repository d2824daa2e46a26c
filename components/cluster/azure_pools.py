"""The nodes of a cluster on Azure: the pool that it is made with, and the pools that run everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_azure_native import containerservice

from jiban.components.cluster.addresses import max_pods
from jiban.components.cluster.machines import machine
from jiban.components.cluster.networking import networking
from jiban.components.cluster.pools import FIRST_POOL, SYSTEM_POOL, labels, taints
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec
from jiban.components.naming import fingerprint
from jiban.components.site import Site
from jiban.components.turns import Line

_LONGEST: Final = 12
_DIGITS: Final = 5
"""A pool of Linux nodes has at most twelve letters and digits (AKS `use-system-pools`); the last five tell
one that is made beside another of the same name."""


@dataclass(frozen=True, kw_only=True)
class PoolsArgs:
    """What the nodes of a cluster are made from."""

    spec: ClusterSpec
    site: Site
    subnet: pulumi.Output[str]
    """Where the nodes stand; on Azure one subnet spans all zones."""
    zones: tuple[int, ...]
    """Zones of the nodes, by number; empty in a region without zones."""


def first_pool(logical: str, args: PoolsArgs) -> containerservice.ManagedClusterAgentPoolProfileArgs:
    """Return the pool without which AKS makes no cluster: one node of the system pool's kind.

    Args:
        logical: the cluster's logical name.
        args: what it is made from.
    """
    return containerservice.ManagedClusterAgentPoolProfileArgs(
        name=FIRST_POOL,
        mode=containerservice.AgentPoolMode.SYSTEM,
        count=1,
        enable_auto_scaling=False,
        # No version: AKS takes one of all of its pools with a write of the cluster, or of none.
        **_fields(logical, args, SYSTEM_POOL, args.spec.system_pool),
    )


def agent_pools(
    logical: str, args: PoolsArgs, cluster_name: pulumi.Output[str], opts: pulumi.ResourceOptions
) -> Sequence[containerservice.AgentPool]:
    """Make every pool, the system pool first.

    Args:
        logical: the cluster's logical name, with which those of its children begin.
        args: what they are made from.
        cluster_name: name of the cluster, known once there is one.
        opts: the component that they are children of.
    """
    # AKS changes one pool of a cluster at a time.
    line = Line()
    pools = {SYSTEM_POOL: args.spec.system_pool, **args.spec.pools}
    return [
        line.add(
            containerservice.AgentPool(
                f"{logical}-pool-{name}",
                resource_group_name=args.site.resource_group,
                resource_name_=cluster_name,
                agent_pool_name=_physical(args, name, pool),
                mode=containerservice.AgentPoolMode.SYSTEM
                if name == SYSTEM_POOL
                else containerservice.AgentPoolMode.USER,
                orchestrator_version=args.spec.version,
                count=pool.min_nodes,
                enable_auto_scaling=True,
                min_count=pool.min_nodes,
                max_count=pool.max_nodes,
                **_fields(logical, args, name, pool),
                opts=pulumi.ResourceOptions.merge(
                    opts,
                    # The autoscaler moves the count; to put it back would take nodes away under load.
                    pulumi.ResourceOptions(depends_on=line.last, ignore_changes=["count"]),
                ),
            )
        )
        for name, pool in pools.items()
    ]


def _physical(args: PoolsArgs, name: str, pool: NodePoolSpec) -> str:
    """Return a pool's name: another one where anything changes that AKS cannot change, so that the new pool
    is made beside the old one.
    """
    fixed = _fixed(args, pool)
    identity = fingerprint(name, *(f"{key}={value}" for key, value in sorted(fixed.items())))
    return f"{name[: _LONGEST - _DIGITS]}{identity[:_DIGITS]}"


def _fixed(args: PoolsArgs, pool: NodePoolSpec) -> Mapping[str, Any]:
    """Return what AKS never changes of a pool (`jiban/diff/replacement/azure.yaml`)."""
    return {
        "vm_size": machine("azure", pool.machine).sku,
        "max_pods": max_pods("azure", pool, networking("azure", args.spec)),
        "availability_zones": [str(zone) for zone in sorted(args.zones)] or None,
        "os_type": containerservice.OSType.LINUX,
        "os_disk_type": containerservice.OSDiskType.MANAGED,
        "os_disk_size_gb": pool.disk_gb,
    }


def _fields(logical: str, args: PoolsArgs, name: str, pool: NodePoolSpec) -> dict[str, Any]:
    """Return what is said of every pool, whether it is a part of the cluster or a resource of its own."""
    return {
        **_fixed(args, pool),
        "type": containerservice.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
        "vnet_subnet_id": args.subnet,
        "node_labels": dict(labels(name, pool)),
        "node_taints": taints(name, pool),
        "os_sku": containerservice.OSSKU.UBUNTU,
        "upgrade_settings": containerservice.AgentPoolUpgradeSettingsArgs(
            max_surge=f"{pool.surge}%",
            # One pod that cannot be moved costs one old node for a while, not the upgrade of all the others.
            undrainable_node_behavior=containerservice.UndrainableNodeBehavior.CORDON,
        ),
        "tags": args.site.ownership.tags("cluster", f"{logical}-pool-{name}"),
    }
