"""The shapes of Pulumi's documents, as far as they are read: what stands in them is checked once.

The fields are those of the Go types that write them, read at v3.259.0: `pkg/display/json.go` (PreviewDigest),
`sdk/go/common/apitype/core.go` (ResourceV3, DeploymentV3) and `sdk/go/common/apitype/events.go`. Fields that
are not read are not checked, so that documents of other versions can be read. Null stands for what is not
there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from jiban.model.json_text import DocumentError, path_of

Steps = tuple[str | int, ...]
Check = Callable[[Any, Steps], None]
"""Raises a DocumentError where a value at a path has not its shape."""


def name_of(value: Any) -> str:
    """Name the type of a JSON value, without the value: it may be a secret."""
    names = {
        bool: "true or false",
        str: "text",
        dict: "a map",
        list: "a list",
        int: "a number",
        float: "a number",
    }
    return (
        "nothing" if value is None else next(name for kind, name in names.items() if isinstance(value, kind))
    )


def _fault(path: Steps, wanted: str, value: Any) -> DocumentError:
    return DocumentError(f"{path_of(path) or 'the document'}: expected {wanted}, got {name_of(value)}")


def _is(kind: type, wanted: str) -> Check:
    def check(value: Any, path: Steps) -> None:
        if not isinstance(value, kind):
            raise _fault(path, wanted, value)

    return check


def _number(value: Any, path: Steps) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _fault(path, "a number", value)


def _many(item: Check) -> Check:
    def check(value: Any, path: Steps) -> None:
        _list(value, path)
        for index, found in enumerate(value):
            item(found, (*path, index))

    return check


def _each(item: Check) -> Check:
    """Check the values of a map; null is none."""

    def check(value: Any, path: Steps) -> None:
        _map(value, path)
        for key, found in value.items():
            if found is not None:
                item(found, (*path, key))

    return check


def _fields(known: Mapping[str, Check], *needed: str) -> Check:
    def check(value: Any, path: Steps) -> None:
        _map(value, path)
        entries = cast("Mapping[str, Any]", value)
        for key in needed:
            if entries.get(key) in (None, ""):
                raise DocumentError(f"{path_of((*path, key))}: it is missing; every entry has one")
        for key, item in known.items():
            found = entries.get(key)
            if found is not None:
                item(found, (*path, key))

    return check


_text: Final = _is(str, "text")
_flag: Final = _is(bool, "true or false")
_map: Final = _is(dict, "a map")
_list: Final = _is(list, "a list")
_texts: Final = _many(_text)


def _place(value: Any, path: Steps) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _fault(path, "text or a whole number", value)


def _parts(number: int, wanted: str) -> Check:
    """Check a URN, and what is made of one and something more, by how often `::` parts it."""

    def check(value: Any, path: Steps) -> None:
        _text(value, path)
        if value and (not value.startswith("urn:pulumi:") or value.count("::") < number):
            raise DocumentError(f"{path_of(path)}: {wanted}")

    return check


_urn: Final = _parts(3, "not a URN, which is urn:pulumi:STACK::PROJECT::TYPE::NAME")
_provider: Final = _parts(
    4, "not the URN of a provider with its id, urn:pulumi:STACK::PROJECT::TYPE::NAME::ID"
)
_urns: Final = _many(_urn)
_frame: Final = _fields({"sourcePosition": _text})
_STATE: Final[Mapping[str, Check]] = {
    "urn": _urn,
    "type": _text,
    "custom": _flag,
    "delete": _flag,
    "id": _text,
    "inputs": _map,
    "outputs": _map,
    "parent": _urn,
    "protect": _flag,
    "external": _flag,
    "dependencies": _urns,
    "provider": _provider,
    "propertyDependencies": _each(_urns),
    "additionalSecretOutputs": _texts,
    "aliases": _texts,
    "customTimeouts": _each(_number),
    "importID": _text,
    "retainOnDelete": _flag,
    "deletedWith": _urn,
    "replaceWith": _urns,
    "sourcePosition": _text,
    "stackTrace": _many(_frame),
    "ignoreChanges": _texts,
    "hideDiff": _texts,
    "hideDiffs": _texts,
    "replaceOnChanges": _texts,
    "resourceHooks": _each(_texts),
    "placeholderPaths": _many(_many(_place)),
}
_state: Final = _fields(_STATE, "urn")
_message: Final = _fields({"severity": _text, "message": _text, "urn": _text})
_step_fields: Final = _fields(
    {"op": _text, "urn": _text, "newState": _state, "oldState": _state, "replaceReasons": _texts}, "op"
)


def _step(value: Any, path: Steps) -> None:
    _step_fields(value, path)
    if not value.get("newState") and not value.get("oldState"):
        raise DocumentError(
            f"{path_of(path)}: it has neither newState nor oldState, so nothing can be said of it"
        )


digest: Final[Check] = _fields(
    {"steps": _many(_step), "diagnostics": _many(_message), "config": _map, "changeSummary": _map}
)
"""The document of `pulumi preview --json`."""
deployment: Final[Check] = _fields({"deployment": _fields({"resources": _many(_state)})})
"""The document of `pulumi stack export`."""
_metadata: Final = _fields({"op": _text, "old": _state, "new": _state, "keys": _texts}, "op")
event: Final[Check] = _fields({"resourcePreEvent": _fields({"metadata": _metadata})})
"""One line of an engine event log."""
