"""How many addresses a cluster needs is counted for the most nodes there can be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.cluster import addresses
from jiban.components.cluster.addresses import AddressNeed, PoolNeed, max_pods, need
from jiban.components.cluster.machines import machine
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec

DOCUMENT = ClusterSpec(
    networking="node_subnet",
    system_pool=NodePoolSpec(min_nodes=3, max_nodes=5),
    pools={"apps": NodePoolSpec(min_nodes=3, max_nodes=10)},
)
"""The document's cluster: five and ten nodes at most, and AKS's own thirty pods a node and ten percent of
surge."""

pools = st.builds(
    lambda nodes, surge, pods: NodePoolSpec(min_nodes=1, max_nodes=nodes, surge=surge, max_pods=pods),
    st.integers(1, 1000),
    st.integers(1, 100),
    st.none() | st.integers(10, 250),
)


def test_the_documents_cluster_needs_527_addresses_and_62() -> None:
    """Fifteen nodes and two of surge take an address each and one for each of their thirty pods: 17 x 31. The
    pool that AKS makes a cluster with takes 2 x 31 more.
    """
    wanted = need("azure", DOCUMENT, 3)
    assert (wanted.nodes, wanted.surge, wanted.total) == (15, 2, 589)
    assert (
        wanted.sum
        == "(15 nodes + 2 surge) x (1 + 30 pods) = 527, + first (1 node + 1 surge) x (1 + 30 pods) = 62"
    )


def test_overlay_networking_needs_19() -> None:
    """With overlay networking the same cluster takes an address for each node, and a /24 of the pod range."""
    wanted = need("azure", DOCUMENT.model_copy(update={"networking": "overlay"}), 3)
    assert (wanted.total, wanted.pod_range) == (19, 19 * 256)
    assert wanted.sum == "15 nodes + 2 surge + 2 of the pool that the cluster is made with"


def test_a_third_of_surge_needs_713() -> None:
    """With 33 percent both pools surge by their share, rounded up: two and four nodes, 21 x 31, and 2 x 31 of
    the pool that the cluster is made with.
    """
    third = ClusterSpec(
        networking="node_subnet",
        system_pool=NodePoolSpec(max_nodes=5, surge=33),
        pools={"apps": NodePoolSpec(max_nodes=10, surge=33)},
    )
    assert need("azure", third, 3).total == 713


def test_pools_with_other_numbers_of_pods_are_shown_apart() -> None:
    """Where pools differ in pods, the sum names each."""
    mixed = ClusterSpec(
        networking="node_subnet",
        system_pool=NodePoolSpec(max_nodes=5),
        pools={"apps": NodePoolSpec(max_nodes=10, max_pods=50)},
    )
    assert need("azure", mixed, 3).total == 6 * 31 + 11 * 51 + 2 * 31
    assert (
        need("azure", mixed, 3).sum
        == "system (5 nodes + 1 surge) x (1 + 30 pods) + apps (10 nodes + 1 surge) x (1 + 50 pods)"
        " + first (1 node + 1 surge) x (1 + 30 pods)"
    )


@pytest.mark.parametrize(("private", "extras"), [(True, 2), (False, 1)])
def test_a_private_api_server_takes_an_address(private: bool, extras: int) -> None:  # noqa: FBT001 - a column of the table
    """A load balancer's front end takes one address, and a private API server one more."""
    assert need("azure", ClusterSpec(private=private), 3).extras == extras


@pytest.mark.parametrize(("networking", "pods"), [("overlay", 250), ("node_subnet", 30)])
def test_the_default_of_pods_follows_the_networking(networking: str, pods: int) -> None:
    """A node runs 250 pods with overlay networking and 30 without, unless the pool says."""
    assert max_pods("azure", NodePoolSpec(), networking) == pods


def test_a_pool_says_its_pods() -> None:
    """What a pool says wins over the default."""
    assert max_pods("azure", NodePoolSpec(max_pods=110), "overlay") == 110


@pytest.mark.parametrize(
    ("nodes", "surge", "extra"), [(1, 1, 1), (10, 10, 1), (11, 10, 2), (100, 33, 33), (3, 100, 3)]
)
def test_surge_is_rounded_up(nodes: int, surge: int, extra: int) -> None:
    """A part of a node is a node."""
    cluster = ClusterSpec(pools={"apps": NodePoolSpec(min_nodes=1, max_nodes=nodes, surge=surge)})
    assert need("azure", cluster, 3).pools[1] == PoolNeed("apps", nodes, extra, 250)


@given(pools, pools)
def test_a_pool_more_needs_more(system: NodePoolSpec, apps: NodePoolSpec) -> None:
    """A cluster needs what its pools need, together."""
    alone = _need(system, {"apps": apps})
    both = _need(system, {"apps": apps, "more": apps})
    assert both.total - alone.total == alone.pools[1].machines * (1 + alone.pools[1].max_pods)


@given(pools)
def test_every_upgrade_surges_by_a_node_at_least(pool: NodePoolSpec) -> None:
    """No pool is upgraded without a node more, and none by more than it has."""
    wanted = _need(pool, {"apps": pool}).pools[1]
    assert 1 <= wanted.surge <= wanted.nodes


def test_a_node_of_eks_takes_prefixes() -> None:
    """With 110 pods it takes seven prefixes of sixteen, one more kept ready, and two interfaces: 130."""
    cluster = ClusterSpec(
        system_pool=NodePoolSpec(machine="t3.medium", min_nodes=3, max_nodes=3),
        pools={"apps": NodePoolSpec(machine="t3.medium", min_nodes=3, max_nodes=3)},
    )
    wanted = need("aws", cluster, 3)
    assert (wanted.nodes, wanted.surge, wanted.total) == (4, 4, 8 * 130)
    assert wanted.sum == "(4 nodes + 4 surge) x (2 interfaces + 8 prefixes of 16)"


def test_each_zone_of_eks_has_room_for_half_of_every_pool() -> None:
    """However many zones there are: so many nodes EKS allows in one, and the control plane takes six more."""
    cluster = ClusterSpec(
        system_pool=NodePoolSpec(max_nodes=5), pools={"apps": NodePoolSpec(min_nodes=3, max_nodes=10)}
    )
    found = [need("aws", cluster, zones) for zones in (2, 3)]
    assert [[pool.nodes for pool in each.pools] for each in found] == [[3, 5], [3, 5]]
    assert [(each.zones, each.extras) for each in found] == [(2, 6), (3, 6)]


def test_an_upgrade_of_eks_starts_two_nodes_in_each_zone() -> None:
    """Where the group's share is less; where it is more, the share: a tenth of 45, rounded up."""
    few = ClusterSpec(pools={"apps": NodePoolSpec(min_nodes=3, max_nodes=3, surge=10)})
    many = ClusterSpec(pools={"apps": NodePoolSpec(min_nodes=9, max_nodes=90, surge=10)})
    assert need("aws", few, 2).pools[1].surge == 2
    assert need("aws", many, 2).pools[1].surge == 5


@pytest.mark.parametrize(
    ("machine", "pods"), [("t3.medium", 110), ("m7i.4xlarge", 110), ("m7i.8xlarge", 250), ("unheard", 110)]
)
def test_eks_decides_the_pods_of_a_node_by_its_cores(machine: str, pods: int) -> None:
    """110 below thirty cores, 250 from there on."""
    assert max_pods("aws", NodePoolSpec(machine=machine), "node_subnet") == pods


@pytest.mark.parametrize(("cores", "pods"), [(29, 110), (30, 250)])
def test_thirty_cores_are_the_first_of_many_pods(
    monkeypatch: pytest.MonkeyPatch, cores: int, pods: int
) -> None:
    """No machine of the table has so many; the bound is EKS's own."""
    made = replace(machine("aws", "t3.medium"), cores=cores)
    monkeypatch.setattr(addresses, "machine", lambda _cloud, _name: made)
    assert max_pods("aws", NodePoolSpec(machine="t3.medium"), "node_subnet") == pods


def _need(system: NodePoolSpec, others: dict[str, NodePoolSpec]) -> AddressNeed:
    return need("azure", ClusterSpec(networking="node_subnet", system_pool=system, pools=others), 3)
