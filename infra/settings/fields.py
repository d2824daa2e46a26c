"""What may stand at each place of an environment, read from the models' JSON Schema by its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from infra.environment import Environment

if TYPE_CHECKING:
    from components.base import Path

Kind = Literal["fields", "map", "list", "text", "whole number", "number", "true or false", "anything"]
"""`fields` is a map whose keys are fixed, `map` one whose keys are names that the writer chooses."""

NO_DEFAULT: Final = object()
"""Stands for the default of a value that must be given."""

_KINDS: Final[dict[str, Kind]] = {
    "array": "list",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One place of an environment: what it means and what it takes."""

    path: Path
    kind: Kind
    meaning: str = ""
    """The field's docstring as one paragraph; of an entry of a map or list, its model's."""
    default: Any = NO_DEFAULT
    """As plain JSON data; NO_DEFAULT where a value is required, and for entries of maps and lists."""
    optional: bool = False
    """Whether null is a value."""
    secret: bool = False
    allowed: tuple[Any, ...] = ()
    """Every value there is; empty where that is no list."""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    """The value must be more than this."""
    pattern: str | None = None
    """Of a text."""
    key_pattern: str | None = None
    """Of a map's keys."""
    shortest: int | None = None
    """Fewest characters, items or entries."""
    longest: int | None = None
    form: str | None = None
    """The JSON Schema format of a text: `uuid`."""
    fields: tuple[str, ...] = ()
    """Names of the fields, of kind `fields`."""
    required: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    """Kinds that tell the variants of a map apart; empty where there is one form only."""

    @property
    def name(self) -> str:
        """The last field name on the path: of a list's item the list's name."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def is_container(self) -> bool:
        """Whether other places stand below this one."""
        return self.kind in ("fields", "map", "list")


def field_at(path: Path, data: Any = None) -> Field | None:
    """Describe the place at a path, or return None where there is no such place.

    Args:
        path: field names, map keys and list positions from the root.
        data: values of the environment, to tell the variants of a field apart; else the first that fits.
    """
    node, outer = _root(), _root()
    default: Any = NO_DEFAULT
    for step in path:
        parent = _variant(_resolved(node), step, data)
        child = _child(parent, step)
        if child is None:
            return None
        default = _default(default, step, child) if "properties" in parent else NO_DEFAULT
        node, outer = _resolved(child), child
        data = _below(data, step)
    return _describe(path, _variant(node, None, data), outer, default, _kinds(node))


def paths(data: Any, path: Path = ()) -> list[Path]:
    """Return every place below a path: all fields, and the entries that the values hold."""
    field = field_at(path, data)
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
        found.extend(paths(data, (*path, step)))
    return found


@cache
def _root() -> dict[str, Any]:
    return Environment.model_json_schema()


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = _root()["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif "anyOf" in node:
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        else:
            return node


def _optional(node: dict[str, Any]) -> bool:
    return any(option.get("type") == "null" for option in node.get("anyOf", ()))


def _variant(node: dict[str, Any], step: str | int | None, data: Any) -> dict[str, Any]:
    """Choose the variant of a field that has several: by the data, else the first with the next step."""
    if "oneOf" not in node:
        return node
    tag = node["discriminator"]["propertyName"]
    chosen = _below(data, tag)
    if isinstance(chosen, str) and chosen in node["discriminator"]["mapping"]:
        return _resolved({"$ref": node["discriminator"]["mapping"][chosen]})
    options = [_resolved(option) for option in node["oneOf"]]
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
    path: Path, node: dict[str, Any], outer: dict[str, Any], default: Any, variants: tuple[str, ...]
) -> Field:
    return Field(
        path=path,
        kind=_kind(node),
        meaning=" ".join(str(outer.get("description") or node.get("description") or "").split()),
        default=default,
        optional=_optional(outer),
        secret=bool(node.get("writeOnly")),
        allowed=_values(node),
        minimum=node.get("minimum"),
        maximum=node.get("maximum"),
        above=node.get("exclusiveMinimum"),
        pattern=node.get("pattern"),
        key_pattern=next(iter(node.get("patternProperties", {})), None),
        shortest=_first(node, "minLength", "minItems", "minProperties"),
        longest=_first(node, "maxLength", "maxItems", "maxProperties"),
        form=node.get("format"),
        fields=tuple(node.get("properties", ())),
        required=tuple(node.get("required", ())),
        variants=variants,
    )


def _kind(node: dict[str, Any]) -> Kind:
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
