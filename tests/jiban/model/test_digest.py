from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.model.digest import (
    SECRET_TEXT,
    UNKNOWN_TEXT,
    DocumentError,
    digest,
    dumps,
    read_digest,
    read_events,
    redacted,
)
from jiban.model.plan import (
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN,
    CustomTimeouts,
    Diagnostic,
    Options,
    Parts,
    Placeholder,
    Plan,
    Resource,
    Secret,
    SourceLine,
    Unknown,
)
from jiban.plan.run import plan

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROOT = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"
THING = "urn:pulumi:dev::demo::test:index:Thing::t"

PLAN = Plan(
    project="demo",
    stack="dev",
    resources=(
        Resource(urn=ROOT, type="pulumi:pulumi:Stack", name="demo-dev", custom=False),
        Resource(
            urn=THING,
            type="test:index:Thing",
            name="t",
            custom=True,
            parent=ROOT,
            inputs={"b": UNKNOWN, "a": [Secret("pw"), {"deep": Secret(UNKNOWN)}, 1, None]},
            dependencies=(ROOT,),
            property_dependencies={"b": (ROOT,), "a": ()},
            protect=True,
            provider="urn:pulumi:dev::demo::pulumi:providers:test::p::id",
            op="import",
            id="i-1",
            aliases=("urn:pulumi:dev::demo::test:index:Thing::old",),
            options=Options(
                ignore_changes=("a",),
                custom_timeouts=CustomTimeouts(create=60),
                import_id="i-1",
                retain_on_delete=True,
                deleted_with=ROOT,
                hooks={"BeforeCreate": ("h",)},
            ),
            source=SourceLine("lib/x.py", 3),
            trace=(SourceLine("lib/x.py", 3), SourceLine("__main__.py", 9)),
        ),
    ),
    outputs={"url": Secret("u")},
    config={"demo:a": "1"},
    placeholders=(
        Placeholder("invoke", "test:index:get", {}, "types of the SDK", source=SourceLine("__main__.py", 1)),
    ),
    diagnostics=(Diagnostic("warning", "careful", THING),),
)


def test_digest_is_pulumis_format() -> None:
    """The digest has the names, the omissions and the blinding of `pulumi preview --json`."""
    assert digest(PLAN) == {
        "config": {"demo:a": "1"},
        "steps": [
            {
                "op": "create",
                "urn": ROOT,
                "newState": {
                    "urn": ROOT,
                    "custom": False,
                    "type": "pulumi:pulumi:Stack",
                    "outputs": {"url": "[secret]"},
                },
                "detailedDiff": None,
            },
            {
                "op": "import",
                "urn": THING,
                "provider": "urn:pulumi:dev::demo::pulumi:providers:test::p::id",
                "newState": {
                    "urn": THING,
                    "custom": True,
                    "id": "i-1",
                    "type": "test:index:Thing",
                    "inputs": {
                        "a": ["[secret]", {"deep": "[secret]"}, 1, None],
                        "b": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
                    },
                    "parent": ROOT,
                    "protect": True,
                    "dependencies": [ROOT],
                    "provider": "urn:pulumi:dev::demo::pulumi:providers:test::p::id",
                    "propertyDependencies": {"a": [], "b": [ROOT]},
                    "aliases": ["urn:pulumi:dev::demo::test:index:Thing::old"],
                    "customTimeouts": {"create": 60},
                    "importID": "i-1",
                    "retainOnDelete": True,
                    "deletedWith": ROOT,
                    "sourcePosition": "project:///lib/x.py#3",
                    "stackTrace": [
                        {"sourcePosition": "project:///lib/x.py#3"},
                        {"sourcePosition": "project:///__main__.py#9"},
                    ],
                    "ignoreChanges": ["a"],
                    "resourceHooks": {"BeforeCreate": ["h"]},
                },
                "detailedDiff": None,
            },
        ],
        "diagnostics": [
            {"urn": THING, "message": "careful", "severity": "warning"},
            {
                "message": "function test:index:get: placeholder from types of the SDK (__main__.py:1)",
                "severity": "info",
            },
        ],
        "changeSummary": {"create": 1, "import": 1},
    }


def test_secret_value_is_nowhere_in_the_text() -> None:
    """No secret's value can be found in the text of a digest, nor in the plan's repr."""
    assert '"pw"' not in dumps(PLAN)
    assert "'pw'" not in repr(PLAN)


def test_round_trip() -> None:
    """A digest that is read gives the same digest again, and hides what was hidden."""
    again = read_digest(json.loads(dumps(PLAN)))
    assert dumps(again) == dumps(PLAN)
    assert again.resources[1].inputs["a"][0] == Secret(UNKNOWN)
    assert again.resources[1].source == SourceLine("lib/x.py", 3)
    assert again.outputs == {"url": Secret(UNKNOWN)}


def thing(value: Any, trigger: Any = None) -> Plan:
    """Make a plan of one resource with one input and a replacement trigger."""
    options = Options(replacement_trigger=trigger)
    return Plan(
        "demo",
        "dev",
        (Resource(THING, "test:index:Thing", "t", custom=True, inputs={"a": value}, options=options),),
    )


@pytest.mark.parametrize(
    "trigger", [0, False, "", [], {}], ids=["zero", "false", "empty text", "empty list", "empty map"]
)
def test_an_empty_replacement_trigger_is_kept(trigger: Any) -> None:
    """Only a missing trigger is left out, as Pulumi does it."""
    again = read_digest(json.loads(dumps(thing("x", trigger))))
    assert again.resources[0].options.replacement_trigger == trigger


def test_a_missing_replacement_trigger_is_left_out() -> None:
    """A resource without a trigger has no such key."""
    assert "replacementTrigger" not in digest(thing("x"))["steps"][0]["newState"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Secret("pw"), Secret(UNKNOWN)),
        ([{"deep": Secret("pw")}], [{"deep": Secret(UNKNOWN)}]),
        ((1, (2,)), [1, [2]]),
        (UNKNOWN_TEXT, UNKNOWN),
        (SECRET_TEXT, Secret(UNKNOWN)),
        ({SIGNATURE: SECRET_SIGNATURE, "value": "pw"}, Secret(UNKNOWN)),
        (0, 0),
        ("", ""),
        ({}, {}),
    ],
    ids=[
        "secret",
        "secret below a list",
        "tuples",
        "text of an unknown",
        "text of a secret",
        "secret as the engine writes it",
        "zero",
        "empty text",
        "empty map",
    ],
)
def test_a_redacted_plan_has_the_values_of_one_that_was_read(value: Any, expected: Any) -> None:
    """Inputs and triggers are those that a digest gives back, so that both compare as equal."""
    found = redacted(thing(value, value)).resources[0]
    read = read_digest(json.loads(dumps(thing(value, value)))).resources[0]
    assert found.inputs["a"] == read.inputs["a"] == expected
    assert found.options.replacement_trigger == read.options.replacement_trigger == expected


def test_a_redacted_plan_keeps_what_a_digest_has_no_place_for() -> None:
    """Whether the program says delete before replace counts in a diff."""
    plan = thing("x")
    options = Options(delete_before_replace=True)
    found = redacted(replace(plan, resources=(replace(plan.resources[0], options=options),)))
    assert found.resources[0].options.delete_before_replace is True


@pytest.mark.parametrize("name", ["aws-web", "azure-storage", "kube-guestbook"])
def test_round_trip_of_real_programs(name: str) -> None:
    """Plans of whole programs survive writing and reading."""
    text = dumps(plan(FIXTURES / name))
    assert dumps(read_digest(json.loads(text))) == text


def test_exported_deployment_is_read() -> None:
    """`pulumi stack export` is read: state, outputs, and secrets by their signature."""
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    export = {
        "version": 3,
        "deployment": {
            "resources": [
                {"urn": ROOT, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": {"x": 1}},
                {
                    "urn": THING,
                    "custom": True,
                    "id": "i",
                    "type": "test:index:Thing",
                    "inputs": {"p": secret},
                },
            ]
        },
    }
    found = read_digest(export)
    assert (found.project, found.stack, found.outputs) == ("demo", "dev", {"x": 1})
    assert found.resources[1].inputs == {"p": Secret(UNKNOWN)}
    assert (found.resources[1].op, found.resources[1].id) == ("same", "i")


def test_deleted_resource_is_read_from_its_old_state() -> None:
    """A step without a new state gives the old one, under its operation."""
    found = read_digest(
        {"steps": [{"op": "delete", "urn": THING, "oldState": {"urn": THING, "type": "test:index:Thing"}}]}
    )
    assert [(r.op, r.urn) for r in found.resources] == [("delete", THING)]


def test_event_log_is_read() -> None:
    """Of an event log the resource events count."""
    event = {
        "resourcePreEvent": {
            "metadata": {
                "op": "create",
                "urn": THING,
                "new": {"urn": THING, "type": "test:index:Thing", "inputs": {"a": 1}},
            }
        }
    }
    text = '{"preludeEvent": {}}\n\n' + json.dumps(event) + "\n"
    assert read_events(text).resources[0].inputs == {"a": 1}


@pytest.mark.parametrize(
    "document", [[], {}, None, {"a": 1}, {"steps": [{"op": "create", "newState": {"urn": "x"}}]}]
)
def test_other_documents_are_refused(document: object) -> None:
    """A document of another kind is refused in words."""
    with pytest.raises(DocumentError):
        read_digest(document)


def test_event_log_that_is_none_is_refused() -> None:
    """A text that is no event log is refused, naming the line."""
    with pytest.raises(DocumentError, match="line 2"):
        read_events('{"a": 1}\nnot json\n')
    with pytest.raises(DocumentError, match="no resourcePreEvent"):
        read_events("{}\n")


def test_unknown_has_no_truth_value() -> None:
    """An unknown cannot be taken for true or false by mistake."""
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(Unknown())


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            Parts(THING, seen=True, how="helm template"),
            {"message": "made here, as its plugin would: helm template", "severity": "info"},
        ),
        (
            Parts(THING, seen=False, how="Helm renders it"),
            {"message": "not seen: Helm renders it", "severity": "warning"},
        ),
        (
            Parts(THING, seen=False, how="helm is missing", remedy="install helm"),
            {"message": "not seen: helm is missing; to see it: install helm", "severity": "warning"},
        ),
    ],
)
def test_what_a_plugin_would_make_is_told_in_a_message(parts: Parts, message: dict[str, str]) -> None:
    """Which a document that was written before is read by, too: a warning where it is not seen."""
    thing = Resource(THING, "test:index:Thing", "t", custom=False)
    plan = Plan("demo", "dev", (thing,), parts=(parts,))
    written = digest(plan)
    assert written["diagnostics"] == [{"urn": THING, **message}]
    assert read_digest(written).parts == (() if parts.seen else (parts,))
