"""Who KEDA and the controllers of rollouts are on AWS: what they may ask, and that nobody else is them."""

import json
from typing import Final

import pulumi

from jiban.components.cluster.contract import ClusterContract
from jiban.components.identity.aws_controllers import (
    RolloutsArgs,
    RolloutsIdentity,
    ScalerArgs,
    ScalerIdentity,
)
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.identity.test_aws import ROLE_ARN, SQS, broker

WORKSPACE: Final = "arn:aws:aps:ap-northeast-2:111122223333:workspace/ws-1"
ASKS: Final = [{"Effect": "Allow", "Action": ["aps:QueryMetrics"], "Resource": [WORKSPACE]}]


def scaler(queues: tuple[str, ...] = ("jobs",), workspace: str | None = None) -> ProgramPlan:
    """What the identity of KEDA's operator asks for."""

    def program() -> None:
        known = pulumi.Output.from_input
        cluster = ClusterContract(
            cluster_id=known("arn"),
            name=known("eks-trip-test"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        ScalerIdentity(
            "identity-scaler",
            ScalerArgs(
                site=AWS_SITE,
                namespace="trip-scaling",
                service_account="keda-operator",
                cluster=cluster,
                broker=broker(),
                queues=queues,
                workspace=None if workspace is None else known(workspace),
            ),
        )

    return plan_program(program, outputs={"iam:Role": {"arn": ROLE_ARN}}, resolve=True)


def test_the_scaler_counts_messages_and_reads_none() -> None:
    """Of the queues that are followed."""
    policy = scaler().resource("iam:RolePolicy", "identity-scaler-queues").inputs["policy"]
    assert json.loads(policy)["Statement"] == [
        {"Effect": "Allow", "Action": ["sqs:GetQueueAttributes"], "Resource": [f"{SQS}:jobs"]}
    ]


def test_the_scaler_is_kedas_operator_and_no_service() -> None:
    """In its own namespace, by a role that no service's can be called."""
    found = scaler().resource("eks:PodIdentityAssociation", "identity-scaler-association").inputs
    assert (found["namespace"], found["serviceAccount"]) == ("trip-scaling", "keda-operator")
    name = scaler().resource("iam:Role", "identity-scaler-role").inputs["name"]
    assert name.startswith("role-trip-scaling-keda-operator-test-")


def test_the_scaler_asks_one_workspace() -> None:
    """And, where it follows queries alone, counts no queue."""
    found = scaler((), WORKSPACE)
    policies = {each.name: each.inputs["policy"] for each in found.resources if "RolePolicy" in each.type}
    assert {name: json.loads(policy)["Statement"] for name, policy in policies.items()} == {
        "identity-scaler-metrics": ASKS
    }


def test_a_scaler_of_queues_asks_no_workspace() -> None:
    """Its role has the permission of queues and no other."""
    names = [each.name for each in scaler().resources if "RolePolicy" in each.type]
    assert names == ["identity-scaler-queues"]


def test_the_controllers_of_rollouts_ask_one_workspace() -> None:
    """As a role that no service's can be called, which their account alone becomes."""

    def program() -> None:
        known = pulumi.Output.from_input
        cluster = ClusterContract(
            cluster_id=known("arn"),
            name=known("eks-trip-test"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        RolloutsIdentity(
            "identity-rollouts",
            RolloutsArgs(
                site=AWS_SITE,
                namespace="trip-rollouts",
                service_account="argo-rollouts",
                cluster=cluster,
                workspace=known(WORKSPACE),
            ),
        )

    found = plan_program(program, outputs={"iam:Role": {"arn": ROLE_ARN}}, resolve=True)
    policy = found.resource("iam:RolePolicy", "identity-rollouts-metrics").inputs["policy"]
    assert json.loads(policy)["Statement"] == ASKS
    made = found.resource("eks:PodIdentityAssociation", "identity-rollouts-association").inputs
    assert (made["namespace"], made["serviceAccount"]) == ("trip-rollouts", "argo-rollouts")
    role = found.resource("iam:Role", "identity-rollouts-role").inputs
    assert role["name"].startswith("role-trip-rollouts-controller-test-")
    trust = json.loads(role["assumeRolePolicy"])["Statement"][0]["Condition"]["StringEquals"]
    assert trust["aws:RequestTag/kubernetes-service-account"] == "argo-rollouts"
