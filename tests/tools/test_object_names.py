"""What names an object, as it is taken from an SDK."""

from __future__ import annotations

from tools.object_names import naming


def test_a_name_is_unique_within_the_names_that_replace() -> None:
    """Neither another property that replaces nor a part of one says what an object is in."""
    assert naming("a:b:C", ["name"], ["name", "vpcId", "clusterName", "engine", "import.bucketName"]) == {
        "a:b:C": {"names": ["name"], "within": ["clusterName", "vpcId"]}
    }


def test_a_type_without_a_name_is_left_out() -> None:
    """Nothing tells its objects from each other; a name of its own is enough."""
    assert naming("a:b:C", [], ["vpcId"]) == {}
    assert naming("a:b:C", ["name"], ["engine"]) == {"a:b:C": {"names": ["name"]}}
