"""The JSON Schema of a stack file, for editors: made from the models that a project declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model import json_text

if TYPE_CHECKING:
    from jiban.settings.root import Root

_ENCRYPTED_REF: Final = "#/$defs/Encrypted"
_ENCRYPTED: Final[dict[str, Any]] = {
    "type": "object",
    "description": "An encrypted value, as `pulumi config set --secret` writes it.",
    "properties": {"secure": {"type": "string"}},
    "required": ["secure"],
    "additionalProperties": False,
}


def schema(root: Root) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a `Pulumi.<stack>.yaml` file."""
    model = root.schema
    definitions = {name: _closed(definition) for name, definition in model["$defs"].items()}
    keys = {f"{root.namespace}:{name}": _key(_closed(node)) for name, node in model["properties"].items()}
    preset = keys[f"{root.namespace}:preset"]
    # An editor offers the names that are known; others are presets of the project's own.
    name = {"anyOf": [{"type": "string", "enum": list(root.preset_names())}, {"type": "string"}]}
    names = {"type": "array", "items": name, "minItems": 1, "uniqueItems": True}
    preset["anyOf"] = [name, names, {"type": "null"}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack file of a jiban project",
        "description": model["description"],
        "type": "object",
        "properties": {
            "config": {
                "description": f"Configuration; keys outside namespace {root.namespace} are other programs'.",
                "type": "object",
                "properties": keys,
                "patternProperties": {rf"^(?!{root.namespace}:)": True},
                "additionalProperties": False,
                **_required(root, [f"{root.namespace}:{name}" for name in model["required"]]),
            }
        },
        "required": ["config"],
        "$defs": {**definitions, "Encrypted": _ENCRYPTED},
    }


def _required(root: Root, keys: list[str]) -> dict[str, Any]:
    """Return what must be given: here, in the file of the stack that this one extends, or in a preset of the
    project's own.
    """
    if root.extends is None:
        return {"required": keys}
    preset, other = f"{root.namespace}:preset", {"not": {"enum": list(root.preset_names())}}
    own = {"anyOf": [{"type": "string", **other}, {"type": "array", "contains": other}]}
    return {
        "anyOf": [
            {"required": keys},
            {"required": [f"{root.namespace}:{root.extends}"]},
            {"required": [preset], "properties": {preset: own}},
        ]
    }


def text(root: Root) -> str:
    """Return the schema as the file holds it."""
    return json_text.dumps(schema(root))


def _key(node: dict[str, Any]) -> dict[str, Any]:
    """Let a top-level truth value stand in quotes, as `pulumi config set` writes it."""
    if node.get("type") == "boolean":
        return {
            **{key: value for key, value in node.items() if key != "type"},
            "enum": [True, False, "true", "false"],
        }
    return node


def _closed(node: Any) -> Any:
    """Return a schema in which maps take only the names of their pattern, and secrets only encrypted values.

    Titles go: an editor would show `Storage Gb` beside the key. Descriptions become one paragraph.
    """
    if isinstance(node, list):
        return [_closed(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    entries = cast("dict[str, Any]", node)
    if entries.get("writeOnly"):
        return {"$ref": _ENCRYPTED_REF}
    result = {
        key: value if key in ("default", "enum", "const") else _closed(value)
        for key, value in entries.items()
        if key != "title" or not isinstance(value, str)
    }
    if isinstance(result.get("description"), str):
        result["description"] = " ".join(result["description"].split())
    if "patternProperties" in result:
        result["additionalProperties"] = False
        # Null takes out an entry that a preset has.
        result["patternProperties"] = {
            pattern: {"anyOf": [entry, {"type": "null"}]}
            if "$ref" in entry and entry["$ref"] != _ENCRYPTED_REF
            else entry
            for pattern, entry in result["patternProperties"].items()
        }
    return result
