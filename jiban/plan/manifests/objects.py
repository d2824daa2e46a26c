"""Objects of Kubernetes as pulumi-kubernetes registers them: names, namespaces, order and dependencies.

As `provider/pkg/provider/yaml/v2/yaml.go` at 94977969d641 (2026-07-01) and the graph of
`sigs.k8s.io/cli-utils` at 5895ad6c17dd.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from jiban.model.plan import Secret, Unknown
from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.tables import table

_DEPENDS_ON: Final = "config.kubernetes.io/depends-on"
_SKIP_AWAIT: Final = "pulumi.com/skipAwait"
_POLICY: Final = "helm.sh/resource-policy"
_CLUSTER_FIELDS: Final = 3
_NAMESPACED_FIELDS: Final = 5


@dataclass(frozen=True, slots=True)
class Child:
    """A resource that the plugin registers for one object."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    needs: tuple[int, ...]
    """Places in the list of children of those that it depends on."""
    retain: bool = False
    """Whether it stays when it is deleted, as a chart may ask for."""


@dataclass(frozen=True, slots=True)
class _Id:
    """What tells one object from another, as `cli-utils` has it."""

    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        inside = f"namespaces/{self.namespace}/" if self.namespace else ""
        return f"{self.group}/{inside}{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class _Definitions:
    """The kinds that some of the objects define, by group and kind."""

    scopes: Mapping[tuple[Any, Any], Any]
    """Where the first definition says that their objects stand."""
    places: Mapping[tuple[Any, Any], Sequence[int]]

    @classmethod
    def of(cls, objects: Sequence[Mapping[str, Any]]) -> _Definitions:
        scopes: dict[tuple[Any, Any], Any] = {}
        places: dict[tuple[Any, Any], list[int]] = {}
        for at, each in enumerate(objects):
            spec = _defined(each)
            group, kind = spec.get("group"), _names(spec).get("kind")
            if isinstance(group, str) and isinstance(kind, str):
                scopes.setdefault((group, kind), spec.get("scope"))
                places.setdefault((group, kind), []).append(at)
        return cls(scopes, places)


@dataclass(frozen=True, slots=True)
class _Known:
    """The places of objects."""

    places: Mapping[_Id, int]
    """Of the first of several."""
    namespaces: Mapping[str, Sequence[int]]
    """By name."""

    @classmethod
    def of(cls, ids: Sequence[_Id]) -> _Known:
        places: dict[_Id, int] = {}
        namespaces: dict[str, list[int]] = {}
        for at, each in enumerate(ids):
            places.setdefault(each, at)
            if (each.group, each.kind) == ("", "Namespace"):
                namespaces.setdefault(each.name, []).append(at)
        return cls(places, namespaces)


def children_of(
    objects: Iterable[Mapping[str, Any]],
    *,
    prefix: str,
    namespace: str,
    skip_await: bool = False,
    of_chart: bool = False,
) -> list[Child]:
    """Return what the plugin registers, each after what it depends on.

    Args:
        objects: as they were read; lists of Kubernetes are taken apart.
        prefix: of the resources' names.
        namespace: of objects that stand in one and name none.
        skip_await: whether each gets the annotation that lets nobody wait for it.
        of_chart: whether annotations of Helm count.

    Raises:
        ManifestError: an object without kind, apiVersion or name, or a dependency that there is not.
        NotSeenError: what names an object is not known before deployment.
    """
    found = [_known(each) for each in _expanded(objects)]
    definitions = _Definitions.of(found)
    whole = [_in_namespace(each, namespace, definitions) for each in found]
    ids = [_id_of(each) for each in whole]
    known = _Known.of(ids)
    needs = [_needs(each, own, definitions, known) for each, own in zip(whole, ids, strict=True)]
    order = _sorted(ids, needs)
    places = {at: place for place, at in enumerate(order)}
    return [
        _child(
            whole[at],
            prefix,
            tuple(sorted(places[need] for need in needs[at])),
            skip_await=skip_await,
            of_chart=of_chart,
        )
        for at in order
    ]


def namespaced(objects: Iterable[Mapping[str, Any]], namespace: str) -> list[dict[str, Any]]:
    """Return objects with a namespace where they name none.

    As for the functions of the plugin, kinds that are not Kubernetes's own stand in one.
    """
    return [_in_namespace(dict(each), namespace, None) if namespace else dict(each) for each in objects]


def stands_in_namespace(found: Mapping[str, Any]) -> bool:
    """Tell whether an object's kind stands in a namespace; one that is not Kubernetes's own does."""
    return _stands_in_one(found, None)


def _expanded(objects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in objects:
        items = each.get("items")
        if isinstance(items, list):
            found += _expanded(cast("list[Mapping[str, Any]]", items))
        else:
            found.append(dict(each))
    return found


def _known(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object whose kind, apiVersion, name and namespace are there and known."""
    metadata = _opened(found.get("metadata"))
    holds = {"kind": found.get("kind"), "apiVersion": found.get("apiVersion")}
    if isinstance(metadata, Unknown):
        raise NotSeenError("the metadata of an object is only known after the deployment")
    names = cast("Mapping[str, Any]", metadata) if isinstance(metadata, Mapping) else dict[str, Any]()
    holds |= {"metadata.name": names.get("name"), "metadata.namespace": names.get("namespace")}
    opened = {key: _opened(value) for key, value in holds.items()}
    for key, value in opened.items():
        if isinstance(value, Unknown):
            raise NotSeenError(f"the {key} of an object is only known after the deployment")
        if not value and key != "metadata.namespace":
            kind = opened["kind"] or "an object"
            raise ManifestError(f"{kind} {opened['metadata.name'] or ''}".rstrip() + f" has no {key}")
    version = str(opened["apiVersion"]).removeprefix("core/")
    named = {**names, "name": str(opened["metadata.name"])}
    if opened["metadata.namespace"]:
        named["namespace"] = str(opened["metadata.namespace"])
    return {**found, "apiVersion": version, "kind": str(opened["kind"]), "metadata": named}


def _opened(value: Any) -> Any:
    return value.value if isinstance(value, Secret) else value


def _in_namespace(found: dict[str, Any], namespace: str, definitions: _Definitions | None) -> dict[str, Any]:
    metadata = cast("dict[str, Any]", found.get("metadata") or {})
    if metadata.get("namespace") or not _stands_in_one(found, definitions):
        return found
    return {**found, "metadata": {**metadata, "namespace": namespace}}


def _stands_in_one(found: Mapping[str, Any], definitions: _Definitions | None) -> bool:
    """Tell whether a kind stands in a namespace: by Kubernetes's own, or by its definition among the objects.

    Of a kind that neither has only the cluster knows. Nearly all stand in one; those that do not are mostly
    called so.
    """
    group, kind = _group(found), str(found["kind"])
    own = _kinds()
    base = kind.removesuffix("Patch")
    if group in own["groups"] and base in own["cluster"]:
        return False
    if definitions is None:
        return True
    scope = definitions.scopes.get((group, kind), None if kind.startswith("Cluster") else "Namespaced")
    return scope == "Namespaced"


def _defined(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the specification of an object that defines a kind; nothing for any other."""
    if found.get("kind") != "CustomResourceDefinition" or _group(found) != "apiextensions.k8s.io":
        return {}
    spec = found.get("spec")
    return cast("Mapping[str, Any]", spec) if isinstance(spec, Mapping) else {}


def _names(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    names = spec.get("names")
    return cast("Mapping[str, Any]", names) if isinstance(names, Mapping) else {}


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    found = table("jiban.plan.manifests", "kinds.yaml")
    return {key: frozenset(found[key]) for key in ("cluster", "groups")}


def _group(found: Mapping[str, Any]) -> str:
    group, slash, _ = str(found.get("apiVersion", "")).rpartition("/")
    return group if slash else ""


def _id_of(found: Mapping[str, Any]) -> _Id:
    metadata = cast("Mapping[str, Any]", found["metadata"])
    return _Id(_group(found), str(found["kind"]), str(metadata.get("namespace") or ""), str(metadata["name"]))


def _needs(found: Mapping[str, Any], own: _Id, definitions: _Definitions, known: _Known) -> set[int]:
    """Return the places of what an object needs: its kind's definition, its namespace, what it names."""
    needs = {*definitions.places.get((own.group, own.kind), ())}
    if own.namespace:
        needs |= {*known.namespaces.get(own.namespace, ())}
    for named in _annotated(found):
        if named not in known.places:
            raise ManifestError(
                f"{own.kind} {own.name} depends on {named} ({_DEPENDS_ON}), which is not there"
            )
        needs.add(known.places[named])
    return needs


def _annotated(found: Mapping[str, Any]) -> list[_Id]:
    text = _annotation(found, _DEPENDS_ON)
    if not text:
        return []
    return [_parsed(each.strip()) for each in text.split(",")]


def _parsed(text: str) -> _Id:
    fields = text.split("/")
    if len(fields) == _CLUSTER_FIELDS:
        return _Id(fields[0], fields[1], "", fields[2])
    if len(fields) == _NAMESPACED_FIELDS and fields[1] == "namespaces":
        return _Id(fields[0], fields[3], fields[2], fields[4])
    raise ManifestError(
        f"{_DEPENDS_ON} is {text!r}, expected GROUP/KIND/NAME or GROUP/namespaces/NAMESPACE/KIND/NAME"
    )


def _annotation(found: Mapping[str, Any], key: str) -> str:
    annotations = _opened(cast("Mapping[str, Any]", found["metadata"]).get("annotations"))
    value = cast("Mapping[str, Any]", annotations).get(key) if isinstance(annotations, Mapping) else None
    return value if isinstance(value, str) else ""


def _sorted(ids: Sequence[_Id], needs: Sequence[set[int]]) -> list[int]:
    """Return the places in turns: first those of what needs nothing, then of what needs those alone, ..."""
    waiting: dict[int, list[int]] = {}
    for at, need in enumerate(needs):
        for each in need:
            waiting.setdefault(each, []).append(at)
    missing = [len(need) for need in needs]
    order: list[int] = []
    ready = [at for at, number in enumerate(missing) if not number]
    while ready:
        order += ready
        freed: list[int] = []
        for at in ready:
            for each in waiting.get(at, ()):
                missing[each] -= 1
                if not missing[each]:
                    freed.append(each)
        ready = sorted(freed)
    if len(order) < len(ids):
        left = [str(ids[at]) for at, number in enumerate(missing) if number]
        raise ManifestError(f"these depend on each other: {', '.join(left)}")
    return order


def _child(
    found: Mapping[str, Any], prefix: str, needs: tuple[int, ...], *, skip_await: bool, of_chart: bool
) -> Child:
    metadata = cast("dict[str, Any]", found["metadata"])
    version, kind = str(found["apiVersion"]), str(found["kind"])
    inside = metadata.get("namespace")
    name = f"{inside}/{metadata['name']}" if inside else str(metadata["name"])
    if skip_await:
        annotations = _opened(metadata.get("annotations"))
        is_map = isinstance(annotations, Mapping)
        given = cast("Mapping[str, Any]", annotations) if is_map else dict[str, Any]()
        metadata = {**metadata, "annotations": {**given, _SKIP_AWAIT: "true"}}
    inputs = {key: _without_nothing(value) for key, value in found.items() if value is not None}
    inputs["metadata"] = _without_nothing(metadata)
    if (version, kind) == ("v1", "Secret"):
        inputs |= {key: _secret(inputs[key]) for key in ("data", "stringData") if key in inputs}
    token = f"kubernetes:{'core/v1' if version == 'v1' else version}:{kind}"
    keeps = of_chart and _annotation(found, _POLICY) == "keep"
    return Child(token, f"{prefix}:{name}" if prefix else name, inputs, needs, keeps)


def _secret(value: Any) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)


def _without_nothing(value: Any) -> Any:
    """Return a value without what is null, which says no more than what is missing."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: _without_nothing(item) for key, item in items if item is not None}
    if isinstance(value, list):
        return [_without_nothing(item) for item in cast("list[Any]", value)]
    return value
