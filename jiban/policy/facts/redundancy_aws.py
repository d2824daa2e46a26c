"""Redundancy on AWS: how each part stands.

Source: pulumi-aws 7.51, the SDK's own text of the inputs, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jiban.policy.facts import node_pools, regions
from jiban.policy.facts.network import eks
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.redundancy_model import COPIES, ONE, TWO, ZONES, Finder, Standing, by, everywhere
from jiban.policy.view import NotKnownError, ResourceView, StackView

_INSTANCE: Final = "aws:ec2/instance:Instance"
_ATTACHMENT: Final = "aws:lb/targetGroupAttachment:TargetGroupAttachment"
_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
CLUSTER: Final = "aws:rds/cluster:Cluster"


def _rds(stack: StackView, instance: ResourceView) -> Standing | None:
    del stack
    if instance["replicateSourceDb"].given:
        return None
    node = instance["multiAz"]
    return by(instance, node, ZONES if node.is_true() else ONE)


def _rds_cluster(stack: StackView, cluster: ResourceView) -> Standing | None:
    if cluster["replicationSourceIdentifier"].given:
        return None
    own = cluster["dbClusterInstanceClass"]
    if own.given:
        return Standing(cluster.token, ZONES, "it has two standbys", own.path)
    members = [each for each in stack.of(_MEMBER) if cluster in _clusters(stack, each)]
    way = "aurora" if len(members) >= TWO else "aurora_one"
    said = f"it has {len(members)} {'instance' if len(members) == 1 else 'instances'}"
    return Standing(cluster.token, way, said, "clusterIdentifier")


def _clusters(stack: StackView, member: ResourceView) -> tuple[ResourceView, ...]:
    found = origins(stack, member, member["clusterIdentifier"], CLUSTER)
    if found or not member["clusterIdentifier"].known:
        return found
    named = [each for each in stack.of(CLUSTER) if each["clusterIdentifier"].known]
    wanted = member["clusterIdentifier"].text("-")
    return tuple(each for each in named if each["clusterIdentifier"].text() == wanted)


def _cache(stack: StackView, group: ResourceView) -> Standing:
    del stack
    shards = group["replicasPerNodeGroup"]
    nodes = shards.number() + 1 if shards.given else group["numCacheClusters"].number(1)
    path = shards.path if shards.given else "numCacheClusters"
    if nodes < TWO:
        return Standing(group.token, ONE, f"{path} leaves each shard one node", path)
    for key in ("automaticFailoverEnabled", "multiAzEnabled"):
        if not group[key].is_true():
            return Standing(group.token, COPIES, f"{key} is not true", key)
    return Standing(group.token, ZONES, f"{nodes} nodes in several zones", "multiAzEnabled")


def _cache_cluster(stack: StackView, cluster: ResourceView) -> Standing | None:
    del stack
    if cluster["replicationGroupId"].given:
        return None
    number = cluster["numCacheNodes"].number(1)
    return Standing(
        cluster.token,
        COPIES if number >= TWO else ONE,
        f"its data has no copy in {number} of nodes",
        "engine",
    )


def _search(stack: StackView, domain: ResourceView) -> Standing:
    del stack
    settings = domain["clusterConfig"]
    number = settings["instanceCount"].number(1)
    if settings["multiAzWithStandbyEnabled"].is_true():
        return Standing(
            domain.token, "standby", "it has a standby", "clusterConfig.multiAzWithStandbyEnabled"
        )
    if number >= TWO and settings["zoneAwarenessEnabled"].is_true():
        return Standing(
            domain.token, ZONES, f"{number} nodes in several zones", "clusterConfig.instanceCount"
        )
    way, key = (COPIES, "zoneAwarenessEnabled") if number >= TWO else (ONE, "instanceCount")
    said = f"{number} nodes in one zone" if number >= TWO else "it has one node"
    return Standing(domain.token, way, said, f"clusterConfig.{key}")


def _balancer(stack: StackView, balancer: ResourceView) -> Standing:
    del stack
    kind = balancer["loadBalancerType"]
    if not kind.given or kind.says("application"):
        return Standing(balancer.token, ZONES, "AWS takes no fewer than two zones of it", kind.path)
    given = [key for key in ("subnets", "subnetMappings") if balancer[key].given]
    key = given[0] if given else "subnets"
    number = len(balancer[key].each())
    return Standing(balancer.token, ZONES if number >= TWO else ONE, f"{key} names {number}", key)


def _nat(stack: StackView, gateway: ResourceView) -> Standing:
    mode = gateway["availabilityMode"]
    if mode.says("regional"):
        return Standing(gateway.token, ZONES, "it is regional", mode.path)
    mine = regions.networks_of(stack, gateway, gateway["subnetId"])
    beside = [
        each
        for each in stack.of(gateway.token)
        if not each["connectivityType"].says("private")
        and regions.networks_of(stack, each, each["subnetId"]) == mine
    ]
    number = len({_home(stack, each) for each in beside})
    said = f"there are {number} in as many zones" if number >= TWO else "it is the only one, in one zone"
    return Standing(gateway.token, ZONES if number >= TWO else ONE, said, "subnetId")


def _home(stack: StackView, gateway: ResourceView) -> str:
    """Return the zone of a gateway's subnet, or what tells the subnet from others where that is not known."""
    node = gateway["subnetId"]
    try:
        return min(regions.zones_of(stack, gateway, node))
    except NotKnownError:
        urns = (each.urn for each in origins(stack, gateway, node))
        return node.text() if node.known else min(urns, default=gateway.urn)


def _instance(stack: StackView, instance: ResourceView) -> Standing | None:
    """Return how a machine stands that a balancer sends to; None for one that none does."""
    groups = {group for group, urns in _targets(stack).items() if instance.urn in urns}
    if not groups:
        return None
    fellows = set[str]().union(*(_targets(stack)[group] for group in groups))
    homes = {_home(stack, each) for urn in fellows if (each := stack.get(urn)) is not None}
    if len(fellows) < TWO:
        return Standing(instance.token, ONE, "it is the only one behind its balancer", "instanceType")
    way = ZONES if len(homes) >= TWO else COPIES
    said = f"there are {len(fellows)} behind its balancer, in {len(homes)} subnets or zones"
    return Standing(instance.token, way, said, "subnetId")


@once
def _targets(stack: StackView) -> Mapping[str, frozenset[str]]:
    """Return the URNs of the machines of each target group, by what tells that from others."""
    found: dict[str, set[str]] = {}
    for attachment in stack.of(_ATTACHMENT):
        group = attachment["targetGroupArn"]
        owners = sorted(each.urn for each in origins(stack, attachment, group))
        key = group.text() if group.known else "".join(owners)
        urns = {each.urn for each in origins(stack, attachment, attachment["targetId"], _INSTANCE)}
        found.setdefault(key, set()).update(urns)
    return {key: frozenset(urns) for key, urns in found.items()}


def _scaled(stack: StackView, group: ResourceView) -> Standing:
    del stack
    number = group["minSize"].number()
    zones = max(len(group[key].each()) for key in ("vpcZoneIdentifiers", "availabilityZones"))
    if number < TWO:
        return Standing(group.token, ONE, f"minSize is {number}", "minSize")
    way = ZONES if zones >= TWO else COPIES
    return Standing(group.token, way, f"{number} machines over {zones} subnets", "vpcZoneIdentifiers")


def _broker(stack: StackView, broker: ResourceView) -> Standing:
    del stack
    node = broker["deploymentMode"]
    mode = node.text("SINGLE_INSTANCE")
    return Standing(
        broker.token, ZONES if "MULTI_AZ" in mode.upper() else ONE, f"{node.path} is {mode}", node.path
    )


def _kafka(stack: StackView, cluster: ResourceView) -> Standing:
    del stack
    number = len(cluster["brokerNodeGroupInfo"]["clientSubnets"].each())
    said = f"brokers in {number} zones" if number != 1 else "brokers in one zone"
    return Standing(cluster.token, ZONES if number >= TWO else ONE, said, "brokerNodeGroupInfo.clientSubnets")


def _eks(stack: StackView, cluster: ResourceView) -> Standing | None:
    if cluster["computeConfig"]["enabled"].is_true():
        return Standing(cluster.token, ZONES, "nodes come as they are needed", "computeConfig.enabled")
    groups = [
        each for each in stack.of(eks.NODE_GROUP) if cluster in origins(stack, each, each["clusterName"])
    ]
    if not groups:
        return None
    zones: set[str] = set()
    for group in groups:
        with of(group):
            zones |= regions.zones_of(stack, group, group["subnetIds"])
    where = f"its nodes are in {', '.join(sorted(zones))}"
    if len(zones) < TWO:
        return Standing(cluster.token, ONE, where, "subnetIds")
    if _fewest(groups) < TWO and not node_pools.makes_its_own(stack, cluster):
        path = f"scalingConfig.minSize of {groups[0].name}"
        return Standing(cluster.token, ONE, "it has one node at the fewest", path)
    return Standing(cluster.token, ZONES, where, "subnetIds")


def _fewest(groups: Sequence[ResourceView]) -> int:
    """Return how many nodes some groups have together at the fewest."""
    number = 0
    for group in groups:
        with of(group):
            number += group["scalingConfig"]["minSize"].number()
    return number


FINDERS: Final[Mapping[str, Finder]] = {
    "aws:rds/instance:Instance": _rds,
    CLUSTER: _rds_cluster,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:elasticache/cluster:Cluster": _cache_cluster,
    "aws:elasticache/serverlessCache:ServerlessCache": everywhere,
    "aws:opensearch/domain:Domain": _search,
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:ec2/natGateway:NatGateway": _nat,
    "aws:autoscaling/group:Group": _scaled,
    _INSTANCE: _instance,
    eks.CLUSTER: _eks,
    "aws:mq/broker:Broker": _broker,
    "aws:msk/cluster:Cluster": _kafka,
    "aws:cloudfront/distribution:Distribution": everywhere,
    "aws:sqs/queue:Queue": everywhere,
}
"""By type."""
