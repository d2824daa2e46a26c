"""Designs, each a stack of its own: chains of parts with an objective (DSG-010), and in prod parts that stand alone, in one
zone, or in several (DSG-011). The verdicts are in verdicts.STACK.yaml.
"""

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_kubernetes as k8s
from pulumi import ResourceOptions

STACK = pulumi.get_stack()
seoul = ResourceOptions(provider=aws.Provider("seoul", region="ap-northeast-2"))
tokyo = ResourceOptions(provider=aws.Provider("tokyo", region="ap-northeast-1"))
group = azure.resources.ResourceGroup("group", location="koreacentral")
ROLE = "arn:aws:iam::111122223333:role/r"


def later(value):
    return group.id.apply(lambda _: value)


def given(made: dict) -> dict:
    return {key: value for key, value in made.items() if value is not ...}


class Place:
    """A network of AWS, with a subnet in each of three zones."""

    def __init__(self, name: str, region: str = "ap-northeast-2", at=seoul):
        self.name, self.at = name, at
        self.vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block="10.0.0.0/16", opts=at)
        self.subnets = {
            zone: aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=self.vpc.id,
                cidr_block=f"10.0.{index}.0/24",
                availability_zone=f"{region}{zone}",
                opts=at,
            )
            for index, zone in enumerate("abc")
        }

    def ids(self, zones: str) -> list:
        return [self.subnets[zone].id for zone in zones]

    def balancer(self, name: str, zones: str = "ab", kind="application") -> None:
        aws.lb.LoadBalancer(name, load_balancer_type=kind, subnets=self.ids(zones), opts=self.at)

    def servers(self, name: str, least=2, zones: str = "ab") -> None:
        aws.autoscaling.Group(
            name,
            min_size=least,
            max_size=6,
            vpc_zone_identifiers=self.ids(zones),
            launch_template={"id": "lt-0123456789abcdef0", "version": "1"},
            opts=self.at,
        )

    def cluster(self, name: str, zones: str, least=2) -> None:
        made = aws.eks.Cluster(
            name, name=name, role_arn=ROLE, vpc_config={"subnet_ids": self.ids("abc")}, opts=self.at
        )
        aws.eks.NodeGroup(
            f"{name}-nodes",
            cluster_name=made.name,
            node_role_arn=ROLE,
            subnet_ids=self.ids(zones),
            instance_types=["m7g.xlarge"],
            scaling_config={"desiredSize": least, "minSize": least, "maxSize": 6},
            opts=self.at,
        )

    def nat(self, name: str, zone: str) -> None:
        aws.ec2.NatGateway(name, subnet_id=self.subnets[zone].id, allocation_id="eipalloc-1", opts=self.at)


def database(name: str, multi=..., at=seoul, **more):
    made = {"identifier": name, "engine": "postgres", "instance_class": "db.m7g.large", "multi_az": multi}
    return aws.rds.Instance(name, allocated_storage=100, opts=at, **given({**made, **more}))


def aurora(name: str, instances: int, engine="aurora-postgresql", **more) -> None:
    made = aws.rds.Cluster(name, engine=engine, opts=seoul, **more)
    for number in range(instances):
        aws.rds.ClusterInstance(
            f"{name}-{number}",
            cluster_identifier=made.id,
            instance_class="db.r7g.large",
            engine=engine,
            opts=seoul,
        )


def cache(name: str, nodes=2, failover=True, zones=True, **more) -> None:
    made = {"num_cache_clusters": nodes, "automatic_failover_enabled": failover, "multi_az_enabled": zones}
    aws.elasticache.ReplicationGroup(
        name,
        description="x",
        engine="valkey",
        node_type="cache.m7g.large",
        opts=seoul,
        **given({**made, **more}),
    )


def distribution(name: str) -> None:
    aws.cloudfront.Distribution(
        name,
        enabled=True,
        origins=[{"origin_id": "shop", "domain_name": "shop.example.com"}],
        default_cache_behavior={
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
            "target_origin_id": "shop",
            "viewer_protocol_policy": "redirect-to-https",
        },
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
        opts=seoul,
    )


# --- Azure -------------------------------------------------------------------------------


def postgres(name: str, mode=..., location="koreacentral", **more):
    made = {
        "location": location,
        "version": "16",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "high_availability": {} if mode is ... else {"mode": mode},
        **more,
    }
    return azure.dbforpostgresql.Server(name, resource_group_name=group.name, server_name=name, **made)


def gateway(name: str, zones=("1", "2", "3"), capacity=..., least=...) -> None:
    azure.network.ApplicationGateway(
        name,
        resource_group_name=group.name,
        location="koreacentral",
        sku=given({"name": "WAF_v2", "tier": "WAF_v2", "capacity": capacity}),
        **given({"autoscale_configuration": least if least is ... else {"min_capacity": least}}),
        **given({"zones": zones if zones is ... else list(zones)}),
    )


def aks(name: str, zones=("1", "2", "3"), count=3) -> None:
    azure.containerservice.ManagedCluster(
        name,
        resource_group_name=group.name,
        resource_name_=name,
        location="koreacentral",
        agent_pool_profiles=[
            given(
                {
                    "name": "nodes",
                    "mode": "System",
                    "vm_size": "Standard_D4s_v5",
                    "count": count,
                    "availability_zones": zones if zones is ... else list(zones),
                }
            )
        ],
    )


def endpoint(name: str, of, kind: str) -> None:
    azure.network.PrivateEndpoint(
        name,
        resource_group_name=group.name,
        location="koreacentral",
        private_link_service_connections=[
            {"name": kind, "private_link_service_id": of.id, "group_ids": [kind]}
        ],
    )


def redis(name: str, sku: str, **more):
    return azure.redis.Redis(
        name,
        resource_group_name=group.name,
        location="koreacentral",
        sku={"name": sku, "family": "P" if sku == "Premium" else "C", "capacity": 1},
        **more,
    )


def bus(name: str) -> None:
    azure.servicebus.Namespace(
        name,
        resource_group_name=group.name,
        location="koreacentral",
        sku={"name": "Premium", "tier": "Premium"},
    )


def front_door(name: str) -> None:
    azure.cdn.Profile(
        name, resource_group_name=group.name, location="Global", sku={"name": "Premium_AzureFrontDoor"}
    )


# --- Kubernetes -----------------------------------------------------------------------------


def app(name: str, replicas=..., *, kind="Deployment", service=True, least=..., pod=None) -> None:
    spec = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": name}},
        "template": {
            "metadata": {"labels": {"app": name}},
            "spec": {
                "containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}],
                **(pod or {}),
            },
        },
    }
    if kind == "StatefulSet":
        spec["serviceName"] = name
    getattr(k8s.apps.v1, kind)(name, metadata={"namespace": "shop", "name": name}, spec=given(spec))
    if service:
        k8s.core.v1.Service(
            f"{name}-service",
            metadata={"namespace": "shop", "name": name},
            spec={"selector": {"app": name}, "ports": [{"port": 80}]},
        )
    if least is not ...:
        k8s.autoscaling.v2.HorizontalPodAutoscaler(
            f"{name}-hpa",
            metadata={"namespace": "shop", "name": name},
            spec={
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": name},
                "maxReplicas": 10,
                **({} if least is None else {"minReplicas": least}),
            },
        )


# --- Designs: each a stack ------------------------------------------------------------------


def chain() -> None:
    here = Place("here")
    here.balancer("alb")
    here.servers("web")
    database("db", True)


def region(name: str, at, code: str, own_database=True) -> None:
    here = Place(name, code, at)
    here.balancer(f"{name}-alb")
    here.servers(f"{name}-web")
    if own_database:
        database(f"{name}-db", True, at)


def two_regions(stores=True) -> None:
    region("tokyo-site", tokyo, "ap-northeast-1", stores)
    region("seoul-site", seoul, "ap-northeast-2")


def tripgen(cached=False) -> None:
    front_door("door")
    gateway("agw", least=2)
    aks("aks")
    endpoint("db-endpoint", postgres("db", "ZoneRedundant"), "postgresqlServer")
    bus("events")
    if cached:
        endpoint("cache-endpoint", redis("cache", "Premium", zones=["1", "2"]), "redisCache")


def prod() -> None:
    database("rds-multi", True)
    database("rds-single", False)
    database("rds-unsaid")
    database("rds-null", None)
    database("rds-later", later(True))
    aws.rds.Instance(
        "rds-replica", replicate_source_db="rds-multi", instance_class="db.m7g.large", opts=seoul
    )
    aws.rds.Instance.get("rds-read", "theirs", opts=seoul)
    aurora("aurora-two", 2)
    aurora("aurora-one", 1)
    aurora(
        "cluster-of-three", 0, "postgres", db_cluster_instance_class="db.m6gd.large", allocated_storage=100
    )
    cache("cache-zones")
    cache("cache-one", 1, False, False)
    cache("cache-copies-in-a-zone", 2, True, False)
    cache("cache-sharded", ..., num_node_groups=2, replicas_per_node_group=1)
    cache("cache-sharded-without-copies", ..., num_node_groups=3, replicas_per_node_group=0)
    aws.elasticache.ServerlessCache("cache-serverless", name="sessions", engine="valkey", opts=seoul)
    aws.opensearch.Domain(
        "search-zones",
        cluster_config={
            "instance_count": 3,
            "zone_awareness_enabled": True,
            "zone_awareness_config": {"availability_zone_count": 3},
        },
        opts=seoul,
    )
    aws.opensearch.Domain("search-one", cluster_config={"instance_count": 1}, opts=seoul)
    aws.opensearch.Domain("search-two-in-a-zone", cluster_config={"instance_count": 2}, opts=seoul)
    place = Place("place")
    place.balancer("alb-two-zones")
    place.balancer("nlb-one-zone", "a", "network")
    place.balancer("nlb-two-zones", "ab", "network")
    place.servers("servers-two-zones")
    place.servers("servers-two-in-a-zone", 2, "a")
    place.servers("servers-one", 1)
    place.servers("servers-later", later(2))
    place.cluster("eks-zones", "abc")
    place.cluster("eks-in-a-zone", "a")
    Place("single").nat("nat-alone", "a")
    pair = Place("pair")
    pair.nat("nat-of-a", "a")
    pair.nat("nat-of-b", "b")
    twins = Place("twins")
    twins.nat("nat-twin", "a")
    twins.nat("nat-other-twin", "a")
    regional = Place("regional")
    aws.ec2.NatGateway("nat-regional", vpc_id=regional.vpc.id, availability_mode="regional", opts=seoul)
    for name, mode in (
        ("mq-standby", "ACTIVE_STANDBY_MULTI_AZ"),
        ("mq-cluster", "CLUSTER_MULTI_AZ"),
        ("mq-single", "SINGLE_INSTANCE"),
        ("mq-unsaid", ...),
    ):
        aws.mq.Broker(
            name,
            broker_name=name,
            engine_type="RabbitMQ" if "cluster" in name else "ActiveMQ",
            engine_version="3.13" if "cluster" in name else "5.18",
            host_instance_type="mq.m5.large",
            users=[{"username": "app", "password": "x" * 16}],
            opts=seoul,
            **given({"deployment_mode": mode}),
        )
    aws.sqs.Queue("queue", opts=seoul)
    distribution("site")

    main = postgres("pg-zones", "ZoneRedundant")
    postgres("pg-zones-lower-case", "zoneredundant")
    postgres("pg-same-zone", "SameZone")
    postgres("pg-same-zone-where-there-are-none", "SameZone", "koreasouth")
    postgres("pg-disabled", "Disabled")
    postgres("pg-unsaid")
    postgres("pg-later", later("ZoneRedundant"))
    postgres("pg-replica", create_mode="Replica", source_server_resource_id=main.id)
    redis("redis-basic", "Basic")
    redis("redis-premium-zones", "Premium", zones=["1", "2"])
    for name, available in (("managed-redis", "Enabled"), ("managed-redis-off", "Disabled")):
        azure.redisenterprise.RedisEnterprise(
            name,
            resource_group_name=group.name,
            location="koreacentral",
            sku={"name": "Balanced_B5"},
            high_availability=available,
            public_network_access="Disabled",
        )
    gateway("agw-zones", least=2)
    gateway("agw-without-zones", ..., least=2)
    gateway("agw-in-a-zone", ("1",), 2)
    aks("aks-zones")
    aks("aks-in-a-zone", ("1",))
    aks("aks-of-one", ("1", "2", "3"), 1)
    bus("events")
    front_door("door")

    app("pods-two", 2)
    app("pods-one", 1)
    app("pods-unsaid")
    app("pods-later", later(2))
    app("pods-without-callers", 1, service=False)
    app("pods-scaled", ..., least=2)
    app("pods-scaled-to-one", 3, least=1)
    app("pods-scaled-unsaid", 3, least=None)
    app("pods-scaled-later", 3, least=later(2))
    app("pods-in-a-zone", 3, pod={"nodeSelector": {"topology.kubernetes.io/zone": "ap-northeast-2a"}})
    app("stateful-one", 1, kind="StatefulSet")
    app("stateful-three", 3, kind="StatefulSet")


def single() -> None:
    Place("here").balancer("alb")
    database("db", False)


def whichever() -> None:
    database("db", later(True))


DESIGNS = {
    "chain": chain,
    "chain-beyond": chain,
    "single": single,
    "exact": lambda: database("db", True),
    "two-regions": two_regions,
    "two-regions-one-store": lambda: two_regions(False),
    "edge": lambda: (distribution("site"), two_regions()),
    "tripgen": tripgen,
    "tripgen-cached": lambda: tripgen(True),
    "whichever": whichever,
    "whichever-not": whichever,
    "later": whichever,
    "prod": prod,
    "dev": prod,  # no production, so that no part is asked for
}
DESIGNS[STACK]()
