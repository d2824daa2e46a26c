"""Recovers a stack whose deployment was interrupted.

An engine that is killed leaves a lock, and `pending_operations`: creates without a result.
Whether such an object exists only the cloud knows. `pulumi up` warns and makes it a second time, and so does
`pulumi refresh --import-pending-creates` (3.259.0 drops the operation and adopts nothing). Here each pending
create is looked up in the cloud under the name it was given, and what is found is added to the state as the
engine would have done; then `up --refresh` finishes the deployment.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from jiban.rehearse.pulumi_cli import CommandResult, Scratch, refuse

Finder = Callable[[str, Mapping[str, Any]], str | None]
"""Returns the id of the object of a type that was made from these inputs; None where there is none."""
_CREATES = ("creating", "importing")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done to a stack."""

    adopted: tuple[str, ...]
    """URNs of pending creates whose objects were found."""
    dropped: tuple[str, ...]
    """URNs of pending operations of which no object was found, or none was looked up."""
    up: CommandResult
    """The `up` that finished the deployment."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """A state with the objects of pending creates in it."""

    deployment: Mapping[str, Any]
    adopted: tuple[str, ...]
    """URNs of what was found."""
    dropped: tuple[Mapping[str, Any], ...]
    """Operations of which no object was found, or none was looked up."""


def adopt(deployment: Mapping[str, Any], operations: Sequence[Mapping[str, Any]], find: Finder) -> Adoption:
    """Put the objects of pending creates into a state, and take its pending operations out.

    Args:
        deployment: the `deployment` of `pulumi stack export`.
        operations: pending operations, in the form that they have there.
        find: looks into the cloud.
    """
    resources = [dict(each) for each in cast("list[dict[str, Any]]", deployment.get("resources") or [])]
    adopted: list[str] = []
    dropped: list[Mapping[str, Any]] = []
    for operation in operations:
        made = cast("Mapping[str, Any]", operation["resource"])
        inputs = cast("Mapping[str, Any]", made.get("inputs") or {})
        id_ = find(str(made["type"]), inputs) if operation["type"] in _CREATES else None
        same = [each for each in resources if each["urn"] == made["urn"]]
        if id_ is None or any(each.get("id") == id_ for each in same):
            dropped.append(operation)
            continue
        for each in same:
            # A replacement: the object that it takes the place of is deleted next.
            each["delete"] = True
        resources.append({**made, "id": id_, "outputs": made.get("outputs") or inputs})
        adopted.append(str(made["urn"]))
    without = {key: value for key, value in deployment.items() if key != "pending_operations"}
    return Adoption({**without, "resources": resources}, tuple(adopted), tuple(dropped))


def recover(scratch: Scratch, find: Finder) -> Recovery:
    """Recover a stack.

    A cloud may finish a create after it was looked up. The `up` then fails, because the object exists; so
    what was not found is looked up again, as long as more is found.

    Args:
        scratch: the stack.
        find: looks into the cloud.

    Raises:
        EngineError: a command fails on the way; the last `up` may fail, as its result says.
    """
    # Without a lock `cancel` fails, which is no error here.
    scratch.run("cancel", "--yes", "--stack", scratch.stack)
    adopted: list[str] = []
    late: tuple[Mapping[str, Any], ...] = ()
    up: CommandResult | None = None
    while True:
        state = scratch.export()
        deployment = cast("Mapping[str, Any]", state["deployment"])
        pending = cast("list[Mapping[str, Any]]", deployment.get("pending_operations") or [])
        found = adopt(deployment, [*pending, *late], find)
        if up is not None and not found.adopted:
            return Recovery(tuple(adopted), tuple(_urn(each) for each in found.dropped), up)
        adopted += found.adopted
        if found.adopted or found.dropped:
            file = scratch.folder / "recovered.json"
            file.write_text(json.dumps({**state, "deployment": found.deployment}), encoding="utf-8")
            result = scratch.run("stack", "import", "--stack", scratch.stack, "--file", str(file))
            refuse(result, "cannot import the corrected state")
        up = scratch.run("up", "--refresh", "--yes", "--skip-preview", *scratch.stack_flags(), log=True)
        late = found.dropped
        if up.exit_code == 0 or not late:
            return Recovery(tuple(adopted), tuple(_urn(each) for each in late), up)


def _urn(operation: Mapping[str, Any]) -> str:
    return str(cast("Mapping[str, Any]", operation["resource"])["urn"])


def faults_of(deployment: Mapping[str, Any], objects: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Compare a state with a cloud: return what is missing, duplicate, orphaned or pending.

    Args:
        deployment: the `deployment` of `pulumi stack export`.
        objects: type and id of everything in the cloud.
    """
    resources = cast("list[dict[str, Any]]", deployment.get("resources") or [])
    managed = [each for each in resources if each.get("custom") and not _is_engines(each)]
    there = Counter(objects)
    known = Counter((str(each["type"]), str(each.get("id", ""))) for each in managed)
    urns = Counter(str(each["urn"]) for each in managed)
    found = [f"missing: {kind} {id_} is in the state but not in the cloud" for kind, id_ in known - there]
    found += [f"orphaned: {kind} {id_} is in the cloud but not in the state" for kind, id_ in there - known]
    found += [f"duplicate: {urn}" for urn, count in urns.items() if count > 1]
    pending = cast("list[dict[str, Any]]", deployment.get("pending_operations") or [])
    found += [f"pending: {each['type']} {each['resource']['urn']}" for each in pending]
    return tuple(sorted(found))


def _is_engines(resource: Mapping[str, Any]) -> bool:
    """Return whether the engine itself makes a resource, as providers and references to stacks."""
    return str(resource["type"]).startswith("pulumi:")
