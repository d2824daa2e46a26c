"""Parameters of databases: what a server, an instance or a cluster has, whoever says so.

On Azure each parameter is a resource of its own that names the server; on AWS they stand in a group that the
database names, and where it names none in the default one of its engine. Defaults are in
`database_parameters.yaml`.

Sources, read on 2026-11-28: API of Amazon RDS, DBParameterGroupName (a replica in the same region has its
source's group, one in another region and what is restored the default one).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts.database_copies import apart
from jiban.policy.facts.databases import CLUSTER, MADE_FROM, SERVER, is_replica, source, takes_over
from jiban.policy.facts.inherited import made_of
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import named, pointing
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

CONFIGURATION: Final = "azure-native:dbforpostgresql:Configuration"
GROUPS: Final = (
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
)
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = table("jiban.policy.facts", "database_parameters.yaml")[
    "defaults"
]
_DEFAULT_GROUP: Final = "default."
_FAMILY: Final = re.compile(r"(?P<engine>[a-z-]*[a-z])(?P<version>\d+(?:\.\d+)?)")
_NEWEST: Final = 1000.0
"""Stands for the version that AWS takes where none is said: it is newer than what the table tells apart."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a parameter is."""

    text: str
    """Its value, in small letters."""
    said: str
    paths: tuple[str, ...] = ()
    """Inputs of the database that it hangs on."""

    def says(self, *words: str) -> bool:
        """Tell whether it is one of some words."""
        return self.text in {word.casefold() for word in words}


@once
def engine(stack: StackView, database: ResourceView) -> str:
    """Return the engine of a database, `azure` for a flexible server.

    Raises:
        NotKnownError: it is not known before deployment, or is that of what is no part of the stack.
    """
    if database.token == SERVER:
        return "azure"
    if database["engine"].given and (kind := database["engine"].text()):
        return kind
    if made_of(database) is None:
        raise NotKnownError("engine", "is not set")
    other = source(stack, database)
    with of(other):
        return engine(stack, other)


@once
def parameter(stack: StackView, database: ResourceView, name: str) -> Setting:
    """Return what a parameter of a database is.

    Raises:
        NotKnownError: it is not known before deployment, or stands in a group that is no part of the stack.
    """
    if database.token == SERVER:
        return _of_server(stack, database, name)
    group, family = _group(stack, database)
    if group is not None:
        with of(group):
            for each in group["parameters"].each():
                if each["name"].says(name):
                    value = each["value"].text()
                    return Setting(
                        value.casefold(), f"{name} is {value} in {group.name}", (_group_key(database),)
                    )
    kind, version = _version(stack, database, family)
    return _default(kind, version, name, "AWS")


def _of_server(stack: StackView, server: ResourceView, name: str) -> Setting:
    pointers = pointing(stack, CONFIGURATION, "serverName", SERVER)
    own = pointers.at(server)
    doubt: ResourceView | None = None
    for each in (*own, *pointers.doubtful):
        key, value = each["configurationName"], each["value"]
        if key.known and not key.says(name):
            continue
        if not value.given or each["source"].says("system-default"):
            continue
        if each in own and key.known:
            with of(each):
                return Setting(value.text().casefold(), f"{name} is {value.text()} in {each.name}")
        doubt = each
    if doubt is not None:
        path = "serverName" if doubt["configurationName"].known else "configurationName"
        raise NotKnownError(f"{path} of {doubt.name}")
    return _default("azure", 0, name, "Azure")


def _group_key(database: ResourceView) -> str:
    return "dbClusterParameterGroupName" if database.token == CLUSTER else "parameterGroupName"


def _group(stack: StackView, database: ResourceView) -> tuple[ResourceView | None, str]:
    """Return the group of a database, None for a default one, and its family; empty where the version tells.

    Raises:
        NotKnownError: it is no part of the stack, or not known before deployment.
    """
    key = _group_key(database)
    node = database[key]
    if node.given:
        if node.known and node.text().startswith(_DEFAULT_GROUP):
            return None, node.text().removeprefix(_DEFAULT_GROUP)
        found = named(stack, database, key, *GROUPS)
        if not found:
            raise NotKnownError(key, "names a group that is no part of the stack")
        with of(found[0]):
            return found[0], found[0]["family"].text()
    if is_replica(database):
        other = source(stack, database)
        if not apart(stack, other, database):
            with of(other):
                return _group(stack, other)
    return None, ""


def _version(stack: StackView, database: ResourceView, family: str) -> tuple[str, float]:
    """Return engine and version, as far as defaults hang on it.

    Raises:
        NotKnownError: it is not known before deployment, or is that of what is no part of the stack.
    """
    found = _FAMILY.fullmatch(family)
    if found:
        return found["engine"], float(found["version"])
    kind = engine(stack, database)
    if database["engineVersion"].given:
        return kind, _number(database["engineVersion"].text())
    if takes_over(database):
        other = source(stack, database)
        with of(other):
            if other.token in MADE_FROM:
                return _version(stack, other, "")
    return kind, _NEWEST


def _number(version: str) -> float:
    found = re.match(r"\d+(?:\.\d+)?", version)
    if found is None:
        raise NotKnownError("engineVersion", "is no version")
    return float(found[0])


def _default(kind: str, version: float, name: str, vendor: str) -> Setting:
    """Return what holds where nobody sets a parameter.

    Raises:
        NotKnownError: no page of the vendor says.
    """
    steps: Mapping[float, str | None] = _DEFAULTS.get(kind, {}).get(name, {})
    at = max((since for since in steps if since <= version), default=None)
    value = None if at is None else steps[at]
    if value is None:
        raise NotKnownError(name, f"is not set, and what {vendor} takes for this version is not known")
    return Setting(value.casefold(), f"{name} is not set, and {vendor} takes {value}")
