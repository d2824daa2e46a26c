"""What comes from other resources: each property and each source of it is looked at, and says who it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jiban.diff.compare import Diff, compare_plans
from jiban.diff.forcing import ForcingProperties, ForcingProperty
from jiban.model.plan import UNKNOWN, Options, Resource, Secret
from tests.jiban.report.samples import plan_of, resource

SERVER = "cloud:db:Server"
DISK = "cloud:db:Disk"


class Given(ForcingProperties):
    """A made-up cloud in which a place replaces a server, and a server its disk; names are names."""

    def of(
        self, resource: Resource, provider: Resource | None, before: Resource | None = None
    ) -> Sequence[ForcingProperty]:
        """Return the rules of a type."""
        del provider, before
        place = {SERVER: "place", DISK: "server"}.get(resource.type)
        return [ForcingProperty((place,), source="the provider")] if place else []

    def names(self, kind: str) -> Sequence[tuple[str, ...]]:
        """Return the properties that name a thing together."""
        del kind
        return [("name",), ("group",)]

    def knows(self, kind: str) -> bool:
        """Say that everything is known."""
        del kind
        return True


def server(logical: str, place: str = "here", /, **inputs: Any) -> Resource:
    """A server in a place."""
    return resource(SERVER, logical, inputs={"place": place, **inputs})


def disk(inputs: dict[str, Any], sources: dict[str, tuple[str, ...]], kind: str = DISK) -> Resource:
    """What comes from others."""
    return resource(kind, "disk", inputs=inputs, property_dependencies=sources)


def diff(before: Sequence[Resource], after: Sequence[Resource], **options: Any) -> Diff:
    """Compare two lists of resources."""
    return compare_plans(plan_of(*before), plan_of(*after), Given(), **options)


ONE, TWO = server("one"), server("two")


def test_the_origin_of_a_later_property_counts() -> None:
    """After one that is known, and after one whose change is ignored."""
    inputs = {"a": "known", "b": UNKNOWN, "c": UNKNOWN}
    before, after = (
        replace(
            disk(inputs, {"a": (urn,), "b": (urn,), "c": (urn,)}, "x:y:Z"),
            options=Options(ignore_changes=("b",)),
        )
        for urn in (ONE.urn, TWO.urn)
    )
    (found,) = diff([ONE, TWO, before], [ONE, TWO, after]).resources
    assert [(each.path, each.note, each.certain) for each in found.changes] == [
        (("c",), "comes from two in place of one", False)
    ]


def test_the_origin_of_what_is_known_on_one_side_is_no_change_of_its_own() -> None:
    """The value itself is what may change."""
    for old, new in (("a", UNKNOWN), (UNKNOWN, "a")):
        before = disk({"of": old}, {"of": (ONE.urn,)}, "x:y:Z")
        after = disk({"of": new}, {"of": (TWO.urn,)}, "x:y:Z")
        (found,) = diff([ONE, TWO, before], [ONE, TWO, after]).resources
        assert [(each.path, each.note) for each in found.changes] == [(("of",), "")]


def test_an_origin_that_comes_or_goes_alone_is_told() -> None:
    """In the order of the names."""
    both = disk({"of": UNKNOWN}, {"of": (TWO.urn, ONE.urn)}, "x:y:Z")
    none = disk({"of": UNKNOWN}, {"of": ()}, "x:y:Z")
    (gone,) = diff([ONE, TWO, both], [ONE, TWO, none]).resources
    (come,) = diff([ONE, TWO, none], [ONE, TWO, both]).resources
    assert gone.changes[0].note == "no longer comes from one, two"
    assert come.changes[0].note == "comes from one, two"


def test_the_source_after_one_that_stays_is_followed() -> None:
    """Of several sources of a property, each that is replaced."""
    hanging = disk({"of": UNKNOWN}, {"of": (ONE.urn, TWO.urn)}, "x:y:Z")
    _, found = diff([ONE, TWO, hanging], [ONE, server("two", "there"), hanging]).resources
    assert (found.kind, found.follows) == ("update", (TWO.urn,))


def test_a_known_property_follows_nobody() -> None:
    """Its value is what it was."""
    hanging = disk({"of": "known", "other": UNKNOWN}, {"of": (ONE.urn,), "other": ()}, "x:y:Z")
    found = diff([ONE, hanging], [server("one", "there"), hanging]).resources
    assert [each.resource.name for each in found] == ["one"]


def test_two_sources_of_a_forcing_property_are_told_together() -> None:
    """By their names, under the rule's own source."""
    hanging = disk({"server": UNKNOWN}, {"server": (ONE.urn, TWO.urn)})
    *_, found = diff([ONE, TWO, hanging], [server("one", "there"), server("two", "there"), hanging]).resources
    assert [(each.reason, each.source) for each in found.causes] == [
        ("comes from one, two, which are replaced", "the provider")
    ]


def test_every_cause_says_who_tells_it() -> None:
    """The option of the program, or the engine."""
    peer = resource("x:y:Z", "peer", options=Options(replace_with=(ONE.urn,)))
    *_, found = diff([ONE, peer], [server("one", "there"), peer]).resources
    assert [(each.reason, each.source) for each in found.causes] == [
        ("is replaced together with one", "replace_with")
    ]
    old = resource("x:y:Z", "t", options=Options(replacement_trigger=1))
    new = replace(old, options=Options(replacement_trigger=2))
    assert [each.source for each in diff([old], [new]).resources[0].causes] == ["replacement_trigger"]
    moved = replace(old, provider="urn:pulumi:dev::shop::pulumi:providers:x::own::id")
    assert [(each.reason, each.source) for each in diff([old], [moved]).resources[0].causes] == [
        ("its provider changes", "Pulumi's engine")
    ]


def test_a_provider_that_is_renamed_with_an_alias_is_the_same() -> None:
    """What it makes is not moved to another one."""
    old, new = resource("pulumi:providers:x", "old"), resource("pulumi:providers:x", "new")
    new = replace(new, aliases=(old.urn,))
    made = resource("x:y:Z", "t", provider=f"{old.urn}::id")
    found = diff([old, made], [new, replace(made, provider=f"{new.urn}::id")]).resources
    assert [(each.kind, each.resource.name) for each in found] == [("rename", "new")]


def test_certain_causes_come_first() -> None:
    """A moved provider may replace; a trigger does."""
    old = resource("x:y:Z", "t", options=Options(replacement_trigger=1))
    new = replace(
        old,
        options=Options(replacement_trigger=2),
        provider="urn:pulumi:dev::shop::pulumi:providers:x::own::id",
    )
    assert [each.certain for each in diff([old], [new]).resources[0].causes] == [True, False]


def test_only_a_creation_is_taken_for_a_rename_without_an_alias() -> None:
    """A resource that comes to look like a deleted one was there before."""
    gone, stays = resource("x:y:Z", "gone", inputs={"a": 1}), resource("x:y:Z", "stays", inputs={"a": 2})
    found = diff([gone, stays], [replace(stays, inputs={"a": 1})]).resources
    assert [(each.kind, each.lookalike) for each in found] == [("update", None), ("delete", None)]


def test_a_creation_without_inputs_or_of_another_type_is_like_nothing() -> None:
    """Only what looks the same has been renamed."""
    for gone, come in (
        (resource("x:y:Z", "a"), resource("x:y:Z", "b")),
        (resource("x:y:Z", "a", inputs={"a": 1}), resource("x:y:W", "b", inputs={"a": 1})),
    ):
        assert [each.lookalike for each in diff([gone], [come]).resources] == [None, None]


def test_the_second_creation_is_held_against_what_is_deleted() -> None:
    """The first is another thing."""
    gone = resource("x:y:Z", "gone", inputs={"a": 1})
    come = [resource("x:y:Z", name, inputs={"a": size}) for name, size in (("b", 2), ("c", 1))]
    found = diff([gone], come).resources
    assert [(each.resource.name, each.lookalike) for each in found] == [
        ("b", None),
        ("c", gone.urn),
        ("gone", None),
    ]


def test_only_secrets_that_neither_side_shows_are_counted() -> None:
    """Each of them once, and no unknown that is no secret."""
    old = resource(
        "x:y:Z", "t", inputs={"a": Secret(UNKNOWN), "b": UNKNOWN, "c": Secret("x"), "d": Secret("y")}
    )
    new = replace(old, inputs={**old.inputs, "a": Secret("x"), "c": Secret(UNKNOWN), "e": Secret(UNKNOWN)})
    assert diff([old], [new]).hidden_secrets == 2


def test_what_is_named_by_two_properties_goes_first_where_both_stay() -> None:
    """In another group the name is free."""
    old = server("one", name="db", group="g")
    for changes, first in (
        ({"name": "db", "group": "g"}, True),
        ({"name": "db", "group": "h"}, False),
        ({"name": "eb", "group": "g"}, False),
        ({"name": "db"}, True),
        ({}, False),
        ({"name": "db", "group": UNKNOWN}, False),
    ):
        (found,) = diff([old], [server("one", "there", **changes)]).resources
        assert (found.kind, found.delete_first) == ("replace", first)


def test_a_deleted_resource_goes_after_what_hangs_on_it() -> None:
    """In the order opposite to the one in which they were made."""
    found = diff([ONE, TWO, server("three")], [])
    assert [each.resource.name for each in found.resources] == ["three", "two", "one"]


def test_what_nothing_happens_to_is_counted() -> None:
    """A resource that is only read is among it; the stack and components are not."""
    read = replace(resource("x:y:Z", "read"), op="read")
    component = replace(resource("x:y:C", "c"), custom=False)
    assert diff([ONE, TWO, read, component], [ONE, TWO, read, component]).unchanged == 3


def test_kinds_are_counted_the_worst_first() -> None:
    """Each that occurs."""
    renamed = resource("x:y:Z", "new", aliases=(resource("x:y:Z", "old").urn,))
    found = diff(
        [ONE, TWO, server("three"), resource("x:y:Z", "old")],
        [server("one", "there"), server("two", size=2), server("four", size=3), renamed],
    )
    assert list(found.counts().items()) == [
        ("delete", 1),
        ("replace", 1),
        ("create", 1),
        ("update", 1),
        ("rename", 1),
    ]
    assert [each.resource.name for each in found.of("create", "delete")] == ["four", "three"]


def test_a_replacement_is_certain_where_one_cause_is() -> None:
    """And an update always is."""
    old = resource("x:y:Z", "t", options=Options(replacement_trigger=1))
    moved = replace(old, provider="urn:pulumi:dev::shop::pulumi:providers:x::own::id")
    both = replace(moved, options=Options(replacement_trigger=2))
    assert [diff([old], [each]).resources[0].certain for each in (moved, both)] == [False, True]


def test_the_stack_itself_and_default_providers_are_no_resources() -> None:
    """Nobody makes or deletes them."""
    root = resource("pulumi:pulumi:Stack", "shop-dev")
    default = resource("pulumi:providers:aws", "default_7_0_0")
    own = resource("pulumi:providers:aws", "own")
    assert [each.resource.name for each in diff([], [root, default, own]).resources] == ["own"]
