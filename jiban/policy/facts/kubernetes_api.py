"""The API of Kubernetes: which versions serve a kind of object, and what its fields take.

All of it are tables: `kubernetes_served.json` and `kubernetes_types.json`, which
`python -m tools.kubernetes_types` takes from the published schemas, and `kubernetes_removed.yaml` for what
went before them. A field that any supported version has is one, and required is what all of them require.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

from jiban.model.plan import Fingerprint, Secret, Unknown
from jiban.policy.facts.once import of, once
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import ResourceView, StackView
from jiban.tables import table

_CLUSTERS: Final = {
    "azure-native:containerservice:ManagedCluster": "kubernetesVersion",
    "aws:eks/cluster:Cluster": "version",
}
"""Clusters, and the property with the version of each."""
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MOST: Final = 3
"""Faults of one object that are told."""
_KINDS_OF_VALUES: Final = {
    "b": "true or false",
    "i": "a whole number",
    "is": "a text or a whole number",
    "n": "a number",
    "ns": "a text or a number",
    "s": "a text",
    "[": "a list",
    "{": "a map",
    "@": "a map",
}


@dataclass(frozen=True, slots=True)
class Served:
    """The minor versions of Kubernetes that serve an object's API version."""

    since: int
    until: int
    """The last that serves it; the newest that is known where it is not gone."""
    use: str = ""
    """API version to use in its place; empty where there is none."""

    def by(self, minor: int) -> bool:
        """Tell whether a version serves it."""
        return self.since <= minor <= self.until


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not of its shape."""

    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The versions of Kubernetes that an object may be for."""

    oldest: int
    newest: int
    name: str = ""
    """Of the cluster; empty where the stack does not tell, and any that is supported may be meant."""


def supported() -> Cluster:
    """Return the versions that are supported today, of which a cluster is where nothing tells its own."""
    document = _document()
    return Cluster(document["oldest"], document["newest"])


def is_patch(resource: ResourceView) -> bool:
    """Tell whether a resource is a part of an object that stands elsewhere."""
    return resource.token.endswith("Patch") and _plain(resource.token.removesuffix("Patch")) in _known()


def served(resource: ResourceView) -> Served:
    """Return which versions serve an object, which is of one of `TYPES`."""
    token = resource.token
    return _known()[_plain(token.removesuffix("Patch") if is_patch(resource) else token)]


@once
def cluster(stack: StackView, resource: ResourceView) -> Cluster:
    """Return which versions of Kubernetes an object is for.

    Raises:
        NotKnownError: the cluster is one of the stack, and its version is not known before deployment.
    """
    return _cluster_of(stack, resource.resource.provider or "")


@once
def _cluster_of(stack: StackView, reference: str) -> Cluster:
    provider = stack.get(reference.rpartition("::")[0])
    behind = _clusters_behind(stack, provider) if provider is not None else ()
    found = behind[0] if len(behind) == 1 else None
    if found is None or is_dark(found):
        return supported()
    with of(found):
        version = found[_CLUSTERS[found.token]]
        parts = version.text().split(".") if version.given else []
        if len(parts) < 2 or not parts[1].isdigit():  # noqa: PLR2004 - 1.36
            return supported()
    minor = min(int(parts[1]), supported().newest)
    return Cluster(minor, minor, found.name)


def _clusters_behind(stack: StackView, provider: ResourceView) -> tuple[ResourceView, ...]:
    """Return the clusters that a provider's kubeconfig is of.

    One that a function of the cloud returns is of no resource in a plan: it is taken for that of the only
    cluster of the stack then. This is an inference from how programs are written.
    """
    kubeconfig = provider["kubeconfig"]
    told = stack.behind(provider, "kubeconfig", *_CLUSTERS)
    if told or kubeconfig.known or kubeconfig.sources:
        return told
    return stack.of(*_CLUSTERS)


def faults(resource: ResourceView) -> tuple[Fault, ...]:
    """Return what of an object is not of its kind's shape, the first few; what is not known yet is none."""
    token = resource.token
    partly = is_patch(resource)
    shape = _types()["shapes"].get(_plain(token.removesuffix("Patch") if partly else token))
    if shape is None:
        return ()
    walk = _Walk(partly=partly)
    walk.fields(resource.inputs, shape)
    return tuple(walk.found[:_MOST])


class _Walk:
    """One walk through an object: most have no fault, so that a path is written for a fault alone."""

    def __init__(self, *, partly: bool) -> None:
        self.found: list[Fault] = []
        self._partly = partly
        self._types: list[Any] = _types()["types"]
        self._steps: list[str | int] = []

    def fields(self, value: Mapping[str, Any], number: int) -> None:
        shape = self._types[number]
        fields: Mapping[str, str] = shape[0]
        for key, each in value.items():
            field = fields.get(key)
            if field is None:
                if not key.startswith("__"):  # what Pulumi keeps for itself
                    self._tell(key, "there is no field {}")
            elif self._steps or key != "status":
                self._steps.append(key)
                self._value(each, field)
                self._steps.pop()
        if not self._partly and len(shape) > 1:
            for key in shape[1]:
                if value.get(key) is None:
                    self._tell(key, "{} is required")

    def _value(self, value: Any, field: str) -> None:
        while isinstance(value, Secret):
            value = value.value
        if value is None or field == "*" or isinstance(value, Unknown | Fingerprint):
            return
        lead = field[0]
        if lead not in "[{@":
            if not _is(field, value):
                self._tell(None, f"{{}} is {_shown(value)}, and has to be {_KINDS_OF_VALUES[field]}")
        elif not isinstance(value, list | tuple if lead == "[" else Mapping):
            self._tell(None, f"{{}} is {_shown(value)}, and has to be {_KINDS_OF_VALUES[lead]}")
        elif lead == "@":
            self.fields(cast("Mapping[str, Any]", value), int(field[1:]))
        else:
            listed = enumerate(cast("Sequence[Any]", value))
            entries = listed if lead == "[" else cast("Mapping[str, Any]", value).items()
            for step, each in entries:
                self._steps.append(step)
                self._value(each, field[1:])
                self._steps.pop()

    def _tell(self, key: str | None, said: str) -> None:
        place = ""
        for step in (*self._steps, *(() if key is None else (key,))):
            if isinstance(step, int):
                place += f"[{step}]"
            elif _PLAIN_KEY.fullmatch(step):
                place += f".{step}" if place else step
            else:
                place += f'["{step}"]'
        self.found.append(Fault(place, said.format(place)))


def _is(field: str, value: Any) -> bool:
    if isinstance(value, str):
        return "s" in field
    if isinstance(value, bool):
        return field == "b"
    if not isinstance(value, int | float):
        return "s" in field and isinstance(value, date)  # as a loader of YAML reads what is written so
    # The engine hands whole numbers over as floats.
    return "n" in field or ("i" in field and (isinstance(value, int) or value.is_integer()))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    return "a number"


def _plain(token: str) -> str:
    """Return `apps/v1 Deployment` of a type token: the key of the tables."""
    api, _, kind = token.removeprefix("kubernetes:").partition(":")
    return f"{api.removeprefix('core/')} {kind}"


@cache
def _known() -> Mapping[str, Served]:
    document = _document()
    found = {
        f"{row['api']} {kind}": Served(0, row["in"] - 1, row["use"])
        for row in table("jiban.policy.facts", "kubernetes_removed.yaml")["removed"]
        for kind in row["kinds"]
    }
    rows: Mapping[str, Sequence[int]] = document["served"]
    for key, (since, until) in rows.items():
        found[key] = Served(since, until, "" if until == document["newest"] else _instead(rows, key))
    return found


def _instead(rows: Mapping[str, Sequence[int]], key: str) -> str:
    """Return the API version that the newest Kubernetes serves of a kind in its group; empty for none."""
    api, _, kind = key.partition(" ")
    group, newest = api.partition("/")[0], _document()["newest"]
    others = [
        each.partition(" ")[0]
        for each, span in rows.items()
        if each.endswith(f" {kind}") and span[1] == newest
    ]
    same = sorted(
        (each for each in others if each.partition("/")[0] == group),
        key=lambda each: ("alpha" in each, "beta" in each),
    )
    return same[0] if same else ""


@cache
def _document() -> dict[str, Any]:
    return _read("kubernetes_served.json")


@cache
def _types() -> dict[str, Any]:
    return _read("kubernetes_types.json")


def _read(name: str) -> dict[str, Any]:
    return json.loads((files("jiban.policy.facts") / name).read_text("utf-8"))


def _tokens() -> Iterator[str]:
    for key in sorted(_known()):
        api, _, kind = key.partition(" ")
        yield f"kubernetes:{api if '/' in api else f'core/{api}'}:{kind}"


KINDS: Final = tuple(_tokens())
"""Type tokens of every kind that Kubernetes has or had."""
TYPES: Final = (*KINDS, *(f"{token}Patch" for token in KINDS))
"""Those, and the patches of them."""
