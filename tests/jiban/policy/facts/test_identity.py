"""Which object a resource is, whatever the program calls it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.identity import identity
from jiban.policy.view import ResourceView
from tests.policies.samples import resource, stack

BUCKET = "aws:s3/bucket:Bucket"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def front(name: str, token: str = DEPLOYMENT, /, **metadata: Any) -> ResourceView:
    """An object of a cluster."""
    return resource(token, name, {"metadata": metadata})


def is_one(one: ResourceView, other: ResourceView) -> bool:
    """Whether both are known, and the same."""
    both = stack(one, other)
    return identity(both, one) is not None and identity(both, one) == identity(both, other)


def test_an_object_under_another_name_of_the_program() -> None:
    """It is told by its namespace and its own name."""
    one, other = (front(name, name="front", namespace="shop") for name in ("old", "new"))
    assert is_one(one, other)
    found = identity(stack(one), one)
    assert found is not None
    assert found.said == "shop/front of the cluster"


def test_another_version_of_the_api_is_no_other_object() -> None:
    """The cluster shows one object in all versions of its group."""
    older = "kubernetes:apps/v1beta1:Deployment"
    assert is_one(front("old", older, name="front"), front("new", name="front"))


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
    assert not is_one(front("old", **before), front("new", **after))


def test_an_object_of_another_cluster_is_another_one() -> None:
    """Whatever its name."""
    there = front("new", name="front")
    provider = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::there::id"
    there = ResourceView(replace(there.resource, provider=provider))
    assert not is_one(front("old", name="front"), there)


def test_a_patch_is_no_object_of_its_own() -> None:
    """It is a part of one."""
    patch = "kubernetes:apps/v1:DeploymentPatch"
    assert not is_one(front("old", patch, name="front"), front("new", patch, name="front"))


def test_a_bucket_by_its_name() -> None:
    """The clouds' names are in a table; a name that is left out is made up."""
    assert is_one(resource(BUCKET, "old", {"bucket": "files"}), resource(BUCKET, "new", {"bucket": "files"}))
    assert not is_one(resource(BUCKET, "old", {}), resource(BUCKET, "new", {}))
