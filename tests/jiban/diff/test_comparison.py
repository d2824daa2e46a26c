"""What a comparison of two plans says of itself: kinds, names, certainty, and who was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from jiban.diff.compare import Diff, compare_plans
from jiban.diff.replacement import Tables
from jiban.diff.resource_diff import ResourceDiff
from jiban.model.plan import UNKNOWN, Options, Plan, Resource
from tests.jiban.report.samples import plan_of, resource

TOPIC = "aws:sns/topic:Topic"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


def diff(before: Sequence[Resource], after: Sequence[Resource]) -> Diff:
    """Two lists of resources compared by the tables."""
    return compare_plans(plan_of(*before), plan_of(*after), Tables())


def topic(called: str = "news", /, **inputs: Any) -> Resource:
    """A topic, which its name alone replaces."""
    return resource(TOPIC, called, inputs=inputs)


@pytest.mark.parametrize("kind", ["create", "update", "delete", "rename"])
def test_only_a_replacement_may_be_uncertain(kind: Any) -> None:
    """Every other kind is what it is; a replacement needs a cause that is certain."""
    assert ResourceDiff(kind, topic(), topic()).certain
    assert not ResourceDiff("replace", topic(), topic()).certain


def test_the_resources_of_some_kinds() -> None:
    """Those that were asked for and no others."""
    found = diff([topic("gone"), topic("news", a=1)], [topic("news", a=2), topic("come")])
    assert [each.resource.name for each in found.of("delete")] == ["gone"]
    assert [each.resource.name for each in found.of("update", "create")] == ["news", "come"]


def test_a_resource_that_is_called_default_is_one() -> None:
    """Only providers of that name are the engine's own."""
    (found,) = diff([], [topic("default")]).resources
    assert (found.kind, found.resource.name) == ("create", "default")


@pytest.mark.parametrize("name", ["default", "default_7_3_0"])
def test_a_default_provider_is_none_of_the_programs_resources(name: str) -> None:
    """The engine makes and removes it by itself; one with a name of its own is a resource."""
    assert diff([resource("pulumi:providers:aws", name)], []).empty
    assert not diff([resource("pulumi:providers:aws", "mine")], []).empty


@pytest.mark.parametrize(
    ("base", "head"),
    [(Plan("", "", ()), Plan("shop", "prod", ())), (Plan("shop", "prod", ()), Plan("", "", ()))],
)
def test_the_names_are_those_of_the_side_that_is_there(base: Plan, head: Plan) -> None:
    """An empty side has none."""
    found = compare_plans(base, head, Tables())
    assert (found.project, found.stack) == ("shop", "prod")


def test_the_names_are_the_heads_where_both_have_some() -> None:
    """A project that is renamed goes by its new name."""
    found = compare_plans(Plan("old", "dev", ()), Plan("new", "prod", ()), Tables())
    assert (found.project, found.stack) == ("new", "prod")


@pytest.mark.parametrize(("mutable", "kind"), [(True, "update"), (False, "replace")])
def test_the_explicit_provider_is_asked(*, mutable: bool, kind: str) -> None:
    """One that says that settings may change has them changed in place."""
    provider = resource("pulumi:providers:kubernetes", "k8s", inputs={"enableConfigMapMutable": mutable})
    old, new = (
        resource(CONFIG_MAP, "settings", inputs={"data": {"a": value}}, provider=f"{provider.urn}::id")
        for value in ("1", "2")
    )
    assert [each.kind for each in diff([provider, old], [provider, new]).resources] == [kind]


def test_the_cause_that_is_certain_comes_first() -> None:
    """Whatever the order of the properties."""
    options = Options(replace_on_changes=("a", "b"))
    old = replace(topic(a="1", b="2"), options=options)
    new = replace(topic(a=UNKNOWN, b="3"), options=options)
    (found,) = diff([old], [new]).resources
    assert [(cause.path, cause.certain) for cause in found.causes] == [(("b",), True), (("a",), False)]


def test_what_hangs_on_a_replaced_resource_by_what_is_known_stays() -> None:
    """A value that does not change says nothing new to whoever has it."""
    old, new = topic("news", name="a"), topic("news", name="b")
    user = resource(
        "aws:ssm/parameter:Parameter",
        "address",
        inputs={"name": "address", "value": "known"},
        property_dependencies={"value": (old.urn,)},
    )
    assert [each.resource.name for each in diff([old, user], [new, user]).resources] == ["news"]


@pytest.mark.parametrize(
    ("options", "judged"), [(Options(), False), (Options(replace_on_changes=("size",)), True)]
)
def test_an_update_of_a_type_that_no_table_has_may_be_more(options: Options, *, judged: bool) -> None:
    """Whether it is more, nobody can say; a replacement that the program asks for is one."""
    old, new = (resource("acme:index:Thing", "it", inputs={"size": size}, options=options) for size in (1, 2))
    (found,) = diff([old], [new]).resources
    assert found.judged is judged


def test_a_change_of_an_option_alone_needs_no_table() -> None:
    """No provider is told of it."""
    old, new = (resource("acme:index:Thing", "it", inputs={"size": 1}, protect=on) for on in (True, False))
    (found,) = diff([old], [new]).resources
    assert (found.kind, found.judged) == ("update", True)


ONE, TWO = topic("one"), topic("two")


def made_of(value: Any, *sources: Resource) -> Resource:
    """A parameter whose value comes from some resources."""
    return resource(
        "aws:ssm/parameter:Parameter",
        "address",
        inputs={"name": "address", "value": value},
        property_dependencies={"value": tuple(each.urn for each in sources)},
    )


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        (made_of(UNKNOWN, ONE), made_of(UNKNOWN, ONE), []),
        (made_of(UNKNOWN, ONE), made_of(UNKNOWN, TWO), [(False, "comes from two in place of one")]),
        (made_of(UNKNOWN, ONE), made_of(UNKNOWN, ONE, TWO), [(False, "comes from two")]),
        (made_of(UNKNOWN, ONE, TWO), made_of(UNKNOWN, ONE), [(False, "no longer comes from two")]),
        (made_of("known", ONE), made_of("known", TWO), []),
        (made_of("known", ONE), made_of(UNKNOWN, TWO), [(False, "")]),
        (made_of(UNKNOWN, ONE), made_of("known", TWO), [(False, "")]),
    ],
)
def test_where_an_unknown_comes_from(
    before: Resource, after: Resource, notes: list[tuple[bool, str]]
) -> None:
    """Another source may be another value; of what is known the value itself decides, and is told once."""
    found = diff([ONE, TWO, before], [ONE, TWO, after]).resources
    assert [(change.certain, change.note) for each in found for change in each.changes] == notes


def test_a_property_that_is_new_is_told_once() -> None:
    """It had no source before, as it was not there."""
    bare = replace(made_of(UNKNOWN, ONE), inputs={"name": "address"}, property_dependencies={})
    (found,) = diff([ONE, bare], [ONE, made_of(UNKNOWN, ONE)]).resources
    assert [(change.path, change.note) for change in found.changes] == [(("value",), "")]


def named(name: Any, size: int) -> Resource:
    """A topic whose name is given, and which the program wants replaced for its size."""
    return replace(topic(name=name, size=size), options=Options(replace_on_changes=("size",)))


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [
        ("news", "news", True),
        ("news", "other", False),
        ("news", UNKNOWN, False),
        (UNKNOWN, UNKNOWN, False),
        (None, None, False),
        (None, "news", False),
        ("news", None, False),
    ],
)
def test_the_old_one_goes_first_where_both_have_one_known_name(
    before: Any, after: Any, *, first: bool
) -> None:
    """A name that the provider makes up, or that is not known, may be another one."""
    (found,) = diff([named(before, 1)], [named(after, 2)]).resources
    assert (found.kind, found.delete_first) == ("replace", first)


def test_a_changed_trigger_is_certain() -> None:
    """The engine compares it by itself."""
    old, new = (replace(topic(), options=Options(replacement_trigger=value)) for value in ("a", "b"))
    (found,) = diff([old], [new]).resources
    assert [(cause.reason, cause.certain) for cause in found.causes] == [
        ("its replacement trigger changes", True)
    ]


def test_a_source_that_two_properties_share_is_followed_once() -> None:
    """And one that is no input any more is not followed."""
    old, new = topic("news", name="a"), topic("news", name="b")
    user = resource(
        "aws:ssm/parameter:Parameter",
        "address",
        inputs={"value": UNKNOWN, "description": UNKNOWN},
        property_dependencies=dict.fromkeys(("value", "description", "gone"), (old.urn,)),
    )
    _, found = diff([old, user], [new, user]).resources
    assert (found.kind, found.follows) == ("update", (old.urn,))


def on_placeholder(name: str) -> Resource:
    """A topic whose name comes from a placeholder."""
    return replace(topic(name=name), placeholder_paths=(("name",),))


def test_the_same_placeholder_on_both_sides_is_no_change() -> None:
    """Two plans of one program stand on the same ones."""
    assert diff([on_placeholder("a")], [on_placeholder("a")]).empty


def test_a_placeholder_against_what_is_deployed_is_no_change() -> None:
    """The deployment has a real value, and what the program will get is likely that."""
    before, after = plan_of(topic(name="real")), plan_of(on_placeholder("a"))
    assert compare_plans(before, after, Tables(), deployed=True).empty


def test_a_placeholder_in_the_place_of_a_value_may_change_it() -> None:
    """Nobody can tell whether it will be the same, so that a replacement is not certain."""
    [found] = diff([topic(name="real")], [on_placeholder("a")]).resources
    assert (found.kind, found.certain) == ("replace", False)


def test_a_change_around_a_placeholder_is_certain() -> None:
    """Both sides hold the same placeholder, so what differs is what the program has changed."""
    [found] = diff([on_placeholder("x-a")], [on_placeholder("y-a")]).resources
    assert (found.kind, found.certain) == ("replace", True)


def test_a_provider_that_is_renamed_is_the_same() -> None:
    """What it makes stays what it is; with another provider it may be made anew."""
    old = resource("pulumi:providers:aws", "old")
    new = resource("pulumi:providers:aws", "new", aliases=(old.urn,))
    made = [replace(topic("news"), provider=f"{each.urn}::id") for each in (old, new)]
    assert [each.kind for each in diff([old, made[0]], [new, made[1]]).resources] == ["rename"]
    other = resource("pulumi:providers:aws", "new")
    kinds = [(each.kind, each.certain) for each in diff([old, made[0]], [other, made[1]]).resources]
    assert kinds == [("create", True), ("replace", False), ("delete", True)]
