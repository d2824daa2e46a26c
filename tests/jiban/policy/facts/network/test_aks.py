"""Where AKS and its nodes stand."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network import aks
from jiban.policy.facts.network.ranges import parse
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.samples import resource, stack


def cluster(**profile: Any) -> ResourceView:
    """A cluster with a network profile."""
    return resource(aks.CLUSTER, "aks", {"networkProfile": profile})


@pytest.mark.parametrize(
    ("profile", "heeded"),
    [
        ({}, False),
        ({"networkPolicy": "none"}, False),
        ({"networkPolicy": "None"}, False),
        ({"networkPolicy": "cilium"}, True),
        ({"networkPolicy": "azure"}, True),
        ({"networkPolicy": "calico"}, True),
    ],
)
def test_what_heeds_network_policies(profile: dict[str, Any], *, heeded: bool) -> None:
    """A cluster that names no engine has none, and every policy in it is a text."""
    assert aks.enforces_policies(cluster(**profile)) is heeded


@pytest.mark.parametrize(
    ("profile", "overlay"),
    [
        ({}, False),
        ({"networkPluginMode": "overlay"}, True),
        ({"networkPluginMode": "Overlay"}, True),
        ({"networkPlugin": "azure"}, False),
    ],
)
def test_what_is_an_overlay(profile: dict[str, Any], *, overlay: bool) -> None:
    """Pods have a range of their own in the mode of that name alone."""
    assert aks.is_overlay(cluster(**profile)) is overlay


def test_every_prefix_of_a_subnet_is_a_range() -> None:
    """One may be given alone, several in a list."""
    subnet = resource(
        aks.SUBNET,
        "nodes",
        {"addressPrefix": "10.0.1.0/24", "addressPrefixes": ["10.0.2.0/24", "10.0.3.0/24", "fd00::/64"]},
    )
    assert aks.spans(subnet) == tuple(map(parse, ("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24")))


def test_every_prefix_of_every_network_is_a_range() -> None:
    """Networks that are peered with each other are all their own."""
    one = resource(aks.NETWORK, "one", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.1.0.0/16"]}})
    two = resource(aks.NETWORK, "two", {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}})
    found = aks.network_spans(stack(one, two))
    assert found == list(map(parse, ("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16")))


def test_the_range_of_pods_where_none_is_stated() -> None:
    """AKS takes its own."""
    assert aks.pod_span(cluster()) == parse("10.244.0.0/16")
    assert aks.pod_span(cluster(podCidr="10.99.0.0/16")) == parse("10.99.0.0/16")


@pytest.mark.parametrize("cidr", [UNKNOWN, "fd00::/48"])
def test_a_range_of_pods_that_cannot_be_told(cidr: Any) -> None:
    """A range that is unknown, or is no IPv4, is not taken for the usual one."""
    with pytest.raises(NotKnownError):
        aks.pod_span(cluster(podCidr=cidr))


def test_pools_of_a_cluster_and_pools_apart() -> None:
    """Both kinds are pools of their cluster; one of another cluster is not."""
    subnet = resource(aks.SUBNET, "nodes")
    found = resource(
        aks.CLUSTER,
        "aks",
        {"agentPoolProfiles": [{"name": "system", "vnetSubnetID": UNKNOWN}, {"name": "batch"}]},
        comes_from={"agentPoolProfiles": [subnet.urn]},
    )
    other = resource(aks.CLUSTER, "other")
    apart = [
        resource(
            aks.POOL,
            name,
            {"agentPoolName": name, "vnetSubnetID": UNKNOWN},
            comes_from={"resourceName": [of.urn], "vnetSubnetID": [subnet.urn]},
        )
        for name, of in (("workers", found), ("strangers", other))
    ]
    pools = [
        (pool.cluster.name, pool.name, len(pool.subnets))
        for pool in aks.pools(stack(subnet, found, other, *apart))
    ]
    assert pools == [
        ("aks", "system", 1),
        ("aks", "batch", 0),
        ("aks", "workers", 1),
        ("other", "strangers", 1),
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("workers", ["system", "workers"], id="the same pool, as a refresh lists it"),
        pytest.param("others", ["system", "others", "workers"], id="another one"),
        pytest.param(UNKNOWN, ["system", "a pool", "workers"], id="one that is not known yet"),
    ],
)
def test_a_pool_that_its_cluster_lists_too_is_one_pool(name: Any, found: list[str]) -> None:
    """Azure lists all of them in the cluster, and a refreshed state has the list among the inputs."""
    cluster = resource(aks.CLUSTER, "aks", {"agentPoolProfiles": [{"name": "system"}, {"name": name}]})
    workers = resource(
        aks.POOL, "workers", {"agentPoolName": "workers"}, comes_from={"resourceName": [cluster.urn]}
    )
    names = [
        pool.name if pool.node["name"].known else "a pool" for pool in aks.pools(stack(cluster, workers))
    ]
    assert names == found


def test_a_known_id_names_one_of_several_subnets() -> None:
    """After the first deployment the id ends with the name of the subnet that a pool stands in."""
    subnets = [resource(aks.SUBNET, name, {"subnetName": name}) for name in ("one", "two")]
    path = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/two"
    found = resource(
        aks.CLUSTER,
        "aks",
        {"agentPoolProfiles": [{"name": "system", "vnetSubnetID": path}]},
        comes_from={"agentPoolProfiles": [each.urn for each in subnets]},
    )
    (pool,) = aks.pools(stack(*subnets, found))
    assert [subnet.name for subnet in pool.subnets] == ["two"]


def test_an_id_of_no_subnet_of_the_stack_leaves_what_the_pool_comes_from() -> None:
    """A subnet whose own name is not known yet may be the one, and none is ruled out by its name."""
    subnets = [resource(aks.SUBNET, "one", {"subnetName": UNKNOWN}), resource(aks.SUBNET, "two")]
    found = resource(
        aks.CLUSTER,
        "aks",
        {"agentPoolProfiles": [{"name": "system", "vnetSubnetID": "/subnets/elsewhere"}]},
        comes_from={"agentPoolProfiles": [each.urn for each in subnets]},
    )
    (pool,) = aks.pools(stack(*subnets, found))
    assert [subnet.name for subnet in pool.subnets] == ["one", "two"]
