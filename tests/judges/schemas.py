"""Brings what a plan sends to a cloud into the names of somebody else's schema, and says what has a place.

A schema is JSON Schema, whoever wrote it. Most names differ only in their letters' case; those that differ in
more are data, each beside the type it belongs to.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import yaml

from jiban.model.plan import Secret, Unknown

PAIRS: Final = (("Key", "Value"), ("TagKey", "TagValue"), ("Name", "Value"), ("key", "value"))
"""What schemas call the two halves of a tag, and of a metric's dimension."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a type of resource is called by a judge, and where its properties are in the judge's schema."""

    target: str
    """The judge's name of the type."""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of a property in Pulumi, such as `taints.effect`, to its place in the schema, relative to the
    schema of what holds it: `A.B` lies one level deeper."""
    unjudged: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of a property that the judge has no word for, to the reason."""
    supplied: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What Pulumi's provider says by itself, in the judge's words."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a plan sends for one resource."""

    stack: str
    name: str
    token: str
    """The type in Pulumi, such as `aws:ec2/vpc:Vpc`."""
    inputs: Mapping[str, Any]

    def __str__(self) -> str:
        """Return the resource's name with its stack's."""
        return f"{self.stack}/{self.name}"


@dataclass(slots=True)
class Translation:
    """The inputs of one resource in a judge's words, and the paths of properties by what became of them."""

    value: dict[str, Any] = field(default_factory=dict[str, Any])
    judged: set[str] = field(default_factory=set[str])
    unjudged: set[str] = field(default_factory=set[str])
    homeless: set[str] = field(default_factory=set[str])
    """Paths that neither the schema nor the data knows: the mapping is to be completed."""


def entries(file: Path) -> Mapping[str, Entry]:
    """Read the table of a judge: types of Pulumi, each with what the judge calls it."""
    types = yaml.safe_load(file.read_text("utf-8"))["types"]
    return {token: Entry(**row) for token, row in types.items()}


def translated(
    inputs: Mapping[str, Any],
    schema: Mapping[str, Any],
    entry: Entry,
    unknown: Callable[[], Any],
    container: str | None = None,
) -> Translation:
    """Return the inputs of a resource in the words of a schema.

    Args:
        inputs: as planned.
        schema: JSON Schema of the judge's type, with its definitions.
        entry: the judge's names where they are not Pulumi's.
        unknown: makes what stands for a value that only the deployment knows.
        container: property whose own properties Pulumi has one level higher, beside it.
    """
    found = Translation(dict(entry.supplied))
    translator = _Translator(schema, entry, unknown, container, found)
    translator.fill(found.value, inputs, schema, "")
    return found


@dataclass(frozen=True, slots=True)
class _Translator:
    root: Mapping[str, Any]
    entry: Entry
    unknown: Callable[[], Any]
    container: str | None
    found: Translation

    def fill(
        self, target: dict[str, Any], inputs: Mapping[str, Any], schema: Mapping[str, Any], path: str
    ) -> None:
        for name, value in inputs.items():
            here = f"{path}.{name}" if path else name
            if here in self.entry.unjudged:
                self.found.unjudged.add(here)
                continue
            place = self._place(schema, name, here)
            holder, inner = target, schema
            for step in place[:-1]:
                holder, inner = self._descend(holder, inner, step)
            known, inner = self._property(inner, place[-1])
            if known is None:
                self.found.homeless.add(here)
            else:
                holder[known] = self._value(value, inner, here)

    def _place(self, schema: Mapping[str, Any], name: str, path: str) -> list[str]:
        """Return the way to a property in the schema of what holds it.

        Of two of one name, one beside the container and one in it, an input is the one that is not read-only.
        """
        if path in self.entry.renamed:
            return self.entry.renamed[path].split(".")
        known, inner = self._property(schema, name)
        if self.container and (known is None or inner.get("readOnly")):
            deeper, _ = self._property(self._property(schema, self.container)[1], name)
            if deeper is not None:
                return [self.container, name]
        return [name]

    def _descend(
        self, holder: dict[str, Any], schema: Mapping[str, Any], step: str
    ) -> tuple[dict[str, Any], Mapping[str, Any]]:
        """Return what lies one level deeper, made if need be: in the first item where that is a list."""
        _, inner = self._property(schema, step)
        if "array" not in _types(inner):
            return holder.setdefault(step, {}), inner
        return holder.setdefault(step, [{}])[0], self._resolved(inner["items"])

    def _value(self, value: Any, schema: Mapping[str, Any], path: str) -> Any:
        if isinstance(value, Secret):
            value = value.value
        types = _types(schema)
        if isinstance(value, Unknown):
            self.found.judged.add(path)
            # One value for a list is the only block or item that Pulumi allows there.
            return [self.unknown()] if path in self.entry.renamed and "array" in types else self.unknown()
        if path in self.entry.renamed and isinstance(value, list) and "array" not in types:
            (value,) = cast("list[Any]", value)  # Pulumi has a list of the one that there may be
        if isinstance(value, Mapping) and "array" in types:
            return self._listed(value, self._resolved(schema["items"]), path)
        if isinstance(value, Mapping) and any("properties" in each for each in self._branches(schema)):
            inner: dict[str, Any] = {}
            self.fill(inner, value, schema, path)
            return inner
        if isinstance(value, Sequence) and not isinstance(value, str) and "items" in schema:
            if not value:
                self.found.judged.add(path)
            return [self._value(item, self._resolved(schema["items"]), path) for item in value]
        self.found.judged.add(path)
        if isinstance(value, str) and "object" in types and value.startswith("{"):
            return json.loads(value)
        if isinstance(value, str) and value in {"true", "false"} and "boolean" in types:
            return value == "true"  # Pulumi has a text where AWS has a truth value
        return _plain(value)

    def _listed(self, value: Mapping[str, Any], items: Mapping[str, Any], path: str) -> list[Any]:
        """Return a map as a list: of pairs, as tags are, or of the one block that Pulumi allows."""
        properties = set(items.get("properties", {}))
        pair = next((pair for pair in PAIRS if properties == set(pair)), None)
        if pair is None:
            return [self._value(value, items, path)]
        self.found.judged.add(path)
        return [dict(zip(pair, (key, self._half(item)), strict=True)) for key, item in value.items()]

    def _half(self, item: Any) -> Any:
        return self.unknown() if isinstance(item, Unknown) else _plain(item)

    def _property(self, schema: Mapping[str, Any], name: str) -> tuple[str | None, Mapping[str, Any]]:
        for branch in self._branches(schema):
            for known, inner in branch.get("properties", {}).items():
                if known.replace(".", "").lower() == name.lower():  # Pulumi has no dots in names: odataType
                    return known, self._resolved(inner)
        return None, {}

    def _branches(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        schema = self._resolved(schema)
        yield schema
        for kind in ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(kind, ()):
                yield from self._branches(branch)

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            found: Any = self.root
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else tuple(found)


def _plain(value: Any) -> Any:
    """Return a value without the plan's own marks; what is unknown inside of a map is left out."""
    if isinstance(value, Secret):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if not isinstance(item, Unknown)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value if not isinstance(item, Unknown)]
    return value
