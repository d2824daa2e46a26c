"""What AKS makes of the pools that a cluster lists in itself."""

from typing import Any

import pytest

from jiban.rehearse.agent_pools import CLUSTER, POOL, listed, refusal, resized, stored
from jiban.rehearse.cloud import CloudObject

FIRST = {"name": "first", "mode": "System", "count": 1}
PLACE = {"resourceGroupName": "rg", "resourceName": "it"}
LIVE = CloudObject(CLUSTER, "it", None, {**PLACE, "agentPoolProfiles": [FIRST], "kubernetesVersion": "1.35"})
APPS = CloudObject(
    POOL,
    "apps",
    None,
    {**PLACE, "agentPoolName": "apps", "mode": "User", "orchestratorVersion": "1.35", "count": 1},
    {"count": 4},
)
ELSEWHERE = CloudObject(POOL, "other", None, {**PLACE, "resourceName": "other", "agentPoolName": "other"})
OBJECTS = (LIVE, APPS, ELSEWHERE)
AS_LISTED = {"name": "apps", "mode": "User", "orchestratorVersion": "1.35", "count": 4}


def written(*profiles: dict[str, Any], version: str = "1.35") -> dict[str, Any]:
    """The inputs of a write of the cluster."""
    return {**LIVE.inputs, "agentPoolProfiles": list(profiles), "kubernetesVersion": version}


def test_a_cluster_lists_all_of_its_pools() -> None:
    """Its own first, then those made by themselves, with the counts that they have; no other cluster's."""
    assert listed(LIVE, OBJECTS).inputs["agentPoolProfiles"] == [FIRST, AS_LISTED]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        pytest.param(written(FIRST), "", id="its own alone"),
        pytest.param(written(FIRST, AS_LISTED), "", id="all there are"),
        pytest.param(
            written(FIRST, {"name": "more"}), "A new agent pool was introduced: more", id="one more"
        ),
        pytest.param(written(version="1.36"), "", id="an upgrade that lists none"),
        pytest.param(
            written({**FIRST, "orchestratorVersion": "1.36"}, version="1.36"),
            "says the version of first and not of apps",
            id="an upgrade that says one version of two",
        ),
        pytest.param(
            written({**FIRST, "orchestratorVersion": "1.35"}, AS_LISTED, version="1.36"),
            "",
            id="an upgrade that says both versions as they are",
        ),
    ],
)
def test_a_write_may_list_only_what_there_is(inputs: dict[str, Any], said: str) -> None:
    """In the words of AKS."""
    found = refusal(CLUSTER, inputs, LIVE, OBJECTS) or ""
    assert said in found
    assert (found == "") is (said == "")


@pytest.mark.parametrize(
    ("inputs", "refused"),
    [
        pytest.param({"agentPoolProfiles": [FIRST]}, False, id="a system pool"),
        pytest.param({"agentPoolProfiles": [{"name": "apps", "mode": "User"}]}, True, id="a user pool alone"),
        pytest.param({}, True, id="none"),
        pytest.param({"sku": {"name": "Automatic"}}, False, id="Automatic, which can have one of its own"),
    ],
)
def test_a_cluster_is_made_with_a_system_pool(inputs: dict[str, Any], *, refused: bool) -> None:
    """Every one but those whose system pool is Azure's."""
    assert (refusal(CLUSTER, inputs, None, ()) is not None) is refused


def test_what_a_cluster_lists_of_others_is_not_its_own() -> None:
    """It is forgotten there when the pool itself goes."""
    assert stored(CLUSTER, written(FIRST, AS_LISTED), LIVE, OBJECTS)["agentPoolProfiles"] == [FIRST]


def test_a_write_of_a_cluster_gives_its_pools_the_counts_that_it_lists() -> None:
    """Those that differ from what there is."""
    stale = written(FIRST, {**AS_LISTED, "count": 2})
    assert [each.outputs["count"] for each in resized(CLUSTER, stale, LIVE, OBJECTS)] == [2]
    assert list(resized(CLUSTER, written(FIRST, AS_LISTED), LIVE, OBJECTS)) == []
    assert list(resized(CLUSTER, written(FIRST), LIVE, OBJECTS)) == []


def test_other_objects_are_left_alone() -> None:
    """A pool that is written is no cluster."""
    assert refusal(POOL, {}, None, OBJECTS) is None
    assert listed(APPS, OBJECTS) == APPS


def test_one_count_of_several_is_enough_to_resize_a_pool() -> None:
    """All that the write says is what the pool has afterwards."""
    one_other = written(FIRST, {**AS_LISTED, "count": 4, "maxCount": 9})
    (found,) = resized(CLUSTER, one_other, LIVE, OBJECTS)
    assert (found.id, found.outputs["count"], found.outputs["maxCount"]) == ("apps", 4, 9)


def test_a_pool_that_says_no_mode_is_a_system_pool() -> None:
    """As AKS takes it."""
    assert refusal(CLUSTER, {"agentPoolProfiles": [{"name": "first"}]}, None, ()) is None


def test_a_pool_of_a_cluster_of_the_same_name_elsewhere_is_another_clusters() -> None:
    """A name is taken once in a group."""
    other = CloudObject(POOL, "apps", None, {**APPS.inputs, "resourceGroupName": "other"}, {"count": 2})
    assert listed(LIVE, (LIVE, other)) == LIVE


def test_a_cluster_says_the_pools_in_its_outputs_too() -> None:
    """As it does in its inputs."""
    live = CloudObject(CLUSTER, "it", None, LIVE.inputs, {"agentPoolProfiles": [FIRST], "fqdn": "it"})
    assert listed(live, (live, APPS)).outputs == {"agentPoolProfiles": [FIRST, AS_LISTED], "fqdn": "it"}
