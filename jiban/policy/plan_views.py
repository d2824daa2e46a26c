"""The resources and operations of a plan as what rules see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.digest import UNKNOWN_TEXT, DigestError, read_digest
from jiban.model.plan import ROOT_TYPE, Plan, Resource, Secret, Unknown
from jiban.policy.rule import Change, Operation
from jiban.policy.view import UNKNOWN, Place, ResourceView
from jiban.project.errors import JibanError
from jiban.project.project import PLACEHOLDER_PATTERN

if TYPE_CHECKING:
    from pathlib import Path

_CHANGES: Final[Mapping[str, Operation]] = {
    "create": "create",
    "import": "create",
    "update": "update",
    "replace": "replace",
    "delete": "delete",
    "same": "same",
}
"""Operations of the engine that rules judge."""


class PreviewFileError(JibanError):
    """A file that holds no preview."""


def views(plan: Plan) -> list[ResourceView]:
    """Return the resources of a plan as rules see them, without the root stack and what is deleted."""
    return [view(each) for each in plan.resources if each.type != ROOT_TYPE and each.op != "delete"]


def view(resource: Resource) -> ResourceView:
    """Return a resource of a plan as rules see it."""
    hidden: list[str] = []
    inputs = {key: _value(value, hidden) for key, value in resource.inputs.items()}
    source = resource.source
    return ResourceView(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        inputs=inputs,
        parent=resource.parent,
        dependencies=resource.dependencies,
        property_dependencies=resource.property_dependencies,
        protect=resource.protect,
        source=Place(source.file, source.line) if source else None,
        hidden=tuple(hidden),
    )


def read_preview(path: Path) -> tuple[Plan, tuple[Change, ...]]:
    """Read what `pulumi preview --json` has printed: the plan, and what happens to its resources.

    Raises:
        PreviewFileError: the file cannot be read or is no preview.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        found = read_digest(document)
    except OSError as error:
        raise PreviewFileError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, DigestError) as error:
        raise PreviewFileError(f"{path} is no output of pulumi preview --json: {error}") from error
    if not found.resources:
        raise PreviewFileError(f"{path} is no output of pulumi preview --json: it holds no resources")
    steps: Sequence[Mapping[str, Any]] = document.get("steps") or ()
    return found, tuple(_changes(steps))


def _changes(steps: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    for step in steps:
        op = _CHANGES.get(str(step.get("op")))
        old, new = _side(step, "oldState"), _side(step, "newState")
        subject = new or old
        if op is not None and subject is not None and subject.type != ROOT_TYPE:
            forced = tuple(str(each) for each in step.get("replaceReasons") or ())
            yield Change(
                op, view(old) if old else None, view(new) if new and op != "delete" else None, forced
            )


def _side(step: Mapping[str, Any], key: str) -> Resource | None:
    state = step.get(key)
    if not state:
        return None
    return read_digest({"deployment": {"resources": [state]}}).resources[0]


def _value(value: Any, hidden: list[str]) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Secret):
        return _secret(value.value, hidden)
    if isinstance(value, Mapping):
        return {key: _value(item, hidden) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_value(item, hidden) for item in cast("Sequence[Any]", value)]
    return value


def _secret(value: Any, hidden: list[str]) -> Any:
    """Return a secret for a rule to judge: its own value, or an unknown where there is only a placeholder."""
    if isinstance(value, str):
        if value == UNKNOWN_TEXT or PLACEHOLDER_PATTERN.search(value):
            return UNKNOWN
        hidden.append(value)
        return value
    inner: list[str] = []
    found = _value(value, inner)
    hidden.extend(inner)
    hidden.extend(_texts(found))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _texts(item)
