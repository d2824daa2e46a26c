"""Zones of balancers, nodes, databases and caches (DSG-012). Each case has a network of its own, and in it a cluster whose
nodes stand in the zones that the case names. The verdicts, of the stack prod, are in verdicts.prod.yaml.
"""

import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi import ResourceOptions
from pulumi_azure_native import containerservice as aks, dbforpostgresql as pg, network, redis, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
ROLE = "arn:aws:iam::111122223333:role/r"


def later(value):
    return rg.id.apply(lambda _: value)


class Place:
    """A network of AWS with a subnet in each of four zones, and a cluster whose nodes stand in some of them."""

    def __init__(self, name: str, nodes: str = "abc", most=6, groups=None):
        self.name = name
        self.vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block="10.0.0.0/16")
        self.subnets = {
            zone: aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=self.vpc.id,
                cidr_block=f"10.0.{index}.0/24",
                availability_zone=f"ap-northeast-2{zone}",
            )
            for index, zone in enumerate("abcd")
        }
        self.cluster = aws.eks.Cluster(
            f"{name}-eks",
            name=name,
            role_arn=ROLE,
            vpc_config={"subnet_ids": [self.subnets[zone].id for zone in "abc"]},
        )
        for index, zones in enumerate(groups or [nodes]):
            aws.eks.NodeGroup(
                f"{name}-nodes-{index}",
                cluster_name=self.cluster.name,
                node_role_arn=ROLE,
                subnet_ids=self.ids(zones),
                instance_types=["m7g.xlarge"],
                scaling_config={"desiredSize": 2, "minSize": 2, "maxSize": most},
            )

    def ids(self, zones: str) -> list:
        return [self.subnets[zone].id for zone in zones]

    def balancer(self, suffix: str, zones, kind="application", **more) -> None:
        subnets = {"subnets": self.ids(zones)} if isinstance(zones, str) else {"subnets": zones}
        aws.lb.LoadBalancer(
            f"{self.name}-{suffix}",
            name=f"{self.name}-{suffix}",
            load_balancer_type=kind,
            internal=True,
            **{**subnets, **more},
        )

    def database(self, suffix: str, zones: str, **more) -> None:
        group = aws.rds.SubnetGroup(f"{self.name}-{suffix}-group", subnet_ids=self.ids(zones))
        aws.rds.Instance(
            f"{self.name}-{suffix}",
            identifier=f"{self.name}-{suffix}",
            engine="postgres",
            instance_class="db.m7g.large",
            allocated_storage=100,
            username="app",
            manage_master_user_password=True,
            storage_encrypted=True,
            backup_retention_period=14,
            db_subnet_group_name=group.name,
            **{"multi_az": True, **more},
        )

    def cache(self, suffix: str, zones: str, **more) -> None:
        group = aws.elasticache.SubnetGroup(f"{self.name}-{suffix}-group", subnet_ids=self.ids(zones))
        aws.elasticache.ReplicationGroup(
            f"{self.name}-{suffix}",
            description="sessions",
            engine="valkey",
            node_type="cache.m7g.large",
            num_cache_clusters=2,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            subnet_group_name=group.name,
            **more,
        )

    def asks(self, cpu: int, name: str = "app", most=None) -> None:
        kubeconfig = self.cluster.endpoint.apply(
            lambda host: f'{{"clusters": [{{"cluster": {{"server": "{host}"}}}}]}}'
        )
        at = ResourceOptions(provider=k8s.Provider(f"{self.name}-k8s", kubeconfig=kubeconfig))
        k8s.apps.v1.Deployment(
            f"{self.name}-{name}",
            metadata={"namespace": "shop", "name": name},
            spec={
                "replicas": cpu,
                "selector": {"matchLabels": {"app": name}},
                "template": {
                    "metadata": {"labels": {"app": name}},
                    "spec": {
                        "containers": [
                            {
                                "name": "app",
                                "image": "registry.example.com/shop/api:1.4.2",
                                "resources": {"requests": {"cpu": "1", "memory": "64Mi"}},
                            }
                        ]
                    },
                },
            },
            opts=at,
        )
        if most is not None:
            k8s.autoscaling.v2.HorizontalPodAutoscaler(
                f"{self.name}-{name}-hpa",
                metadata={"namespace": "shop"},
                spec={
                    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
                    "minReplicas": cpu,
                    "maxReplicas": most,
                },
                opts=at,
            )


three = Place("three", "abc")
three.asks(6)
three.balancer("alb", "abc")
three.balancer("alb-in-two", "ab")
three.balancer("nlb-in-two", "ab", "network")
three.balancer(
    "nlb-mapped",
    ...,
    "network",
    subnets=None,
    subnet_mappings=[{"subnet_id": each} for each in three.ids("abc")],
)
three.balancer("alb-with-one-more", "abcd")
three.balancer("alb-later", later([]))
three.balancer("alb-of-others", ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"])
three.database("db", "abc")
three.database("db-in-two", "ab")
three.database("db-beside", "d", multi_az=False)
three.database("db-in-a-zone-of-no-node", "abcd", multi_az=False, availability_zone="ap-northeast-2d")
three.cache("cache", "abc")
three.cache("cache-of-two-zones", "ab")
three.cache("cache-placed-apart", "abcd", preferred_cache_cluster_azs=["ap-northeast-2d", "ap-northeast-2d"])

two = Place("two", "ab")
two.balancer("alb", "ab")
two.database("db-elsewhere", "cd")
two.cache("cache-elsewhere", "cd")

one = Place("one", "a")
one.balancer("alb", "ab")
pair = Place("pair", groups=["a", "b"])
pair.balancer("alb", "ab")
few = Place("few", "abc", most=3)
few.asks(9)
steady = Place("steady", "abc", most=3)
steady.asks(6, most=50)
unknown = Place("most-later", "abc", most=later(3))
unknown.asks(6)
bare = aws.ec2.Vpc("bare-vpc", cidr_block="10.0.0.0/16")
bare_subnets = [
    aws.ec2.Subnet(
        f"bare-{zone}",
        vpc_id=bare.id,
        cidr_block=f"10.0.{index}.0/24",
        availability_zone=f"ap-northeast-2{zone}",
    )
    for index, zone in enumerate("ab")
]
aws.lb.LoadBalancer(
    "bare-alb", name="bare-alb", load_balancer_type="application", subnets=[each.id for each in bare_subnets]
)
zoneless = aws.ec2.Vpc("unsaid-vpc", cidr_block="10.0.0.0/16")
unsaid = [
    aws.ec2.Subnet(f"unsaid-{index}", vpc_id=zoneless.id, cidr_block=f"10.0.{index}.0/24")
    for index in range(2)
]
unsaid_cluster = aws.eks.Cluster(
    "unsaid-eks", name="unsaid", role_arn=ROLE, vpc_config={"subnet_ids": [each.id for each in unsaid]}
)
aws.eks.NodeGroup(
    "unsaid-nodes",
    cluster_name=unsaid_cluster.name,
    node_role_arn=ROLE,
    subnet_ids=[each.id for each in unsaid],
    instance_types=["m7g.xlarge"],
    scaling_config={"desiredSize": 2, "minSize": 2, "maxSize": 6},
)


# Azure
def azure(name: str, *pools, location="koreacentral"):
    vnet = network.VirtualNetwork(
        f"{name}-vnet",
        resource_group_name=rg.name,
        virtual_network_name=name,
        location=location,
        address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/16"]),
    )
    nodes, edge, data = [
        network.Subnet(
            f"{name}-{called}",
            resource_group_name=rg.name,
            virtual_network_name=vnet.name,
            subnet_name=called,
            address_prefix=prefix,
        )
        for called, prefix in (("nodes", "10.0.0.0/22"), ("edge", "10.0.8.0/24"), ("data", "10.0.9.0/24"))
    ]
    aks.ManagedCluster(
        f"{name}-aks",
        resource_group_name=rg.name,
        resource_name_=name,
        location=location,
        agent_pool_profiles=[
            aks.ManagedClusterAgentPoolProfileArgs(
                name=f"pool{index}",
                mode="System" if index == 0 else "User",
                vm_size="Standard_D4s_v5",
                count=3,
                vnet_subnet_id=nodes.id,
                **({} if zones is None else {"availability_zones": zones}),
            )
            for index, zones in enumerate(pools)
        ],
    )
    return edge, data


def gateway(name: str, edge, zones, location="koreacentral") -> None:
    network.ApplicationGateway(
        name,
        resource_group_name=rg.name,
        application_gateway_name=name,
        location=location,
        sku=network.ApplicationGatewaySkuArgs(name="WAF_v2", tier="WAF_v2"),
        gateway_ip_configurations=[
            network.ApplicationGatewayIPConfigurationArgs(
                name="ip", subnet=network.SubResourceArgs(id=edge.id)
            )
        ],
        **({} if zones is None else {"zones": zones}),
    )


def server(name: str, data, zone: str, standby) -> None:
    pg.Server(
        name,
        resource_group_name=rg.name,
        server_name=name,
        location="koreacentral",
        version="16",
        sku=pg.SkuArgs(name="Standard_D4ds_v5", tier="GeneralPurpose"),
        availability_zone=zone,
        high_availability={"mode": "ZoneRedundant", "standby_availability_zone": standby},
        network=pg.NetworkArgs(delegated_subnet_resource_id=data.id),
    )


edge, data = azure("az-three", ["1", "2", "3"])
gateway("az-gateway", edge, ["1", "2", "3"])
gateway("az-gateway-in-one", edge, ["1"])
gateway("az-gateway-later", edge, later(["1", "2", "3"]))
server("az-server", data, "1", "2")
server("az-server-later", data, "1", later("2"))
edge, data = azure("az-two", ["1", "2"])
gateway("az-gateway-in-two", edge, ["1", "2"])
gateway("az-gateway-beside", edge, ["3"])
server("az-server-beside", data, "3", "3")
azure("az-one", ["1"])
azure("az-pools-of-one-each", ["1"], ["2"])
azure("az-without", None)
azure("az-south", None, location="koreasouth")
redis.Redis(
    "az-cache",
    resource_group_name=rg.name,
    name="az-cache",
    location="koreacentral",
    enable_non_ssl_port=False,
    sku=redis.SkuArgs(name="Premium", family="P", capacity=1),
    zones=["1", "2", "3"],
)
