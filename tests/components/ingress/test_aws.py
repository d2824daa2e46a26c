"""The gateway's group on AWS: its proxies by their addresses, and who may write them into it."""

import json
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cluster.contract import ClusterContract
from jiban.components.ingress.aws import Targets, TargetsArgs
from jiban.components.ingress.spec import IngressSpec
from jiban.components.network.contract import NetworkContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

GROUP = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/x/1"
OUTPUTS: dict[str, dict[str, Any]] = {
    "lb:TargetGroup": {"arn": GROUP},
    "iam:Role": {"arn": "arn:role"},
}


def plan(spec: IngressSpec | None = None) -> ProgramPlan:
    """What the group asks for, and its contract."""

    def program() -> object:
        known = pulumi.Output.from_input
        network = NetworkContract(network_id=known("vpc"), subnet_ids={}, ranges={})
        cluster = ClusterContract(
            cluster_id=known("arn:cluster"),
            name=known("eks-trip-test"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        args = TargetsArgs(spec=spec or IngressSpec(), site=AWS_SITE, network=network, cluster=cluster)
        contract = Targets("ingress-targets", args).contract
        return {"group": contract.group, "network": contract.network, "cluster": contract.cluster}

    return plan_program(program, outputs=OUTPUTS, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """A group for the usual gateway."""
    return plan()


def group(planned: ProgramPlan) -> dict[str, Any]:
    """What the group is asked for."""
    return dict(planned.resource("lb:TargetGroup", "ingress-targets-proxies").inputs)


def test_the_group_is_of_addresses_of_proxies(planned: ProgramPlan) -> None:
    """At the port of a proxy itself, by TLS; no node stands between."""
    inputs = group(planned)
    assert {key: inputs[key] for key in ("targetType", "port", "protocol", "protocolVersion", "vpcId")} == {
        "targetType": "ip",
        "port": 10443,
        "protocol": "HTTPS",
        "protocolVersion": "HTTP1",
        "vpcId": "vpc",
    }


def test_the_group_is_named_by_the_engine(planned: ProgramPlan) -> None:
    """A listener uses the old one until the new one is there."""
    assert "name" not in group(planned)


def test_a_proxy_is_probed_at_its_own_path(planned: ProgramPlan) -> None:
    """Twice in ten seconds each: it is left out after twenty."""
    assert group(planned)["healthCheck"] == {
        "enabled": True,
        "protocol": "HTTPS",
        "port": "traffic-port",
        "path": "/gateway/health",
        "matcher": "200",
        "interval": 10,
        "timeout": 5,
        "healthyThreshold": 2,
        "unhealthyThreshold": 2,
    }


def test_requests_end_before_a_proxy_does(planned: ProgramPlan) -> None:
    """The load balancer waits as long as a proxy goes on at most."""
    assert group(planned)["deregistrationDelay"] == 60


def test_the_controller_writes_into_this_group_alone(planned: ProgramPlan) -> None:
    """It makes nothing, and looks around in this region only."""
    policy = json.loads(planned.resource("iam:RolePolicy", "ingress-targets-role-members").inputs["policy"])
    looks, writes = policy["Statement"]
    assert writes == {
        "Effect": "Allow",
        "Action": ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
        "Resource": [GROUP],
    }
    assert looks["Condition"] == {"StringEquals": {"aws:RequestedRegion": "ap-northeast-2"}}
    assert {action.split(":")[1].startswith("Describe") for action in looks["Action"]} == {True}


def test_the_controller_s_account_becomes_the_role(planned: ProgramPlan) -> None:
    """When the role may write."""
    association = planned.resource("eks:PodIdentityAssociation", "ingress-targets-controller")
    assert {
        key: association.inputs[key] for key in ("clusterName", "namespace", "serviceAccount", "roleArn")
    } == {
        "clusterName": "eks-trip-test",
        "namespace": "kube-system",
        "serviceAccount": "aws-load-balancer-controller",
        "roleArn": "arn:role",
    }
    assert any(urn.endswith("::ingress-targets-role-members") for urn in association.dependencies)


def test_whoever_binds_knows_the_group(planned: ProgramPlan) -> None:
    """With the network and the cluster, which a controller could not ask for."""
    assert planned.result == {"group": GROUP, "network": "vpc", "cluster": "eks-trip-test"}


def test_an_address_is_refused() -> None:
    """The load balancer is the edge's."""
    with pytest.raises(SpecRefusedError, match="address: on AWS the edge's load balancer sends"):
        plan(IngressSpec(address="10.0.1.254"))
