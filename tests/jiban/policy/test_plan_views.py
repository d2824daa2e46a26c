"""The resources of a plan as rules see them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.digest import dumps
from jiban.model.plan import ROOT_TYPE, UNKNOWN, Plan, Resource, Secret, SourceLine
from jiban.policy.plan_views import PreviewFileError, preview_of, read_preview, views
from jiban.policy.rule import Change
from jiban.policy.view import NotKnownError, ResourceView
from tests.jiban.report.samples import shop


def seen(**inputs: Any) -> Any:
    """A resource with some inputs, as rules see it."""
    return ResourceView(
        Resource(
            urn="urn:pulumi:prod::shop::aws:rds/instance:Instance::db",
            type="aws:rds/instance:Instance",
            name="db",
            custom=True,
            inputs=inputs,
            property_dependencies={"engine": ("urn:a",)},
            protect=True,
            source=SourceLine("infra/db.py", 7),
        )
    )


def test_an_unknown_is_an_unknown_to_rules() -> None:
    """However deep it is, to ask for it says where it is."""
    with pytest.raises(NotKnownError, match=r"a\[0\]\.b"):
        seen(a=[{"b": UNKNOWN}])["a"].each()[0]["b"].text()


def test_a_secret_is_remembered() -> None:
    """Rules do not see the value of a secret, and the view lists its texts, so that no message shows them."""
    found = seen(password=Secret("hunter2"), tags=Secret({"a": ["s3cret"], "n": 3}), name="db")
    assert found["password"].secret
    assert found.secrets() == {"hunter2", "s3cret"}


@pytest.mark.parametrize("value", [UNKNOWN, "undisclosed0123456789abcdef"], ids=["no value", "placeholder"])
def test_a_secret_that_could_not_be_read_is_unknown(value: Any) -> None:
    """Without the passphrase nobody knows what a secret is."""
    found = seen(password=Secret(value))
    assert not found["password"].known
    assert found.secrets() == frozenset()


def test_what_else_a_rule_sees() -> None:
    """Line of code, protection and the origin of inputs come along."""
    found = seen()
    assert (found.source, found.protect, found.property_dependencies) == (
        SourceLine("infra/db.py", 7),
        True,
        {"engine": ("urn:a",)},
    )


def test_the_root_stack_is_no_subject() -> None:
    """Rules see what the program asks for, not the stack itself."""
    assert [each.name for each in views(shop())] == ["network", "network-vnet", "network-subnet", "db"]


def preview(tmp_path: Path, *steps: dict[str, Any]) -> Path:
    """A file with the output of `pulumi preview --json`."""
    path = tmp_path / "preview.json"
    path.write_text(json.dumps({"steps": list(steps)}))
    return path


def changes_of(path: Path) -> tuple[Change, ...]:
    """The changes in a file that has some to tell."""
    _, changes = read_preview(path)
    assert changes is not None
    return changes


def event(op: str, old: dict[str, Any] | None, new: dict[str, Any] | None, *keys: str) -> str:
    """A line of an event log."""
    metadata = {"op": op, "old": old, "new": new, "keys": list(keys)}
    return json.dumps({"sequence": 1, "resourcePreEvent": {"metadata": metadata}})


def state(**inputs: Any) -> dict[str, Any]:
    """The state of a database."""
    urn = "urn:pulumi:prod::shop::aws:rds/instance:Instance::db"
    return {"urn": urn, "custom": True, "type": "aws:rds/instance:Instance", "inputs": inputs}


def test_the_changes_of_a_preview(tmp_path: Path) -> None:
    """A replacement has both sides and what forces it, a deletion only what was."""
    path = preview(
        tmp_path,
        {
            "op": "replace",
            "oldState": state(engine="a"),
            "newState": state(engine="b"),
            "replaceReasons": ["engine"],
        },
        {"op": "delete", "oldState": state(engine="c")},
    )
    replaced, deleted = changes_of(path)
    assert (replaced.op, replaced.forced_by) == ("replace", ("engine",))
    assert replaced.old is not None
    assert replaced.new is not None
    assert (replaced.old.inputs, replaced.new.inputs) == ({"engine": "a"}, {"engine": "b"})
    assert (deleted.op, deleted.new) == ("delete", None)


@pytest.mark.parametrize(
    ("op", "seen"),
    [
        ("create", "create"),
        ("import", "create"),
        ("update", "update"),
        ("replace", "replace"),
        ("same", "same"),
    ],
)
def test_the_operations_that_rules_judge(tmp_path: Path, op: str, seen: str) -> None:
    """An import makes a resource one of the stack, as a creation does."""
    path = preview(tmp_path, {"op": op, "oldState": state(), "newState": state(engine="a")})
    changes = changes_of(path)
    assert [change.op for change in changes] == [seen]


def test_the_root_stack_is_no_subject_of_a_change(tmp_path: Path) -> None:
    """It is no resource of a cloud."""
    root = {"urn": f"urn:pulumi:prod::shop::{ROOT_TYPE}::shop-prod", "type": ROOT_TYPE}
    path = preview(tmp_path, {"op": "delete", "oldState": root}, {"op": "create", "newState": state()})
    changes = changes_of(path)
    assert [change.subject.name for change in changes] == ["db"]


def test_each_side_of_a_change_is_there_or_not(tmp_path: Path) -> None:
    """A creation had nothing before, and a deletion leaves nothing, whatever the step repeats."""
    path = preview(
        tmp_path,
        {"op": "create", "newState": state(engine="a")},
        {"op": "delete", "oldState": state(engine="b"), "newState": state(engine="b")},
    )
    changes = changes_of(path)
    assert [(change.old is not None, change.new is not None) for change in changes] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize("op", ["refresh", "create-replacement", "delete-replaced", "read"])
def test_the_operations_that_rules_do_not_judge(tmp_path: Path, op: str) -> None:
    """Halves of a replacement, and what changes nothing in the cloud, are no change of their own."""
    path = preview(tmp_path, {"op": op, "oldState": state(), "newState": state(engine="a")})
    changes = changes_of(path)
    assert changes == ()


def test_a_plan_of_ours_is_a_preview_too(tmp_path: Path) -> None:
    """What `jiban plan --json` prints can be judged like the engine's own."""
    path = tmp_path / "plan.json"
    path.write_text(dumps(shop()))
    plan, changes = read_preview(path)
    assert plan.stack == "prod"
    assert {change.op for change in changes or ()} == {"create"}


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": []}', '{"steps": []}'])
def test_a_file_that_is_no_preview(tmp_path: Path, text: str) -> None:
    """Whatever is wrong with the file, it is the file that is named."""
    path = tmp_path / "preview.json"
    path.write_text(text)
    with pytest.raises(PreviewFileError, match="is no output of pulumi preview --json"):
        read_preview(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A path that does not exist is an error."""
    with pytest.raises(PreviewFileError, match="cannot read"):
        read_preview(tmp_path / "preview.json")


def test_what_is_deleted_is_no_resource_of_a_stack() -> None:
    """A rule judges what will be there."""
    gone = Resource("urn:pulumi:prod::shop::a:b:C::gone", "a:b:C", "gone", custom=True, op="delete")
    stays = replace(gone, urn=gone.urn.replace("gone", "stays"), name="stays", op="same")
    assert [each.name for each in views(Plan("shop", "prod", (gone, stays)))] == ["stays"]


def test_a_change_is_about_what_will_be(tmp_path: Path) -> None:
    """A resource that was the root of another kind counts by its new type."""
    root = {"urn": f"urn:pulumi:prod::shop::{ROOT_TYPE}::shop-prod", "type": ROOT_TYPE}
    path = preview(tmp_path, {"op": "update", "oldState": root, "newState": state()})
    changes = changes_of(path)
    assert [change.subject.name for change in changes] == ["db"]


def test_what_comes_from_a_placeholder_is_not_known_to_rules() -> None:
    """It is no answer of a cloud."""
    made_up = Resource(
        "urn:pulumi:prod::shop::a:b:C::it",
        "a:b:C",
        "it",
        custom=True,
        inputs={"open": True, "size": 3},
        placeholder_paths=(("open",),),
    )
    [found] = views(Plan("shop", "prod", (made_up,)))
    assert (found["open"].known, found["size"].number()) == (False, 3)


def test_the_default_provider_that_a_stack_configures() -> None:
    """The engine makes it of the stack's file, so that the plan has no resource of it; facts ask for it."""
    root = Resource(
        "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", ROOT_TYPE, "shop-dev", custom=False
    )
    config = {"kubernetes:namespace": "shop", "shop:size": "small"}
    [found] = views(Plan("shop", "dev", (root,), config=config))
    assert (found.token, found.name, dict(found.inputs)) == (
        "pulumi:providers:kubernetes",
        "default",
        {"namespace": "shop"},
    )
    [found] = views(Plan("shop", "dev", (root,), environment={"AWS_REGION": "ap-northeast-2"}))
    assert (found.token, dict(found.inputs)) == ("pulumi:providers:aws", {"region": "ap-northeast-2"})
    assert views(Plan("shop", "dev", (root,), config={"random:seed": "1"})) == []


def test_an_event_log_tells_what_changes(tmp_path: Path) -> None:
    """The three events of a replacement are one change of one resource, with what forces it."""
    old, new = state(engine="a"), state(engine="b")
    path = tmp_path / "events.json"
    lines = [
        event("create-replacement", old, new, "engine"),
        event("replace", old, new, "engine"),
        event("delete-replaced", old, None),
        json.dumps({"sequence": 2, "diagnosticEvent": {"message": "a word"}}),
    ]
    path.write_text("\n".join(lines))
    plan, changes = read_preview(path)
    assert changes is not None
    assert [(each.op, each.forced_by) for each in changes] == [("replace", ("engine",))]
    assert [each.inputs for each in views(plan)] == [{"engine": "b"}]


def test_a_state_has_nothing_that_changes() -> None:
    """What is deployed is judged as it is, but for what only waits for its deletion."""
    resources = [state(engine="b"), {**state(engine="a"), "delete": True}]
    content = json.dumps({"version": 3, "deployment": {"resources": resources}}).encode()
    plan, changes = preview_of(content, "state.json")
    assert changes is None
    assert [each.inputs for each in views(plan)] == [{"engine": "b"}]


def test_an_event_log_that_is_cut_off_is_no_event_log() -> None:
    """The line that is not whole is named."""
    content = "\n".join([event("create", None, state()), event("create", None, state())[:-20]]).encode()
    with pytest.raises(PreviewFileError, match=r"line 2 of the event log: it ends in the middle"):
        preview_of(content, "events.json")


def test_a_document_of_powershell_is_read() -> None:
    """Its `>` writes UTF-16 with a mark."""
    content = json.dumps({"steps": [{"op": "create", "newState": state()}]}).encode("utf-16")
    plan, _ = preview_of(content, "preview.json")
    assert plan.stack == "prod"


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_content_is_a_traceback(content: bytes) -> None:
    """Whatever the bytes are, they are refused in words that begin with the name."""
    with pytest.raises(PreviewFileError, match=r"^it is no output of pulumi preview"):
        preview_of(content, "it")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["steps", "deployment", "resources", "resourcePreEvent", "metadata", "new", "urn"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_no_other_json_is_a_traceback(document: Any) -> None:
    """Nor is JSON of another shape, with the keys that are looked for."""
    with pytest.raises(PreviewFileError, match=r"^it is no output of pulumi preview"):
        preview_of(json.dumps(document).encode(), "it")
