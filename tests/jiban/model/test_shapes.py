"""Documents of other shapes than Pulumi's: each is refused with the path of what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.model.digest import read_digest, read_events
from jiban.model.json_text import DocumentError

URN = "urn:pulumi:dev::shop::a:b:C::c"


def step(**state: Any) -> dict[str, Any]:
    """A digest of one resource with something in its state."""
    return {"steps": [{"op": "create", "newState": {"urn": URN, "type": "a:b:C", **state}}]}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "not a plan: expected a JSON object, got a list"),
        (None, "not a plan: expected a JSON object, got nothing"),
        ({"steps": 5}, "steps: expected a list, got a number"),
        ({"steps": [None]}, "steps[0]: expected a map, got nothing"),
        ({"steps": [{}]}, "steps[0].op: it is missing; every entry has one"),
        (
            {"steps": [{"op": "create"}]},
            "steps[0]: it has neither newState nor oldState, so nothing can be said of it",
        ),
        ({"steps": [{"op": 5, "newState": {"urn": URN}}]}, "steps[0].op: expected text, got a number"),
        (
            {"steps": [{"op": "create", "newState": {"type": "a:b:C"}}]},
            "steps[0].newState.urn: it is missing; every entry has one",
        ),
        (step(inputs="text"), "steps[0].newState.inputs: expected a map, got text"),
        (step(outputs=[1]), "steps[0].newState.outputs: expected a map, got a list"),
        (step(type=5), "steps[0].newState.type: expected text, got a number"),
        (step(protect="yes"), "steps[0].newState.protect: expected true or false, got text"),
        (
            step(dependencies=["x"]),
            "steps[0].newState.dependencies[0]: not a URN, which is urn:pulumi:STACK::PROJECT::TYPE::NAME",
        ),
        (
            step(propertyDependencies={"a.b": [5]}),
            'steps[0].newState.propertyDependencies["a.b"][0]: expected text, got a number',
        ),
        (
            step(provider="aws"),
            (
                "steps[0].newState.provider: not the URN of a provider with its id, "
                "urn:pulumi:STACK::PROJECT::TYPE::NAME::ID"
            ),
        ),
        (
            step(customTimeouts={"create": "10m"}),
            "steps[0].newState.customTimeouts.create: expected a number, got text",
        ),
        (step(stackTrace=[5]), "steps[0].newState.stackTrace[0]: expected a map, got a number"),
        ({"steps": [], "config": []}, "config: expected a map, got a list"),
        ({"steps": [], "diagnostics": [5]}, "diagnostics[0]: expected a map, got a number"),
        ({"deployment": 5}, "deployment: expected a map, got a number"),
        ({"deployment": {"resources": {}}}, "deployment.resources: expected a list, got a map"),
    ],
)
def test_a_document_of_another_shape(document: Any, said: str) -> None:
    """The message names the place, what stands there in Pulumi's documents, and what is there."""
    with pytest.raises(DocumentError) as caught:
        read_digest(document)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "document", [{"steps": None}, {"steps": []}, {"deployment": None}, {"changeSummary": {}}]
)
def test_a_document_without_resources(document: Any) -> None:
    """Null and an empty list are no fault: Go writes both for nothing."""
    assert read_digest(document).resources == ()


@pytest.mark.parametrize(
    "state",
    [
        {"type": None, "parent": "", "provider": "", "inputs": None},
        {"sourcePosition": "project:///a.py#²"},
        {"sourcePosition": "project:///a.py#" + "9" * 5000},
        {"unknownToUs": {"x": [1]}},
    ],
)
def test_what_may_be_there(state: dict[str, Any]) -> None:
    """Null and empty texts stand for what is missing, an odd line for none; new fields are left alone."""
    found = read_digest(step(**state)).resources[0]
    assert (found.type, found.source) == ("a:b:C", None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[]", "line 2 of the event log: the document: expected a map, got a list"),
        (
            '{"resourcePreEvent": 5}',
            "line 2 of the event log: resourcePreEvent: expected a map, got a number",
        ),
        (
            '{"resourcePreEvent": {"metadata": {"op": "create", "new": {"urn": "x"}}}}',
            (
                "line 2 of the event log: resourcePreEvent.metadata.new.urn: not a URN, which is "
                "urn:pulumi:STACK::PROJECT::TYPE::NAME"
            ),
        ),
        ('{"resourcePreEvent": {', "line 2 of the event log: it ends in the middle"),
    ],
)
def test_an_event_of_another_shape(line: str, said: str) -> None:
    """The line is named too."""
    with pytest.raises(DocumentError) as caught:
        read_events(f"{{}}\n{line}\n")
    assert str(caught.value).startswith(said)


def test_a_truth_value_is_no_step_of_a_path() -> None:
    """Though it is a number in Python."""
    state = {"urn": "urn:pulumi:prod::shop::x:y:Z::it", "placeholderPaths": [["tags", 0], [True]]}
    with pytest.raises(DocumentError, match="expected text or a whole number, got true or false"):
        read_digest({"steps": [{"op": "create", "newState": state}]})


NO_URN = "not a URN, which is urn:pulumi:STACK::PROJECT::TYPE::NAME"
NO_PROVIDER = "not the URN of a provider with its id, urn:pulumi:STACK::PROJECT::TYPE::NAME::ID"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("urn", "aws", f": {NO_URN}"),
        ("urn", "urn:pulumi:dev::shop::a:b:C", f": {NO_URN}"),
        ("type", 5, ": expected text, got a number"),
        ("custom", "yes", ": expected true or false, got text"),
        ("delete", 1, ": expected true or false, got a number"),
        ("id", 5, ": expected text, got a number"),
        ("inputs", [], ": expected a map, got a list"),
        ("outputs", [], ": expected a map, got a list"),
        ("parent", "aws", f": {NO_URN}"),
        ("protect", "yes", ": expected true or false, got text"),
        ("external", "yes", ": expected true or false, got text"),
        ("dependencies", URN, ": expected a list, got text"),
        ("dependencies", [URN, "aws"], f"[1]: {NO_URN}"),
        ("provider", URN, f": {NO_PROVIDER}"),
        ("propertyDependencies", [], ": expected a map, got a list"),
        ("propertyDependencies", {"a": [URN], "b": ["aws"]}, f".b[0]: {NO_URN}"),
        ("additionalSecretOutputs", [5], "[0]: expected text, got a number"),
        ("aliases", [5], "[0]: expected text, got a number"),
        ("customTimeouts", {"create": True}, ".create: expected a number, got true or false"),
        ("importID", 5, ": expected text, got a number"),
        ("retainOnDelete", "yes", ": expected true or false, got text"),
        ("deletedWith", "aws", f": {NO_URN}"),
        ("replaceWith", ["aws"], f"[0]: {NO_URN}"),
        ("sourcePosition", 5, ": expected text, got a number"),
        ("stackTrace", [{"sourcePosition": 5}], "[0].sourcePosition: expected text, got a number"),
        ("ignoreChanges", [5], "[0]: expected text, got a number"),
        ("hideDiff", [5], "[0]: expected text, got a number"),
        ("hideDiffs", [5], "[0]: expected text, got a number"),
        ("replaceOnChanges", [5], "[0]: expected text, got a number"),
        ("resourceHooks", {"afterCreate": [5]}, ".afterCreate[0]: expected text, got a number"),
        ("placeholderPaths", ["tags"], "[0]: expected a list, got text"),
        ("placeholderPaths", [["tags", 1.5]], "[0][1]: expected text or a whole number, got a number"),
    ],
)
def test_every_field_of_a_state_is_looked_at(field: str, value: Any, said: str) -> None:
    """What it is in Pulumi's documents, and where it is something else."""
    for key in ("newState", "oldState"):
        document = {"steps": [{"op": "update", key: {"urn": URN, "type": "a:b:C", field: value}}]}
        with pytest.raises(DocumentError) as caught:
            read_digest(document)
        assert str(caught.value) == f"steps[0].{key}.{field}{said}"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"changeSummary": []}, "changeSummary: expected a map, got a list"),
        *(
            ({"steps": [], "diagnostics": [{key: 5}]}, f"diagnostics[0].{key}: expected text, got a number")
            for key in ("severity", "message", "urn")
        ),
        (
            {"steps": [{"op": "create", "urn": 5, "newState": {"urn": URN}}]},
            "steps[0].urn: expected text, got a number",
        ),
        (
            {"steps": [{"op": "replace", "newState": {"urn": URN}, "replaceReasons": [5]}]},
            "steps[0].replaceReasons[0]: expected text, got a number",
        ),
        (
            {"deployment": {"resources": [{"type": "a:b:C"}]}},
            "deployment.resources[0].urn: it is missing; every entry has one",
        ),
    ],
)
def test_every_other_field_of_a_document_is_looked_at(document: Any, said: str) -> None:
    """Of a step, of a message, and of a deployment."""
    with pytest.raises(DocumentError) as caught:
        read_digest(document)
    assert str(caught.value) == said


@pytest.mark.parametrize("key", ["old", "new"])
def test_both_sides_of_an_event_are_looked_at(key: str) -> None:
    """What it says of the resource before, and after."""
    line = json.dumps({"resourcePreEvent": {"metadata": {"op": "update", key: {"type": "a:b:C"}}}})
    with pytest.raises(DocumentError, match=rf"metadata\.{key}\.urn: it is missing"):
        read_events(f"{line}\n")


def test_an_event_without_an_operation_is_refused() -> None:
    """Nothing could be said of it."""
    with pytest.raises(DocumentError, match=r"metadata\.op: it is missing"):
        read_events('{"resourcePreEvent": {"metadata": {}}}\n')
