"""Documents of other shapes than Pulumi's: each is refused with the path of what is wrong."""

from __future__ import annotations

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
