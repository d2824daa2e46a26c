"""DSG-001: addresses of subnets and pod ranges against the most nodes there can be."""

from __future__ import annotations

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.network.aks import CLUSTER, POOL
from jiban.policies.rules.design.dsg_001_subnet_capacity import ENDPOINT, NODE_GROUP, RULE
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


def test_nodes_of_eks_are_not_counted() -> None:
    """The rule has no figures of EC2's instance types, and says so."""
    group = resource(NODE_GROUP, "nodes", {"instanceTypes": ["m7g.large"]})
    assert verdicts(RULE, group) == {
        "nodes": ("unknown", "how many addresses a node of m7g.large takes is not among the rule's data")
    }


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
    assert found.endswith("up to 5 are taken: system (1 nodes + 1 surge) + apps (2 nodes + 1 surge)")


def test_a_pool_that_does_not_scale_has_its_own_number_of_nodes() -> None:
    """One where nothing is said, whatever it might scale to."""
    fixed = {"enableAutoScaling": False, "count": 4}
    found = room(subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY, maximum=1), pool(9, **fixed))
    assert found.endswith("apps (4 nodes + 1 surge)")
    unsaid = room(
        subnet("nodes", "10.0.1.0/24"), cluster(OVERLAY, maximum=1), pool(9, enableAutoScaling=None)
    )
    assert unsaid.endswith("apps (1 nodes + 1 surge)")


def test_the_most_pods_of_a_node_are_those_of_its_pool() -> None:
    """Thirty where nothing is said."""
    found = room(subnet("nodes", "10.0.0.0/16"), cluster(FLAT, maximum=1), pool(1, maxPods=110))
    assert found.endswith(
        "up to 284 are taken: system (1 nodes + 1 surge) x (1 + 30 pods) + "
        "apps (1 nodes + 1 surge) x (1 + 110 pods)"
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


def test_nodes_of_eks_of_a_kind_that_is_not_known() -> None:
    """They are spoken of all the same."""
    group = resource(NODE_GROUP, "apps", {"instanceTypes": UNKNOWN})
    assert verdicts(RULE, group)["apps"] == (
        "unknown",
        "how many addresses a node of its instance type takes is not among the rule's data",
    )
