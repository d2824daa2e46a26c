"""An explanation as JSON."""

from __future__ import annotations

import json
from typing import Any

from infra.settings import SETTINGS
from jiban.diff.compare import compare_plans
from jiban.diff.document import resource_document
from jiban.diff.replacement import Tables
from jiban.settings.document import dumps
from jiban.settings.explain import Explanation, Leaf, Trial
from jiban.settings.fields import Field
from jiban.settings.provenance import Origin
from tests.jiban.report.samples import plan_of, resource

STACK_FILE = Origin("stack file", "Pulumi.prod.yaml", 7, 5)


def explained(field: Field, value: Any, **more: Any) -> dict[str, Any]:
    """The parsed JSON of an explanation."""
    parts: dict[str, Any] = {"leaves": (), "trial": None, "tried": False, **more}
    return json.loads(
        dumps(Explanation(root=SETTINGS, field=field, value=value, present=True, origin=STACK_FILE, **parts))
    )


def test_a_value_has_its_place_and_what_it_changes() -> None:
    """Meaning, value, default, file and line, and the differences that another value would make."""
    field = Field(("postgres", "backup_retention_days"), "whole number", "Days.", default=7)
    before, after = (plan_of(resource("a:b:C", "db", inputs={"days": days})) for days in (35, 34))
    diff = compare_plans(before, after, Tables())
    assert explained(field, 35, trial=Trial(34, diff), tried=True) == {
        "path": "jiban:postgres.backup_retention_days",
        "present": True,
        "meaning": "Days.",
        "value": 35,
        "default": 7,
        "origin": {"layer": "stack file", "file": "Pulumi.prod.yaml", "line": 7},
        "trial": {
            "value": 34,
            "resources": [resource_document(each) for each in diff.resources],
        },
    }
    assert [change.after for change in diff.resources[0].changes] == [34]


def test_a_secret_value_is_hidden() -> None:
    """Neither a secret value nor one below a map is in the document."""
    secret = Field(("secrets", "values", "key"), "text", "", default="hunter2", secret=True)
    found = explained(secret, "hunter2")
    assert found["value"] == "[secret]"
    assert "default" not in found
    leaf = Leaf(("secrets", "values", "key"), "hunter2", STACK_FILE, secret=True)
    values = explained(Field(("secrets", "values"), "map"), {"key": "hunter2"}, leaves=(leaf,))
    assert values["values"][0]["value"] == "[secret]"
    assert "hunter2" not in json.dumps([found, values])
