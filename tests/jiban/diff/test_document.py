"""A diff as JSON: versioned, whole, and without secrets."""

from __future__ import annotations

import json
from typing import Any

from jiban.diff.document import dumps
from jiban.model.plan import UNKNOWN, Secret
from tests.jiban.diff.samples import bucket, comparison, hostile
from tests.jiban.report.samples import plan_of


def document() -> dict[str, Any]:
    """Return the sample as JSON."""
    return json.loads(dumps(comparison()))


def test_the_document_says_what_it_is() -> None:
    """Version, stack, both sides and the counts."""
    found = document()
    assert (found["version"], found["project"], found["stack"]) == (1, "shop", "prod")
    assert (found["base"], found["head"]) == ("main (1234567)", "the working tree (89abcde)")
    assert found["summary"] == {
        "delete": 1,
        "replace": 1,
        "create": 1,
        "update": 2,
        "rename": 1,
        "unchanged": 0,
        "hiddenSecrets": 1,
        "stopped": 2,
    }


def test_a_replacement_has_its_causes_and_changes() -> None:
    """With paths in Pulumi's syntax."""
    (found,) = [each for each in document()["resources"] if each["op"] == "replace"]
    assert found["causes"] == [
        {"path": "storageEncrypted", "reason": "", "source": "terraform-provider-aws", "certain": True}
    ]
    assert found["changes"] == [
        {
            "path": "storageEncrypted",
            "before": False,
            "after": True,
            "certain": True,
            "forcesReplacement": True,
            "note": "",
        }
    ]
    assert (found["deleteBeforeReplace"], found["file"], found["line"]) == (True, "shop/db.py", 12)


def test_findings_that_only_the_base_has_are_fixed() -> None:
    """A database whose storage becomes encrypted fails one rule less, under `fixed`."""
    found = document()["policies"]
    assert [(each["rule"], each["name"]) for each in found["fixed"]] == [("PG-002", "db")]


def test_what_is_not_there_is_left_out() -> None:
    """A property that is added has no `before`."""
    found = json.loads(dumps(comparison(plan_of(bucket("a")), plan_of(bucket("a", x=UNKNOWN)))))
    (change,) = found["resources"][0]["changes"]
    assert "before" not in change
    assert change["after"] == "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def test_a_secret_is_never_shown() -> None:
    """It stands there as in Pulumi's own JSON, and neither value is anywhere in the document."""
    before = plan_of(bucket("a", x=Secret("hunter2"), y=[Secret("hunter3")]))
    after = plan_of(bucket("a", x=Secret("hunter4"), y=[Secret("hunter5")]))
    text = dumps(comparison(before, after))
    assert "hunter" not in text
    changes = json.loads(text)["resources"][0]["changes"]
    assert [(each["before"], each["after"]) for each in changes] == [
        ("[secret]", "[secret]"),
        (["[secret]"], ["[secret]"]),
    ]


def test_hostile_text_is_json() -> None:
    """Whatever a value holds, the document is read back."""
    assert json.loads(dumps(hostile()))["guard"]["waived"][0]["rule"] == "DSG-018"


def test_the_guard_and_the_policies_are_told_apart() -> None:
    """Losses under the guard, all other findings under the policies."""
    found = document()
    assert [(each["rule"], each["name"]) for each in found["guard"]["stopped"]] == [
        ("DSG-017", "db"),
        ("DSG-018", "letters"),
    ]
    assert {each["rule"] for each in found["policies"]["new"]} & {"DSG-017", "DSG-018"} == set()


def test_a_deleted_resource_has_no_line() -> None:
    """The line that made it is one of the base, which is not there any more."""
    found = [each for each in document()["resources"] if each["op"] == "delete"]
    assert found
    assert {(each["file"], each["line"]) for each in found} == {(None, None)}
