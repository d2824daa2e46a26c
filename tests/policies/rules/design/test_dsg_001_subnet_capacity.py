"""DSG-001: addresses of subnets and pod ranges against the most nodes there can be."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.design.dsg_001_subnet_capacity import RULE
from jiban.policy.facts.addresses import PRIVATE_ENDPOINT as ENDPOINT
from jiban.policy.facts.network import eks
from jiban.policy.facts.network.aks import CLUSTER, POOL
from jiban.policy.view import ResourceView
from tests.policies.samples import SUBNET, resource, urn, verdicts

OVERLAY = {"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"}
FLAT = {"networkPlugin": "azure"}


def subnet(name: str, prefix: Any, *, waits_for: tuple[str, ...] = ()) -> ResourceView:
    """A subnet."""
    return resource(SUBNET, name, {"addressPrefix": prefix}, waits_for=waits_for)


def cluster(
    network: Any, *, maximum: Any = 5, subnets: tuple[str, ...] = ("nodes",), **more: Any
) -> ResourceView:
    """A cluster with one pool that scales to a maximum."""
    pool = {
        "name": "system",
        "enableAutoScaling": True,
        "maxCount": maximum,
        "upgradeSettings": {"maxSurge": "10%"},
        "vnetSubnetID": UNKNOWN,
    }
    return resource(
        CLUSTER,
        "aks",
        {"networkProfile": network, "agentPoolProfiles": [pool], **more},
        comes_from={"agentPoolProfiles": [urn(SUBNET, name) for name in subnets]},
    )


def pool(maximum: int, **more: Any) -> ResourceView:
    """A pool beside the cluster."""
    inputs = {
        "agentPoolName": "apps",
        "enableAutoScaling": True,
        "maxCount": maximum,
        "vnetSubnetID": UNKNOWN,
    }
    sources = {"vnetSubnetID": [urn(SUBNET, "nodes")], "resourceName": [urn(CLUSTER, "aks")]}
    return resource(POOL, "apps", inputs | more, comes_from=sources)


def test_pods_with_addresses_of_the_subnet_do_not_fit_into_a_24() -> None:
    """15 nodes and 2 for the upgrade, each with 30 pods, take 527 of 251 addresses."""
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/24"), cluster(FLAT), pool(10))
    assert found == {
        "nodes": (
            "fail",
            (
                "10.0.1.0/24 has 251 addresses, up to 527 are taken: system (5 nodes + 1 surge) x (1 + "
                "30 pods) + apps (10 nodes + 1 surge) x (1 + 30 pods)"
            ),
        )
    }


def test_overlay_takes_one_address_a_node_and_a_block_of_the_pod_range() -> None:
    """With overlay networking the same cluster fits, and its pod range is judged beside it."""
    assert verdicts(RULE, subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY), pool(10)) == {
        "nodes": (
            "pass",
            (
                "10.0.1.0/24 has 251 addresses, up to 17 are taken: system (5 nodes + 1 surge) + apps "
                "(10 nodes + 1 surge)"
            ),
        ),
        "aks": ("pass", "the pod range 10.244.0.0/16 has room for 256 nodes, there can be 17"),
    }


def test_a_pod_range_that_is_too_small() -> None:
    """A /20 has room for 16 nodes, and 17 there can be."""
    found = verdicts(
        RULE, subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY | {"podCidr": "10.244.0.0/20"}), pool(10)
    )
    assert found["aks"] == ("fail", "the pod range 10.244.0.0/20 has room for 16 nodes, there can be 17")


def test_nodes_of_another_cluster_take_no_room_of_a_pod_range() -> None:
    """Each cluster has its own range."""
    range_of_16 = OVERLAY | {"podCidr": "10.244.0.0/20"}
    other = resource(CLUSTER, "other", {"networkProfile": range_of_16, "agentPoolProfiles": []})
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/24"), cluster(range_of_16, maximum=9), other, pool(4))
    assert found["aks"] == ("pass", "the pod range 10.244.0.0/20 has room for 16 nodes, there can be 15")
    assert found["other"] == ("pass", "the pod range 10.244.0.0/20 has room for 16 nodes, there can be 0")


def test_endpoints_and_a_private_api_server_take_addresses_too() -> None:
    """A /28 has 11 addresses: 6 machines, the API server and five endpoints are one too many."""
    endpoints = [
        resource(
            ENDPOINT,
            f"endpoint-{number}",
            {"subnet": {"id": UNKNOWN}},
            comes_from={"subnet": [urn(SUBNET, "nodes")]},
        )
        for number in range(5)
    ]
    private = cluster(OVERLAY, apiServerAccessProfile={"enablePrivateCluster": True})
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/28"), private, *endpoints)
    assert found["nodes"] == (
        "fail",
        (
            "10.0.1.0/28 has 11 addresses, up to 12 are taken: system (5 nodes + 1 surge) + 1 of the "
            "API server + 5 of private endpoints"
        ),
    )


def test_as_many_addresses_as_there_are_may_be_taken() -> None:
    """A /28 has 11 addresses: 6 machines and the same number less one of endpoints fill it to the last."""
    endpoints = [
        resource(
            ENDPOINT,
            f"endpoint-{number}",
            {"subnet": {"id": UNKNOWN}},
            comes_from={"subnet": [urn(SUBNET, "nodes")]},
        )
        for number in range(5)
    ]
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/28"), cluster(OVERLAY), *endpoints)
    assert found["nodes"] == (
        "pass",
        (
            "10.0.1.0/28 has 11 addresses, up to 11 are taken: system (5 nodes + 1 surge) + 5 of "
            "private endpoints"
        ),
    )


def test_as_many_nodes_as_the_pod_range_has_room_for() -> None:
    """A /20 has room for 16 nodes, and 16 there can be."""
    found = verdicts(
        RULE, subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY | {"podCidr": "10.244.0.0/20"}, maximum=14)
    )
    assert found["aks"] == ("pass", "the pod range 10.244.0.0/20 has room for 16 nodes, there can be 16")


def test_a_surge_is_a_number_or_a_share_rounded_up() -> None:
    """A tenth of eleven is two; of two as a number there are two."""
    shares = {"upgradeSettings": {"maxSurge": "10%"}}, {"upgradeSettings": {"maxSurge": "2"}}
    said = [
        verdicts(RULE, subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY), pool(11, **share))["nodes"][1]
        for share in shares
    ]
    assert [text.rpartition(" + apps ")[2] for text in said] == ["(11 nodes + 2 surge)"] * 2


def test_a_subnet_that_is_only_waited_for_takes_no_nodes() -> None:
    """Of two subnets in an id's origin, the one that waits for the other is not where the pool stands."""
    last = subnet("last", "10.0.9.0/29", waits_for=(urn(SUBNET, "nodes"),))
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/24"), last, cluster(OVERLAY, subnets=("nodes", "last")))
    assert set(found) == {"nodes", "aks"}


def test_a_pool_in_one_of_two_subnets_is_not_decided() -> None:
    """Where neither waits for the other, the smaller one may be too small."""
    found = verdicts(
        RULE,
        subnet("nodes", "10.0.1.0/24"),
        subnet("small", "10.0.9.0/29"),
        cluster(OVERLAY, subnets=("nodes", "small")),
    )
    assert {name: outcome for name, (outcome, _) in found.items()} == {
        "nodes": "pass",
        "small": "unknown",
        "aks": "pass",
    }


def test_a_range_that_is_not_known() -> None:
    """A subnet whose range only the deployment tells is not decided."""
    found = verdicts(RULE, subnet("nodes", UNKNOWN), cluster(FLAT))
    assert found == {"nodes": ("unknown", "addressPrefix is not known before deployment")}


PREFIXES = '{"env": {"ENABLE_PREFIX_DELEGATION": "true"}}'


def zone(name: str, block: Any = "10.0.0.0/22") -> ResourceView:
    """A subnet of a VPC."""
    return resource(eks.SUBNET, name, {"cidrBlock": block})


def group(name: str = "apps", most: Any = 3, zones: tuple[str, ...] = ("a",), **more: Any) -> ResourceView:
    """A node group of m7g.large in some subnets, of the cluster `eks`."""
    inputs = {
        "subnetIds": [UNKNOWN] * len(zones),
        "clusterName": UNKNOWN,
        "instanceTypes": ["m7g.large"],
        "scalingConfig": {"maxSize": most},
    }
    sources = {
        "subnetIds": [urn(eks.SUBNET, each) for each in zones],
        "clusterName": [urn(eks.CLUSTER, "eks")],
    }
    return resource(eks.NODE_GROUP, name, inputs | more, comes_from=sources)


def eks_cluster(*zones: str) -> ResourceView:
    """A cluster whose control plane stands in some subnets."""
    sources = {"vpcConfig": [urn(eks.SUBNET, each) for each in zones]}
    return resource(eks.CLUSTER, "eks", {"vpcConfig": {"subnetIds": UNKNOWN}}, comes_from=sources)


def plugin(settings: Any) -> ResourceView:
    """The network plug-in of the cluster, with its settings."""
    inputs = {"addonName": "vpc-cni", "clusterName": UNKNOWN, "configurationValues": settings}
    return resource(eks.ADDON, "cni", inputs, comes_from={"clusterName": [urn(eks.CLUSTER, "eks")]})


def test_a_node_of_eks_takes_all_addresses_of_its_interfaces() -> None:
    """Three interfaces of ten; an upgrade starts two nodes first, and the control plane wants six free."""
    found = verdicts(RULE, zone("a", "10.0.0.0/25"), eks_cluster("a"), group())
    assert found == {
        "a": (
            "fail",
            (
                "10.0.0.0/25 has 123 addresses, up to 156 are taken: apps (3 nodes + 2 surge) x "
                "(3 interfaces of 10) + 6 of the control plane"
            ),
        )
    }


def test_a_node_that_takes_prefixes_takes_them_for_all_its_pods() -> None:
    """110 pods fill seven prefixes of sixteen, and one more is kept ready: 5 x 129 and 6."""
    found = verdicts(RULE, zone("a"), eks_cluster("a"), group(), plugin(PREFIXES))
    assert found == {
        "a": (
            "pass",
            (
                "10.0.0.0/22 has 1019 addresses, up to 651 are taken: apps (3 nodes + 2 surge) x "
                "(1 interface + 8 prefixes of 16) + 6 of the control plane"
            ),
        )
    }


def test_all_groups_of_a_subnet_are_counted() -> None:
    """Two pools of the same zone share its addresses."""
    found = verdicts(RULE, zone("a"), eks_cluster("a"), group(), group("batch", 5), plugin(PREFIXES))
    assert found["a"][0] == "fail"
    assert found["a"][1].startswith("10.0.0.0/22 has 1019 addresses, up to 1554 are taken: ")


def test_a_group_in_several_zones_is_spread_over_them() -> None:
    """Of seven nodes at most four stand in one of two zones, and each is judged by itself."""
    found = verdicts(
        RULE,
        zone("a", "10.0.0.0/24"),
        zone("b", "10.0.1.0/25"),
        eks_cluster(),
        group(most=7, zones=("a", "b")),
    )
    assert {name: outcome for name, (outcome, _) in found.items()} == {"a": "pass", "b": "fail"}
    assert found["a"][1] == (
        "10.0.0.0/24 has 251 addresses, up to 180 are taken: apps (4 nodes + 2 surge) x (3 interfaces of 10)"
    )


@pytest.mark.parametrize(("most", "surge"), [(10, 5), (11, 6)])
def test_an_upgrade_that_may_take_away_more_starts_more(most: int, surge: int) -> None:
    """Half of ten nodes are five, and half of eleven are six."""
    found = verdicts(
        RULE, zone("a"), eks_cluster(), group(most=most, updateConfig={"maxUnavailablePercentage": 50})
    )
    assert f"apps ({most} nodes + {surge} surge)" in found["a"][1]


@pytest.mark.parametrize(
    ("update", "surge"),
    [
        ({}, 2),
        ({"maxUnavailable": 6}, 2),
        ({"maxUnavailable": 7}, 3),
        ({"maxUnavailablePercentage": 40}, 4),
        ({"maxUnavailablePercentage": 10}, 2),
    ],
)
def test_what_an_upgrade_takes_away_is_spread_over_the_zones(update: dict[str, int], surge: int) -> None:
    """Of thirty nodes in three zones ten stand in each, and never fewer than two are started in one."""
    zones = ("a", "b", "c")
    subnets = [zone(name, f"10.{index}.0.0/16") for index, name in enumerate(zones)]
    found = verdicts(RULE, *subnets, eks_cluster(), group(most=30, zones=zones, updateConfig=update))
    assert f"apps (10 nodes + {surge} surge)" in found["a"][1]


def test_of_several_instance_types_the_largest_counts() -> None:
    """An m7g.4xlarge has eight interfaces of thirty."""
    found = verdicts(RULE, zone("a"), eks_cluster(), group(instanceTypes=["m7g.large", "m7g.4xlarge"]))
    assert found["a"][1].endswith("(3 nodes + 2 surge) x (8 interfaces of 30)")


def test_as_many_addresses_of_a_zone_as_there_are_may_be_taken() -> None:
    """Nine nodes and two for the upgrade fill a /28 to the last where pods have addresses elsewhere."""
    settings = '{"env": {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}}'
    found = verdicts(RULE, zone("a", "10.0.0.0/28"), eks_cluster(), group(most=9), plugin(settings))
    assert found["a"] == (
        "pass",
        "10.0.0.0/28 has 11 addresses, up to 11 are taken: apps (9 nodes + 2 surge)",
    )


def test_pods_of_other_subnets_take_none_of_the_nodes() -> None:
    """With networking of the cluster's own choice a node takes its own address here."""
    settings = '{"env": {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}}'
    found = verdicts(RULE, zone("a", "10.0.0.0/28"), eks_cluster(), group(), plugin(settings))
    assert found == {
        "a": ("pass", "10.0.0.0/28 has 11 addresses, up to 5 are taken: apps (3 nodes + 2 surge)")
    }


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"instanceTypes": UNKNOWN}, "instanceTypes"),
        ({"instanceTypes": None, "launchTemplate": {"id": UNKNOWN}}, "launchTemplate"),
        ({"scalingConfig": {"maxSize": UNKNOWN}}, "scalingConfig.maxSize"),
        ({"subnetIds": [UNKNOWN, "subnet-1"]}, "subnetIds"),
    ],
)
def test_what_is_not_known_of_a_group_is_told(change: dict[str, Any], missing: str) -> None:
    """Unless the others alone are too many."""
    unsure = group(**change)
    said = f"{missing} of apps is not known before deployment"
    assert verdicts(RULE, zone("a"), eks_cluster(), unsure)["a"] == ("unknown", said)
    assert verdicts(RULE, zone("a"), eks_cluster(), unsure, group("more", 50))["a"][0] == "fail"


def test_an_instance_type_that_no_table_has() -> None:
    """Nothing is made up of it."""
    found = verdicts(RULE, zone("a"), eks_cluster(), group(instanceTypes=["q9.odd"]))
    said = (
        "instanceTypes of apps holds q9.odd, of which the data does not say how many addresses a node takes"
    )
    assert found["a"] == ("unknown", said)


def test_a_group_that_names_no_instance_type_has_eks_s_own() -> None:
    """A t3.medium, with three interfaces of six."""
    found = verdicts(RULE, zone("a"), eks_cluster(), group(instanceTypes=None))
    assert found["a"][1].endswith("x (3 interfaces of 6)")


def test_a_group_that_names_its_types_beside_a_template() -> None:
    """What the template says of other things is of no matter."""
    found = verdicts(RULE, zone("a"), eks_cluster(), group(launchTemplate={"id": UNKNOWN}))
    assert found["a"][0] == "pass"


def test_a_group_whose_subnets_are_not_in_the_stack() -> None:
    """There is no range to hold it against."""
    found = verdicts(RULE, eks_cluster(), group(zones=()))
    assert found == {
        "apps": ("unknown", "subnetIds does not say before deployment which subnets its nodes stand in")
    }


def test_a_range_of_a_zone_that_is_not_known() -> None:
    """A subnet whose block only the deployment tells is not decided."""
    found = verdicts(RULE, zone("a", UNKNOWN), eks_cluster(), group())
    assert found == {"a": ("unknown", "cidrBlock is not known before deployment")}


@pytest.mark.parametrize("block", [None, "2001:db8::/56"])
def test_a_zone_without_an_ipv4_range(block: str | None) -> None:
    """A block that an allocation pool gives out, or one of the other version, has no number to compare."""
    found = verdicts(RULE, zone("a", block), eks_cluster(), group())
    assert found == {"a": ("unknown", "cidrBlock is not known before deployment")}


def test_a_stack_without_a_cluster() -> None:
    """A subnet without nodes is no subject."""
    found = verdicts(RULE, subnet("nodes", "10.0.1.0/24"))
    assert found == {"": ("not applicable", "the stack has nothing that the rule is about")}


def room(*parts: ResourceView) -> str:
    """What is said of the subnet of the nodes."""
    return verdicts(RULE, *parts)["nodes"][1]


def test_pods_of_another_subnet_take_none_of_the_nodes_addresses() -> None:
    """Whether its id is known or not."""
    found = room(subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY, maximum=1), pool(2, podSubnetID=UNKNOWN))
    assert found.endswith("up to 5 are taken: system (1 node + 1 surge) + apps (2 nodes + 1 surge)")


def test_a_pool_that_does_not_scale_has_its_own_number_of_nodes() -> None:
    """One where nothing is said, whatever it might scale to."""
    fixed = {"enableAutoScaling": False, "count": 4}
    found = room(subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY, maximum=1), pool(9, **fixed))
    assert found.endswith("apps (4 nodes + 1 surge)")
    unsaid = room(
        subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY, maximum=1), pool(9, enableAutoScaling=None)
    )
    assert unsaid.endswith("apps (1 node + 1 surge)")


def test_the_most_pods_of_a_node_are_those_of_its_pool() -> None:
    """Thirty where nothing is said."""
    found = room(subnet("nodes", "10.0.0.0/16"), cluster(FLAT, maximum=1), pool(1, maxPods=110))
    assert found.endswith(
        "up to 284 are taken: system (1 node + 1 surge) x (1 + 30 pods) + "
        "apps (1 node + 1 surge) x (1 + 110 pods)"
    )


def test_a_share_of_a_hundred_nodes_is_the_share() -> None:
    """A tenth of a hundred is ten, and of a hundred and one eleven."""
    for nodes, surge in ((100, 10), (101, 11)):
        found = room(
            subnet("nodes", "10.0.0.0/16"),
            cluster(OVERLAY, maximum=1),
            pool(nodes, upgradeSettings={"maxSurge": "10%"}),
        )
        assert found.endswith(f"apps ({nodes} nodes + {surge} surge)")


def test_every_prefix_of_a_subnet_gives_addresses() -> None:
    """Each keeps five for itself."""
    both = resource(SUBNET, "nodes", {"addressPrefixes": ["10.0.1.0/28", "10.0.2.0/28"]})
    assert room(both, cluster(OVERLAY, maximum=1)).startswith("10.0.1.0/28, 10.0.2.0/28 has 22 addresses")


def test_nodes_of_eks_that_stand_in_no_subnet_of_the_stack() -> None:
    """They are spoken of all the same."""
    group = resource(eks.NODE_GROUP, "apps", {"instanceTypes": UNKNOWN})
    assert verdicts(RULE, group)["apps"] == (
        "unknown",
        "subnetIds does not say before deployment which subnets its nodes stand in",
    )


@pytest.mark.parametrize("prefix", ["10.0.1.0/30", "10.0.1.0/31", "10.0.1.0/32"])
def test_a_subnet_that_the_cloud_takes_whole_has_no_address(prefix: str) -> None:
    """The cloud keeps five of each subnet, so that none is left of four, and not fewer than none."""
    found = room(subnet("nodes", prefix), cluster(OVERLAY, maximum=1))
    assert found.startswith(f"{prefix} has 0 addresses, ")
    assert verdicts(RULE, zone("a", prefix), eks_cluster("a"), group())["a"][1].startswith(
        f"{prefix} has 0 addresses, "
    )
