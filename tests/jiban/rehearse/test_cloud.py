from pathlib import Path

import pytest

from jiban.model.plan import SECRET_SIGNATURE, SIGNATURE
from jiban.rehearse.cloud import (
    AlreadyExistsError,
    Cloud,
    CloudObject,
    NotFoundError,
    read_calls,
    read_cloud,
    write_cloud,
)

QUEUE = CloudObject("aws:sqs/queue:Queue", "queue-1", "orders", {"name": "orders"})


def test_an_address_is_taken_once(tmp_path: Path) -> None:
    """A second object of a type at the same address is refused, whatever its id."""
    cloud = Cloud(tmp_path)
    cloud.create(QUEUE)
    with pytest.raises(AlreadyExistsError, match="orders already exists"):
        cloud.create(CloudObject(QUEUE.type, "queue-2", "orders", {}))


def test_objects_without_an_address_may_be_equal(tmp_path: Path) -> None:
    """Where a cloud goes by its own ids, two objects may be made of the same inputs."""
    cloud = Cloud(tmp_path)
    cloud.create(CloudObject("aws:ec2/vpc:Vpc", "vpc-1", None, {"cidrBlock": "10.0.0.0/16"}))
    cloud.create(CloudObject("aws:ec2/vpc:Vpc", "vpc-2", None, {"cidrBlock": "10.0.0.0/16"}))
    assert [each.id for each in cloud] == ["vpc-1", "vpc-2"]


def test_types_do_not_share_ids(tmp_path: Path) -> None:
    """A Service and a Deployment of one name are two objects."""
    cloud = Cloud(tmp_path)
    cloud.create(CloudObject("kubernetes:core/v1:Service", "shop/api", "shop/api", {}))
    cloud.create(CloudObject("kubernetes:apps/v1:Deployment", "shop/api", "shop/api", {}))
    assert len(read_cloud(tmp_path)) == 2


def test_a_cloud_outlives_its_process(tmp_path: Path) -> None:
    """What was made is there for the next process, and so is the memory of what was deleted."""
    first = Cloud(tmp_path)
    first.create(QUEUE)
    first.delete(QUEUE.type, QUEUE.id)
    first.log("delete", QUEUE.type, "", QUEUE.id, "ok")
    first.create(CloudObject(QUEUE.type, "queue-2", "orders", {}))
    second = Cloud(tmp_path)
    assert [each.id for each in second] == ["queue-2"]
    assert second.was_deleted(QUEUE.type, "queue-1")


def test_an_object_that_is_gone_cannot_be_changed(tmp_path: Path) -> None:
    """An update of a missing object fails, and a deletion of one does not."""
    cloud = Cloud(tmp_path)
    cloud.delete(QUEUE.type, "queue-1")
    with pytest.raises(NotFoundError, match="queue-1 does not exist"):
        cloud.update(QUEUE.type, "queue-1", {}, {})


def test_a_line_that_is_being_written_is_no_call(tmp_path: Path) -> None:
    """A reader beside the writer sees whole lines."""
    Cloud(tmp_path).log("create", QUEUE.type, "urn", "queue-1", "ok")
    with (tmp_path / "calls.ndjson").open("a") as file:
        file.write('{"op": "cre')
    assert [(call.op, call.result) for call in read_calls(tmp_path)] == [("create", "ok")]


def test_a_deletion_that_failed_has_deleted_nothing(tmp_path: Path) -> None:
    """Nor has any other call."""
    first = Cloud(tmp_path)
    first.log("delete", QUEUE.type, "", "queue-1", "fault: error before")
    first.log("update", QUEUE.type, "", "queue-2", "ok")
    second = Cloud(tmp_path)
    assert not second.was_deleted(QUEUE.type, "queue-1")
    assert not second.was_deleted(QUEUE.type, "queue-2")


def test_an_id_of_the_cloud_is_taken_once(tmp_path: Path) -> None:
    """Where there is no address too."""
    cloud = Cloud(tmp_path)
    cloud.create(CloudObject("aws:ec2/vpc:Vpc", "vpc-1", None, {}))
    with pytest.raises(AlreadyExistsError, match=r"Vpc vpc-1 already exists"):
        cloud.create(CloudObject("aws:ec2/vpc:Vpc", "vpc-1", None, {}))


def test_an_object_that_is_there_again_is_not_gone(tmp_path: Path) -> None:
    """It was deleted and made anew."""
    cloud = Cloud(tmp_path)
    cloud.create(QUEUE)
    cloud.delete(QUEUE.type, QUEUE.id)
    assert cloud.was_deleted(QUEUE.type, QUEUE.id)
    cloud.create(QUEUE)
    assert not cloud.was_deleted(QUEUE.type, QUEUE.id)


def test_numbers_are_not_given_twice(tmp_path: Path) -> None:
    """A process that starts after some calls begins beyond what these may have taken."""
    first = Cloud(tmp_path)
    taken = [next(first.numbers) for _ in range(900)]
    first.log("create", QUEUE.type, "", "queue-1", "ok")
    assert next(Cloud(tmp_path).numbers) > max(taken)


def config_map(cluster: str) -> CloudObject:
    """An object of Kubernetes in a cluster."""
    kind = "kubernetes:core/v1:ConfigMap"
    return CloudObject(kind, "shop/a", "shop/a", {}, cluster=cluster)


def test_an_object_is_found_in_a_cluster_that_is_called_otherwise_by_now(tmp_path: Path) -> None:
    """If no other cluster has one of the id; an update then takes the new name."""
    cloud = Cloud(tmp_path)
    kind, id_ = config_map("").type, config_map("").id
    cloud.create(config_map("old"))
    assert cloud.get(kind, id_) is None
    assert cloud.get(kind, id_, "new") == config_map("old")
    cloud.update(kind, id_, {"data": {}}, {}, "new")
    assert [(each.cluster, each.inputs) for each in cloud] == [("new", {"data": {}})]
    cloud.create(config_map("other"))
    assert cloud.get(kind, id_, "third") is None
    assert cloud.at(kind, "shop/a", "other") == config_map("other")
    assert cloud.at(kind, "shop/a") is None
    cloud.delete(kind, id_, "other")
    assert [each.cluster for each in cloud] == ["new"]


def test_an_object_is_held_without_marks_of_secrets(tmp_path: Path) -> None:
    """In lists and maps, and where a secret holds another."""
    secret = {SIGNATURE: SECRET_SIGNATURE, "value": {"a": {SIGNATURE: SECRET_SIGNATURE, "value": "b"}}}
    made = Cloud(tmp_path).create(CloudObject(QUEUE.type, "q", None, {"x": [1, secret], "y": "z"}))
    assert made.manifest == {"x": [1, {"a": "b"}], "y": "z"}
    assert read_cloud(tmp_path) == (made,)


def test_what_another_process_has_written_is_read_again(tmp_path: Path) -> None:
    """All of it."""
    cloud = Cloud(tmp_path)
    others = [CloudObject(QUEUE.type, id_, id_, {}) for id_ in ("a", "b", "c")]
    write_cloud(tmp_path, others)
    assert list(cloud) == []
    cloud.reload()
    assert list(cloud) == others


def test_objects_that_nobody_else_has_written_stay_the_same(tmp_path: Path) -> None:
    """What was made of them is told by their identity; the file of another process is read."""
    cloud = Cloud(tmp_path)
    made = cloud.create(QUEUE)
    cloud.reload()
    assert cloud.get(QUEUE.type, QUEUE.id) is made
    write_cloud(tmp_path, [QUEUE])
    cloud.reload()
    assert cloud.get(QUEUE.type, QUEUE.id) is not made
