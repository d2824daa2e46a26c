"""Whether the most pods fit on the most nodes, also without a zone (DSG-003). The verdicts, with the sums, are in verdicts.yaml.

Each cluster has a Kubernetes provider of its own, whose kubeconfig comes from it.
"""

import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi import ResourceOptions
from pulumi_azure_native import containerservice as aks, resources
from pulumi_kubernetes.apiextensions import CustomResource

rg = resources.ResourceGroup("rg", location="koreacentral")
Profile = aks.ManagedClusterAgentPoolProfileArgs
ZONES = ["1", "2", "3"]


def later(value):
    return rg.id.apply(lambda _: value)


def pool(**settings):
    made = {
        "name": "sys",
        "mode": "System",
        "vm_size": "Standard_D4s_v5",
        "availability_zones": ZONES,
        **settings,
    }
    return Profile(**made)


def azure(name: str, *pools, **more):
    cluster = aks.ManagedCluster(
        name,
        resource_group_name=rg.name,
        resource_name_=name,
        agent_pool_profiles=list(pools) or [pool(count=3)],
        **more,
    )
    return cluster, reach(name, cluster.fqdn)


def reach(name: str, address):
    kubeconfig = address.apply(
        lambda host: f'{{"clusters": [{{"cluster": {{"server": "https://{host}"}}}}]}}'
    )
    return k8s.Provider(f"{name}-k8s", kubeconfig=kubeconfig)


def template(name: str, cpu="1", init=None, **spec) -> dict:
    asked = {"resources": {"requests": {"cpu": cpu, "memory": "64Mi"}}} if cpu is not None else {}
    image = {"image": "registry.example.com/shop/api:1.4.2"}
    first = (
        {"initContainers": [{"name": "init", **image, "resources": {"requests": {"cpu": init}}}]}
        if init
        else {}
    )
    return {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": [{"name": "app", **image, **asked}], **first, **spec},
    }


def deployment(space: str, provider, replicas=..., name="app", cpu="1", most=None, **spec) -> None:
    k8s.apps.v1.Deployment(
        f"{space}-{name}",
        metadata={"namespace": "shop", "name": name},
        spec={
            **({} if replicas is ... else {"replicas": replicas}),
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, cpu, **spec),
        },
        opts=ResourceOptions(provider=provider),
    )
    if most is not None:
        k8s.autoscaling.v2.HorizontalPodAutoscaler(
            f"{space}-{name}-hpa",
            metadata={"namespace": "shop"},
            spec={
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
                "minReplicas": 1,
                "maxReplicas": most,
            },
            opts=ResourceOptions(provider=provider),
        )


def daemon(space: str, provider, cpu="1", name="agent", **spec) -> None:
    k8s.apps.v1.DaemonSet(
        f"{space}-{name}",
        metadata={"namespace": "shop", "name": name},
        spec={"selector": {"matchLabels": {"app": name}}, "template": template(name, cpu, **spec)},
        opts=ResourceOptions(provider=provider),
    )


# One pool of three nodes of 4 processors in three zones, unless said
_, at = azure("fits")
deployment("fits", at, 5)
_, at = azure("too-many")
deployment("too-many", at, 20)
_, at = azure("fits-but-not-without-a-zone")
deployment("fits-but-not-without-a-zone", at, 10)
_, at = azure("autoscaler-decides")
deployment("autoscaler-decides", at, 2, most=20)
_, at = azure("autoscaler-lowers")
deployment("autoscaler-lowers", at, 50, most=5)
_, at = azure("scaled-pool", pool(count=1, enable_auto_scaling=True, min_count=1, max_count=12))
deployment("scaled-pool", at, 2, most=20)
_, at = azure("scaling-is-off", pool(count=3, enable_auto_scaling=False, min_count=1, max_count=100))
deployment("scaling-is-off", at, 20)
_, at = azure("agents-take-their-part")
daemon("agents-take-their-part", at, "2")
deployment("agents-take-their-part", at, 6)
_, at = azure("same-without-agents")
deployment("same-without-agents", at, 6)
_, at = azure("node-keeps-some", pool(vm_size="Standard_D2s_v5", count=9))
deployment("node-keeps-some", at, 1, cpu="2")
_, at = azure("thousandths")
deployment("thousandths", at, 5, cpu="1000m")
_, at = azure("no-requests")
deployment("no-requests", at, 500, cpu=None)
_, at = azure("replicas-unset")
deployment("replicas-unset", at)
_, at = azure("init-asks-more")
deployment("init-asks-more", at, 5, cpu="100m", init="3500m")
_, at = azure("keda-unset")
deployment("keda-unset", at, 1)
CustomResource(
    "keda-unset-scaler",
    api_version="keda.sh/v1alpha1",
    kind="ScaledObject",
    metadata={"namespace": "shop"},
    spec={"scaleTargetRef": {"name": "app"}, "triggers": [{"type": "cron"}]},
    opts=ResourceOptions(provider=at),
)
_, at = azure("one-zone", pool(count=6, availability_zones=["1"]))
deployment("one-zone", at, 5)
_, at = azure("two-zones", pool(count=4, availability_zones=["1", "2"]))
deployment("two-zones", at, 6)
_, at = azure("two-zones-too-few", pool(count=4, availability_zones=["1", "2"]))
deployment("two-zones-too-few", at, 9)
_, at = azure("uneven", pool(count=4))
deployment("uneven", at, 9)

# Several pools: of a resource of its own, a tainted one, one that is chosen
both, at = azure("pool-of-its-own")
aks.AgentPool(
    "pool-of-its-own-apps",
    resource_group_name=rg.name,
    resource_name_=both.name,
    agent_pool_name="apps",
    vm_size="Standard_D4s_v5",
    count=9,
    availability_zones=ZONES,
)
deployment("pool-of-its-own", at, 20)
_, at = azure(
    "tainted",
    pool(count=12, node_taints=["CriticalAddonsOnly=true:NoSchedule"]),
    pool(name="apps", mode="User", count=3),
)
deployment("tainted", at, 20)
_, at = azure(
    "tolerated",
    pool(count=12, node_taints=["CriticalAddonsOnly=true:NoSchedule"]),
    pool(name="apps", mode="User", count=3),
)
deployment("tolerated", at, 20, tolerations=[{"key": "CriticalAddonsOnly", "operator": "Exists"}])
_, at = azure("taint-only-asks", pool(count=12, node_taints=["old=true:PreferNoSchedule"]))
deployment("taint-only-asks", at, 20)
_, at = azure("chosen", pool(count=12), pool(name="gpu", mode="User", count=3, node_labels={"kind": "gpu"}))
deployment("chosen", at, 20, nodeSelector={"kind": "gpu"})
_, at = azure("chosen-by-the-pools-name", pool(count=3), pool(name="apps", mode="User", count=12))
deployment("chosen-by-the-pools-name", at, 20, nodeSelector={"kubernetes.azure.com/agentpool": "apps"})
_, at = azure("shared", pool(count=6))
deployment("shared", at, 8, name="orders")
deployment("shared", at, 8, name="users")

# What is not known
_, at = azure("count-later", pool(count=later(3)))
deployment("count-later", at, 5)
_, at = azure("most-later")
deployment("most-later", at, 2, most=later(5))
_, at = azure("request-later")
deployment("request-later", at, 5, cpu=later("1"))
_, at = azure("machine-later", pool(count=3, vm_size=later("Standard_D4s_v5")))
deployment("machine-later", at, 5)
_, at = azure("machine-nobody-knows", pool(count=3, vm_size="Standard_Z4x_v9"))
deployment("machine-nobody-knows", at, 5)
_, at = azure("full-whatever-the-other")
deployment("full-whatever-the-other", at, 20)
deployment("full-whatever-the-other", at, later(3), name="other")
azure("without-workloads")
aks.ManagedCluster.get(
    "read", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/read"
)

# EKS: zones are those of the subnets.
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
SUBNETS = [
    aws.ec2.Subnet(
        f"zone-{zone}",
        vpc_id=vpc.id,
        cidr_block=f"10.0.{index}.0/24",
        availability_zone=f"ap-northeast-2{zone}",
    )
    for index, zone in enumerate("abc")
]


def eks(name: str, most=3, subnets=SUBNETS, kind="m7g.xlarge", nodes=True, **more):
    cluster = aws.eks.Cluster(
        name,
        name=name,
        role_arn="arn:aws:iam::111122223333:role/c",
        vpc_config={"subnet_ids": [each.id for each in SUBNETS]},
        **more,
    )
    if nodes:
        aws.eks.NodeGroup(
            f"{name}-nodes",
            cluster_name=cluster.name,
            node_role_arn="arn:aws:iam::111122223333:role/n",
            subnet_ids=[each.id for each in subnets],
            instance_types=[kind],
            scaling_config={"desiredSize": 1, "minSize": 1, "maxSize": most},
        )
    return cluster, reach(name, cluster.endpoint)


_, at = eks("eks-fits")
deployment("eks-fits", at, 5)
_, at = eks("eks-too-many")
deployment("eks-too-many", at, 20)
_, at = eks("eks-not-without-a-zone")
deployment("eks-not-without-a-zone", at, 10)
_, at = eks("eks-one-zone", 6, SUBNETS[:1])
deployment("eks-one-zone", at, 5)
_, at = eks("eks-most-later", later(3))
deployment("eks-most-later", at, 5)
_, at = eks("eks-without-groups", nodes=False)
deployment("eks-without-groups", at, 500)
