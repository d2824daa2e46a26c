"""The catalogue of rules: each says all that it has to say of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from jiban.policies import packs
from jiban.policy import configuration
from jiban.policy.rule import Rule

ROOT = Path(__file__).parents[2]
each_rule = pytest.mark.parametrize("rule", packs.RULES, ids=lambda rule: rule.id)


def test_every_file_is_a_rule() -> None:
    """Every file of a rule is found, is named after its id, and every id is there once."""
    files = {path.stem for path in (ROOT / "policies" / "rules").glob("*/*.py")} - {"__init__"}
    ids = [rule.id for rule in packs.RULES]
    assert {rule.lower().replace("-", "_") for rule in ids} == {
        "_".join(name.split("_")[:2]) for name in files
    }
    assert len(files) == len(ids)
    assert len(ids) == len(set(ids))


@each_rule
def test_a_rule_speaks_for_itself(rule: Rule) -> None:
    """Text, reason and remedy are sentences, the link is one, and other catalogues are known ones."""
    assert re.fullmatch(r"[A-Z0-9]+-\d{3}", rule.id)
    for sentence in (rule.text, rule.reason, rule.remedy):
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence
    assert rule.link.startswith("https://")
    assert rule.compliance.keys() <= {
        "cis", "isms_p", "iso27001", "checkov", "cdk_nag", "psrule", "prowler", "k8s_tools"
    }  # fmt: skip


def test_every_kind_of_rule_is_there() -> None:
    """Rules look at resources, at stacks and at changes."""
    assert {rule.kind for rule in packs.RULES} == {"resource", "stack", "change"}


@each_rule
def test_a_setting_that_mends_is_a_field_of_a_stack_file(rule: Rule) -> None:
    """Each is there in the schema of our own platforms."""
    schema = json.loads((ROOT / "infra" / "environment.schema.json").read_text(encoding="utf-8"))
    for setting in rule.setting:
        assert in_schema(schema, setting), f"no field {setting}"


def in_schema(schema: dict[str, Any], setting: str) -> bool:
    """Whether `jiban:cluster.api_access` is a field, at any depth and in any alternative."""
    steps = setting.split(".")
    places = [schema["properties"]["config"]]
    for step in steps:
        places = [found for place in places for found in below(schema, place, step)]
    return bool(places)


def below(schema: dict[str, Any], place: dict[str, Any], step: str) -> Iterator[dict[str, Any]]:
    """What a step leads to."""
    if "$ref" in place:
        target: Any = schema
        for part in place["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from below(schema, target, step)
    for key in ("anyOf", "oneOf", "allOf"):
        for each in place.get(key, ()):
            yield from below(schema, each, step)
    if isinstance(place.get("additionalProperties"), dict):
        yield from below(schema, place["additionalProperties"], step)
    for each in place.get("patternProperties", {}).values():
        if isinstance(each, dict):
            yield from below(schema, cast("dict[str, Any]", each), step)
    if isinstance(place.get("items"), dict):
        yield from below(schema, place["items"], step)
    if step in place.get("properties", {}):
        yield place["properties"][step]


@pytest.mark.parametrize("file", sorted((ROOT / "policies").rglob("*.py")), ids=lambda path: path.stem)
def test_no_rule_goes_round_the_view_to_a_secret(file: Path) -> None:
    """What is in a secret is for nobody, and its public part for facts."""
    code = file.read_text(encoding="utf-8")
    assert re.findall(r"\.raw\.value|\bpublic_part\b|\.secrets\(", code) == []


def test_the_example_of_a_strict_project_is_one(tmp_path: Path) -> None:
    """What policies/README.md shows of `policies.yaml` is a file that can be used."""
    text = (ROOT / "policies" / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(production:.*?)```", text, re.DOTALL)
    (tmp_path / "policies.yaml").write_text(example, encoding="utf-8")
    found = configuration.load(tmp_path / "policies.yaml", packs.RULES)
    assert [(each.rule, each.stacks) for each in found.settings] == [
        ("PG-004", "*"),
        ("NET-012", "*"),
        ("PG-004", "dev"),
    ]
