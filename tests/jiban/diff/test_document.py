"""A diff as JSON: versioned, whole, and without secrets."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jiban.diff import document as written
from jiban.diff.document import dumps
from jiban.diff.model import Comparison
from jiban.model.plan import UNKNOWN, Secret
from jiban.policy.waivers import Waiver
from tests.jiban.diff.samples import bucket, comparison, hostile, sides, traced
from tests.jiban.report.samples import plan_of

SCHEMA = json.loads((Path(written.__file__).parent / "diff.schema.json").read_text())


@pytest.mark.parametrize("found", [comparison(), traced(), hostile()], ids=["sample", "traced", "hostile"])
def test_the_document_is_as_its_schema_says(found: Comparison) -> None:
    """Which names every field, and lets no other in."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(dumps(found)))


def test_a_cause_names_its_resources_and_counts_them_by_type() -> None:
    """And the value with its line."""
    (found,) = [each for each in json.loads(dumps(traced()))["roots"] if each["kind"] == "setting"]
    assert found["title"] == "shop:encrypted: false -> true  Pulumi.prod.yaml:7"
    assert [(each["key"], each["file"], each["line"]) for each in found["settings"]] == [
        ("shop:encrypted", "Pulumi.prod.yaml", 7)
    ]
    assert [urn.rpartition("::")[2] for urn in found["direct"]] == ["db"]
    assert [urn.rpartition("::")[2] for urn in found["follows"]] == ["address"]
    assert [urn.rpartition("::")[2] for urn in found["lost"]] == ["db"]
    assert found["types"] == {"aws:rds/instance:Instance": 1, "aws:ssm/parameter:Parameter": 1}


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
        {
            "path": "storageEncrypted",
            "reason": "",
            "source": "terraform-provider-aws",
            "certain": True,
            "hangsOn": None,
        }
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


def test_everything_of_a_finding_is_told() -> None:
    """What a reader needs to find it, to mend it, and to waive it."""
    [found, *_] = [each for each in document()["guard"]["stopped"] if each["rule"] == "DSG-017"]
    assert found | {"remedy": "", "fingerprint": ""} == {
        "rule": "DSG-017",
        "severity": found["severity"],
        "level": "mandatory",
        "urn": "urn:pulumi:prod::shop::aws:rds/instance:Instance::db",
        "type": "aws:rds/instance:Instance",
        "name": "db",
        "file": "shop/db.py",
        "line": 12,
        "reason": found["reason"],
        "remedy": "",
        "fingerprint": "",
        "waiver": None,
    }
    assert found["reason"].startswith("storageEncrypted forces a replacement")
    assert found["remedy"]
    assert len(found["fingerprint"]) == 32


def test_a_waived_loss_says_by_whom() -> None:
    """And until when; one that has expired is told with its line."""
    known = [
        Waiver("DSG-017", "db", "platform", "it is moved", date(2026, 12, 1), line=2),
        Waiver("DSG-018", "letters", "platform", "it was moved", date(2026, 11, 1), line=8),
    ]
    found = json.loads(dumps(comparison(*sides(), *known)))["guard"]
    assert [each["waiver"] for each in found["waived"]] == [
        {"owner": "platform", "reason": "it is moved", "expires": "2026-12-01"}
    ]
    assert [(each["kind"], each["file"], each["line"]) for each in found["waivers"]] == [
        ("expired", "waivers.yaml", 8)
    ]
    assert [each["rule"] for each in found["stopped"]] == ["DSG-018"]


def test_each_kind_of_resource_says_what_it_was_and_follows() -> None:
    """A rename its old name, a follower whom it follows, and whether a table knows the type."""
    by_op = {each["op"]: each for each in document()["resources"]}
    assert by_op["rename"]["renamedFrom"].endswith("::old-name")
    assert by_op["create"]["renamedFrom"] is None
    [follower] = [each for each in document()["resources"] if each["follows"]]
    assert (follower["name"], follower["follows"]) == (
        "address",
        ["urn:pulumi:prod::shop::aws:rds/instance:Instance::db"],
    )
    assert [by_op[op]["certain"] for op in ("replace", "delete")] == [True, True]
    assert [each["judged"] for each in document()["resources"]] == [True] * 6
