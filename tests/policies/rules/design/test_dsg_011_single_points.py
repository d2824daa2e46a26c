"""DSG-011: no part of a request's way is alone, or alone in its zone."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_011_single_points import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown, urn
from jiban.policy.testing import resource as any_resource
from jiban.policy.view import ResourceView

RDS = "aws:rds/instance:Instance"
NAT = "aws:ec2/natGateway:NatGateway"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GATEWAY = "azure-native:network:ApplicationGateway"
PG = "azure-native:dbforpostgresql:Server"
BROKER = "aws:mq/broker:Broker"
AKS = "azure-native:containerservice:ManagedCluster"
KOREA = {"location": "koreacentral"}
MACHINE = "aws:ec2/instance:Instance"
VM = "azure-native:compute:VirtualMachine"
CARD = "azure-native:network:NetworkInterface"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def resource(token: str, name: str, inputs: dict[str, Any] | None = None, **more: Any) -> ResourceView:
    """A resource of production."""
    return any_resource(token, name, inputs, stack="prod", **more)


def target(number: int) -> ResourceView:
    """A machine in the target group."""
    return resource(
        "aws:lb/targetGroupAttachment:TargetGroupAttachment",
        f"target-{number}",
        {"targetGroupArn": "arn:web", "targetId": UNKNOWN},
        comes_from={"targetId": [urn(MACHINE, f"web-{number}", "prod")]},
    )


def app(replicas: Any, **spec: Any) -> ResourceView:
    """A Deployment."""
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [], **spec}}
    return resource(
        DEPLOYMENT,
        "web",
        {
            "metadata": {"namespace": "shop", "name": "web"},
            "spec": {"replicas": replicas, "template": template},
        },
    )


def near(*zones: str) -> Any:
    """An affinity to nodes of some zones."""
    key = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": list(zones)}
    needed = {"nodeSelectorTerms": [{"matchExpressions": [key]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": needed}}


def pool(**more: Any) -> Any:
    """Inputs of a cluster with one pool in two zones."""
    return {**KOREA, "agentPoolProfiles": [{"name": "nodes", "availabilityZones": ["1", "2"], **more}]}


SERVICE = resource(
    "kubernetes:core/v1:Service",
    "web-service",
    {"metadata": {"namespace": "shop"}, "spec": {"selector": {"app": "web"}}},
)
CASES = (
    passes(resource(RDS, "db", {"multiAz": True}), reason="multiAz is True"),
    fails("multiAz is not set: nothing takes over when it is lost", resource(RDS, "db")),
    not_applicable(
        resource(RDS, "copy", {"replicateSourceDb": "db"}), reason="no request waits for it alone"
    ),
    fails(
        "it is the only one, in one zone: nothing takes over when it is lost",
        resource(NAT, "nat", {"subnetId": "subnet-1"}),
    ),
    passes(
        resource(NAT, "nat", {"subnetId": "subnet-1"}),
        resource(NAT, "other", {"subnetId": "subnet-2"}),
        reason="there are 2 in as many zones",
    ),
    fails(
        "multiAzEnabled is not true: the loss of one zone may take all of it",
        resource(CACHE, "cache", {"numCacheClusters": 2, "automaticFailoverEnabled": True}),
    ),
    fails(
        "its instances may be in one zone: zones names fewer than two: the loss of one zone may take all of "
        "it",
        resource(GATEWAY, "gateway", {**KOREA, "autoscaleConfiguration": {"minCapacity": 2}}),
    ),
    passes(
        resource(
            GATEWAY, "gateway", {"location": "koreasouth", "autoscaleConfiguration": {"minCapacity": 2}}
        ),
        reason="its region has no zones",
    ),
    fails(
        "highAvailability.mode is SameZone: the loss of one zone may take all of it",
        resource(PG, "db", {**KOREA, "highAvailability": {"mode": "SameZone"}}),
    ),
    fails(
        "deploymentMode is SINGLE_INSTANCE: nothing takes over when it is lost", resource(BROKER, "broker")
    ),
    fails(
        "it is the only one behind its balancer: nothing takes over when it is lost",
        resource(MACHINE, "web-1", {"subnetId": "subnet-1"}),
        target(1),
    ),
    passes(
        resource(MACHINE, "web-1", {"subnetId": "subnet-1"}),
        resource(MACHINE, "web-2", {"subnetId": "subnet-2"}),
        target(1),
        target(2),
        reason="there are 2 behind its balancer, in 2 subnets or zones",
    ),
    not_applicable(resource(MACHINE, "jump"), reason="no request waits for it alone"),
    fails(
        "it stands alone: it is of no set and in no zone: nothing takes over when it is lost",
        resource(
            VM,
            "web",
            {"networkProfile": {"networkInterfaces": [{"id": UNKNOWN}]}},
            comes_from={"networkProfile": [urn(CARD, "card", "prod")]},
        ),
        resource(CARD, "card", {"ipConfigurations": [{"loadBalancerBackendAddressPools": [{"id": "pool"}]}]}),
    ),
    fails("one pod at the fewest answers requests: nothing does while it is moved", app(1), SERVICE),
    passes(app(2), SERVICE, reason="2 pods at the fewest"),
    fails(
        'spec.template.spec.nodeSelector["topology.kubernetes.io/zone"] keeps its pods in one zone: its loss '
        "takes all of them",
        app(3, nodeSelector={"topology.kubernetes.io/zone": "ap-northeast-2a"}),
        SERVICE,
    ),
    fails(
        "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
        "nodeSelectorTerms[0].matchExpressions[0] keeps its pods in one zone: its loss takes all of them",
        app(3, affinity=near("ap-northeast-2a")),
        SERVICE,
    ),
    passes(
        app(3, affinity=near("ap-northeast-2a", "ap-northeast-2b")), SERVICE, reason="3 pods at the fewest"
    ),
    fails(
        "it has one node at the fewest: nothing takes over when it is lost",
        resource(AKS, "aks", pool(count=1)),
    ),
    fails(
        "it has one node at the fewest: nothing takes over when it is lost",
        resource(AKS, "aks", pool(count=3, enableAutoScaling=True, minCount=1)),
    ),
    passes(resource(AKS, "aks", pool(count=2)), reason="its nodes are in 2 zones"),
    not_applicable(app(1), reason="no Service leads to its pods"),
    unknown("spec.replicas of web is not known before deployment", app(UNKNOWN), SERVICE),
    not_applicable(
        resource(RDS, "db"),
        reason="requests can do without it, by the parameter beside",
        parameters={"beside": ("database",)},
    ),
    not_applicable(any_resource(RDS, "db"), reason="dev is no production, by its name"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
