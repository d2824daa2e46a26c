"""The resources and operations of a plan, for rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from jiban.model.digest import is_event_log, read_digest, read_events, read_state, steps_of_events
from jiban.model.json_text import MAX_BYTES, DocumentError, decoded, loads
from jiban.model.placeholders import without_placeholders
from jiban.model.plan import ROOT_TYPE, Plan, Resource, urn_parts
from jiban.model.provider_environment import VARIABLES
from jiban.policy.rule import Change, Operation
from jiban.policy.unseen import Unseen, unseen
from jiban.policy.view import OpenInputs, ResourceView
from jiban.policy.waiting import Waiting
from jiban.project.errors import JibanError
from jiban.project.files import NotReadable, read_file
from jiban.project.safe_text import printable

if TYPE_CHECKING:
    from pathlib import Path

_PROVIDER: Final = "pulumi:providers:"
_CONFIGURED: Final = ("kubernetes", "aws")
"""Packages whose default provider decides about resources: in which namespace, in which region they are."""
_CHANGES: Final[Mapping[str, Operation]] = {
    "create": "create",
    "import": "create",
    "update": "update",
    "replace": "replace",
    "delete": "delete",
    "same": "same",
}
"""Operations of the engine that rules judge."""
_GONE: Final = ("delete", "delete-replaced", "read-discard", "discard-replaced", "remove-pending-replace")
"""Operations after which what they are about is not there; of a replacement, its other halves stay."""


_FORMS: Final = (
    "no output of pulumi preview --json, no event log of pulumi preview --event-log and no state of pulumi "
    "stack export"
)


class PreviewFileError(JibanError):
    """A file that holds neither a preview nor a state."""

    exit_code = 2


def views(plan: Plan) -> list[ResourceView]:
    """Return the resources of a plan as rules see them, without what is deleted.

    The root stack is among them only where something of it is not seen.
    """
    hidden = unseen(plan)
    stays = {
        each.urn: each
        for each in plan.resources
        if each.op not in _GONE and (each.type != ROOT_TYPE or each.urn in hidden)
    }
    return [*(_view(each, hidden.get(urn)) for urn, each in stays.items()), *_default_providers(plan)]


def _default_providers(plan: Plan) -> Iterator[ResourceView]:
    """Yield the default providers, which the engine makes, of packages that the stack configures."""
    if plan.root is None:
        return
    parts = urn_parts(plan.root.urn)
    for package in _CONFIGURED:
        prefix = f"{package}:"
        settings = {
            key.removeprefix(prefix): each for key, each in plan.config.items() if key.startswith(prefix)
        }
        for key, names in VARIABLES[package].items():
            value = next(filter(None, map(plan.environment.get, names)), None)
            if value is not None:
                settings.setdefault(key, value)
        if settings:
            token = f"{_PROVIDER}{package}"
            urn = f"urn:pulumi:{parts.stack}::{parts.project}::{token}::default"
            yield ResourceView(Resource(urn, token, "default", custom=True, inputs=settings))


def _view(resource: Resource, hidden: Unseen | None) -> ResourceView:
    resource = without_placeholders(resource)
    if hidden is None or not hidden.itself:
        return ResourceView(resource, hidden)
    # What the program says of it is judged; what it leaves out is no default, but unknown.
    opened = replace(resource, inputs=OpenInputs(resource.inputs))
    return ResourceView(opened, None if resource.inputs else hidden)


def read_preview(path: Path) -> tuple[Plan, tuple[Change, ...] | None]:
    """Read what the engine has told of a stack in a file: the plan, and what happens to its resources.

    Args:
        path: of the output of `pulumi preview --json`, of its event log, or of `pulumi stack export`. In a
            state nothing happens to a resource, so there are no changes (None) to judge.

    Raises:
        PreviewFileError: the file cannot be read or is none of these.
    """
    name = printable(str(path))
    try:
        content = read_file(path, MAX_BYTES)
    except NotReadable as error:
        raise PreviewFileError(f"cannot read {name}: {error.reason}") from error
    return preview_of(content, name)


def preview_of(content: bytes, name: str) -> tuple[Plan, tuple[Change, ...] | None]:
    """Read the content of such a file.

    Args:
        content: of the file.
        name: by which messages call it.

    Raises:
        PreviewFileError: it is none of these.
    """
    try:
        text = decoded(content)
        steps: Sequence[Mapping[str, Any]] | None
        if is_event_log(text):
            found, steps = read_events(text), steps_of_events(text)
        else:
            document: Any = loads(text)
            found = read_digest(document)
            steps = None if "deployment" in document else document.get("steps") or ()
    except DocumentError as error:
        raise PreviewFileError(f"{name} is {_FORMS}: {error}") from error
    if not found.resources:
        raise PreviewFileError(f"{name} is {_FORMS}: it holds no resources")
    return found, None if steps is None else tuple(_changes(steps, Waiting(found.resources)))


def _changes(steps: Sequence[Mapping[str, Any]], waiting: Waiting) -> Iterator[Change]:
    for step in steps:
        op = _CHANGES.get(str(step.get("op")))
        old, new = _side(step, "oldState"), _side(step, "newState")
        subject = new or old
        if op is not None and subject is not None and subject.type != ROOT_TYPE:
            forced = tuple(str(each) for each in step.get("replaceReasons") or ())
            yield Change(
                op,
                ResourceView(old) if old else None,
                ResourceView(new) if new and op != "delete" else None,
                forced,
                dependents=waiting.number(subject.urn),
            )


def _side(step: Mapping[str, Any], key: str) -> Resource | None:
    state = step.get(key)
    return read_state(state) if state else None
