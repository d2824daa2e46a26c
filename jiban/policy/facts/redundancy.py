"""Redundancy: how a part stands, one machine, copies, or copies in several zones, and what is promised of it.

Figures: `redundancy.yaml`. Sources of how parts stand, read on 2026-11-28: pulumi-aws 7.51 and
pulumi-azure-native 3.29, the SDKs' own text of the inputs; the providers' pages that the table names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from jiban.policy.facts import regions
from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_ONE: Final = "one"
_COPIES: Final = "copies"
_ZONES: Final = "zones"
_TWO: Final = 2
_ZONELESS: Final = "its region has no zones"
_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
CLUSTER: Final = "aws:rds/cluster:Cluster"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands."""

    token: str
    way: str
    """The row of the table: one, copies, zones, and some services' own."""
    said: str
    path: str
    zoneless: bool = False
    """Whether its region has no zones, so that copies are all that there can be."""

    @property
    def in_zones(self) -> bool:
        """Whether it survives the loss of a zone."""
        return self.way not in (_ONE, _COPIES, "aurora_one")

    @property
    def better(self) -> Standing | None:
        """How it would stand in several zones; None where it does, or nothing is known of that."""
        found = next((way for way in ("standby", "aurora", _ZONES) if way in self._rows), None)
        is_best = self.in_zones or (self.zoneless and self.way == _COPIES)
        return None if is_best or found is None else replace(self, way=found)

    @property
    def is_verified(self) -> bool:
        """Whether the provider's own page was read for the figures."""
        return self._row.get("verified", True)

    @property
    def sla(self) -> str | None:
        """Percent of a month that its provider promises, as a decimal number; None where nobody does."""
        found = self._row.get("sla")
        return None if found is None else str(found)

    @property
    def back(self) -> int | None:
        """Minutes until it works again after its zone is lost; None where it has to be restored."""
        found = self._row["back"]
        if self.way == _COPIES and self.zoneless:
            found = self._rows[_ZONES]["back"]
        return found if isinstance(found, int) else None

    @property
    def _rows(self) -> Mapping[str, Mapping[str, Any]]:
        return table("jiban.policy.facts", "redundancy.yaml")["ways"][self.token]

    @property
    def _row(self) -> Mapping[str, Any]:
        return self._rows[self.way]


@once
def standing(stack: StackView, resource: ResourceView) -> Standing | None:
    """Return how a part stands; None for what stands by another, as a replica, and for what no table knows.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found = _FINDERS.get(resource.token)
    return found(stack, resource) if found is not None else None


def _rds(stack: StackView, instance: ResourceView) -> Standing | None:
    del stack
    if instance["replicateSourceDb"].given:
        return None
    node = instance["multiAz"]
    return _by(instance, node, _ZONES if node.is_true() else _ONE)


def _rds_cluster(stack: StackView, cluster: ResourceView) -> Standing | None:
    if cluster["replicationSourceIdentifier"].given:
        return None
    own = cluster["dbClusterInstanceClass"]
    if own.given:
        return Standing(cluster.token, _ZONES, "it has two standbys", own.path)
    members = [each for each in stack.of(_MEMBER) if cluster in _clusters(stack, each)]
    way = "aurora" if len(members) >= _TWO else "aurora_one"
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
    if nodes < _TWO:
        return Standing(group.token, _ONE, f"{path} leaves each shard one node", path)
    for key in ("automaticFailoverEnabled", "multiAzEnabled"):
        if not group[key].is_true():
            return Standing(group.token, _COPIES, f"{key} is not true", key)
    return Standing(group.token, _ZONES, f"{nodes} nodes in several zones", "multiAzEnabled")


def _cache_cluster(stack: StackView, cluster: ResourceView) -> Standing | None:
    del stack
    if cluster["replicationGroupId"].given:
        return None
    number = cluster["numCacheNodes"].number(1)
    return Standing(
        cluster.token,
        _COPIES if number >= _TWO else _ONE,
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
    if number >= _TWO and settings["zoneAwarenessEnabled"].is_true():
        return Standing(
            domain.token, _ZONES, f"{number} nodes in several zones", "clusterConfig.instanceCount"
        )
    way, key = (_COPIES, "zoneAwarenessEnabled") if number >= _TWO else (_ONE, "instanceCount")
    said = f"{number} nodes in one zone" if number >= _TWO else "it has one node"
    return Standing(domain.token, way, said, f"clusterConfig.{key}")


def _balancer(stack: StackView, balancer: ResourceView) -> Standing:
    del stack
    given = [key for key in ("subnets", "subnetMappings") if balancer[key].given]
    key = given[0] if given else "subnets"
    number = len(balancer[key].each())
    return Standing(balancer.token, _ZONES if number >= _TWO else _ONE, f"{key} names {number}", key)


def _nat(stack: StackView, gateway: ResourceView) -> Standing:
    mode = gateway["availabilityMode"]
    if mode.says("regional"):
        return Standing(gateway.token, _ZONES, "it is regional", mode.path)
    mine = regions.networks_of(stack, gateway, gateway["subnetId"])
    beside = [
        each
        for each in stack.of(gateway.token)
        if not each["connectivityType"].says("private")
        and regions.networks_of(stack, each, each["subnetId"]) == mine
    ]
    number = len({_home(stack, each) for each in beside})
    said = f"there are {number} in as many zones" if number >= _TWO else "it is the only one, in one zone"
    return Standing(gateway.token, _ZONES if number >= _TWO else _ONE, said, "subnetId")


def _home(stack: StackView, gateway: ResourceView) -> str:
    """Return the zone of a gateway's subnet, or what tells the subnet from others where that is not known."""
    node = gateway["subnetId"]
    try:
        return min(regions.zones_of(stack, gateway, node))
    except NotKnownError:
        urns = (each.urn for each in origins(stack, gateway, node))
        return node.text() if node.known else min(urns, default=gateway.urn)


def _scaled(stack: StackView, group: ResourceView) -> Standing:
    del stack
    number = group["minSize"].number()
    zones = max(len(group[key].each()) for key in ("vpcZoneIdentifiers", "availabilityZones"))
    if number < _TWO:
        return Standing(group.token, _ONE, f"minSize is {number}", "minSize")
    way = _ZONES if zones >= _TWO else _COPIES
    return Standing(group.token, way, f"{number} machines over {zones} subnets", "vpcZoneIdentifiers")


def _broker(stack: StackView, broker: ResourceView) -> Standing:
    del stack
    node = broker["deploymentMode"]
    mode = node.text("SINGLE_INSTANCE")
    return Standing(
        broker.token, _ZONES if "MULTI_AZ" in mode.upper() else _ONE, f"{node.path} is {mode}", node.path
    )


def _kafka(stack: StackView, cluster: ResourceView) -> Standing:
    del stack
    number = len(cluster["brokerNodeGroupInfo"]["clientSubnets"].each())
    said = f"brokers in {number} zones" if number != 1 else "brokers in one zone"
    return Standing(
        cluster.token, _ZONES if number >= _TWO else _ONE, said, "brokerNodeGroupInfo.clientSubnets"
    )


def _eks(stack: StackView, cluster: ResourceView) -> Standing | None:
    if cluster["computeConfig"]["enabled"].is_true():
        return Standing(cluster.token, _ZONES, "nodes come as they are needed", "computeConfig.enabled")
    groups = [
        each for each in stack.of(eks.NODE_GROUP) if cluster in origins(stack, each, each["clusterName"])
    ]
    if not groups:
        return None
    zones: set[str] = set()
    for group in groups:
        with of(group):
            zones |= regions.zones_of(stack, group, group["subnetIds"])
    way = _ZONES if len(zones) >= _TWO else _ONE
    return Standing(cluster.token, way, f"its nodes are in {', '.join(sorted(zones))}", "subnetIds")


def _aks(stack: StackView, cluster: ResourceView) -> Standing | None:
    pools, zones = list(aks.pools_of(stack, cluster)), set[str]()
    for pool in pools:
        with of(pool.owner):
            zones |= {each.text() for each in pool.node["availabilityZones"].each()}
    if not pools:
        return None
    if len(zones) >= _TWO:
        return Standing(cluster.token, _ZONES, f"its nodes are in {len(zones)} zones", "agentPoolProfiles")
    if not _has_zones(stack, cluster):
        return Standing(cluster.token, _ZONES, _ZONELESS, "agentPoolProfiles")
    where = f"in zone {min(zones)} alone" if zones else "in no zone that is named"
    return Standing(cluster.token, _ONE, f"its nodes are {where}", "agentPoolProfiles[0].availabilityZones")


def _postgres(stack: StackView, server: ResourceView) -> Standing | None:
    if server["createMode"].says("Replica", "GeoReplica") or server["replicationRole"].says("AsyncReplica"):
        return None
    node = server["highAvailability"]["mode"]
    mode = node.text("Disabled")
    ways = {"zoneredundant": _ZONES, "samezone": _COPIES}
    found = _by(server, node, ways.get(mode.casefold(), _ONE))
    return replace(found, zoneless=not _has_zones(stack, server))


def _redis(stack: StackView, cache: ResourceView) -> Standing:
    sku = cache["sku"]["name"]
    if sku.says("Basic"):
        return Standing(_REDIS, _ONE, f"{sku.path} is Basic, which has one node", sku.path)
    policy, zones = cache["zonalAllocationPolicy"], cache["zones"].each()
    if len(zones) >= _TWO:
        return Standing(_REDIS, _ZONES, f"zones names {len(zones)}", "zones")
    spread = sku.says("Premium") and not zones and (policy.says("Automatic") or not policy.given)
    if spread and _has_zones(stack, cache):
        return Standing(_REDIS, _ZONES, "Azure spreads it over zones", policy.path)
    zoneless = not _has_zones(stack, cache)
    return Standing(_REDIS, _COPIES, "its two nodes may be in one zone", "zones", zoneless=zoneless)


def _managed_redis(stack: StackView, cache: ResourceView) -> Standing:
    node = cache["highAvailability"]
    if node.says("Disabled"):
        return Standing(cache.token, _ONE, f"{node.path} is Disabled", node.path)
    has_zones = _has_zones(stack, cache)
    way = _ZONES if has_zones else _COPIES
    return Standing(cache.token, way, "it has a second node", node.path, zoneless=not has_zones)


def _gateway(stack: StackView, gateway: ResourceView) -> Standing:
    scaled = gateway["autoscaleConfiguration"]
    node = scaled["minCapacity"] if scaled.given else gateway["sku"]["capacity"]
    number, zones = node.number(_TWO), gateway["zones"].each()
    if number < _TWO and not scaled.given:
        return Standing(gateway.token, _ONE, f"{node.path} is {number}", node.path)
    if len(zones) >= _TWO:
        return Standing(gateway.token, _ZONES, f"zones names {len(zones)}", "zones")
    if not _has_zones(stack, gateway):
        return Standing(gateway.token, _ZONES, _ZONELESS, "zones")
    said = "its instances may be in one zone: zones names fewer than two"
    return Standing(gateway.token, _COPIES, said, "zones")


def _azure_nat(stack: StackView, gateway: ResourceView) -> Standing:
    sku, others = gateway["sku"]["name"], stack.of(gateway.token)
    zones = {each.text() for other in others for each in other["zones"].each()}
    if not _has_zones(stack, gateway):
        return Standing(gateway.token, _ZONES, _ZONELESS, "zones")
    if sku.says("StandardV2") or len(zones) >= _TWO:
        return Standing(gateway.token, _ZONES, "it survives a zone", "zones")
    return Standing(
        gateway.token, _ONE, "a gateway of Standard is in one zone, and there is none in another", "zones"
    )


def _everywhere(stack: StackView, resource: ResourceView) -> Standing:
    """Return how what its provider spreads over zones by itself stands."""
    del stack
    return Standing(resource.token, _ZONES, "its provider spreads it over zones", "")


def _has_zones(stack: StackView, resource: ResourceView) -> bool:
    try:
        return regions.has_zones(regions.region(stack, resource))
    except NotKnownError:
        return True


def _by(resource: ResourceView, node: Node, way: str) -> Standing:
    said = f"{node.path} is {node.text()}" if node.given else f"{node.path} is not set"
    return Standing(resource.token, way, said, node.path)


_REDIS: Final = "azure-native:redis:Redis"
_FINDERS: Final[Mapping[str, Callable[[StackView, ResourceView], Standing | None]]] = {
    "aws:rds/instance:Instance": _rds,
    CLUSTER: _rds_cluster,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:elasticache/cluster:Cluster": _cache_cluster,
    "aws:elasticache/serverlessCache:ServerlessCache": _everywhere,
    "aws:opensearch/domain:Domain": _search,
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:ec2/natGateway:NatGateway": _nat,
    "aws:autoscaling/group:Group": _scaled,
    eks.CLUSTER: _eks,
    "aws:mq/broker:Broker": _broker,
    "aws:msk/cluster:Cluster": _kafka,
    "aws:cloudfront/distribution:Distribution": _everywhere,
    "aws:sqs/queue:Queue": _everywhere,
    "azure-native:dbforpostgresql:Server": _postgres,
    "azure-native:dbformysql:Server": _postgres,
    _REDIS: _redis,
    "azure-native:cache:Redis": _redis,
    "azure-native:redisenterprise:RedisEnterprise": _managed_redis,
    "azure-native:servicebus:Namespace": _everywhere,
    "azure-native:eventhub:Namespace": _everywhere,
    "azure-native:network:ApplicationGateway": _gateway,
    "azure-native:network:NatGateway": _azure_nat,
    "azure-native:network:PrivateEndpoint": _everywhere,
    "azure-native:cdn:Profile": _everywhere,
    aks.CLUSTER: _aks,
}
PARTS: Final = tuple(_FINDERS)
"""Types of parts that are known."""
KINDS: Final[Mapping[str, str]] = {
    token: kind
    for kind, tokens in table("jiban.policy.facts", "redundancy.yaml")["kinds"].items()
    for token in tokens
}
"""What each type of part is of a request's way: edge, balancer, nodes, database and the like."""
DATABASES: Final = (
    "aws:rds/instance:Instance",
    CLUSTER,
    "azure-native:dbforpostgresql:Server",
    "azure-native:dbformysql:Server",
)
CACHES: Final = (
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/cluster:Cluster",
    _REDIS,
    "azure-native:cache:Redis",
    "azure-native:redisenterprise:RedisEnterprise",
)
"""Caches with servers; those without are AWS's own affair."""
