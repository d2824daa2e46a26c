from pathlib import Path

import pytest

from jiban.rehearse.cloud import (
    AlreadyExistsError,
    Cloud,
    CloudObject,
    NotFoundError,
    read_calls,
    read_cloud,
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
