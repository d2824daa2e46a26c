"""A stack's place: the names of role assignments, and what is known before a resource exists."""

from __future__ import annotations

from dataclasses import replace

import pulumi

from jiban.components.naming import Naming, stable_uuid
from jiban.components.site import Site, known_after
from jiban.components.tags import Ownership
from jiban.testing import Unknown, plan_program

HERE = Site(
    naming=Naming("tripgen", "prod"),
    ownership=Ownership("tripgen", "prod", "platform"),
    region="koreacentral",
    subscription="11111111-1111-1111-1111-111111111111",
)


def assigned(site: Site, logical: str = "identity-trip-reads.key") -> object:
    """The name of a role assignment."""
    return plan_program(lambda: {"name": site.assignment_name(logical)}, resolve=True).result["name"]


def test_a_role_assignment_is_called_the_same_for_ever() -> None:
    """Another name would be a second grant of the same, which Azure refuses."""
    assert assigned(HERE) == stable_uuid(
        "tripgen", "prod", "", "11111111-1111-1111-1111-111111111111", "identity-trip-reads.key"
    )
    assert assigned(HERE) == "1536c2ce-bb2a-5d17-90fa-a9f3529a425c"


def test_a_role_assignments_name_is_taken_once_in_a_tenant() -> None:
    """So it differs by everything that may tell two: project, stack, salt, subscription and resource."""
    others = [
        replace(HERE, naming=Naming("shop", "prod")),
        replace(HERE, naming=Naming("tripgen", "dev")),
        replace(HERE, naming=Naming("tripgen", "prod", "again")),
        replace(HERE, subscription="22222222-2222-2222-2222-222222222222"),
        replace(HERE, subscription=None),
    ]
    found = [assigned(HERE), assigned(HERE, "identity-user-reads.key"), *map(assigned, others)]
    assert len(set(found)) == len(found)


def test_a_role_assignments_name_is_not_known_before_the_subscription_is() -> None:
    """A name made of half of it would be another one."""

    def program() -> dict[str, object]:
        thing = pulumi.CustomResource("test:index:Thing", "thing", {})
        return {"name": replace(HERE, subscription=thing.id).assignment_name("x")}

    assert isinstance(plan_program(program).result["name"], Unknown)


def test_a_place_by_its_names_alone() -> None:
    """Nothing is protected, and there is no group, unless it is said."""
    plain = Site.of("shop", "dev", owner="team", region="ap-northeast-2")
    assert plain == Site(
        naming=Naming("shop", "dev"),
        ownership=Ownership("shop", "dev", "team"),
        region="ap-northeast-2",
        resource_group=None,
        protect=False,
        subscription=None,
    )
    whole = Site.of("shop", "dev", owner="team", region="koreacentral", resource_group="rg", protect=True)
    assert (whole.resource_group, whole.protect) == ("rg", True)


def test_a_name_that_we_gave_is_known_and_waits_for_its_resource() -> None:
    """Whoever takes it is made after it, and a plan shows it."""

    def program() -> None:
        first = pulumi.CustomResource("test:index:Thing", "first", {})
        pulumi.CustomResource("test:index:Thing", "second", {"value": known_after(first, "rg-shop")})

    second = plan_program(program).resource("test:index:Thing", "second")
    assert second.inputs["value"] == "rg-shop"
    assert second.dependency_names == {"first"}
