"""Support: whether a database's version still has standard support, from `support.yaml`.

What has ended is told by the table's own date, so that a plan gets the same verdict on every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, source, takes_over
from jiban.policy.facts.inherited import made_of
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_TABLE: Final = table("jiban.policy.facts", "support.yaml")
_AS_OF: Final[date] = _TABLE["as_of"]
_ENGINES: Final[Mapping[str, Mapping[str, Any]]] = _TABLE["engines"]
_AZURE: Final = "azure"
_PARTS: Final = {"major": 1, "minor": 2}


@dataclass(frozen=True, slots=True)
class Support:
    """Until when a version has standard support."""

    ended: bool
    said: str
    path: str


@once
def support(stack: StackView, database: ResourceView) -> Support | None:
    """Return until when the version of a database has support; None for engines that the table does not know.

    Raises:
        NotKnownError: engine or version is not known before deployment, or not known to the table.
    """
    key = "version" if database.token == SERVER else "engineVersion"
    engines = _engines(database)
    if not engines:
        return None
    version = database[key]
    if version.given:
        return _of(version, engines)
    if takes_over(database):
        other = source(stack, database)
        with of(other):
            found = support(stack, other)
        node = made_of(database)
        path = "sourceServerResourceId" if node is None else node.path
        return found and Support(found.ended, f"it is made of {other.name}, and there {found.said}", path)
    if database.token == SERVER:
        raise NotKnownError(key, "is not set, and Azure chooses")
    return Support(ended=False, said="AWS takes its default version", path=key)


def _engines(database: ResourceView) -> tuple[str, ...]:
    """Return the engines that a database can have by what is said; none where the table knows none."""
    if database.token == SERVER:
        return (_AZURE,)
    if database.token not in (INSTANCE, CLUSTER) or not database["engine"].given:
        return tuple(each for each in _ENGINES if each != _AZURE)
    engine = database["engine"].text()
    return (engine,) if engine in _ENGINES else ()


def _of(version: Node, engines: tuple[str, ...]) -> Support:
    found = {end for engine in engines if (end := _end(version.text(), _ENGINES[engine])) is not None}
    outcomes = {end <= _AS_OF for end in found}
    if len(outcomes) != 1:
        raise NotKnownError(version.path, f"is {version.text()}, of which no date is known")
    end = max(found)
    ended = end <= _AS_OF
    when = "ended" if ended else "lasts until"
    before = "before " if end == date.min else ""
    last = min(min(_ENGINES[engine]["until"].values()) for engine in engines) if before else end
    said = f"{version.path} is {version.text()}, whose support {when} {before}{last.isoformat()}"
    return Support(ended, said, version.path)


def _end(version: str, engine: Mapping[str, Any]) -> date | None:
    """Return the last day of support; `date.min` for what is older than all that the table knows."""
    until: Mapping[str, date] = engine["until"]
    name = ".".join(version.split(".")[: _PARTS[engine["of"]]])
    if name in until:
        return until[name]
    numbers = _numbers(name)
    return date.min if numbers and numbers < min(map(_numbers, until)) else None


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() and part.isascii() for part in parts) else ()
