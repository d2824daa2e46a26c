"""The way in from the internet on AWS: the group of the proxies, and the edge before them."""

import pulumi

from infra.environment import Environment
from jiban.components.cluster.contract import ClusterContract
from jiban.components.edge.aws import Edge, EdgeArgs
from jiban.components.edge.contract import EdgeContract
from jiban.components.ingress.aws import Targets, TargetsArgs
from jiban.components.ingress.contract import TargetsContract
from jiban.components.network.contract import NetworkContract
from jiban.components.objects.aws import Objects
from jiban.components.site import Site
from jiban.components.workload.contract import BoundTargets


def way_in(
    environment: Environment,
    site: Site,
    network: NetworkContract,
    cluster: ClusterContract,
    opts: pulumi.ResourceOptions,
    *,
    stored: Objects | None = None,
) -> tuple[TargetsContract | None, EdgeContract | None]:
    """Make what leads requests to the gateway inside the cluster, as far as the environment asks for it."""
    if environment.ingress is None:
        return None, None
    targets = Targets(
        "ingress-targets",
        TargetsArgs(spec=environment.ingress, site=site, network=network, cluster=cluster),
        opts,
    ).contract
    if environment.edge is None:
        return targets, None
    static = environment.edge.static
    edge = Edge(
        "edge",
        EdgeArgs(
            spec=environment.edge,
            site=site,
            network=network,
            target_group=targets.group,
            files=stored.contract.buckets[static.bucket].host if stored and static else None,
        ),
        opts,
    ).contract
    if stored and static:
        stored.let_edge_read(edge.logged["edge"])
    return targets, edge


def bound(targets: TargetsContract | None) -> BoundTargets | None:
    """Return the group as the services' stack takes it."""
    if targets is None:
        return None
    return BoundTargets(group=targets.group, network=targets.network, cluster=targets.cluster)


def outputs(edge: EdgeContract | None) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: the name of the edge."""
    return {"edge": edge.host} if edge else {}
