"""Whether traffic between two places of a stack gets through."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network import aks, eks, security_groups
from jiban.policy.facts.network.databases import databases
from jiban.policy.facts.network.paths import from_block, ground, not_to_database, to_database
from jiban.policy.facts.network.policies import pod_of
from jiban.policy.facts.network.ranges import Range, parse
from jiban.policy.rule import Verdict, failed, passed
from jiban.policy.view import ResourceView
from tests.policies.rules import shop
from tests.policies.samples import DEPLOYMENT, SUBNET, resource, stack, urn

AKS_WITHOUT = shop.cluster(networkPolicy="none")
EKS = resource(eks.CLUSTER, "eks", {"name": "eks"})


def plugin(settings: str) -> ResourceView:
    """The network plug-in of EKS with settings of its own."""
    inputs = {"clusterName": "eks", "addonName": "vpc-cni", "configurationValues": settings}
    return resource("aws:eks/addon:Addon", "vpc-cni", inputs)


@pytest.mark.parametrize(
    ("clusters", "heeds"),
    [
        ([], True),
        ([shop.cluster()], True),
        ([AKS_WITHOUT], False),
        ([AKS_WITHOUT, EKS], True),
        ([EKS], True),
        ([EKS, plugin("{}")], False),
        ([EKS, plugin('{"enableNetworkPolicy": "true"}')], True),
    ],
)
def test_whether_any_cluster_heeds_policies(clusters: list[ResourceView], *, heeds: bool) -> None:
    """One that does is enough, as nobody says which pods run where; EKS does unless it says not."""
    assert ground(stack(*clusters)).heeds_policies is heeds


def test_pods_of_an_overlay_are_entered_in_their_own_range() -> None:
    """Others share the addresses of the nodes."""
    overlay = stack(*shop.azure())
    shared = stack(*shop.azure(cluster=shop.cluster(networkPluginMode=None, podCidr=None)))
    assert ground(overlay).pod_spans == (parse(shop.PODS),)
    assert ground(shared).pod_spans == (parse(shop.NODES),)


@pytest.mark.parametrize(
    ("stated", "judged"),
    [
        (None, False),
        ("Disabled", False),
        ("RouteTableEnabled", False),
        ("Enabled", True),
        ("NetworkSecurityGroupEnabled", True),
        ("networkSecurityGroupEnabled", True),
    ],
)
def test_which_subnets_judge_private_endpoints(stated: str | None, *, judged: bool) -> None:
    """A group has no say over an endpoint unless its subnet turns that on."""
    parts = shop.azure(
        database_subnet=shop.subnet("database", shop.DATABASE, privateEndpointNetworkPolicies=stated),
        database_group=shop.group("database", shop.CLOSED),
    )
    assert _reaches(parts, "orders").outcome.value == ("fail" if judged else "pass")


def _two_endpoints(*open_to: str) -> list[ResourceView]:
    """The shop with a second endpoint of the database in a subnet of its own, and images open to some."""
    return [
        *shop.azure(
            images_policy=shop.policy(
                "images",
                {"app": "images"},
                ingress=[],
                egress=[shop.to_block(each, 5432) for each in open_to],
            )
        ),
        shop.subnet("second", "10.0.3.0/24"),
        shop.group("second"),
        resource(
            shop.ENDPOINT,
            "second",
            comes_from={
                "subnet": [urn(SUBNET, "subnet-second")],
                "privateLinkServiceConnections": [urn(shop.SERVER, "postgres")],
            },
        ),
    ]


def _reaches(parts: list[ResourceView], name: str, *, used: bool = True) -> Verdict:
    found = stack(*parts)
    (database,) = databases(found)
    workload = next(each for each in found.of(DEPLOYMENT) if each.name == name)
    judge = to_database if used else not_to_database
    return judge(found, ground(found), pod_of(found, workload), database)


def test_every_way_to_a_database_has_to_be_closed() -> None:
    """A policy that closes one of two endpoints leaves the other one."""
    assert _reaches(_two_endpoints(), "images", used=False) == passed("its pods do not reach postgres")
    assert _reaches(_two_endpoints("10.0.3.0/24"), "images", used=False) == failed(
        "its pods may reach postgres at port 5432, and do not use it"
    )


def test_what_uses_a_database_reaches_every_endpoint_of_it() -> None:
    """A policy that lets pods to one of two endpoints closes the other one to them."""
    assert _reaches(_two_endpoints(shop.DATABASE, "10.0.3.0/24"), "images").outcome.value == "pass"
    assert _reaches(_two_endpoints(shop.DATABASE), "images").reason == (
        "nothing gets through its NetworkPolicies from its pods to postgres (10.0.3.0/24) at port 5432"
    )


def test_every_subnet_with_nodes_lets_its_pods_be_reached() -> None:
    """A gateway that reaches the nodes of one pool and not those of another reaches some pods alone."""
    second = shop.subnet("second", "10.0.3.0/24")
    pool = resource(
        aks.POOL,
        "batch",
        {"vnetSubnetID": UNKNOWN},
        comes_from={"resourceName": [urn(aks.CLUSTER, "aks")], "vnetSubnetID": [second.urn]},
    )
    gateway: Range = parse(shop.GATEWAY) or (0, 0)
    open_ = stack(*shop.azure(), second, shop.group("second", shop.TO_PODS, shop.CLOSED), pool)
    closed = stack(*shop.azure(), second, shop.group("second", shop.CLOSED), pool)
    assert from_block(open_, ground(open_), gateway, 8080, "it").outcome.value == "pass"
    assert from_block(closed, ground(closed), gateway, 8080, "it").outcome.value == "fail"


OUTSIDE = resource(
    shop.RDS,
    "postgres",
    {"engine": "postgres"},
    comes_from={"vpcSecurityGroupIds": [urn(security_groups.GROUP, "database-group")]},
)
"""A database whose subnets are no part of the stack, and whose group is."""


def test_a_database_on_aws_is_entered_by_its_group_wherever_it_stands() -> None:
    """Without its addresses the group alone decides, over who uses it and who does not."""
    images = shop.workload("images")
    open_ = [*shop.aws(server=OUTSIDE, subnet_group=None), images]
    closed = [*shop.aws(server=OUTSIDE, subnet_group=None, rule=None), images]
    assert _reaches(open_, "orders") == passed("its pods reach postgres at port 5432")
    assert _reaches(closed, "orders").outcome.value == "fail"
    assert _reaches(open_, "images", used=False).outcome.value == "fail"
    assert _reaches(closed, "images", used=False) == passed("its pods do not reach postgres")


def test_a_database_without_any_place_in_the_stack() -> None:
    """Nobody can say who reaches it, and nothing of the stack leads to it."""
    nowhere = resource(shop.RDS, "postgres", {"engine": "postgres"})
    parts = [*shop.aws(server=nowhere), shop.workload("images")]
    assert _reaches(parts, "orders").reason == "no private way to postgres is part of the stack"
    assert _reaches(parts, "images", used=False) == passed("its pods do not reach postgres")


def test_policies_keep_pods_off_a_database_on_aws() -> None:
    """By the addresses of its subnets."""
    policy = shop.policy("images", {"app": "images"}, ingress=[], egress=[shop.to_block("10.0.9.0/24", 5432)])
    parts = [*shop.aws(), shop.workload("images")]
    assert _reaches(parts, "images", used=False).outcome.value == "fail"
    assert _reaches([*parts, policy], "images", used=False) == passed("its pods do not reach postgres")


def test_a_server_in_a_subnet_of_its_own_is_behind_the_group_of_that() -> None:
    """What a subnet says of endpoints has no say over a server in it."""
    server = resource(
        shop.SERVER,
        "postgres",
        {"network": {"delegatedSubnetResourceId": UNKNOWN}},
        comes_from={"network": [urn(SUBNET, "subnet-database")]},
    )
    own = {"endpoint": None, "server": server, "database_subnet": shop.subnet("database", shop.DATABASE)}
    assert _reaches(shop.azure(**own), "orders").outcome.value == "pass"
    closed = shop.azure(**own, database_group=shop.group("database", shop.CLOSED))
    assert _reaches(closed, "orders").outcome.value == "fail"


def test_what_the_nodes_own_group_lets_in() -> None:
    """A group of the stack's own lets in by its list as by rules apart."""
    blocks = [{"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.0.4.0/24"]}]
    own = resource(security_groups.GROUP, "nodes-group", {"ingress": blocks})
    template = resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "template",
        {"vpcSecurityGroupIds": [UNKNOWN]},
        comes_from={"vpcSecurityGroupIds": [own.urn]},
    )
    nodes = resource(eks.NODE_GROUP, "nodes", comes_from={"launchTemplate": [template.urn]})
    found = stack(EKS, own, template, nodes)
    gateway: Range = parse(shop.GATEWAY) or (0, 0)
    assert from_block(found, ground(found), gateway, 8080, "it") == passed("it reaches its pods at port 8080")
    assert from_block(found, ground(found), gateway, 80, "it").outcome.value == "fail"


def test_a_gateway_whose_addresses_get_in_is_not_taken_for_another_group() -> None:
    """What else the nodes' group lets in is not spoken of; it is where the addresses get in nowhere."""
    balancer = resource(security_groups.GROUP, "balancer")
    rules = [
        resource(
            security_groups.INGRESS_RULE,
            name,
            {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, **inputs},
            comes_from={"securityGroupId": [EKS.urn], **sources},
        )
        for name, inputs, sources in (
            ("block", {"cidrIpv4": shop.GATEWAY}, {}),
            ("members", {}, {"referencedSecurityGroupId": [balancer.urn]}),
        )
    ]
    gateway: Range = parse(shop.GATEWAY) or (0, 0)
    both, members = stack(EKS, balancer, *rules), stack(EKS, balancer, rules[1])
    assert from_block(both, ground(both), gateway, 8080, "it") == passed("it reaches its pods at port 8080")
    assert "members of balancer reach its pods at port 8080" in (
        from_block(members, ground(members), gateway, 8080, "it").reason
    )


@pytest.mark.parametrize("parts", [shop.azure(cluster=None), shop.aws(cluster=None)])
def test_a_database_of_a_stack_without_nodes(parts: list[ResourceView]) -> None:
    """Where its pods come from nobody can say."""
    found = _reaches(parts, "orders")
    assert (found.outcome.value, found.reason) == ("unknown", "the nodes are no part of the stack")


def test_a_database_on_aws_whose_groups_stand_elsewhere() -> None:
    """What its group lets in nobody can say."""
    server = resource(
        shop.RDS,
        "postgres",
        {"engine": "postgres"},
        comes_from={"dbSubnetGroupName": [urn("aws:rds/subnetGroup:SubnetGroup", "subnets")]},
    )
    found = _reaches(shop.aws(server=server), "orders")
    assert (found.outcome.value, found.reason) == (
        "unknown",
        "the security groups of postgres are no part of the stack",
    )
