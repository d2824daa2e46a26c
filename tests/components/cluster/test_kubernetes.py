"""The autoscaler of nodes is a release of a pinned chart, told of each group with its limits."""

import pulumi

from jiban.components.cluster.kubernetes import NodeAutoscaler, NodeAutoscalerArgs
from jiban.testing import Resource, plan_program


def release() -> Resource:
    """What two groups of a cluster of 1.36 ask for."""

    def program() -> None:
        group = pulumi.CustomResource("test:index:Probe", "group", {})
        NodeAutoscaler(
            "node-autoscaler",
            NodeAutoscalerArgs(
                region="ap-northeast-2",
                version="1.36",
                groups={"system-1": ("eks-system-1", 1, 2), "apps-1": (group.id, 1, 4)},
            ),
        )

    return plan_program(program).resource("helm.sh/v3:Release", "node-autoscaler-release")


def test_the_chart_is_pinned() -> None:
    """By repository, name and version, and its image follows the cluster."""
    found = release().inputs
    assert (found["chart"], found["version"], found["repositoryOpts"]) == (
        "cluster-autoscaler",
        "9.59.0",
        {"repo": "https://kubernetes.github.io/autoscaler"},
    )
    assert found["values"]["image"] == {"tag": "v1.36.1"}


def test_each_group_has_its_limits_in_the_order_of_its_key() -> None:
    """A pool more changes no line of another."""
    groups = release().inputs["values"]["autoscalingGroups"]
    assert [(each["minSize"], each["maxSize"]) for each in groups] == [(1, 4), (1, 2)]
    assert groups[1]["name"] == "eks-system-1"


def test_a_release_that_fails_is_taken_back() -> None:
    """Otherwise Helm refuses the next one."""
    assert release().inputs["atomic"] is True
