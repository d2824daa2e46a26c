"""Everything of a resource that a digest has a place for is written there, and read from there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.model.digest import digest, is_event_log, read_digest, read_events
from jiban.model.plan import (
    UNKNOWN,
    CustomTimeouts,
    Diagnostic,
    Options,
    Parts,
    Placeholder,
    Plan,
    Resource,
    SourceLine,
)

ROOT = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"
THING = "urn:pulumi:dev::demo::test:index:Thing::t"
OTHER = "urn:pulumi:dev::demo::test:index:Thing::other"

STATE: dict[str, Any] = {
    "urn": THING,
    "custom": True,
    "id": "i-1",
    "type": "test:index:Thing",
    "inputs": {"a": 1},
    "outputs": {"b": 2},
    "parent": ROOT,
    "protect": True,
    "external": True,
    "dependencies": [OTHER, ROOT],
    "provider": "urn:pulumi:dev::demo::pulumi:providers:test::p::id",
    "propertyDependencies": {"a": [OTHER], "b": []},
    "additionalSecretOutputs": ["password"],
    "aliases": ["urn:pulumi:dev::demo::test:index:Thing::old"],
    "customTimeouts": {"create": 60, "update": 120, "delete": 180, "read": 240},
    "importID": "i-0",
    "retainOnDelete": True,
    "deletedWith": OTHER,
    "replaceWith": [OTHER],
    "sourcePosition": "project:///lib/x.py#3",
    "stackTrace": [{"sourcePosition": "project:///lib/x.py#3"}, {"sourcePosition": "project:///main.py#9"}],
    "ignoreChanges": ["a", "b.c"],
    "hideDiff": ["d"],
    "replaceOnChanges": ["e"],
    "resourceHooks": {"AfterCreate": ["h2"], "BeforeCreate": ["h", "i"]},
    "placeholderPaths": [["a", 0], []],
    "replacementTrigger": 0,
}
"""A state with every field, under Pulumi's names, and `placeholderPaths`, which are this library's."""

RESOURCE = Resource(
    urn=THING,
    type="test:index:Thing",
    name="t",
    custom=True,
    parent=ROOT,
    inputs={"a": 1},
    outputs={"b": 2},
    dependencies=(OTHER, ROOT),
    property_dependencies={"a": (OTHER,), "b": ()},
    protect=True,
    provider="urn:pulumi:dev::demo::pulumi:providers:test::p::id",
    op="read",
    id="i-1",
    aliases=("urn:pulumi:dev::demo::test:index:Thing::old",),
    options=Options(
        ignore_changes=("a", "b.c"),
        replace_on_changes=("e",),
        additional_secret_outputs=("password",),
        hide_diffs=("d",),
        retain_on_delete=True,
        deleted_with=OTHER,
        replace_with=(OTHER,),
        replacement_trigger=0,
        custom_timeouts=CustomTimeouts(create=60, update=120, delete=180, read=240),
        import_id="i-0",
        hooks={"BeforeCreate": ("h", "i"), "AfterCreate": ("h2",)},
    ),
    source=SourceLine("lib/x.py", 3),
    trace=(SourceLine("lib/x.py", 3), SourceLine("main.py", 9)),
    placeholder_paths=(("a", 0), ()),
)
"""The same as a resource of a plan."""


def plan_of(*resources: Resource, **fields: Any) -> Plan:
    """Make a plan of some resources."""
    return Plan("demo", "dev", resources, **fields)


def step(**state: Any) -> Plan:
    """Read a digest of one step with such a state."""
    return read_digest({"steps": [{"op": "read", "urn": THING, "newState": STATE | state}]})


def test_every_field_is_written() -> None:
    """Under the name that Pulumi gives it."""
    assert digest(plan_of(RESOURCE))["steps"] == [
        {
            "op": "read",
            "urn": THING,
            "provider": "urn:pulumi:dev::demo::pulumi:providers:test::p::id",
            "newState": STATE,
            "detailedDiff": None,
        }
    ]


def test_every_field_is_read() -> None:
    """Into the field of its meaning."""
    assert step().resources == (RESOURCE,)


def test_a_state_of_an_earlier_release_names_hidden_differences_otherwise() -> None:
    """`hideDiffs` is read where there is no `hideDiff`."""
    assert step(hideDiff=None, hideDiffs=["f"]).resources[0].options.hide_diffs == ("f",)


def test_what_a_state_leaves_out_has_its_default() -> None:
    """Nothing is protected, kept or waited for that does not say so."""
    (found,) = read_digest({"steps": [{"op": "same", "urn": THING, "newState": {"urn": THING}}]}).resources
    assert found == Resource(urn=THING, type="test:index:Thing", name="t", custom=False, op="same")


def test_maps_are_written_in_the_order_of_their_keys() -> None:
    """As Go does it: two plans that mean the same are the same text."""
    mixed = Resource(
        urn=THING,
        type="test:index:Thing",
        name="t",
        custom=True,
        inputs={"b": 1, "a": {"d": 1, "c": 2}},
        property_dependencies={"b": (ROOT,), "a": (OTHER,)},
        options=Options(hooks={"b": ("x",), "a": ("y",)}),
    )
    (found,) = digest(plan_of(mixed))["steps"]
    assert json.dumps(found["newState"]) == json.dumps(
        {
            "urn": THING,
            "custom": True,
            "type": "test:index:Thing",
            "inputs": {"a": {"c": 2, "d": 1}, "b": 1},
            "propertyDependencies": {"a": [OTHER], "b": [ROOT]},
            "resourceHooks": {"a": ["y"], "b": ["x"]},
        }
    )


def test_a_time_limit_that_is_not_given_is_left_out() -> None:
    """Each for itself."""
    limits = Options(custom_timeouts=CustomTimeouts(delete=5))
    thing = Resource(urn=THING, type="test:index:Thing", name="t", custom=True, options=limits)
    assert digest(plan_of(thing))["steps"][0]["newState"]["customTimeouts"] == {"delete": 5}


def test_what_was_used_and_not_seen_is_told_among_the_messages() -> None:
    """Placeholders and parts that were seen are information; a part that was not seen is a warning."""
    plan = plan_of(
        placeholders=(
            Placeholder("stack", "org/net/dev", note="ask for it"),
            Placeholder("call", "test:index:do", origin="lookups.yaml", source=SourceLine("main.py", 4)),
            Placeholder("secret", "demo:key", origin="nothing"),
        ),
        parts=(
            Parts(THING, seen=True, how="from the chart"),
            Parts(OTHER, seen=False, how="no helm here", remedy="install helm"),
            Parts(ROOT, seen=False, how="a plugin makes them"),
        ),
    )
    texts = digest(plan)["diagnostics"]
    assert [(each.get("urn"), each["severity"]) for each in texts] == [
        (None, "info"),
        (None, "info"),
        (None, "info"),
        (THING, "info"),
        (OTHER, "warning"),
        (ROOT, "warning"),
    ]
    assert [each["message"] for each in texts[:3]] == [
        "stack reference org/net/dev: placeholder from nothing; ask for it",
        "method test:index:do: placeholder from lookups.yaml (main.py:4)",
        "secret configuration demo:key: placeholder from nothing",
    ]


def test_what_was_not_seen_is_read_back() -> None:
    """With its remedy or without; what was seen says nothing about what is missing."""
    missing = (
        Parts(OTHER, seen=False, how="no helm here", remedy="install helm"),
        Parts(ROOT, seen=False, how="a plugin makes them"),
    )
    plan = plan_of(RESOURCE, parts=(Parts(THING, seen=True, how="from the chart"), *missing))
    assert read_digest(json.loads(json.dumps(digest(plan)))).parts == missing


def test_messages_are_read_with_their_severity() -> None:
    """One that names none is information."""
    found = read_digest(
        {
            "steps": [{"op": "same", "urn": THING, "newState": STATE}],
            "diagnostics": [{"message": "a", "severity": "error", "urn": THING}, {"message": "b", "urn": ""}],
            "config": {"demo:a": "1"},
        }
    )
    assert found.diagnostics == (Diagnostic("error", "a", THING), Diagnostic("info", "b", None))
    assert found.config == {"demo:a": "1"}


def test_a_preview_of_nothing_is_an_empty_plan() -> None:
    """A stack that does not exist yet has a summary and no step."""
    assert read_digest({"changeSummary": {}}) == Plan(project="", stack="", resources=())


def test_outputs_are_those_of_the_root_wherever_it_stands() -> None:
    """A resource may come before it; one that has none gives none."""
    root = {"urn": ROOT, "type": "pulumi:pulumi:Stack", "outputs": {"x": 1}}
    both = {"deployment": {"resources": [STATE, root]}}
    assert read_digest(both).outputs == {"x": 1}
    assert read_digest({"deployment": {"resources": [STATE]}}).outputs == {}


@pytest.mark.parametrize(
    "text", ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"]
)
def test_a_sentinel_of_the_engine_is_unknown(text: str) -> None:
    """Of a text as of an object."""
    assert step(inputs={"a": text}).resources[0].inputs == {"a": UNKNOWN}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"preludeEvent": {}}\n{"summaryEvent": {}}\n', True),
        ('\n{"resourcePreEvent": {}}', True),
        ('{"steps": []}', False),
        ('{"steps": []}\n\n', False),
        ('{\n"steps": []}', False),
        ('["resourcePreEvent"]\n["resourcePreEvent"]', False),
        ("no JSON\n{}", False),
    ],
)
def test_an_event_log_is_one_object_a_line(text: str, *, found: bool) -> None:
    """A single line may be a digest, unless it is a resource's event."""
    assert is_event_log(text) is found


@pytest.mark.parametrize(
    "text",
    [
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ],
)
def test_every_sentinel_of_the_engine_is_unknown(text: str) -> None:
    """Of a text, a truth value, a number, a list, assets, an archive and an object."""
    assert step(outputs={"a": [text]}).resources[0].outputs == {"a": [UNKNOWN]}


def test_an_event_of_a_deletion_gives_the_old_state() -> None:
    """There is no new one."""
    event = {"resourcePreEvent": {"metadata": {"op": "delete", "urn": THING, "old": STATE, "new": None}}}
    (found,) = read_events(json.dumps(event)).resources
    assert (found.op, found.id) == ("delete", "i-1")


def test_a_deployment_of_nothing_is_an_empty_plan() -> None:
    """Pulumi writes null for what it has none of."""
    assert read_digest({"deployment": {"resources": None}}).resources == ()
    assert read_digest({"deployment": None}).resources == ()
    nulls = {"parent": "", "dependencies": None, "propertyDependencies": {"a": None}, "provider": ""}
    (found,) = read_digest({"deployment": {"resources": [STATE | nulls]}}).resources
    assert (found.parent, found.provider, found.dependencies) == (None, None, ())
    assert found.property_dependencies == {"a": ()}
