"""Takes the types of Kubernetes from its published schemas: `python -m tools.kubernetes_types`.

What is kept is what judges an object: the versions that serve a kind, and of each type its fields. The
schemas are those of the package kubernetes-validate, which has them from the API's own description.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from tools.repository import ROOT

_FACTS: Final = ROOT / "jiban" / "policy" / "facts"
SERVED: Final = _FACTS / "kubernetes_served.json"
TYPES: Final = _FACTS / "kubernetes_types.json"
OLDEST: Final = 33
"""Minor version of the oldest Kubernetes that is supported today: types are those of it and of newer ones."""
_PACKAGE: Final = "kubernetes_validate"
_SCALARS: Final = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "object": "*"}
_Types = Mapping[str, Mapping[str, Any]]


def main() -> None:
    """Write the two tables."""
    definitions = {minor: _definitions(minor) for minor in _minors()}
    served: dict[str, list[int]] = {}
    roots: dict[str, str] = {}
    for minor, types in definitions.items():
        for name, kind in _kinds(types):
            served.setdefault(kind, []).append(minor)
            roots[kind] = name
    shapes = _shapes({minor: types for minor, types in definitions.items() if minor >= OLDEST})
    wanted = {kind: roots[kind] for kind, minors in served.items() if minors[-1] >= OLDEST}
    used = _reached(shapes, set(wanted.values()))
    numbers: dict[str, int | str] = {name: number for number, name in enumerate(sorted(used))}
    numbers |= {name: shape["is"] for name, shape in shapes.items() if shape["is"] is not None}
    source = f"kubernetes-validate {version('kubernetes-validate')}"
    document = {
        "source": source,
        "oldest": OLDEST,
        "newest": max(definitions),
        "served": {kind: [minors[0], minors[-1]] for kind, minors in sorted(served.items())},
    }
    SERVED.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")
    document = {
        "source": source,
        "shapes": {kind: numbers[name] for kind, name in sorted(wanted.items())},
        "types": [_numbered(shapes[name], numbers) for name in sorted(used)],
    }
    TYPES.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


def _minors() -> list[int]:
    folders = (path.name for path in _folder().iterdir() if path.name.endswith("-local"))
    return sorted(int(name.split(".")[1]) for name in folders)


def _folder() -> Path:
    return Path(str(files(_PACKAGE) / "kubernetes-json-schema"))


def _definitions(minor: int) -> _Types:
    file = _folder() / f"v1.{minor}.0-local" / "_definitions.json"
    found = json.loads(file.read_text("utf-8"))
    return found.get("$defs") or found["definitions"]


def _kinds(types: _Types) -> Iterator[tuple[str, str]]:
    """Yield the types that are kinds of objects, with `apps/v1 Deployment`; lists are none."""
    for name, schema in types.items():
        properties = schema.get("properties", {})
        versions = properties.get("apiVersion", {}).get("enum", ())
        kinds = properties.get("kind", {}).get("enum", ())
        if versions and kinds and not kinds[0].endswith("List") and "metadata" in properties:
            yield name, f"{versions[0]} {kinds[0]}"


def _shapes(definitions: Mapping[int, _Types]) -> dict[str, dict[str, Any]]:
    """Return the types with the fields of any version, and those that all of them require."""
    found: dict[str, dict[str, Any]] = {}
    for types in definitions.values():
        for name, schema in types.items():
            fields = {key: _field(each) for key, each in schema.get("properties", {}).items()}
            required = set(schema.get("required", ()))
            before = found.get(name)
            if before is None:
                kind = None if "properties" in schema else _field(schema)
                found[name] = {"fields": fields, "required": required, "is": kind}
            else:
                before["fields"] |= fields
                before["required"] &= required
    return found


def _field(schema: Mapping[str, Any]) -> str:
    """Return what a field takes: `s`, `i`, `n`, `b`, `*` for anything, `[` and `{` before what they hold."""
    if "$ref" in schema:
        return "@" + schema["$ref"].rpartition("/")[2]
    if "oneOf" in schema:
        return "".join(sorted(_field(each) for each in schema["oneOf"]))
    kind = _kind(schema)
    if kind == "array":
        return "[" + _field(schema.get("items", {}))
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return "{" + _field(schema["additionalProperties"])
    return _SCALARS.get(kind, "*")


def _kind(schema: Mapping[str, Any]) -> str:
    given: list[str] | str = schema.get("type", "")
    return given if isinstance(given, str) else next((each for each in given if each != "null"), "")


def _reached(shapes: Mapping[str, Any], roots: set[str]) -> set[str]:
    found, todo = set[str](), sorted(roots)
    while todo:
        name = todo.pop()
        if name in found or shapes[name]["is"] is not None:
            continue
        found.add(name)
        todo += [each.lstrip("[{@") for each in shapes[name]["fields"].values() if "@" in each]
    return found


def _numbered(shape: Mapping[str, Any], numbers: Mapping[str, int | str]) -> list[Any]:
    fields = {key: _number(each, numbers) for key, each in shape["fields"].items()}
    return [fields, sorted(shape["required"])] if shape["required"] else [fields]


def _number(field: str, numbers: Mapping[str, int | str]) -> str:
    """Return a field with its type's number in place of the name, or with what the type simply is."""
    lead, at, name = field.partition("@")
    if not at:
        return field
    found = numbers[name]
    return f"{lead}@{found}" if isinstance(found, int) else lead + found


if __name__ == "__main__":
    main()
