"""URNs and aliases as the engine makes them."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import alias_pb2

from jiban.plan.urns import all_aliases, make_urn, own_aliases

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
BOX = "urn:pulumi:dev::shop::shop:net:Box::box"
DISK = "urn:pulumi:dev::shop::shop:net:Box$cloud:index:Disk::box-disk"


@pytest.mark.parametrize(
    ("parent", "urn"),
    [
        ("", "urn:pulumi:dev::shop::a:b:C::c"),
        (STACK, "urn:pulumi:dev::shop::a:b:C::c"),
        (BOX, "urn:pulumi:dev::shop::shop:net:Box$a:b:C::c"),
        (DISK, "urn:pulumi:dev::shop::shop:net:Box$cloud:index:Disk$a:b:C::c"),
    ],
)
def test_a_urn_has_the_types_of_all_parents(parent: str, urn: str) -> None:
    """But for the root's."""
    assert make_urn("dev", "shop", parent, "a:b:C", "c") == urn


@pytest.mark.parametrize(
    ("spec", "alias"),
    [
        ({"name": "old"}, "urn:pulumi:dev::shop::shop:net:Box$cloud:index:Disk::old"),
        ({"type": "cloud:v1:Disk"}, "urn:pulumi:dev::shop::shop:net:Box$cloud:v1:Disk::box-disk"),
        ({"stack": "prod"}, "urn:pulumi:prod::shop::shop:net:Box$cloud:index:Disk::box-disk"),
        ({"project": "store"}, "urn:pulumi:dev::store::shop:net:Box$cloud:index:Disk::box-disk"),
        ({"parentUrn": STACK}, "urn:pulumi:dev::shop::cloud:index:Disk::box-disk"),
        ({"noParent": True}, "urn:pulumi:dev::shop::cloud:index:Disk::box-disk"),
        ({"noParent": True, "name": "old"}, "urn:pulumi:dev::shop::cloud:index:Disk::old"),
    ],
)
def test_an_alias_says_what_was_otherwise(spec: dict[str, Any], alias: str) -> None:
    """What it leaves out is as it is now."""
    given = alias_pb2.Alias(spec=alias_pb2.Alias.Spec(**spec))
    assert own_aliases(DISK, BOX, [given]) == [alias]


def test_an_alias_that_is_a_urn_is_taken_as_it_is() -> None:
    """Among others, in the program's order."""
    given = [
        alias_pb2.Alias(urn="urn:first"),
        alias_pb2.Alias(spec=alias_pb2.Alias.Spec(name="second")),
        alias_pb2.Alias(urn="urn:third"),
    ]
    assert own_aliases(DISK, BOX, given) == [
        "urn:first",
        "urn:pulumi:dev::shop::shop:net:Box$cloud:index:Disk::second",
        "urn:third",
    ]


def test_aliases_of_a_parent_are_aliases_of_its_children() -> None:
    """A child that is named after its parent was named after the old name; its own aliases count too."""
    was = "urn:pulumi:dev::store::shop:old:Box::chest"
    own = "urn:pulumi:dev::shop::shop:net:Box$cloud:v1:Disk::plain"
    assert all_aliases(DISK, BOX, [own], {BOX: (was,)}) == (
        own,
        "urn:pulumi:dev::store::shop:old:Box$cloud:index:Disk::chest-disk",
        "urn:pulumi:dev::store::shop:old:Box$cloud:v1:Disk::plain",
    )


def test_a_resource_is_no_alias_of_itself() -> None:
    """And none stands twice."""
    assert all_aliases(DISK, BOX, [DISK, STACK, STACK], {}) == (STACK,)
