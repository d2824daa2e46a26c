"""Where the nodes of EKS stand, and which security groups they belong to."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.network import eks, security_groups
from jiban.policies.network.ranges import parse
from jiban.policy.view import ResourceView
from tests.policies.samples import resource, stack, urn

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
CLUSTER = resource(eks.CLUSTER, "eks")
OWN = resource(security_groups.GROUP, "nodes")


def template(name: str, *groups: str) -> ResourceView:
    """A launch template that names some groups, or none."""
    inputs = {"vpcSecurityGroupIds": [UNKNOWN for _ in groups]} if groups else {}
    return resource(TEMPLATE, name, inputs, comes_from={"vpcSecurityGroupIds": list(groups)})


def nodes(name: str, using: ResourceView | None = None) -> ResourceView:
    """A node group, with a launch template or without one."""
    return resource(eks.NODE_GROUP, name, comes_from={"launchTemplate": [using.urn] if using else []})


@pytest.mark.parametrize(
    ("parts", "members"),
    [
        ([], {CLUSTER.urn}),
        ([nodes("a")], {CLUSTER.urn}),
        ([template("plain"), nodes("a", template("plain"))], {CLUSTER.urn}),
        ([template("own", OWN.urn), nodes("a", template("own"))], {OWN.urn}),
        ([template("own", OWN.urn), nodes("a", template("own")), nodes("b")], {CLUSTER.urn, OWN.urn}),
        (
            [
                template("own", OWN.urn),
                template("plain"),
                nodes("a", template("own")),
                nodes("b", template("plain")),
            ],
            {CLUSTER.urn, OWN.urn},
        ),
        ([template("both", CLUSTER.urn, OWN.urn), nodes("a", template("both"))], {CLUSTER.urn, OWN.urn}),
    ],
)
def test_the_groups_that_nodes_belong_to(parts: list[ResourceView], members: set[str]) -> None:
    """A template's groups take the place of the cluster's, for the nodes that it is the template of."""
    assert eks.members(stack(CLUSTER, OWN, *parts)) == members


def test_nodes_stand_in_the_subnets_of_the_cluster_and_of_every_node_group() -> None:
    """Pods have addresses of the same subnets."""
    subnets = [
        resource(eks.SUBNET, name, {"cidrBlock": f"10.0.{number}.0/24"})
        for number, name in enumerate(("cluster", "a", "b"))
    ]
    found = eks.spans(
        stack(
            *subnets,
            resource(eks.SUBNET, "data", {"cidrBlock": "10.0.9.0/24"}),
            resource(eks.CLUSTER, "eks", comes_from={"vpcConfig": [subnets[0].urn]}),
            resource(eks.NODE_GROUP, "a", comes_from={"subnetIds": [subnets[1].urn]}),
            resource(eks.NODE_GROUP, "b", comes_from={"subnetIds": [subnets[1].urn, subnets[2].urn]}),
        )
    )
    assert sorted(found) == sorted(
        span for number in range(3) if (span := parse(f"10.0.{number}.0/24")) is not None
    )


def test_a_group_that_is_no_part_of_the_stack_is_no_member() -> None:
    """What a template names beside the cluster and the stack's own groups is not known by a URN."""
    named = template("own", urn("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default"))
    assert eks.members(stack(CLUSTER, named, nodes("a", named))) == frozenset()
