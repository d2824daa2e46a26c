"""Plan against plan: what is matched, what changes, what replaces, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.compare import Diff, compare_plans
from jiban.diff.forcing import ForcingProperties, ForcingProperty
from jiban.diff.resource_diff import ResourceDiff
from jiban.diff.values import MISSING, differences, parse_path
from jiban.model.plan import UNKNOWN, Options, Plan, Resource, Secret, Unknown
from tests.jiban.report.samples import plan_of, resource

SERVER = "cloud:db:Server"
DISK = "cloud:db:Disk"


class Given(ForcingProperties):
    """Forcing properties of a made-up cloud: a server is replaced for its place, a disk for its server."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[str, ...]] = {
            SERVER: ("place", "net.zone", "pools.*.size"),
            DISK: ("server", "spec.kind"),
        }

    def of(
        self, resource: Resource, provider: Resource | None, before: Resource | None = None
    ) -> Sequence[ForcingProperty]:
        """Return the rules of a type."""
        del provider, before
        return [ForcingProperty(parse_path(path)) for path in self._rules.get(resource.type, ())]

    def names(self, kind: str) -> Sequence[tuple[str, ...]]:
        """Return the property that names a thing."""
        del kind
        return [("name",)]

    def knows(self, kind: str) -> bool:
        """Say that servers and disks are known."""
        return kind in self._rules


def server(name: str = "db", **fields: Any) -> Resource:
    """Make a server."""
    return resource(SERVER, name, **fields)


def diff(before: Sequence[Resource], after: Sequence[Resource], **options: Any) -> Diff:
    """Compare two lists of resources."""
    return compare_plans(plan_of(*before), plan_of(*after), Given(), **options)


def change(before: Mapping[str, Any], after: Mapping[str, Any], **options: Any) -> ResourceDiff | None:
    """Compare a server before and after; None where nothing happens to it."""
    found = diff([server(inputs=before)], [server(inputs=after, options=Options(**options))])
    return found.resources[0] if found.resources else None


def paths(found: ResourceDiff | None) -> list[str]:
    """Return the paths of all changes."""
    return [".".join(map(str, each.path)) for each in (found.changes if found else ())]


def test_a_plan_against_itself_is_empty() -> None:
    """Nothing changes, and the number of what is the same is told without components and the root."""
    plan = [resource("shop:Tier", "tier", custom=False), server(), server("other")]
    found = diff(plan, plan)
    assert found.empty
    assert found.unchanged == 2


def test_what_is_new_is_created_and_what_is_gone_is_deleted() -> None:
    """Creations come in the order of the plan, then deletions in the reverse of the old one."""
    found = diff([server("a"), server("b"), server("c")], [server("c"), server("d")])
    assert [(each.kind, each.resource.name) for each in found.resources] == [
        ("create", "d"),
        ("delete", "b"),
        ("delete", "a"),
    ]
    assert dict(found.counts()) == {"delete": 2, "create": 1}


def test_a_changed_property_is_an_update_with_both_sides() -> None:
    """Path, before and after of each property are told."""
    found = change({"size": 1, "tags": {"a": "x"}}, {"size": 2, "tags": {"b": "y"}})
    assert found is not None
    assert found.kind == "update"
    assert [(each.path, each.before, each.after) for each in found.changes] == [
        (("size",), 1, 2),
        (("tags", "a"), "x", MISSING),
        (("tags", "b"), MISSING, "y"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": None}, {}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": [1, {"x": None}]}, {"a": [1, {}]}),
        ({"a": ()}, {"a": []}),
    ],
)
def test_values_that_mean_the_same_are_no_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Null is not there, and a number is its value."""
    assert change(before, after) is None


def test_true_is_not_one() -> None:
    """A flag that becomes a number is a change, although Python takes them for equal."""
    assert paths(change({"a": 1}, {"a": True})) == ["a"]


def test_a_property_that_replaces_names_itself() -> None:
    """The replacement says which property forces it; the other change is told as well."""
    found = change({"place": "here", "size": 1}, {"place": "there", "size": 2})
    assert found is not None
    assert found.kind == "replace"
    assert [cause.path for cause in found.causes] == [("place",)]
    assert paths(found) == ["place", "size"]
    assert found.certain


def test_a_part_of_a_property_replaces_when_the_whole_is_new() -> None:
    """A map that comes with the forcing part in it forces, and the cause names the part."""
    found = change({}, {"net": {"zone": 1, "mtu": 9000}})
    assert found is not None
    assert [cause.path for cause in found.causes] == [("net", "zone")]


def test_a_part_that_does_not_replace_changes_in_place() -> None:
    """Beside the forcing part, the map is changed in place."""
    found = change({"net": {"zone": 1, "mtu": 1500}}, {"net": {"zone": 1, "mtu": 9000}})
    assert found is not None
    assert found.kind == "update"


def test_a_rule_reaches_into_the_items_of_a_list() -> None:
    """`*` stands for the item, whatever identifies it."""
    before = {"pools": [{"name": "a", "size": 1}, {"name": "b", "size": 1}]}
    after = {"pools": [{"name": "b", "size": 2}, {"name": "a", "size": 1}]}
    found = change(before, after)
    assert found is not None
    assert paths(found) == ["pools.b.size"]
    assert found.kind == "replace"


def test_a_forcing_property_that_is_taken_away_is_not_certain() -> None:
    """A provider that computes a default keeps what there is."""
    found = change({"place": "here"}, {})
    assert found is not None
    assert found.kind == "replace"
    assert not found.certain


def test_protection_that_is_taken_away_is_a_change() -> None:
    """The cloud sees nothing of it, but the next deployment could delete the resource."""
    (found,) = diff([server(protect=True)], [server()]).resources
    assert (found.kind, [(each.path, each.before, each.after) for each in found.changes]) == (
        "update",
        [(("protect",), True, False)],
    )


@pytest.mark.parametrize(
    ("before", "after", "protected"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_what_either_side_protects_is_protected(*, before: bool, after: bool, protected: bool) -> None:
    """The engine refuses to delete what the state protects, whatever the program says now."""
    old, new = (server(inputs={"size": size}, protect=on) for size, on in ((1, before), (2, after)))
    (found,) = diff([old], [new]).resources
    assert found.protected is protected


def test_what_is_deleted_is_protected_by_what_it_was() -> None:
    """There is no other side to ask."""
    (found,) = diff([server(protect=True)], []).resources
    assert (found.kind, found.protected) == ("delete", True)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [("read", "read", []), ("create", "read", ["update"]), ("read", "create", ["update"])],
)
def test_what_is_only_read_does_not_change(before: Any, after: Any, kinds: list[str]) -> None:
    """Both sides have to read it: what was made, or is to be made, changes as anything else."""
    old, new = (server(inputs={"size": size}, op=op) for size, op in ((1, before), (2, after)))
    assert [each.kind for each in diff([old], [new]).resources] == kinds


def test_a_type_that_nothing_is_known_of_is_not_judged() -> None:
    """An update of it may be a replacement, and says so."""
    found = diff([resource("x:y:Z", "z", inputs={"a": 1})], [resource("x:y:Z", "z", inputs={"a": 2})])
    assert [(each.kind, each.judged) for each in found.resources] == [("update", False)]


def test_ignored_changes_are_none() -> None:
    """A path of ignore_changes hides what is at it and below it, and nothing else."""
    before, after = {"tags": {"a": 1}, "size": 1}, {"tags": {"a": 2}, "size": 2}
    assert paths(change(before, after, ignore_changes=("tags.a",))) == ["size"]
    assert change(before, after, ignore_changes=("*",)) is None
    assert change({"p": [{"q": 1}]}, {"p": [{"q": 2}]}, ignore_changes=("p[*].q",)) is None


def test_replace_on_changes_replaces() -> None:
    """A path of replace_on_changes makes a replacement of an update, and is named as its source."""
    found = change({"size": 1}, {"size": 2}, replace_on_changes=("size",))
    assert found is not None
    assert [(found.kind, cause.source) for cause in found.causes] == [("replace", "replace_on_changes")]


def test_a_changed_trigger_replaces() -> None:
    """The replacement trigger is no property, so the cause has no path."""
    before = server(options=Options(replacement_trigger="1"))
    after = server(options=Options(replacement_trigger="2"))
    (found,) = diff([before], [after]).resources
    assert [(found.kind, cause.path) for cause in found.causes] == [("replace", ())]


@pytest.mark.parametrize(
    ("before", "after", "option", "expected"),
    [
        ({"name": "x"}, {"name": "x"}, None, True),
        ({"name": "x"}, {"name": "y"}, None, False),
        ({}, {}, None, False),
        ({"name": "x"}, {"name": UNKNOWN}, None, False),
        ({"name": UNKNOWN}, {"name": UNKNOWN}, None, False),
        ({"name": "x"}, {"name": "x"}, False, False),
        ({}, {}, True, True),
    ],
)
def test_a_fixed_name_makes_the_old_one_go_first(
    before: dict[str, Any],
    after: dict[str, Any],
    option: bool | None,  # noqa: FBT001 a case
    expected: bool,  # noqa: FBT001 a case
) -> None:
    """Two things cannot have one name; where the program says what goes first, that counts."""
    found = change({**before, "place": "here"}, {**after, "place": "there"}, delete_before_replace=option)
    assert found is not None
    assert found.delete_first is expected


def test_an_unknown_that_stays_unknown_is_no_change() -> None:
    """What only a deployment tells is the same as long as it comes from the same place."""
    assert change({"id": UNKNOWN}, {"id": Unknown("another note")}) is None


def test_an_unknown_against_a_value_may_change() -> None:
    """Either way round the change is not certain."""
    for before, after in (("x", UNKNOWN), (UNKNOWN, "x")):
        found = change({"id": before}, {"id": after})
        assert found is not None
        assert [each.certain for each in found.changes] == [False]


def test_an_unknown_forcing_property_replaces_without_certainty() -> None:
    """It may turn out to be the same."""
    found = change({"place": "here"}, {"place": UNKNOWN})
    assert found is not None
    assert (found.kind, found.certain) == ("replace", False)


def test_an_unknown_that_comes_from_elsewhere_may_change() -> None:
    """Both sides are unknown, but they hang on different resources."""
    one, two = server("one"), server("two")
    disks = [
        resource(
            "x:y:Z",
            "disk",
            inputs={"of": UNKNOWN},
            property_dependencies={"of": (source.urn,)},
        )
        for source in (one, two)
    ]
    (found,) = diff([one, two, disks[0]], [one, two, disks[1]]).resources
    assert [(each.path, each.note) for each in found.changes] == [(("of",), "comes from two in place of one")]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [({"of": [UNKNOWN]}, None), ({"of": [UNKNOWN], "by": UNKNOWN}, "update")],
    ids=["ignored-alone", "and-another"],
)
def test_where_an_ignored_unknown_comes_from_is_ignored(settings: dict[str, Any], kind: str | None) -> None:
    """The origin is known of the whole property; as long as a part of it counts, so does the origin."""
    one, two = server("one"), server("two")
    disks = [
        resource(
            "x:y:Z",
            "disk",
            inputs={"settings": settings},
            property_dependencies={"settings": (source.urn,)},
            options=Options(ignore_changes=("settings.of",)),
        )
        for source in (one, two)
    ]
    found = diff([one, two, disks[0]], [one, two, disks[1]]).resources
    assert [each.kind for each in found] == ([kind] if kind else [])


def test_a_state_knows_what_a_plan_does_not() -> None:
    """Against a deployment, an unknown that the state has a value for is no change."""
    before, after = [server(inputs={"id": "x"})], [server(inputs={"id": UNKNOWN})]
    assert diff(before, after, deployed=True).empty
    assert not diff(before, after).empty


def chain(place: str, *, size: Any = 1, **disk: Any) -> list[Resource]:
    """Make a server and a disk that hangs on it."""
    made = server(inputs={"place": place, "name": "db"})
    fields: dict[str, Any] = {
        "inputs": {"server": UNKNOWN, "size": size},
        "property_dependencies": {"server": (made.urn,)},
    }
    return [made, resource(DISK, "disk", **{**fields, **disk})]


def test_what_hangs_on_a_replaced_resource_by_a_forcing_property_is_replaced() -> None:
    """The cause names what it comes from, and as that goes first, this goes before it."""
    _, disk = diff(chain("here"), chain("there")).resources
    assert disk.kind == "replace"
    assert [(cause.path, cause.reason) for cause in disk.causes] == [
        (("server",), "comes from db, which is replaced")
    ]
    assert disk.delete_first


def test_what_hangs_on_a_replaced_resource_otherwise_follows() -> None:
    """It is marked as a follow-up, and shows no change of its own."""
    urn = server().urn
    other = {"inputs": {"at": UNKNOWN}, "property_dependencies": {"at": (urn,)}}
    _, disk = diff(chain("here", **other), chain("there", **other)).resources
    assert (disk.kind, disk.changes, disk.follows) == ("update", (), (urn,))


def test_a_known_property_of_what_is_deleted_first_counts_as_unknown() -> None:
    """The engine takes it for unknown, so a name that stays the same replaces all the same."""
    known = {"inputs": {"server": "db"}}
    _, disk = diff(chain("here", **known), chain("there", **known)).resources
    assert (disk.kind, disk.certain) == ("replace", True)


def test_a_replaced_provider_replaces_what_it_makes() -> None:
    """An explicit provider whose own replacement is told takes its resources with it."""
    provider = resource("pulumi:providers:cloud", "cloud", inputs={"place": 1})
    rules = Given()
    rules._rules["pulumi:providers:cloud"] = ("place",)
    made = server(provider=f"{provider.urn}::id")
    after = replace(provider, inputs={"place": 2})
    found = compare_plans(plan_of(provider, made), plan_of(after, made), rules)
    assert [(each.kind, each.causes[0].reason) for each in found.resources] == [
        ("replace", ""),
        ("replace", "its provider is replaced"),
    ]


@pytest.mark.parametrize(("place", "certain"), [("there", True), (UNKNOWN, False)])
def test_a_replaced_provider_is_as_certain_as_its_own_replacement(place: Any, *, certain: bool) -> None:
    """A provider that may stay as it is may leave alone what it makes."""
    provider = resource("pulumi:providers:cloud", "cloud", inputs={"place": "here"})
    rules = Given()
    rules._rules["pulumi:providers:cloud"] = ("place",)
    made = server(provider=f"{provider.urn}::id")
    after = replace(provider, inputs={"place": place})
    _, found = compare_plans(plan_of(provider, made), plan_of(after, made), rules).resources
    assert (found.kind, found.certain) == ("replace", certain)


def test_an_alias_makes_a_rename_of_a_deletion_and_a_creation() -> None:
    """Nothing else changes, so the object stays; it is matched once only."""
    old = server("old", inputs={"size": 1})
    new = server("new", inputs={"size": 1}, aliases=(old.urn,))
    (found,) = diff([old], [new]).resources
    assert (found.kind, found.renamed_from) == ("rename", old.urn)


def test_a_rename_with_a_change_is_an_update_that_says_what_it_was() -> None:
    """The properties are compared with those of the old name."""
    old = server("old", inputs={"size": 1})
    new = server("new", inputs={"size": 2}, aliases=(old.urn,))
    (found,) = diff([old], [new]).resources
    assert (found.kind, found.renamed_from, paths(found)) == ("update", old.urn, ["size"])


def test_an_alias_of_what_is_still_there_is_not_taken() -> None:
    """A resource that keeps its name is not also the past of another one."""
    old = server("old")
    found = diff([old], [old, server("new", aliases=(old.urn,))])
    assert [(each.kind, each.resource.name) for each in found.resources] == [("create", "new")]


def test_a_rename_changes_nothing_for_what_hangs_on_it() -> None:
    """The origin of an unknown value is the same resource under its new name."""
    old = server("old")
    new = server("new", aliases=(old.urn,))
    disks = [
        resource(DISK, "disk", inputs={"size": UNKNOWN}, property_dependencies={"size": (each.urn,)})
        for each in (old, new)
    ]
    assert [each.kind for each in diff([old, disks[0]], [new, disks[1]]).resources] == ["rename"]


def test_a_deletion_and_a_creation_alike_are_told_as_a_rename_without_an_alias() -> None:
    """Same type and inputs under another name: each deletion is the past of one creation only."""
    found = diff(
        [server("old", inputs={"a": 1})], [server("x", inputs={"a": 1}), server("y", inputs={"a": 1})]
    )
    assert [(each.kind, bool(each.lookalike)) for each in found.resources] == [
        ("create", True),
        ("create", False),
        ("delete", False),
    ]


def test_secrets_are_compared_and_not_told() -> None:
    """A secret that changes is a change of secrets; one that becomes secret hides its old value too."""
    found = change({"a": Secret("x"), "b": "plain"}, {"a": Secret("y"), "b": Secret("plain")})
    assert found is not None
    assert [(each.before, each.after, each.note) for each in found.changes] == [
        (Secret("x"), Secret("y"), ""),
        (Secret("plain"), Secret("plain"), "becomes secret"),
    ]


def test_secrets_that_a_plan_does_not_show_are_counted() -> None:
    """Whether they change cannot be seen, and how many they are is told."""
    found = diff([server(inputs={"a": Secret(UNKNOWN)})], [server(inputs={"a": Secret("y")})])
    assert found.empty
    assert found.hidden_secrets == 1


def test_outputs_of_the_stack_are_compared() -> None:
    """An output that changes is a change, even where no resource does."""
    found = compare_plans(plan_of(outputs={"host": "a"}), plan_of(outputs={"host": "b"}), Given())
    assert [(each.path, each.after) for each in found.outputs] == [(("host",), "b")]
    assert not found.empty


def test_an_empty_plan_stands_for_a_stack_that_is_not_there() -> None:
    """Against nothing everything is new, and without a head everything goes."""
    nothing = Plan(project="", stack="", resources=())
    assert dict(compare_plans(nothing, plan_of(server()), Given()).counts()) == {"create": 1}
    assert dict(compare_plans(plan_of(server()), nothing, Given()).counts()) == {"delete": 1}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["a", "b"], ["b", "a"], [("", "order only")]),
        (["a"], ["a", "b"], [("", "")]),
        (
            [{"name": "a", "v": 1}, {"name": "b"}],
            [{"name": "b"}, {"name": "a", "v": 1}],
            [("", "order only")],
        ),
        ([{"key": "a", "v": 1}, {"key": "b"}], [{"key": "b"}], [("a", "")]),
        ([{"v": 1}], [{"v": 2}], [("0.v", "")]),
        ([{"name": "a"}, {"name": "a"}], [{"name": "a"}], [("1", "")]),
    ],
)
def test_lists_are_compared_by_what_identifies_their_items(
    before: list[Any], after: list[Any], expected: list[tuple[str, str]]
) -> None:
    """By name or key where every item has its own, by position otherwise; a list of texts as a whole."""
    found = differences((), before, after, deployed=False)
    assert [(".".join(map(str, each.path)), each.note) for each in found] == expected


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.just(UNKNOWN)
    | st.text(max_size=3).map(Secret),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_no_value_differs_from_itself(value: Any) -> None:
    """Whatever is in it, unknowns and secrets too."""
    assert list(differences((), value, value, deployed=False)) == []


@given(VALUES, VALUES)
def test_a_difference_is_one_both_ways(one: Any, other: Any) -> None:
    """What differs one way differs the other way, at the same paths."""
    there = {each.path for each in differences((), one, other, deployed=False)}
    back = {each.path for each in differences((), other, one, deployed=False)}
    assert there == back


def test_what_is_replaced_with_another_says_with_which() -> None:
    """`replace_with` needs no property of its own, and no other resource counts."""
    db, other = server("db", inputs={"place": "here"}), server("other")
    peers = Options(replace_with=(other.urn, db.urn))
    peer = resource("x:y:Z", "peer", options=peers)
    found = diff([db, other, peer], [replace(db, inputs={"place": "there"}), other, peer])
    assert [(each.resource.name, each.kind) for each in found.resources] == [
        ("db", "replace"),
        ("peer", "replace"),
    ]
    (cause,) = found.resources[1].causes
    assert (cause.path, cause.reason, cause.certain) == ((), "is replaced together with db", True)


def test_what_hangs_on_a_replacement_that_is_not_certain_is_not_certain_either() -> None:
    """A place that may turn out to be the same may leave the disk alone."""
    _, disk = diff(chain("here"), chain(UNKNOWN)).resources  # pyright: ignore[reportArgumentType] a place that only a deployment tells
    assert (disk.kind, disk.certain) == ("replace", False)


def test_two_sources_of_which_one_is_certain_are_not_certain_together() -> None:
    """The whole input is as certain as the least certain of what it comes from."""
    sure, unsure = server("a", inputs={"place": "x"}), server("b", inputs={"place": "x"})
    disk = resource(
        DISK, "disk", inputs={"server": UNKNOWN}, property_dependencies={"server": (sure.urn, unsure.urn)}
    )
    after = [replace(sure, inputs={"place": "y"}), replace(unsure, inputs={"place": UNKNOWN}), disk]
    found = diff([sure, unsure, disk], after).resources[2]
    assert [(cause.reason, cause.certain) for cause in found.causes] == [
        ("comes from a, b, which are replaced", False)
    ]


class AddOnly(Given):
    """A cloud that replaces a server to whose list of nets one is added, or which gets a vault."""

    def of(
        self, resource: Resource, provider: Resource | None, before: Resource | None = None
    ) -> Sequence[ForcingProperty]:
        """Return the two rules."""
        del resource, provider, before
        return [ForcingProperty(("vault",), added_only=True), ForcingProperty(("nets",), added_only=True)]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({}, {"vault": {"days": 1}}, "replace"),
        ({"vault": {"days": 1}}, {}, "update"),
        ({"vault": {"days": 1}}, {"vault": {"days": 2}}, "update"),
        ({"nets": [{"name": "a"}]}, {"nets": [{"name": "a"}, {"name": "b"}]}, "replace"),
        ({"nets": [{"name": "a"}, {"name": "b"}]}, {"nets": [{"name": "a"}]}, "update"),
    ],
)
def test_a_rule_about_adding_is_not_about_taking_away(
    before: dict[str, Any], after: dict[str, Any], kind: str
) -> None:
    """Nor about a change inside of what was there."""
    old, new = server(inputs=before), server(inputs=after)
    assert [each.kind for each in compare_plans(plan_of(old), plan_of(new), AddOnly()).resources] == [kind]


def test_the_second_alias_is_tried_where_the_first_matches_nothing() -> None:
    """Aliases are a list: each name that the resource has ever had."""
    old = server("middle", inputs={"size": 1})
    new = server("new", inputs={"size": 1}, aliases=(server("oldest").urn, old.urn))
    assert [(each.kind, each.renamed_from) for each in diff([old], [new]).resources] == [("rename", old.urn)]


def test_a_state_names_default_providers_and_a_plan_does_not() -> None:
    """An exported state holds them as resources, and each resource refers to its own by URN and id."""
    default = resource("pulumi:providers:cloud", "default_7_3_0", inputs={"place": "here"})
    stored = server(inputs={"size": 1}, provider=f"{default.urn}::6b0e4a4e-0c5f")
    assert diff([default, stored], [server(inputs={"size": 1})], deployed=True).empty


def test_moving_from_a_default_provider_to_one_of_its_own_may_replace() -> None:
    """The engine decides by what the two providers are configured with, which a plan cannot tell."""
    default = resource("pulumi:providers:cloud", "default_7_3_0")
    own = resource("pulumi:providers:cloud", "own")
    stored, asked = server(provider=f"{default.urn}::1"), server(provider=f"{own.urn}::2")
    (_, found) = diff([default, stored], [own, asked], deployed=True).resources
    assert [(cause.reason, cause.certain) for cause in found.causes] == [("its provider changes", False)]
