"""Plans in Pulumi's own file formats.

Writes the document of `pulumi preview --json` (Go: `pkg/display/json.go` PreviewDigest, its states
`sdk/go/common/apitype/core.go` ResourceV3, read at v3.259.0) and reads it back, whoever wrote it. Reads the
deployments of `pulumi stack export` and the engine's event log too. Stands on the standard library alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from jiban import secrecy
from jiban.model import json_text, shapes
from jiban.model.json_text import DocumentError
from jiban.model.placeholders import Marked
from jiban.model.plan import (
    PLAIN,
    ROOT_TYPE,
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN,
    CustomTimeouts,
    Diagnostic,
    Fingerprint,
    Operation,
    Options,
    Parts,
    Plan,
    Resource,
    Secret,
    SourceLine,
    Unknown,
    urn_parts,
)

UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi writes for a value that is not known (Go: `plugin.UnknownStringValue`)."""
SECRET_TEXT: Final = secrecy.MARK
"""What Pulumi writes for a secret value."""
SecretForm = Callable[[Any], Fingerprint | Unknown]
"""Returns what stands for the value of a secret in a comparison; unknown where it cannot be compared."""
_FINGERPRINT: Final = "fingerprint"
_SOURCE_SCHEME: Final = "project:///"
_LINE: Final = re.compile(r"[0-9]{1,9}")
_NO_PLAN: Final = "not a plan"
_MADE_HERE: Final = "made here, as its plugin would: "
_NOT_SEEN: Final = "not seen: "
_TO_SEE_IT: Final = "; to see it: "
UNKNOWNS: Final = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""The engine's sentinels of an unknown string, bool, number, array, assets, archive and object (Go:
`sdk/go/common/resource/plugin/rpc.go`)."""


def digest(plan: Plan, secret: SecretForm | None = None) -> dict[str, Any]:
    """Return a plan as the object of `pulumi preview --json`.

    Args:
        plan: the plan.
        secret: what is written for the value of a secret, for a comparison; None is `[secret]` for each.

    What Pulumi leaves out is put where its format has a place for it: the stack's outputs in the root step's
    `newState.outputs`, and the placeholders used and the parts that are not seen among `diagnostics`. Which
    inputs come from placeholders is told by a field that Pulumi does not have, `newState.placeholderPaths`,
    and which variables configure default providers by another, `providerEnvironment`.
    """
    counts = Counter(resource.op for resource in plan.resources)
    found: dict[str, Any] = {}
    if plan.config:
        found["config"] = dict(sorted(plan.config.items()))
    if plan.environment:
        found["providerEnvironment"] = dict(sorted(plan.environment.items()))
    found["steps"] = [_step(resource, plan, secret) for resource in plan.resources]
    messages = [_diagnostic(entry) for entry in plan.diagnostics]
    messages += [{"message": _describe(entry), "severity": "info"} for entry in plan.placeholders]
    messages += [_part(entry) for entry in plan.parts]
    if messages:
        found["diagnostics"] = messages
    found["changeSummary"] = dict(sorted(counts.items()))
    return found


def dumps(plan: Plan, secret: SecretForm | None = None, *, indent: int | None = 4) -> str:
    """Return `digest` as text, indented as Pulumi does it, or in one line; with a final newline."""
    return json_text.dumps(digest(plan, secret), indent)


def _part(entry: Parts) -> dict[str, Any]:
    if entry.seen:
        return {"urn": entry.urn, "message": f"{_MADE_HERE}{entry.how}", "severity": "info"}
    remedy = f"{_TO_SEE_IT}{entry.remedy}" if entry.remedy else ""
    return {"urn": entry.urn, "message": f"{_NOT_SEEN}{entry.how}{remedy}", "severity": "warning"}


def _read_part(entry: Diagnostic) -> Parts | None:
    """Return what a message says about parts that are not seen; None where it is any other message."""
    if entry.urn is None or not entry.message.startswith(_NOT_SEEN):
        return None
    how, _, remedy = entry.message.removeprefix(_NOT_SEEN).partition(_TO_SEE_IT)
    return Parts(entry.urn, seen=False, how=how, remedy=remedy)


def _describe(entry: Any) -> str:
    what = {
        "invoke": "function",
        "call": "method",
        "stack": "stack reference",
        "secret": "secret configuration",
    }
    text = f"{what[entry.kind]} {entry.token}: placeholder from {entry.origin or 'nothing'}"
    if entry.note:
        text += f"; {entry.note}"
    return f"{text} ({entry.source})" if entry.source else text


def _diagnostic(entry: Diagnostic) -> dict[str, Any]:
    urn = {"urn": entry.urn} if entry.urn else {}
    return {**urn, "message": entry.message, "severity": entry.severity}


def _step(resource: Resource, plan: Plan, secret: SecretForm | None) -> dict[str, Any]:
    found: dict[str, Any] = {"op": resource.op, "urn": resource.urn}
    if resource.provider:
        found["provider"] = resource.provider
    found["newState"] = _state(resource, plan, secret)
    found["detailedDiff"] = None
    return found


def _state(resource: Resource, plan: Plan, secret: SecretForm | None) -> dict[str, Any]:
    options = resource.options
    outputs = plan.outputs if resource.type == ROOT_TYPE else resource.outputs
    dependencies = {key: list(urns) for key, urns in sorted(resource.property_dependencies.items())}
    timeouts = options.custom_timeouts
    optional: dict[str, Any] = {
        "id": resource.id,
        "type": resource.type,
        "inputs": blind(resource.inputs, secret),
        "outputs": blind(outputs, secret),
        "parent": resource.parent,
        "protect": resource.protect,
        "external": resource.op == "read",
        "dependencies": list(resource.dependencies),
        "provider": resource.provider,
        "propertyDependencies": dependencies,
        "additionalSecretOutputs": list(options.additional_secret_outputs),
        "aliases": list(resource.aliases),
        "customTimeouts": _seconds(timeouts) if timeouts else None,
        "importID": options.import_id,
        "retainOnDelete": options.retain_on_delete,
        "deletedWith": options.deleted_with,
        "replaceWith": list(options.replace_with),
        "sourcePosition": _position(resource.source) if resource.source else None,
        "stackTrace": [{"sourcePosition": _position(line)} for line in resource.trace],
        "ignoreChanges": list(options.ignore_changes),
        "hideDiff": list(options.hide_diffs),
        "replaceOnChanges": list(options.replace_on_changes),
        "resourceHooks": {kind: list(names) for kind, names in sorted(options.hooks.items())},
        "placeholderPaths": [list(path) for path in resource.placeholder_paths],
        "kubeconfigTold": dict(resource.told),
    }
    state: dict[str, Any] = {"urn": resource.urn, "custom": resource.custom}
    state |= {key: value for key, value in optional.items() if value not in (None, False, "", [], {})}
    # Go's `omitempty` leaves out a missing trigger alone: 0, false and what is empty are triggers.
    if options.replacement_trigger is not None:
        state["replacementTrigger"] = blind(options.replacement_trigger, secret)
    return state


def _seconds(timeouts: CustomTimeouts) -> dict[str, float]:
    given = {
        "create": timeouts.create,
        "update": timeouts.update,
        "delete": timeouts.delete,
        "read": timeouts.read,
    }
    return {key: value for key, value in given.items() if value}


def _position(line: SourceLine) -> str:
    return f"{_SOURCE_SCHEME}{line.file}#{line.line}"


def blind(value: Any, secret: SecretForm | None = None) -> Any:
    """Return a value as Pulumi shows it: secrets and unknowns by their texts, maps sorted by key as in Go.

    Args:
        value: a value of a plan.
        secret: what is written for the value of a secret, for a comparison; None is `[secret]` for each.
    """
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        return {key: blind(items[key], secret) for key in sorted(items)}
    if isinstance(value, list | tuple):
        return [blind(item, secret) for item in cast("Iterable[Any]", value)]
    if isinstance(value, Secret):
        form = secret(value.value) if secret is not None else UNKNOWN
        known = isinstance(form, Fingerprint)
        return {SIGNATURE: SECRET_SIGNATURE, _FINGERPRINT: form.text} if known else SECRET_TEXT
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    return value.plain if isinstance(value, Marked) else value


def redacted(plan: Plan, secret: SecretForm | None = None) -> Plan:
    """Return a plan with its values as they come back from a digest: no secret holds its value.

    A plan that was read from a file can be compared with it. Options that a digest has no place for stay.

    Args:
        plan: the plan.
        secret: what stands for the value of a secret; by default that it is not known.
    """
    return replace(
        plan,
        resources=tuple(
            replace(
                each,
                inputs=_values(each.inputs, secret),
                outputs=_values(each.outputs, secret),
                options=replace(
                    each.options, replacement_trigger=_values(each.options.replacement_trigger, secret)
                ),
            )
            for each in plan.resources
        ),
        outputs=_values(plan.outputs, secret),
    )


def read_digest(document: Any) -> Plan:
    """Read a plan from the parsed JSON of a preview digest or of `pulumi stack export`.

    What a digest hides stays hidden: a secret comes back as `Secret(Unknown)`. Of an operation that only has
    an old state (a delete) the old state is given.

    Raises:
        DocumentError: the document is neither, or something in it has another shape than Pulumi gives it.
    """
    if not isinstance(document, Mapping):
        raise DocumentError(f"{_NO_PLAN}: expected a JSON object, got {shapes.name_of(document)}")
    source = cast("Mapping[str, Any]", document)
    if "deployment" in source:
        shapes.deployment(source, ())
        deployment = cast("Mapping[str, Any]", source["deployment"] or {})
        states: list[Any] = deployment.get("resources") or []
        # What waits for its deletion has been replaced, and its successor stands beside it.
        return _plan(((state, "same") for state in states if not state.get("delete")), {})
    if "steps" in source or "changeSummary" in source:
        shapes.digest(source, ())
        steps: list[dict[str, Any]] = source.get("steps") or []
        return _plan(((step.get("newState") or step.get("oldState"), step["op"]) for step in steps), source)
    raise DocumentError(
        f"{_NO_PLAN}: neither `steps` (pulumi preview --json, jiban plan --json) nor `deployment` "
        "(pulumi stack export)"
    )


def read_state(state: Mapping[str, Any]) -> Resource:
    """Read one side of a step of a digest that `read_digest` has read."""
    return _resource(state, "same")


def read_document(content: bytes) -> Any:
    """Parse the JSON of a file that somebody gave as a plan.

    Raises:
        DocumentError: it is too large or too deep, no text, no JSON, or cut off.
    """
    return json_text.loads(json_text.decoded(content))


def is_event_log(text: str) -> bool:
    """Return whether a text is the log of an engine's events: one JSON object a line."""
    first, _, rest = text.lstrip().partition("\n")
    try:
        found = json_text.loads(first)
    except DocumentError:
        return False
    return isinstance(found, dict) and (bool(rest.strip()) or "resourcePreEvent" in found)


def read_events(text: str) -> Plan:
    """Read a plan from an engine event log: one JSON object a line, of which `resourcePreEvent` counts.

    Raises:
        DocumentError: a line is not JSON or no event, or no line is an event of a resource.
    """
    states = [(metadata.get("new") or metadata.get("old"), metadata["op"]) for metadata in _step_events(text)]
    if not states:
        raise DocumentError("no resourcePreEvent in the event log")
    return _plan(states, {})


def steps_of_events(text: str) -> list[dict[str, Any]]:
    """Return the steps of an engine event log as a digest has them.

    Raises:
        DocumentError: a line is not JSON or no event.
    """
    return [
        {
            "op": metadata["op"],
            "oldState": metadata.get("old"),
            "newState": metadata.get("new"),
            "replaceReasons": metadata.get("keys"),
        }
        for metadata in _step_events(text)
    ]


def _step_events(text: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            event: Any = json_text.loads(line)
            shapes.event(event, ())
        except DocumentError as error:
            raise DocumentError(f"line {number} of the event log: {error}") from error
        entry: dict[str, Any] = event.get("resourcePreEvent") or {}
        metadata: dict[str, Any] = entry.get("metadata") or {}
        if metadata:
            yield metadata


def _texts(found: Any) -> dict[str, str]:
    """Read what only this planner writes; anything else in its place is nobody's."""
    given = cast("Mapping[Any, Any]", found if isinstance(found, Mapping) else {})
    return {key: value for key, value in given.items() if isinstance(key, str) and isinstance(value, str)}


def _plan(states: Iterable[tuple[Any, str]], source: Mapping[str, Any]) -> Plan:
    resources = tuple(_resource(state, op) for state, op in states if state)
    if not resources:
        return Plan(project="", stack="", resources=())
    parts = urn_parts(resources[0].urn)
    root = next((r for r in resources if r.type == ROOT_TYPE), None)
    messages = tuple(
        Diagnostic(entry.get("severity", "info"), entry.get("message", ""), entry.get("urn") or None)
        for entry in source.get("diagnostics") or ()
    )
    return Plan(
        project=parts.project,
        stack=parts.stack,
        resources=resources,
        outputs=root.outputs if root else {},
        config=source.get("config") or {},
        environment=_texts(source.get("providerEnvironment")),
        diagnostics=messages,
        parts=tuple(found for each in messages if (found := _read_part(each)) is not None),
    )


def _resource(state: Mapping[str, Any], op: str) -> Resource:
    urn: str = state["urn"]
    parts = urn_parts(urn)
    trace = tuple(
        line
        for frame in state.get("stackTrace") or ()
        if (line := _line(frame.get("sourcePosition"))) is not None
    )
    source = _line(state.get("sourcePosition"))
    dependencies: dict[str, list[str]] = state.get("propertyDependencies") or {}
    return Resource(
        urn=urn,
        type=state.get("type") or parts.type.rpartition("$")[2],
        name=parts.name,
        custom=bool(state.get("custom")),
        parent=state.get("parent") or None,
        inputs=_values(state.get("inputs") or {}),
        outputs=_values(state.get("outputs") or {}),
        dependencies=tuple(state.get("dependencies") or ()),
        property_dependencies={key: tuple(urns or ()) for key, urns in dependencies.items()},
        protect=bool(state.get("protect")),
        provider=state.get("provider") or None,
        op=cast("Operation", op),
        id=state.get("id") or None,
        aliases=tuple(state.get("aliases") or ()),
        options=_options(state),
        source=source,
        trace=trace,
        placeholder_paths=tuple(tuple(path) for path in state.get("placeholderPaths") or ()),
        told=_texts(state.get("kubeconfigTold")),
    )


def _options(state: Mapping[str, Any]) -> Options:
    timeouts = state.get("customTimeouts")
    names = ("create", "update", "delete", "read")
    hooks: dict[str, list[str]] = state.get("resourceHooks") or {}
    return Options(
        ignore_changes=tuple(state.get("ignoreChanges") or ()),
        replace_on_changes=tuple(state.get("replaceOnChanges") or ()),
        additional_secret_outputs=tuple(state.get("additionalSecretOutputs") or ()),
        hide_diffs=tuple(state.get("hideDiff") or state.get("hideDiffs") or ()),
        retain_on_delete=bool(state.get("retainOnDelete")),
        deleted_with=state.get("deletedWith") or None,
        replace_with=tuple(state.get("replaceWith") or ()),
        replacement_trigger=_values(state.get("replacementTrigger")),
        custom_timeouts=CustomTimeouts(**{name: timeouts.get(name) for name in names}) if timeouts else None,
        import_id=state.get("importID") or None,
        hooks={kind: tuple(found) for kind, found in hooks.items()},
    )


def _line(position: Any) -> SourceLine | None:
    if not isinstance(position, str) or not position.startswith(_SOURCE_SCHEME):
        return None
    file, _, place = position.removeprefix(_SOURCE_SCHEME).rpartition("#")
    number = place.split(",", 1)[0]
    return SourceLine(file, int(number)) if file and _LINE.fullmatch(number) else None


def _values(value: Any, secret: SecretForm | None = None) -> Any:
    if isinstance(value, Secret):
        return Secret(UNKNOWN if secret is None else secret(value.value))
    is_plain = type(value) in PLAIN
    if not is_plain and isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        if items.get(SIGNATURE) == SECRET_SIGNATURE:
            text: Any = items.get(_FINGERPRINT)
            return Secret(Fingerprint(text) if isinstance(text, str) else UNKNOWN)
        return {key: _values(item, secret) for key, item in items.items()}
    if not is_plain and isinstance(value, list | tuple):
        return [_values(item, secret) for item in cast("Sequence[Any]", value)]
    if value == SECRET_TEXT:
        return Secret(UNKNOWN)
    if isinstance(value, str) and value in UNKNOWNS:
        return UNKNOWN
    return value
