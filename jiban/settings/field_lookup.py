"""The field at each place of the settings, read from the model's JSON Schema by its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.settings.fields import NO_DEFAULT, Field, FieldKind, name_of
from jiban.settings.fields import ValuePath as Path

if TYPE_CHECKING:
    from jiban.settings.root import Root

_KINDS: Final[dict[str, FieldKind]] = {
    "array": "list",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def field_at(root: Root, path: Path, data: Any = None) -> Field | None:
    """Describe the place at a path, or return None where there is no such place.

    Args:
        root: the settings.
        path: field names, map keys and list positions from the root.
        data: values of the environment, to tell the variants of a field apart; else the first that fits.
    """
    node = outer = root.schema
    default: Any = NO_DEFAULT
    for step in path:
        parent = _variant(root, _resolved(root, node, data), step, data)
        child = _child(parent, step)
        if child is None:
            return None
        default = _default(default, step, child) if "properties" in parent else NO_DEFAULT
        data = _below(data, step)
        node, outer = _resolved(root, child, data), child
    return _describe(
        root,
        path,
        _variant(root, node, None, data),
        outer=outer,
        default=default,
        variants=_kinds(node),
    )


def paths(root: Root, data: Any, path: Path = ()) -> list[Path]:
    """Return every place below a path: all fields, and the entries that the values hold."""
    field = field_at(root, path, data)
    below = _at(data, path)
    if field is None or not field.is_container:
        return []
    steps: list[str | int] = list(field.fields)
    if field.kind == "map" and isinstance(below, Mapping):
        steps = list(cast("Mapping[str, Any]", below))
    elif field.kind == "list" and isinstance(below, list):
        steps = list(range(len(cast("list[Any]", below))))
    found: list[Path] = []
    for step in steps:
        found.append((*path, step))
        found.extend(paths(root, data, (*path, step)))
    return found


def _resolved(root: Root, node: dict[str, Any], data: Any = None) -> dict[str, Any]:
    """Return what a node stands for; of one value or a list of them, that of the data, else the one."""
    while True:
        if "$ref" in node:
            node = root.schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        elif _one_or_several(node):
            several = isinstance(data, list)
            node = next(option for option in node["oneOf"] if (option.get("type") == "array") == several)
        else:
            return node


def _one_or_several(node: dict[str, Any]) -> bool:
    """Return whether a value may stand alone or in a list: variants that no key tells apart."""
    return "oneOf" in node and "discriminator" not in node


def _repeats(root: Root, node: dict[str, Any]) -> bool:
    while "$ref" in node:
        node = root.schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return any(_one_or_several(option) for option in (node, *node.get("anyOf", ())))


def _optional(node: dict[str, Any]) -> bool:
    return any(option.get("type") == "null" for option in node.get("anyOf", ()))


def _variant(root: Root, node: dict[str, Any], step: str | int | None, data: Any) -> dict[str, Any]:
    """Choose the variant of a field that has several: by the data, else the first with the next step."""
    if "oneOf" not in node:
        return node
    tag = node["discriminator"]["propertyName"]
    chosen = _below(data, tag)
    if isinstance(chosen, str) and chosen in node["discriminator"]["mapping"]:
        return _resolved(root, {"$ref": node["discriminator"]["mapping"][chosen]})
    options = [_resolved(root, option) for option in node["oneOf"]]
    if step == tag or step is None:
        kinds = [name for option in options for name in _values(option["properties"][tag])]
        return {
            **options[0],
            "properties": {**options[0]["properties"], tag: {"type": "string", "enum": kinds}},
        }
    return next((option for option in options if step in option["properties"]), options[0])


def _child(node: dict[str, Any], step: str | int) -> dict[str, Any] | None:
    if isinstance(step, int):
        return node.get("items") if node.get("type") == "array" else None
    if step in node.get("properties", {}):
        return node["properties"][step]
    if "patternProperties" in node:
        return next(iter(node["patternProperties"].values()))
    extra = node.get("additionalProperties")
    return cast("dict[str, Any]", extra) if isinstance(extra, dict) else None


def _default(above: Any, step: str | int, node: dict[str, Any]) -> Any:
    """The default of a field: what the default of the map above says, else its own."""
    if isinstance(above, Mapping) and step in above:
        return cast("Mapping[str | int, Any]", above)[step]
    return node.get("default", NO_DEFAULT)


def _kinds(node: dict[str, Any]) -> tuple[str, ...]:
    return tuple(node["discriminator"]["mapping"]) if "oneOf" in node else ()


def _describe(
    root: Root,
    path: Path,
    node: dict[str, Any],
    *,
    outer: dict[str, Any],
    default: Any,
    variants: tuple[str, ...],
) -> Field:
    name = name_of(path)
    words, example = root.patterns.get(node.get("pattern", ""), ("", ""))
    return Field(
        path=path,
        kind=_kind(node),
        meaning=" ".join(str(outer.get("description") or node.get("description") or "").split()),
        default=default,
        optional=_optional(outer),
        repeats=_repeats(root, outer),
        secret=bool(node.get("writeOnly")),
        allowed=_values(node),
        minimum=node.get("minimum"),
        maximum=node.get("maximum"),
        above=node.get("exclusiveMinimum"),
        pattern=node.get("pattern"),
        pattern_words=words,
        pattern_example=example,
        example=root.examples.get(name),
        unit=next(((one, many) for end, one, many in root.units if name.endswith(end)), ("", "")),
        key_pattern=next(iter(node.get("patternProperties", {})), None),
        shortest=_first(node, "minLength", "minItems", "minProperties"),
        longest=_first(node, "maxLength", "maxItems", "maxProperties"),
        form=node.get("format"),
        fields=tuple(node.get("properties", ())),
        required=tuple(node.get("required", ())),
        variants=variants,
    )


def _kind(node: dict[str, Any]) -> FieldKind:
    if node.get("type") == "object":
        return "fields" if "properties" in node else "map"
    return _KINDS.get(node.get("type", ""), "anything")


def _values(node: dict[str, Any]) -> tuple[Any, ...]:
    return (node["const"],) if "const" in node else tuple(node.get("enum", ()))


def _first(node: dict[str, Any], *names: str) -> int | None:
    return next((node[name] for name in names if name in node), None)


def _below(data: Any, step: str | int) -> Any:
    if isinstance(data, Mapping):
        return cast("Mapping[Any, Any]", data).get(step)
    if isinstance(data, list) and isinstance(step, int):
        items = cast("list[Any]", data)
        return items[step] if step < len(items) else None
    return None


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = _below(data, step)
    return data
