"""Where the nodes of EKS stand, and which security groups they belong to."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network import eks, security_groups
from jiban.policy.facts.network.ranges import parse
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
        ([template("both", OWN.urn, CLUSTER.urn), nodes("a", template("both"))], {CLUSTER.urn, OWN.urn}),
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


def test_a_cluster_comes_from_more_than_its_subnets() -> None:
    """The range of the whole network is none of nodes, and what stands in another stack has none."""
    network = resource("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16"})
    subnet = resource(eks.SUBNET, "a", {"cidrBlock": "10.0.1.0/24"})
    cluster = resource(
        eks.CLUSTER, "eks", comes_from={"vpcConfig": [subnet.urn, network.urn, urn(eks.SUBNET, "elsewhere")]}
    )
    assert eks.spans(stack(subnet, network, cluster)) == (parse("10.0.1.0/24"),)


def addon(name: str, of: ResourceView, settings: str) -> ResourceView:
    """An add-on of a cluster."""
    inputs = {"addonName": name, "configurationValues": settings}
    return resource(eks.ADDON, f"{of.name}-{name}", inputs, comes_from={"clusterName": [of.urn]})


def test_the_plug_in_of_another_cluster_and_another_add_on_say_nothing() -> None:
    """A group has the settings of the network plug-in of its own cluster."""
    other = resource(eks.CLUSTER, "other")
    group = resource(eks.NODE_GROUP, "a", comes_from={"clusterName": [CLUSTER.urn]})
    addons = (
        addon("vpc-cni", other, '{"env": {"WARM_IP_TARGET": 9}}'),
        addon("coredns", CLUSTER, '{"env": {"WARM_IP_TARGET": 8}}'),
    )
    assert eks.plugin_settings(stack(CLUSTER, other, group, *addons), group) == {}
    own = addon("vpc-cni", CLUSTER, '{"env": {"WARM_IP_TARGET": 2}}')
    assert eks.plugin_settings(stack(CLUSTER, other, group, *addons, own), group) == {"WARM_IP_TARGET": "2"}
