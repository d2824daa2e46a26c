"""Holds AWS inputs against CloudFormation's schemas and rules, by cfn-lint.

The resources of a plan become a template that nobody deploys. A value that only the deployment knows is a
parameter of it, each a value of its own, so that it is neither missed nor taken for another one.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.judges.schemas import Entry, Input, Translation, entries, translated

NAME: Final = "cfn-lint"
REGION: Final = "ap-northeast-2"
"""Where everything lies that does not say another region itself."""
EXCEPTED: Final = {
    ("W3691", "Engine version '17' for engine 'postgres' is deprecated"): (
        "cfn-lint lists the bare major version 17 (and no 18) among deprecated minor ones, and among the "
        "valid ones too. RDS takes a major version alone, for its default minor one: Amazon RDS API "
        "reference, ModifyDBInstance, EngineVersion, read 2026-11-27."
    ),
}
"""What cfn-lint refuses and AWS takes: rule and how its message begins, to the evidence."""


@cache
def table() -> Mapping[str, Entry]:
    """Return CloudFormation's name of every type that it judges."""
    return entries(Path(__file__).with_name("cloudformation.yaml"))


def translation(token: str, inputs: Mapping[str, Any]) -> Translation:
    """Return the inputs of a resource as CloudFormation's properties, unknown ones as parameters."""
    entry = table()[token]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, entry.target).schema
    return translated(inputs, schema, entry, lambda: {"Ref": "Unknown"})


def faults(resources: Sequence[Input]) -> list[str]:
    """Return what cfn-lint refuses in each stack, region by region: nothing if all is good."""
    regions: dict[tuple[str, str], list[Input]] = defaultdict(list)
    for each in resources:
        if each.token in table():
            regions[each.stack, each.inputs.get("region", REGION)].append(each)
    return [fault for (_, region), inside in regions.items() for fault in _faults(inside, region)]


def _faults(resources: Sequence[Input], region: str) -> list[str]:
    names = {f"R{position}": str(each) for position, each in enumerate(resources)}
    body = {
        key: {"Type": table()[each.token].target, "Properties": translation(each.token, each.inputs).value}
        for key, each in zip(names, resources, strict=True)
    }
    parameters: dict[str, Any] = {}
    template = {"Resources": _each_its_own(body, parameters), "Parameters": parameters}
    # Their class promises less than every match has.
    matches: list[Any] = [*lint(json.dumps(template), config=ManualArgs(regions=[region]))]
    return sorted(
        f"{names[match.path[1]]}: {'.'.join(map(str, match.path[3:]))}: {match.message} ({match.rule.id})"
        for match in matches
        if not any(match.rule.id == rule and match.message.startswith(words) for rule, words in EXCEPTED)
    )


def _each_its_own(value: Any, parameters: dict[str, Any]) -> Any:
    """Return a value in which every reference to the unknown is one to a parameter of its own."""
    if isinstance(value, list):
        return [_each_its_own(item, parameters) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    if value == {"Ref": "Unknown"}:
        name = f"Unknown{len(parameters)}"
        parameters[name] = {"Type": "String"}
        return {"Ref": name}
    return {key: _each_its_own(item, parameters) for key, item in cast("dict[str, Any]", value).items()}
