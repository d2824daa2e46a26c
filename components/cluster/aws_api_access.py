"""Who may reach the API server of EKS inside the network: rules of the cluster's own security group."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from collections.abc import Sequence

import pulumi
from pulumi_aws import eks, vpc

from jiban.components.cluster import api_access
from jiban.components.cluster.spec import ClusterSpec
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site


def own_group(cluster: eks.Cluster) -> pulumi.Output[str]:
    """Return the security group that EKS makes for a cluster: its API's, and by default its nodes'."""
    # By way of the id: the settings are known before the cluster is, and hold no group until then.
    return pulumi.Output.all(cluster.id, cluster.vpc_config.cluster_security_group_id).apply(_group)


def let_in(
    logical: str,
    *,
    spec: ClusterSpec,
    cluster: eks.Cluster,
    network: NetworkContract,
    site: Site,
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """Let in to the API the operators' group, and whom the specification names.

    A public endpoint has a list of its own; what is here opens the private one, which every cluster has.
    """
    clients: dict[str, tuple[pulumi.Input[str] | None, str | None]] = {
        "management": (network.security_groups["management"], None)
    }
    if spec.private:
        clients |= {group: (group, None) for group in api_access.groups(spec)}
        clients |= {cidr: (None, cidr) for cidr in api_access.ranges(spec)}
    return [
        vpc.SecurityGroupIngressRule(
            f"{logical}-api-{client.replace('/', '-')}",
            security_group_id=own_group(cluster),
            referenced_security_group_id=group,
            cidr_ipv4=cidr,
            ip_protocol="tcp",
            from_port=api_access.PORT,
            to_port=api_access.PORT,
            description="May reach the API server",
            tags=site.ownership.tags("cluster", f"{logical}-api-{client.replace('/', '-')}"),
            opts=opts,
        )
        for client, (group, cidr) in clients.items()
    ]


def _group(known: Sequence[str | None]) -> str:
    _, group = known
    if group is None:
        raise ValueError("EKS returned no security group of the cluster")
    return group
