"""Two resources of a program that are one object of the cloud: what a diff says of them."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.diff.compare import compare_plans
from jiban.diff.model import Comparison
from jiban.diff.replacement import Tables
from jiban.diff.text import diff_text
from jiban.diff.twins import with_twins
from jiban.model.plan import UNKNOWN, Plan, Resource

DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def plan(name: str, inputs: dict[str, Any], token: str = DEPLOYMENT, provider: str | None = None) -> Plan:
    """A plan of one resource."""
    urn = f"urn:pulumi:dev::shop::{token}::{name}"
    return Plan("shop", "dev", (Resource(urn, token, name, custom=True, inputs=inputs, provider=provider),))


def twins(base: Plan, head: Plan) -> list[tuple[str, str, str]]:
    """What is deleted and created, with the resource that is the same object, and which object that is."""
    found = with_twins(compare_plans(base, head, Tables()), base, head)
    return sorted(
        (each.kind, (each.twin or "").rpartition("::")[2], each.one_object) for each in found.resources
    )


def front(**metadata: Any) -> dict[str, Any]:
    """A Deployment."""
    return {"metadata": metadata, "spec": {"replicas": metadata.pop("replicas", 3)}}


def test_an_object_under_another_name_of_the_program() -> None:
    """Both sides say which object they are, and which the other one is."""
    named = {"name": "front", "namespace": "shop"}
    found = twins(plan("old", front(**named)), plan("new", front(**named, replicas=4)))
    said = "shop/front of the cluster"
    assert found == [("create", "old", said), ("delete", "new", said)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"name": "front", "namespace": "shop"}, {"name": "back", "namespace": "shop"}),
        ({"name": "front", "namespace": "shop"}, {"name": "front", "namespace": "team"}),
        ({}, {}),
        ({"name": UNKNOWN}, {"name": UNKNOWN}),
        ({"name": "front", "namespace": UNKNOWN}, {"name": "front", "namespace": UNKNOWN}),
    ],
)
def test_what_is_not_one_object(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Another name or namespace, or names that nobody knows."""
    found = twins(plan("old", front(**before)), plan("new", front(**after, replicas=4)))
    assert [twin for _, twin, _ in found] == ["", ""]


def test_an_object_of_another_cluster_is_another_one() -> None:
    """Whatever its name."""
    there = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::there::id"
    found = twins(plan("old", front(name="front")), plan("new", front(name="front"), provider=there))
    assert [twin for _, twin, _ in found] == ["", ""]


def test_a_bucket_and_a_group_by_their_names() -> None:
    """The clouds' names are in a table."""
    bucket = "aws:s3/bucket:Bucket"
    base, head = (plan(name, {"bucket": "shop-files", "tags": name}, bucket) for name in ("old", "new"))
    assert {said for _, _, said in twins(base, head)} == {"shop-files of the cloud"}
    base, head = (plan(name, {"tags": name}, bucket) for name in ("old", "new"))
    assert {said for _, _, said in twins(base, head)} == {""}


def test_what_the_text_says() -> None:
    """That nothing is left, and what keeps it; the shape that two resources share is not told beside it."""
    base, head = (
        plan("front", front(name="front", namespace="shop")),
        plan("frontend", front(name="front", namespace="shop")),
    )
    text = diff_text(Comparison(with_twins(compare_plans(base, head, Tables()), base, head)))
    assert text.count("front and frontend are one object, shop/front of the cluster") == 2
    said = "deleting front takes away what creating frontend has made: an alias to front would keep it"
    assert text.count(said) == 2
    assert "looks like" not in text
