"""Sizes and counts that a cloud changes by itself."""

from dataclasses import replace
from typing import Any

import pytest

from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.moves import Place, ShrinkError, gone_back, kept, moved, tolerated, with_kept

POOL = "azure-native:containerservice:AgentPool"
GROUP = "aws:eks/nodeGroup:NodeGroup"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
DATABASE = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"


def there(kind: str, **inputs: Any) -> CloudObject:
    """An object whose outputs are its inputs."""
    return CloudObject(kind, "it", "web/it", inputs, inputs)


SCALER = CloudObject(
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "web/scaler",
    "web/scaler",
    {"spec": {"scaleTargetRef": {"name": "it"}}},
)


@pytest.mark.parametrize(
    ("each", "lines"),
    [
        pytest.param(
            there(POOL, count=2, maxCount=5, enableAutoScaling=True),
            [f"{POOL} it: count 2 -> 3"],
            id="a pool",
        ),
        pytest.param(there(POOL, count=5, maxCount=5, enableAutoScaling=True), [], id="a full pool"),
        pytest.param(there(POOL, count=2, maxCount=5), [], id="a pool without an autoscaler"),
        pytest.param(
            there(GROUP, scalingConfig={"desiredSize": 2, "maxSize": 5}),
            [f"{GROUP} it: scalingConfig.desiredSize 2 -> 3"],
            id="a node group",
        ),
        pytest.param(
            there(DATABASE, storage={"storageSizeGB": 64, "autoGrow": "Enabled"}),
            [f"{DATABASE} it: storage.storageSizeGB 64 -> 128"],
            id="a disk",
        ),
        pytest.param(
            there(INSTANCE, allocatedStorage=60, maxAllocatedStorage=100),
            [f"{INSTANCE} it: allocatedStorage 60 -> 100"],
            id="a disk near its maximum",
        ),
        pytest.param(there(INSTANCE, allocatedStorage=60), [], id="a disk of a fixed size"),
        pytest.param(
            there("aws:autoscaling/group:Group", desiredCapacity=2, maxSize=3),
            ["aws:autoscaling/group:Group it: desiredCapacity 2 -> 3"],
            id="a group of machines",
        ),
        pytest.param(
            there(
                "azure-native:containerservice:ManagedCluster",
                agentPoolProfiles=[{"count": 1}, {"count": 2, "maxCount": 3, "enableAutoScaling": True}],
            ),
            ["azure-native:containerservice:ManagedCluster it: agentPoolProfiles[1].count 2 -> 3"],
            id="a pool of a cluster",
        ),
    ],
)
def test_what_may_grow_grows(each: CloudObject, lines: list[str]) -> None:
    """Up to its limit, in what the object was made of and in what it gives back."""
    assert [str(move) for move in moved([each])[1]] == lines


@pytest.mark.parametrize(
    "kind",
    [
        "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        "kubernetes:keda.sh/v1alpha1:ScaledObject",
    ],
)
def test_pods_are_scaled_where_an_autoscaler_names_them(kind: str) -> None:
    """Of either version, or KEDA's; others keep their number."""
    pods = there(DEPLOYMENT, spec={"replicas": 2})
    scaler = replace(SCALER, type=kind)
    assert [str(move) for move in moved([pods, scaler])[1]] == [f"{DEPLOYMENT} it: spec.replicas 2 -> 3"]
    assert moved([pods])[1] == ()


def test_a_count_that_the_program_leaves_out_stays_out_of_the_inputs() -> None:
    """Only the outputs know it."""
    pool = CloudObject(POOL, "it", None, {"maxCount": 5, "enableAutoScaling": True})
    (after,), _ = moved([pool])
    assert after.outputs == {"count": 2}
    assert after.inputs == {"maxCount": 5, "enableAutoScaling": True}


@pytest.mark.parametrize(
    ("live", "olds", "news", "ignored", "found"),
    [
        pytest.param(
            there(POOL, count=3), {"count": 2}, {"count": 2}, ["count"], {}, id="Azure: all is sent"
        ),
        pytest.param(there(POOL, count=3), {}, {}, [], {("count",): 3}, id="Azure: what is not sent stays"),
        pytest.param(
            there(GROUP, scalingConfig={"desiredSize": 3}),
            {"scalingConfig": {"desiredSize": 2}},
            {"scalingConfig": {"desiredSize": 2}, "labels": {"a": "b"}},
            [],
            {("scalingConfig", "desiredSize"): 3},
            id="AWS: another block is sent",
        ),
        pytest.param(
            there(GROUP, scalingConfig={"desiredSize": 3}),
            {"scalingConfig": {"desiredSize": 2, "maxSize": 5}},
            {"scalingConfig": {"desiredSize": 2, "maxSize": 6}},
            [],
            {},
            id="AWS: its block is sent",
        ),
        pytest.param(
            there(DEPLOYMENT, spec={"replicas": 3}),
            {"spec": {"replicas": 2}},
            {"spec": {"replicas": 2}},
            ["spec.replicas"],
            {("spec", "replicas"): 3},
            id="Kubernetes: ignored",
        ),
        pytest.param(
            there(DEPLOYMENT, spec={"replicas": 3}),
            {"spec": {"replicas": 2}},
            {"spec": {"replicas": 2}},
            [],
            {},
            id="Kubernetes: the program's",
        ),
        pytest.param(
            there(INSTANCE, allocatedStorage=40),
            {"allocatedStorage": 20},
            {"allocatedStorage": 20},
            [],
            {("allocatedStorage",): 40},
            id="a disk of AWS",
        ),
        pytest.param(
            there(DATABASE, storage={"storageSizeGB": 64}),
            {"storage": {"storageSizeGB": 64}},
            {"storage": {"storageSizeGB": 256}},
            [],
            {},
            id="a disk that the program lets grow",
        ),
        pytest.param(
            there(DATABASE, storage={"storageSizeGB": 128}),
            {"storage": {"storageSizeGB": 64}},
            {"storage": {"storageSizeGB": 128}},
            [],
            {("storage", "storageSizeGB"): 128},
            id="a disk that the program takes as it has grown",
        ),
    ],
)
def test_what_outlives_a_write(
    live: CloudObject, olds: dict[str, Any], news: dict[str, Any], ignored: list[str], found: dict[Any, int]
) -> None:
    """Each cloud by what its writes carry."""
    assert kept(live, olds, news, ignored) == found


def test_an_edit_of_the_program_sends_the_value_beside_it_on_aws_too() -> None:
    """Which then is what the state last knew."""
    live, values = there(GROUP, scalingConfig={"desiredSize": 3}), {"scalingConfig": {"desiredSize": 2}}
    assert kept(live, values, values) == {("scalingConfig", "desiredSize"): 3}
    assert kept(live, values, values, edited=True) == {}


def test_azure_refuses_a_smaller_disk() -> None:
    """It names both sizes."""
    live = there(DATABASE, storage={"storageSizeGB": 128})
    news = {"storage": {"storageSizeGB": 64}}
    with pytest.raises(ShrinkError, match="storageSizeGB cannot be reduced from 128 to 64"):
        kept(live, news, news)


def test_a_smaller_disk_is_no_difference_on_aws_under_a_maximum() -> None:
    """Without one it is, and so is a larger one."""
    olds = {"allocatedStorage": 40}
    news = {"allocatedStorage": 20, "maxAllocatedStorage": 100}
    assert tolerated(INSTANCE, "allocatedStorage", olds, news)
    assert not tolerated(INSTANCE, "allocatedStorage", olds, {"allocatedStorage": 20})
    assert not tolerated(INSTANCE, "allocatedStorage", {"allocatedStorage": 10}, news)
    assert not tolerated(INSTANCE, "tags", olds, news)


def test_a_value_that_went_back_is_told() -> None:
    """One that stayed is not."""
    (after,), moves = moved([there(POOL, count=2, maxCount=5, enableAutoScaling=True)])
    assert gone_back(moves, [after]) == ()
    assert gone_back(moves, [there(POOL, count=2)]) == (
        f"{POOL} it: count went back from 3, which the cloud had reached, to 2",
    )


def test_values_that_stay_are_put_where_there_is_a_place() -> None:
    """Into inputs only over another value."""
    stays: dict[Place, int] = {("spec", "replicas"): 3, ("count",): 4}
    assert with_kept({"spec": {"replicas": 2}}, stays, add=False) == {"spec": {"replicas": 3}}
    assert with_kept({"spec": {}}, stays, add=True) == {"spec": {"replicas": 3}, "count": 4}


def test_a_value_of_what_is_gone_went_back_to_nothing() -> None:
    """A grown object that is deleted, or made anew, has lost what it had reached."""
    _, moves = moved([there(POOL, count=2, maxCount=5, enableAutoScaling=True)])
    assert gone_back(moves, []) == (
        f"{POOL} it: count went back from 3, which the cloud had reached, to None",
    )


def test_a_value_that_grew_on_is_not_told() -> None:
    """Only less than what was reached is a loss."""
    _, moves = moved([there(POOL, count=2, maxCount=5, enableAutoScaling=True)])
    assert gone_back(moves, [there(POOL, count=3)]) == ()
    assert gone_back(moves, [there(POOL, count=4)]) == ()
