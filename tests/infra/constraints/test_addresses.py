"""Ranges are apart, and subnets are large enough."""

from typing import Any

import pytest

from jiban.components.base import Fault
from tests.infra.constraints.environments import found


def subnets(**ranges: str) -> dict[str, Any]:
    """Ranges given outright."""
    return {"network": {"subnets": ranges}}


def test_pods_and_network_are_apart() -> None:
    """A pod range inside the network is named with what both share."""
    assert found({"cluster": {"pod_cidr": "10.0.64.0/18"}}) == [
        Fault(
            ("cluster", "pod_cidr"),
            "cluster.pod_cidr 10.0.64.0/18 and network.cidr 10.0.0.0/16 share 10.0.64.0/18",
            "set cluster.pod_cidr to 10.3.0.0/16",
        )
    ]


def test_pods_and_services_are_apart() -> None:
    """A service range inside the pod range is named with what both share."""
    assert found({"cluster": {"service_cidr": "10.244.128.0/20"}}) == [
        Fault(
            ("cluster", "service_cidr"),
            "cluster.service_cidr 10.244.128.0/20 and cluster.pod_cidr 10.244.0.0/16 share 10.244.128.0/20",
            "set cluster.service_cidr to 10.2.0.0/16",
        )
    ]


def test_each_pair_that_overlaps_is_told() -> None:
    """Where all three ranges are one, there are three faults."""
    shared = {"pod_cidr": "10.0.0.0/16", "service_cidr": "10.0.0.0/16"}
    assert [fault.reason for fault in found({"cluster": shared})] == [
        "cluster.pod_cidr 10.0.0.0/16 and network.cidr 10.0.0.0/16 share 10.0.0.0/16",
        "cluster.service_cidr 10.0.0.0/16 and network.cidr 10.0.0.0/16 share 10.0.0.0/16",
        "cluster.service_cidr 10.0.0.0/16 and cluster.pod_cidr 10.0.0.0/16 share 10.0.0.0/16",
    ]


def test_the_proposed_range_is_free() -> None:
    """What is proposed overlaps neither of the others, however large the network is."""
    faults = found({"network": {"cidr": "10.0.0.0/8"}})
    assert [fault.remedy for fault in faults] == [
        "set cluster.pod_cidr to 172.16.0.0/16",
        "set cluster.service_cidr to 172.16.0.0/16",
    ]


def test_without_overlay_the_pod_range_is_not_used() -> None:
    """With node_subnet networking pods have addresses of the subnet, and the pod range may be anything."""
    changes = {"networking": "node_subnet", "pod_cidr": "10.0.0.0/16", "pools": {"apps": {"max_pods": 30}}}
    assert found({"cluster": changes}) == []


def test_a_subnet_lies_in_the_network() -> None:
    """A range of another network is refused."""
    assert found(subnets(cache="10.9.3.0/24")) == [
        Fault(
            ("network", "subnets", "cache"),
            "10.9.3.0/24 does not lie in network.cidr 10.0.0.0/16",
            "set a range inside the network, or leave it out for its fixed place",
        )
    ]


def test_two_given_ranges_are_apart() -> None:
    """Of two ranges that overlap the later role's is to move."""
    assert found(subnets(database="10.0.220.0/24", cache="10.0.220.128/25")) == [
        Fault(
            ("network", "subnets", "cache"),
            "10.0.220.128/25 overlaps network.subnets.database 10.0.220.0/24",
            "set a range apart from it, or leave it out for its fixed place",
        )
    ]


def test_a_given_range_is_apart_from_fixed_places() -> None:
    """A range given outright may lie where another role has its place."""
    assert found(subnets(gateway="10.0.0.0/24")) == [
        Fault(
            ("network", "subnets", "gateway"),
            "10.0.0.0/24 overlaps 10.0.0.0/17, the place of application",
            "set a range apart from it, or subnets.application to another one",
        )
    ]


def test_the_nodes_place_is_too_small_for_many_pods() -> None:
    """Without a range given outright it is the networking that should change."""
    changes = {"network": {"cidr": "10.0.0.0/22"}, "cluster": {"networking": "node_subnet"}}
    assert found(changes) == [
        Fault(
            ("cluster", "networking"),
            "network.subnets.application 10.0.0.0/23 holds 507 addresses; cluster needs up to 589: "
            "(15 nodes + 2 surge) x (1 + 30 pods) = 527, + first (1 node + 1 surge) x (1 + 30 pods) = 62",
            "set cluster.networking to overlay, or network.subnets.application to a /22",
        )
    ]


def test_overlay_networking_fits_the_documents_subnet() -> None:
    """Nineteen nodes are at home in a /24."""
    assert found(subnets(application="10.0.1.0/24")) == []


def test_a_subnet_too_small_for_overlay_is_refused() -> None:
    """Even one address a node may be too many."""
    assert found(subnets(application="10.0.1.0/28")) == [
        Fault(
            ("network", "subnets", "application"),
            "network.subnets.application 10.0.1.0/28 holds 11 addresses; cluster needs up to 19: 15 nodes + "
            "2 surge + 2 of the pool that the cluster is made with",
            "set a /27, or fewer max_nodes",
        )
    ]


def test_what_is_no_node_takes_addresses_too() -> None:
    """Twenty-seven addresses hold twenty-seven nodes, and not a load balancer and the API server beside
    them.
    """
    changes = {**subnets(application="10.0.1.0/27"), "cluster": {"pools": {"apps": {"max_nodes": 17}}}}
    assert found(changes) == [
        Fault(
            ("network", "subnets", "application"),
            "network.subnets.application 10.0.1.0/27 holds 27 addresses; cluster needs up to 29: "
            "22 nodes + 3 surge + 2 of the pool that the cluster is made with + 2 for an internal load "
            "balancer, the private API server",
            "set a /26, or fewer max_nodes",
        )
    ]


def test_a_network_too_small_for_its_nodes_is_refused() -> None:
    """Where the nodes have their fixed place, it is the network that should be larger."""
    changes = {"network": {"cidr": "10.0.0.0/22"}, "cluster": {"pools": {"apps": {"max_nodes": 1000}}}}
    (fault, *_) = [fault for fault in found(changes) if fault.path[0] == "network"]
    assert fault == Fault(
        ("network", "cidr"),
        "network.subnets.application 10.0.0.0/23 holds 507 addresses; cluster needs up to 1108: "
        "1005 nodes + 101 surge + 2 of the pool that the cluster is made with",
        "set a larger network, so that its half is a /21, or fewer max_nodes",
    )


def test_the_pod_range_has_a_24_for_every_node() -> None:
    """A /20 has sixteen, three fewer than the nodes of an upgrade."""
    assert found({"cluster": {"pod_cidr": "10.244.0.0/20"}}) == [
        Fault(
            ("cluster", "pod_cidr"),
            "10.244.0.0/20 has room for 16 nodes, a /24 each; cluster needs up to 19: 15 nodes + 2 surge + "
            "2 of the pool that the cluster is made with",
            "set a /19 or larger, or fewer max_nodes",
        )
    ]


def test_a_pod_range_smaller_than_one_node_is_told_once() -> None:
    """AKS's limit says it, and how many nodes would fit is no question then."""
    assert [fault.reason for fault in found({"cluster": {"pod_cidr": "10.244.0.0/25"}})] == [
        "each node takes a /24 of the pod range, and 10.244.0.0/25 is smaller than one"
    ]


def test_a_pod_range_for_every_node_is_taken() -> None:
    """A /19 has thirty-two."""
    assert found({"cluster": {"pod_cidr": "10.244.0.0/19"}}) == []


def test_the_gateway_can_scale_out() -> None:
    """A /28 has eleven addresses, and a gateway of ten instances takes twelve."""
    assert found(subnets(gateway="10.0.220.0/28")) == [
        Fault(
            ("network", "subnets", "gateway"),
            "10.0.220.0/28 holds 11 addresses; a gateway of 10 instances needs 12: 10 + 1 private front end "
            "+ 1 during "
            "an update",
            "set a /27 or larger; Azure recommends a /24",
        )
    ]


def test_every_private_endpoint_has_an_address() -> None:
    """A /29 has three addresses, and vault, queue and the registry's two need four."""
    assert found(subnets(endpoints="10.0.220.0/29")) == [
        Fault(
            ("network", "subnets", "endpoints"),
            "10.0.220.0/29 holds 3 addresses; private endpoints need 4: 1 of the vault + 1 of the queue + 2 "
            "of the "
            "registry",
            "set a /28 or larger",
        )
    ]


@pytest.mark.parametrize(
    ("queue", "reason"),
    [
        (
            {"geo": "alias", "geo_region": "koreasouth"},
            "need 5: 1 of the vault + 2 of the queue + 2 of the registry",
        ),
        ({"tier": "standard"}, None),
    ],
)
def test_a_broker_has_an_endpoint_in_each_of_its_regions(queue: dict[str, str], reason: str | None) -> None:
    """The second stands in the same subnet; a broker on the internet has none."""
    faults = found({**subnets(endpoints="10.0.220.0/29"), "queue": queue})
    assert [
        each.reason.removeprefix("10.0.220.0/29 holds 3 addresses; private endpoints ")
        for each in faults
        if each.path[:1] == ("network",)
    ] == ([reason] if reason else [])


@pytest.mark.parametrize("replicas", [3, 5])
def test_every_server_has_an_endpoint(replicas: int) -> None:
    """A server and three replicas are more than a /29 holds."""
    changes = {
        **subnets(database="10.0.220.0/29"),
        "postgres": {"read_replicas": {f"copy{number}": {} for number in range(replicas)}},
    }
    (fault,) = found(changes)
    assert fault.reason == (
        f"10.0.220.0/29 holds 3 addresses; private endpoints need {replicas + 1}: {replicas + 1} of postgres"
    )


def test_a_network_without_a_plan_is_one_fault() -> None:
    """A network that is too small is refused for that alone, not for every subnet in it."""
    assert [fault.path for fault in found({"network": {"cidr": "10.0.0.0/24"}})] == [("network", "cidr")]


def pools(most: int) -> dict[str, object]:
    """The sound cluster, whose second pool has at most so many nodes."""
    return {"pools": {"apps": {"max_nodes": most}}}


def test_nodes_may_take_the_subnet_to_the_last_address() -> None:
    """A /27 holds 27: 20 nodes, 3 more in an upgrade, two of the first pool, two for what is no node."""
    network = {"subnets": {"application": "10.0.0.0/27"}}
    assert found({"network": network, "cluster": pools(15)}) == []
    assert [fault.path for fault in found({"network": network, "cluster": pools(16)})] == [
        ("network", "subnets", "application")
    ]


def test_nodes_may_take_the_pod_range_to_the_last_block() -> None:
    """A /19 has room for 32: 26 nodes, 4 more in an upgrade, two of the first pool; one more is refused."""
    assert found({"cluster": {"pod_cidr": "10.244.0.0/19", **pools(21)}}) == []
    assert [fault.path for fault in found({"cluster": {"pod_cidr": "10.244.0.0/19", **pools(22)}})] == [
        ("cluster", "pod_cidr")
    ]


def test_endpoints_may_take_their_subnet_to_the_last_address() -> None:
    """A /29 holds three: a server and two replicas; the third replica is refused."""
    network = {"subnets": {"database": "10.0.144.0/29"}}
    two = {"one": {}, "two": {}}
    assert found({"network": network, "postgres": {"read_replicas": two}}) == []
    assert [
        fault.path
        for fault in found({"network": network, "postgres": {"read_replicas": {**two, "three": {}}}})
    ] == [("network", "subnets", "database")]


def test_a_given_subnet_that_is_too_small_for_pods_is_told_where_it_is_given() -> None:
    """With its own size in the remedy, not the field's name again."""
    (fault,) = found({**subnets(application="10.0.2.0/24"), "cluster": {"networking": "node_subnet"}})
    assert fault.path == ("network", "subnets", "application")
    assert fault.remedy == "set cluster.networking to overlay, or a /22"


FIRST = "2 of the pool that the cluster is made with"


@pytest.mark.parametrize(
    ("private", "extras"),
    [
        (
            False,
            f"28: 22 nodes + 3 surge + {FIRST} + 1 for an internal load balancer",
        ),
        (
            True,
            f"29: 22 nodes + 3 surge + {FIRST} + 2 for an internal load balancer, the private API server",
        ),
    ],
)
def test_nodes_that_fill_the_subnet_leave_nothing_for_the_rest(*, private: bool, extras: str) -> None:
    """Twenty-seven machines take all of a /27, so what is missing is what is no node."""
    cluster = {
        "private": private,
        "api_clients": [] if private else ["198.51.100.0/24"],
        "system_pool": {"max_nodes": 4},
        "pools": {"apps": {"max_nodes": 18}},
    }
    (fault,) = found({**subnets(application="10.0.1.0/27"), "cluster": cluster})
    assert fault.reason == (
        f"network.subnets.application 10.0.1.0/27 holds 27 addresses; cluster needs up to {extras}"
    )


def test_a_pod_range_of_one_node_has_room_for_one() -> None:
    """It is told as any other that is too small."""
    (fault,) = found({"cluster": {"pod_cidr": "10.244.0.0/24"}})
    assert fault.reason.startswith("10.244.0.0/24 has room for 1 node, a /24 each; cluster needs up to 19")
    (two,) = found({"cluster": {"pod_cidr": "10.244.0.0/23"}})
    assert two.reason.startswith("10.244.0.0/23 has room for 2 nodes, ")


def test_the_proposed_pod_range_is_the_smallest_that_holds_the_nodes() -> None:
    """Sixteen machines fill a /20, and one more needs a /19."""
    pools = {"apps": {"max_nodes": 7}}
    (fault,) = found({"cluster": {"pod_cidr": "10.244.0.0/21", "pools": pools}})
    assert "needs up to 16: 12 nodes + 2 surge + 2 of the pool" in fault.reason
    assert fault.remedy == "set a /20 or larger, or fewer max_nodes"


def test_a_gateway_may_take_its_subnet_to_the_last_address() -> None:
    """A /28 holds eleven: nine instances and two more."""
    edge = {
        "domains": ["api.example.com"],
        "origin": "origin.example.com",
        "certificate": {"covers": ["*.example.com"]},
        "gateway": {"max_instances": 9},
    }
    changes = {**subnets(gateway="10.0.220.0/28"), "edge": edge, "ingress": {}}
    assert [fault.path for fault in found(changes) if fault.path[0] == "network"] == []


COPIES = {"replica_regions": ["japaneast", "koreasouth", "eastasia"]}
"""Of the images: an address for the API, one for the data at home, one for each copy's."""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"registry": COPIES}, ["7: 1 of the vault + 1 of the queue + 5 of the registry"]),
        ({"registry": COPIES, "secrets": None}, ["6: 1 of the queue + 5 of the registry"]),
        ({"registry": COPIES, "queue": None}, ["6: 1 of the vault + 5 of the registry"]),
        ({"registry": None}, []),
    ],
)
def test_what_is_not_there_takes_no_address(changes: dict[str, Any], told: list[str]) -> None:
    """Of the three that a /29 holds."""
    assert [
        fault.reason.partition("need ")[2]
        for fault in found({**subnets(endpoints="10.0.220.0/29"), **changes})
        if fault.path == ("network", "subnets", "endpoints")
    ] == told


@pytest.mark.parametrize("cache", [None, {}, {"geo_region": "koreasouth"}])
def test_a_cache_of_two_regions_fits_where_three_addresses_are(cache: dict[str, str] | None) -> None:
    """It has an endpoint to each, and one that is not there has none."""
    faults = found({**subnets(cache="10.0.220.0/29"), "cache": cache})
    assert [fault for fault in faults if fault.path == ("network", "subnets", "cache")] == []
