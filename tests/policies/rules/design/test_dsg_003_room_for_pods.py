"""DSG-003: the most pods of a cluster fit on its most nodes, and still do without a zone."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_003_room_for_pods import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

AKS = "azure-native:containerservice:ManagedCluster"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"


def cluster(**pool: Any) -> ResourceView:
    """A cluster with one pool of three nodes of four cores, 3.86 of them for pods."""
    given = {
        "name": "apps",
        "vmSize": "Standard_D4s_v5",
        "count": 3,
        "availabilityZones": ["1", "2", "3"],
        "maxPods": 30,
        **pool,
    }
    return resource(AKS, "aks", {"agentPoolProfiles": [given]})


def app(replicas: Any = 2, **requests: Any) -> ResourceView:
    """A Deployment."""
    containers = [{"name": "app", "resources": {"requests": requests or {"cpu": "1"}}}]
    spec = {"replicas": replicas, "template": {"spec": {"containers": containers}}}
    return resource(DEPLOYMENT, "app", {"metadata": {"name": "app"}, "spec": spec})


def scaler(most: Any) -> ResourceView:
    """An autoscaler of the Deployment."""
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "app"}, "maxReplicas": most}
    return resource(HPA, "scaler", {"spec": spec})


CASES = (
    passes(cluster(), app(7), reason="up to 7 pods fit, also without one of the zones"),
    fails(
        (
            "pods ask for up to 8 cores (app 8 x 1), and 3 nodes of pool apps (Standard_D4s_v5) have 7.72 "
            "without one of their zones"
        ),
        cluster(),
        app(2),
        scaler(8),
    ),
    fails(
        "pods ask for up to 12 cores (app 12 x 1), and 3 nodes of pool apps (Standard_D4s_v5) have 11.58",
        cluster(),
        app(12),
    ),
    fails(
        "one pod of app asks for 15.5 GiB, and a node has 15.27 for it",
        cluster(),
        app(1, memory="15.5Gi"),
    ),
    fails(
        "no pool takes the pods of app, by taints and labels",
        cluster(nodeTaints=["kind=gpu:NoSchedule"]),
        app(),
    ),
    # Nobody names zones, and this is no production: it is not asked what is left without one.
    passes(cluster(availabilityZones=None), app(11), reason="up to 11 pods fit"),
    unknown("spec.maxReplicas of scaler is not known before deployment", cluster(), app(), scaler(UNKNOWN)),
    unknown(
        "agentPoolProfiles[0].vmSize of aks is Standard_Z1, of which nobody has published the size here",
        cluster(vmSize="Standard_Z1"),
        app(),
    ),
    not_applicable(cluster(), reason="the stack has no workload of it"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
