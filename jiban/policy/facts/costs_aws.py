"""Costs of AWS: how many of what a resource is paid for, by the keys of `prices.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jiban.policy.facts.costs_found import Finder, Found, fixed
from jiban.policy.facts.once import of, origins
from jiban.policy.view import NotKnownError, ResourceView, StackView

_GROUP_DISK: Final = 20
"""GiB of a node's disk on EKS where nothing is said."""
_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
_INSTANCE: Final = "aws:rds/instance:Instance"


def _machine(stack: StackView, instance: ResourceView) -> Found:
    del stack
    if instance["instanceType"].given:
        yield f"ec2.{instance['instanceType'].text()}", 1


def _scaled(stack: StackView, group: ResourceView) -> Found:
    number = (group["desiredCapacity"] if group["desiredCapacity"].given else group["minSize"]).number()
    templates = origins(stack, group, group["launchTemplate"], _TEMPLATE)
    for template in templates[:1]:
        with of(template):
            yield f"ec2.{template['instanceType'].text()}", number
    if not templates:
        raise NotKnownError("launchTemplate", "names no template of the stack")


def _nodes(stack: StackView, group: ResourceView) -> Found:
    del stack
    size = group["scalingConfig"]["desiredSize"]
    number = (size if size.given else group["scalingConfig"]["minSize"]).number()
    kinds = group["instanceTypes"].each()
    yield f"ec2.{kinds[0].text() if kinds else 't3.medium'}", number
    yield "ebs.gp3.gb_month", number * group["diskSize"].number(_GROUP_DISK)


def _volume(stack: StackView, volume: ResourceView) -> Found:
    del stack
    yield f"ebs.{volume['type'].text('gp2')}.gb_month", volume["size"].number()


def _gateway(stack: StackView, gateway: ResourceView) -> Found:
    del stack
    if not gateway["connectivityType"].says("private"):
        yield "nat.hour", 1


def _balancer(stack: StackView, balancer: ResourceView) -> Found:
    del stack
    kind = balancer["loadBalancerType"].text("application")
    yield {"application": "alb.hour"}.get(kind, f"{kind} load balancer.hour"), 1


def _endpoint(stack: StackView, endpoint: ResourceView) -> Found:
    del stack
    if endpoint["vpcEndpointType"].says("Interface"):
        yield "vpce.interface.hour_per_az", len(endpoint["subnetIds"].each())


def _database(stack: StackView, instance: ResourceView) -> Found:
    source = origins(stack, instance, instance["replicateSourceDb"], _INSTANCE)
    engine = instance["engine"] if instance["engine"].given or not source else source[0]["engine"]
    zones = "maz" if instance["multiAz"].is_true() else "saz"
    size = instance["instanceClass"].text().removeprefix("db.")
    name = "pg" if "postgres" in engine.text("postgres") else engine.text()
    yield f"rds.{name}.{size}.{zones}", 1
    holder = instance if instance["allocatedStorage"].given or not source else source[0]
    kept = holder["allocatedStorage"]
    kind = instance["storageType"].text("gp2")
    yield f"rds.{kind}.gb_month.{zones}", kept.number()


def _aurora(stack: StackView, instance: ResourceView) -> Found:
    del stack
    size = instance["instanceClass"].text().removeprefix("db.")
    engine = "pg" if "postgres" in instance["engine"].text() else "mysql"
    yield f"aurora.{engine}.{size}", 1


def _cache(stack: StackView, group: ResourceView) -> Found:
    del stack
    shards = group["numNodeGroups"].number(1)
    replicas = group["replicasPerNodeGroup"]
    number = shards * (replicas.number() + 1) if replicas.given else group["numCacheClusters"].number(1)
    yield f"cache.{group['nodeType'].text().removeprefix('cache.')}.{group['engine'].text('redis')}", number


def _cache_node(stack: StackView, cluster: ResourceView) -> Found:
    del stack
    if not cluster["replicationGroupId"].given:
        size = cluster["nodeType"].text().removeprefix("cache.")
        yield f"cache.{size}.{cluster['engine'].text('redis')}", cluster["numCacheNodes"].number(1)


def _search(stack: StackView, domain: ResourceView) -> Found:
    del stack
    settings = domain["clusterConfig"]
    number = settings["instanceCount"].number(1)
    yield f"opensearch.{settings['instanceType'].text('m4.large.search')}", number
    if settings["dedicatedMasterEnabled"].is_true():
        yield (
            f"opensearch.{settings['dedicatedMasterType'].text()}",
            settings["dedicatedMasterCount"].number(3),
        )
    yield "opensearch.gp3.gb_month", number * domain["ebsOptions"]["volumeSize"].number()


FINDERS: Final[Mapping[str, Finder]] = {
    "aws:ec2/instance:Instance": _machine,
    "aws:autoscaling/group:Group": _scaled,
    "aws:eks/cluster:Cluster": fixed("eks.cluster.hour"),
    "aws:eks/nodeGroup:NodeGroup": _nodes,
    "aws:ebs/volume:Volume": _volume,
    "aws:ec2/natGateway:NatGateway": _gateway,
    "aws:ec2/eip:Eip": fixed("ipv4.hour"),
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    _INSTANCE: _database,
    "aws:rds/clusterInstance:ClusterInstance": _aurora,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:elasticache/cluster:Cluster": _cache_node,
    "aws:opensearch/domain:Domain": _search,
    "aws:kms/key:Key": fixed("kms.key_month"),
    "aws:secretsmanager/secret:Secret": fixed("secretsmanager.secret_month"),
}
"""By type."""
