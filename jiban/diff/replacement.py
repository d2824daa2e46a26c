"""What replaces a resource when it changes: the tables beside this file as rules for `jiban.diff.compare`.

Two kinds of tables, in `replacement/`:

- `aws.json`, `azure.json`: derived mechanically (`tools/replacement_tables.py`), a type a line; what names an
  object is in `jiban.model.object_names`;
- `aws.yaml`, `azure.yaml`, `kubernetes.yaml`, `providers.yaml`: written by hand from what they name as
  source.

Each says `certain` where the provider itself replaces, or `documented` where documents say that the API
refuses the change in place and nobody has seen what the provider does; `documented_if_older` says so of a
version that the cloud only ever raises. `in_place` is known to change in place, and counts over what another
table says. `when` says what has to hold for that (`jiban.diff.conditions`). A table is a lower bound: a
property that none names may replace all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path as File
from typing import Any, Final, cast

import yaml

from jiban.diff import kubeconfig
from jiban.diff.conditions import condition
from jiban.diff.forcing import ForcingProperty
from jiban.diff.inherited import Inherited
from jiban.diff.paths import Path
from jiban.diff.values import MISSING, PropertyChange, parse_path
from jiban.model.object_names import Identity, derived_names, identity_of, plain_type
from jiban.model.plan import Resource, Secret, Unknown
from jiban.report.values import shown

FOLDER: Final = File(__file__).with_name("replacement")
AS_OF: Final = "2026-11-28"
"""Day of the oldest table; a test holds the files to it."""
_MECHANICAL: Final = {"aws": "aws.json", "azure-native": "azure.json"}
_WRITTEN: Final = {
    "aws": "aws.yaml",
    "azure-native": "azure.yaml",
    "kubernetes": "kubernetes.yaml",
    "pulumi": "providers.yaml",
}
_MARKS: Final = (
    ("certain", {"certain": True}),
    ("documented", {"certain": False}),
    ("documented_if_older", {"certain": False, "lower_only": True}),
    ("in_place", {"in_place": True}),
)
"""Keys of an entry, and what they say of the properties that they name."""
_READINGS: Final[Mapping[str, Callable[[Resource, Resource], Collection[str]]]] = {
    "cluster": kubeconfig.forcing
}
"""What looks at a resource before and after where no list of properties can say it."""
_EVERY_TYPE: Final = frozenset({"aws:*", "azure-native:*"})
_KUBERNETES_NAME: Final = (("metadata", "name"),)


@dataclass(frozen=True, slots=True)
class Entry:
    """Properties that replace, of the types that a pattern names."""

    types: tuple[str, ...]
    """Type tokens; `*` stands for any text."""
    except_types: tuple[str, ...]
    rules: tuple[ForcingProperty, ...]
    unless: str
    """Input of the explicit provider that, when true, lets the properties change in place."""
    even_if: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Inputs of the resource that make the properties replace whatever the provider says."""
    decided_by: str = ""
    """Name of the reading, one of `_READINGS`, that says which of the properties a given change replaces
    by."""

    def fits(self, resource: Resource, provider: Resource | None) -> bool:
        """Return whether the entry speaks of a resource made by a provider."""
        token = plain_type(resource.type)
        if not _any(self.types, token) or _any(self.except_types, token):
            return False
        if not self.unless or provider is None or not _is_true(provider.inputs.get(self.unless)):
            return True
        return bool(self.even_if) and all(resource.inputs.get(k) == v for k, v in self.even_if.items())

    def between(self, before: Resource | None, after: Resource) -> Sequence[ForcingProperty]:
        """Return the properties that replace in a change; all of them where nothing decides."""
        if not self.decided_by or before is None:
            return self.rules
        counted = _READINGS[self.decided_by](before, after)
        return [rule for rule in self.rules if rule.path[0] in counted]


class Tables:
    """The tables of this package. A file is read when a type of its package is asked for."""

    label: Final = f"tables dated {AS_OF}"
    """What the rules come from, for a person."""

    def of(
        self, resource: Resource, provider: Resource | None, before: Resource | None = None
    ) -> Sequence[ForcingProperty]:
        """Return the properties whose change replaces a resource, given the explicit provider that makes
        it, and what it was before.
        """
        found = [
            rule
            for entry in _written(resource.package)
            if entry.fits(resource, provider)
            for rule in entry.between(before, resource)
        ]
        document = _mechanical(resource.package)
        entry = document.get("types", {}).get(plain_type(resource.type), {})
        source = document.get("source", "")
        for text in entry.get("replace", ()):
            added = text.endswith("(+)")
            found.append(
                ForcingProperty(parse_path(text.removesuffix("(+)")), source=source, added_only=added)
            )
        return found

    def names(self, kind: str) -> Sequence[Path]:
        """Return the properties of a type that name the object in the cloud."""
        package = kind.split(":", 1)[0]
        if package == "kubernetes":
            return _KUBERNETES_NAME
        return [(name,) for name in derived_names(kind)]

    def sets(self, kind: str) -> Sequence[Path]:
        """Return the lists of a type that are sets for the provider."""
        return _sets(plain_type(kind))

    def identity(self, resource: Resource, provider: Resource | None) -> Identity | None:
        """Return which object of the cloud a resource is; None where that is not known."""
        return identity_of(resource, provider)

    def same(self, kind: str, change: PropertyChange) -> bool:
        """Return whether both sides differ in case and spaces alone, where the provider looks at neither."""
        sides = change.before, change.after
        freely = _document(kind.split(":", 1)[0]).get("spelled_freely", ())
        if change.path not in [parse_path(text) for text in freely]:
            return False
        before, after = ("".join(s.split()).lower() if isinstance(s, str) else s for s in sides)
        return isinstance(before, str) and before == after

    def noted(self, kind: str, change: PropertyChange) -> PropertyChange:
        """Return a change with what the cloud fills in for what is taken away."""
        before = change.before
        for types, path, filled, what in _filled_in(kind.split(":", 1)[0]):
            if change.path == path and change.after is MISSING and before != filled and _any(types, kind):
                return replace(change, note=what.format(before=shown(before), after=shown(filled)))
        return change

    def inherited(self, kind: str) -> Sequence[Inherited]:
        """Return what a type gets from its provider."""
        return _inherited(plain_type(kind))

    def knows(self, kind: str) -> bool:
        """Return whether anything is known of a type."""
        package, token = kind.split(":", 1)[0], plain_type(kind)
        if token in _mechanical(package).get("types", {}):
            return True
        # A place that every type of a cloud has says nothing of the type.
        own = [[each for each in entry.types if each not in _EVERY_TYPE] for entry in _written(package)]
        return any(_any(types, token) for types in own)


@cache
def _document(package: str) -> Mapping[str, Any]:
    name = _WRITTEN.get(package)
    if name is None:
        return {}
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def _filled_in(package: str) -> Sequence[tuple[Sequence[str], Path, Any, str]]:
    return [
        (each["types"], parse_path(each["property"]), each["with"], each["note"])
        for each in _document(package).get("filled_in", ())
    ]


@cache
def _inherited(token: str) -> Sequence[Inherited]:
    document = _document("pulumi")
    table = _mechanical(token.split(":", 1)[0])
    marks = table.get("types", {}).get(token, {})
    if token in table.get("tagged_without_a_partner", ()):
        marks = {"tagged": True}
    return [
        Inherited(
            parse_path(each["setting"]),
            parse_path(each["own"]),
            parse_path(each.get("shown", each["own"])),
            certain=each.get("certain", True),
            note=each.get("note", ""),
            reaches=each.get("reaches", True),
        )
        for each in cast("list[dict[str, Any]]", document["inherited"])
        if _any([each["types"]], token)
        and not _any(each.get("except", ()), token)
        and ("marked" not in each or marks.get(each["marked"]))
    ]


@cache
def _sets(token: str) -> Sequence[Path]:
    entry = _mechanical(token.split(":", 1)[0]).get("types", {}).get(token, {})
    return [parse_path(text) for text in entry.get("sets", ())]


def _is_true(value: Any) -> bool:
    if isinstance(value, Secret | Unknown):
        return False
    return value is True or value == "true"


def _any(patterns: Iterable[str], token: str) -> bool:
    return any(fnmatchcase(token, pattern) for pattern in patterns)


@cache
def _mechanical(package: str) -> Mapping[str, Any]:
    name = _MECHANICAL.get(package)
    return json.loads((FOLDER / name).read_text(encoding="utf-8")) if name else {}


@cache
def _written(package: str) -> tuple[Entry, ...]:
    document = _document(package)
    return tuple(_entry(each, document) for each in document.get("replace", ()))


def _entry(each: Mapping[str, Any], document: Mapping[str, Any]) -> Entry:
    source = each.get("source") or document["source"]
    when = condition(each["when"]) if "when" in each else None
    rules = tuple(
        ForcingProperty(parse_path(text), source=source, note=each.get("note", ""), when=when, **said)
        for mark, said in _MARKS
        for text in each.get(mark, ())
    )
    types = each["types"]
    return Entry(
        types=(types,) if isinstance(types, str) else tuple(types),
        except_types=tuple(each.get("except", ())),
        rules=rules,
        unless=each.get("unless_provider", ""),
        even_if=each.get("even_if", {}),
        decided_by=each.get("decided_by", ""),
    )
