"""Whether traffic between two places of a stack gets through."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.network import aks, eks
from jiban.policies.network.databases import databases
from jiban.policies.network.paths import from_block, ground, not_to_database, to_database
from jiban.policies.network.policies import pod_of
from jiban.policies.network.ranges import Range, parse
from jiban.policy.rule import Verdict, failed, passed
from jiban.policy.view import ResourceView
from tests.policies.rules import shop
from tests.policies.samples import DEPLOYMENT, SUBNET, resource, stack, urn

AKS_WITHOUT = shop.cluster(networkPolicy="none")
EKS = resource(eks.CLUSTER, "eks")


@pytest.mark.parametrize(
    ("clusters", "heeds"),
    [
        ([], True),
        ([shop.cluster()], True),
        ([AKS_WITHOUT], False),
        ([AKS_WITHOUT, EKS], True),
        ([EKS], True),
    ],
)
def test_whether_any_cluster_heeds_policies(clusters: list[ResourceView], *, heeds: bool) -> None:
    """One that does is enough, as nobody says which pods run where; EKS always does."""
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
