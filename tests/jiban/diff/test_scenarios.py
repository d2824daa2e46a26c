"""What a change does, held against answers that were written by hand from the evidence that each names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.diff import words
from jiban.diff.model import Comparison
from jiban.diff.resource_diff import ResourceDiff
from jiban.model.plan import UNKNOWN, Options, Plan, Resource
from jiban.policy.facts.stateful import STATEFUL
from tests.jiban.diff.samples import compared
from tests.jiban.report.samples import plan_of, resource

FOLDER = Path(__file__).with_name("scenarios")
LEAST = 40


def cases(name: str) -> list[Any]:
    """Read the cases of a file."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text())
    return [pytest.param(each, id=each["case"]) for each in found]


def known(value: Any) -> Any:
    """Put an unknown where `~` stands."""
    if value == "~":
        return UNKNOWN
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return value


def plan(given: Mapping[str, Any]) -> Plan:
    """Make the plan of a side."""
    made: dict[str, Resource] = {}
    for name, said in given["resources"].items():
        made[name] = _resource(name, said, made)
    return plan_of(*made.values(), config=given.get("config", {}), environment=given.get("environment", {}))


def _resource(name: str, said: Mapping[str, Any], made: Mapping[str, Resource]) -> Resource:
    def urns(names: Sequence[str]) -> tuple[str, ...]:
        known_urns = {each: item.urn for each, item in made.items()}
        gone = (each if each.startswith("urn:") else resource(said["type"], each).urn for each in names)
        return tuple(known_urns.get(each, urn) for each, urn in zip(names, gone, strict=True))

    options = dict(said.get("options", {}))
    for key in ("replace_on_changes", "ignore_changes"):
        if key in options:
            options[key] = tuple(options[key])
    if "replace_with" in options:
        options["replace_with"] = urns(options["replace_with"])
    if "deleted_with" in options:
        options["deleted_with"] = made[options["deleted_with"]].urn
    return resource(
        said["type"],
        name,
        made.get(said.get("parent", "")),
        custom=said.get("custom", True),
        inputs=known(said.get("inputs", {})),
        provider=f"{made[said['provider']].urn}::id" if "provider" in said else None,
        property_dependencies={key: urns(names) for key, names in said.get("comes_from", {}).items()},
        aliases=urns(said.get("aliases", ())),
        protect=said.get("protect", False),
        options=Options(**options),
    )


def verdict(each: ResourceDiff) -> str:
    """Say what happens to a resource, without the order of a replacement."""
    return words.verb(each).partition(", ")[0] if each.kind == "replace" else words.verb(each)


def verdicts(found: Comparison) -> dict[str, Any]:
    """What happens to each resource that something happens to."""
    said: dict[str, list[str]] = defaultdict(list)
    for each in found.diff.resources:
        name = each.resource.name
        package = each.resource.type.rpartition(":")[2]
        own = f"default {package}" if each.resource.is_provider and name == "default" else name
        said[own].append(verdict(each))
    return {name: sorted(told) if len(told) > 1 else told[0] for name, told in said.items()}


def remarks(found: Comparison, name: str) -> str:
    """Everything that is said of a resource."""
    lines = [
        line
        for each in found.diff.resources
        if each.resource.name == name
        for line in (*words.remarks(each, {}), *(change.note for change in each.changes))
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("case", cases("conditions.yaml"))
def test_a_resource_before_and_after(case: dict[str, Any]) -> None:
    """The verdict, what it hangs on, and whether it stops the change."""
    before, after = (
        {"resources": {"it": {"type": case["type"], "inputs": case[side]}}} for side in ("before", "after")
    )
    found = compared(plan(before), plan(after))
    assert verdicts(found).get("it", "unchanged") == case["right"]
    assert case.get("says", "") in remarks(found, "it")
    stopped = [each.rule.id for each in found.stopped]
    assert stopped == (["DSG-017"] if case.get("stops") else [])
    forces = "may force" if case["right"] == "may be replaced" else "forces"
    assert all(f" {forces} a replacement" in each.judgement.verdict.reason for each in found.stopped)


@pytest.mark.parametrize("case", cases("stacks.yaml"))
def test_a_stack_before_and_after(case: dict[str, Any]) -> None:
    """The verdict of each resource, what is said of it, and what stops the change."""
    found = compared(plan(case["before"]), plan(case["after"]), deployed=case.get("deployed", False))
    right = {name: sorted(told) if isinstance(told, list) else told for name, told in case["right"].items()}
    assert verdicts(found) == right
    for name, text in case.get("says", {}).items():
        assert text in remarks(found, name)
    for name, text in case.get("silent", {}).items():
        assert text not in remarks(found, name)
    assert sorted({each.name for each in found.stopped}) == sorted(case.get("stops", ()))


@pytest.mark.parametrize("name", ["conditions.yaml", "stacks.yaml"])
def test_every_case_names_its_evidence(name: str) -> None:
    """And there are as many as are needed, of different names."""
    found = [each.values[0] for each in cases(name)]
    assert all(each["evidence"] for each in found)
    assert len({each["case"] for each in found}) == len(found) >= LEAST


TYPES: dict[str, Any] = yaml.safe_load((FOLDER / "stateful.yaml").read_text())


def test_every_type_that_holds_data_has_verdicts() -> None:
    """No more and no fewer."""
    assert set(TYPES) == set(STATEFUL)


@pytest.mark.parametrize("kind", STATEFUL)
def test_what_a_type_that_holds_data_changes_in_place(kind: str) -> None:
    """Each property from one value to another, against the verdict that was written by hand."""
    told = TYPES[kind]
    assert told["evidence"]
    found = {
        verdict_of: [path for path in paths if changed(kind, path) != verdict_of]
        for verdict_of, paths in told.items()
        if verdict_of != "evidence"
    }
    assert {key: paths for key, paths in found.items() if paths} == {}


def changed(kind: str, path: str) -> str:
    """Change one property of a type, and say what happens."""
    sides = [nested(path.split("."), value) for value in ("a", "b")]
    before, after = ({"resources": {"it": {"type": kind, "inputs": side}}} for side in sides)
    return verdicts(compared(plan(before), plan(after)))["it"]


def nested(path: list[str], value: Any) -> Any:
    """Put a value at a path."""
    for step in reversed(path):
        value = [value] if step == "*" else {step: value}
    return value
