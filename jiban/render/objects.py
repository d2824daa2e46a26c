"""The Kubernetes objects of a plan, as they stand in files: which ones, under which paths, and what is
missing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.plan import ROOT_TYPE, Secret, Unknown, urn_parts, walk
from jiban.plan.manifests.objects import stands_in_namespace
from jiban.render.names import metadata_of, name_of

if TYPE_CHECKING:
    from jiban.model.plan import Plan, Resource

Path = tuple[str | int, ...]

_KUBERNETES: Final = "kubernetes:"
_HELM: Final = "kubernetes:helm.sh/"
_PULUMI: Final = "pulumi.com/"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+|\.{2,}")
_LONGEST: Final = 120
"""Characters of a part of a path, of the 255 that file systems take."""
_REFERENCE: Final = "pulumi:pulumi:StackReference"
_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object, and where it is written."""

    path: str
    """From the folder of all, with forward slashes: `user/deployment-user.yaml`."""
    content: Mapping[str, Any]
    told: Mapping[str, Any]
    """The same without what is called like a secret and is declared to be none."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that a manifest would need and that nobody has."""

    object: str
    """Whose it is: `Deployment user`."""
    place: str
    why: str
    stacks: tuple[str, ...] = ()
    """Stacks whose outputs have it, as the program refers to them."""

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.object}: {self.place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Refused:
    """An object that is not written, and why: a phrase."""

    object: str
    why: str

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.object}: {self.why}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a plan gives."""

    manifests: tuple[Manifest, ...]
    missing: tuple[Missing, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[str, ...]
    """What is no object of its own, so that no file stands for it: sentences."""


def rendered(plan: Plan, components: Sequence[str] = (), no_secrets: Sequence[str] = ()) -> Rendered:
    """Return the objects of a plan.

    Args:
        plan: a plan.
        components: types of the components whose objects are taken; all where none is named.
        no_secrets: names of settings that are called like a secret and hold none.
    """
    inside = _Inside(plan, components)
    chosen = [each for each in plan.resources if each.custom and inside(each)]
    objects = [each for each in chosen if _is_object(each)]
    names = frozenset(no_secrets)
    given = [_with_namespace(_content(each), plan.by_urn, each) for each in objects]
    found = [(each, _opened(content, names)) for each, content in zip(objects, given, strict=True)]
    missing = [gap for each, content in found for gap in _missing(each, content)]
    refused = [fault for each, content in found for fault in _refused(each, content)]
    refused += _twice([content for _, content in found])
    paths = _paths([(inside.folder(each), content) for each, content in found])
    manifests = [
        Manifest(path, content, _opened(whole, names, instead=""))
        for path, whole, (_, content) in zip(paths, given, found, strict=True)
    ]
    return Rendered(
        tuple(sorted(manifests, key=lambda each: each.path)),
        tuple(missing),
        tuple(refused),
        tuple(_left_out(plan, chosen)),
    )


class _Inside:
    """Tells which resources of a plan are inside of which components."""

    def __init__(self, plan: Plan, components: Sequence[str]) -> None:
        self._by_urn = plan.by_urn
        self._components = frozenset(components)

    def __call__(self, resource: Resource) -> bool:
        return not self._components or any(each.type in self._components for each in self._above(resource))

    def folder(self, resource: Resource) -> str:
        """Return the name of the outermost component that a resource is in; empty where it is in none."""
        above = [each for each in self._above(resource) if not each.custom and each.type != ROOT_TYPE]
        return above[-1].name if above else ""

    def _above(self, resource: Resource) -> Iterator[Resource]:
        parent = resource.parent
        while parent is not None and parent in self._by_urn:
            found = self._by_urn[parent]
            yield found
            parent = found.parent


def _is_object(resource: Resource) -> bool:
    kind = resource.inputs.get("kind")
    return (
        resource.type.startswith(_KUBERNETES)
        and not resource.type.startswith(_HELM)
        and resource.op != "read"
        and isinstance(kind, str)
        and not resource.type.endswith(f":{kind}Patch")
    )


def _left_out(plan: Plan, chosen: Iterable[Resource]) -> Iterator[str]:
    """Yield what leaves objects out of the files that are in the cluster all the same."""
    urns = set[str]()
    for each in chosen:
        urns.add(each.urn)
        if each.type.endswith(f":{each.inputs.get('kind')}Patch"):
            yield f"{each.name} changes an object that something else makes, and stays with Pulumi"
    for parts in plan.parts:
        if parts.urn in urns and not parts.seen:
            name = urn_parts(parts.urn).name
            yield f"{name}: its objects are not written, as they are not seen: {parts.how}"


def _content(resource: Resource) -> Mapping[str, Any]:
    """Return an object without what is for Pulumi alone, with the name that it is written under."""
    metadata = metadata_of(resource.inputs)
    if metadata is None:
        return resource.inputs
    found = {key: value for key, value in metadata.items() if key not in {"annotations", "generateName"}}
    given = metadata.get("annotations")
    if isinstance(given, Mapping):
        annotations = {
            key: value
            for key, value in cast("Mapping[str, Any]", given).items()
            if not key.startswith(_PULUMI)
        }
        found |= {"annotations": annotations} if annotations else {}
    elif given is not None:
        found["annotations"] = given
    if "name" not in metadata:
        # Where even what it holds is not known, that is what is told.
        found["name"] = name_of(resource) or resource.name
    return {**resource.inputs, "metadata": found}


def _with_namespace(
    content: Mapping[str, Any], by_urn: Mapping[str, Resource], resource: Resource
) -> Mapping[str, Any]:
    """Return an object with the namespace of its provider, where it names none itself."""
    provider = by_urn.get((resource.provider or "").rpartition("::")[0])
    namespace = provider.inputs.get("namespace") if provider is not None else None
    metadata = metadata_of(content)
    if namespace is None or metadata is None or "namespace" in metadata or not stands_in_namespace(content):
        return content
    return {**content, "metadata": {**metadata, "namespace": namespace}}


def _opened(value: Any, names: frozenset[str], name: str = "", *, instead: str | None = None) -> Any:
    """Return a value with those of some names in the open that are secret by their name alone.

    Args:
        value: a value.
        names: those names: keys, and `name` beside `value`, as Kubernetes has environment variables.
        name: of this value.
        instead: what stands in their places; None for the values themselves.
    """
    if isinstance(value, Secret):
        if not value.found or name not in names:
            return value
        return value.value if instead is None else instead
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        variable = str(entries.get("name", ""))
        return {
            key: _opened(item, names, variable if key == "value" else key, instead=instead)
            for key, item in entries.items()
        }
    if isinstance(value, list | tuple):
        return [_opened(item, names, name, instead=instead) for item in cast("Sequence[Any]", value)]
    return value


def _missing(resource: Resource, content: Mapping[str, Any]) -> Iterator[Missing]:
    shown = _shown(content)
    made_up = {path for path in resource.placeholder_paths if path}
    for path, leaf in walk(content):
        if isinstance(leaf, Unknown):
            stacks = [urn_parts(each) for each in leaf.sources]
            names = tuple(each.name for each in stacks if each.type == _REFERENCE)
            yield Missing(shown, _place(content, path), _why(leaf), names)
        elif any(path[: len(each)] == each for each in made_up):
            yield Missing(shown, _place(content, path), "comes from a value that the plan has made up")
    if () in resource.placeholder_paths:
        yield Missing(shown, "metadata.name", "comes from a value that the plan has made up")


def _why(unknown: Unknown) -> str:
    if unknown.note:
        return unknown.note
    sources = [urn_parts(each).name for each in unknown.sources]
    if not sources:
        return "is known after a deployment"
    more = len(sources) - _REASONS
    listed = ", ".join(sources[:_REASONS]) + (f" and {more} more" if more > 0 else "")
    return f"is known when {listed} is deployed"


def _place(content: Mapping[str, Any], path: Path) -> str:
    """Return where a value stands; an item of a list with a name is told by that, as it is in Kubernetes."""
    parts: list[str] = []
    value: Any = content
    for step in path:
        value = cast("Mapping[Any, Any]", value)[step]
        if isinstance(step, str):
            parts.append(f".{step}" if parts else step)
        else:
            parts.append(f"[{_name_in(value) or step}]")
    return "".join(parts)


def _name_in(value: Any) -> str | None:
    name = cast("Mapping[str, Any]", value).get("name") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) else None


def _refused(resource: Resource, content: Mapping[str, Any]) -> Iterator[Refused]:
    shown = _shown(content)
    if (content.get("apiVersion"), content.get("kind")) == ("v1", "Secret"):
        yield Refused(
            shown,
            "a repository is no place for a secret; leave it to Pulumi, or to a controller that reads a "
            "vault",
        )
        return
    for path, leaf in walk(content):
        if isinstance(leaf, Secret):
            yield Refused(shown, f"{_place(content, path)} is a secret, and a repository is no place for one")
    if resource.inputs.get("metadata") is not None and metadata_of(resource.inputs) is None:
        yield Refused(shown, "its metadata is not known")


def _identity(content: Mapping[str, Any]) -> tuple[str, str, str, str]:
    group, slash, _ = str(content.get("apiVersion")).partition("/")
    metadata = metadata_of(content) or {}
    return (
        group if slash else "",
        str(content.get("kind")),
        str(metadata.get("namespace", "")),
        str(metadata.get("name", "")),
    )


def _twice(contents: Iterable[Mapping[str, Any]]) -> Iterator[Refused]:
    counts = Counter(map(_identity, contents))
    for (_, kind, namespace, name), count in counts.items():
        if count > 1:
            where = f" in namespace {namespace}" if namespace else ""
            yield Refused(f"{kind} {name}", f"{count} resources are this one object{where}")


def _shown(content: Mapping[str, Any]) -> str:
    _, kind, _, name = _identity(content)
    return f"{kind} {name}"


def _paths(found: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Return the path of each object: by kind and name, and by more only where that is not enough."""
    forms: list[list[str]] = []
    for folder, content in found:
        group, kind, namespace, name = _identity(content)
        below = f"{_part(folder)}/" if folder else ""
        lower = kind.lower()
        forms.append(
            [
                f"{below}{_part(f'{lower}-{name}')}.yaml",
                f"{below}{_part(f'{lower}-{namespace}-{name}')}.yaml",
                f"{below}{_part(f'{lower}.{group}-{namespace}-{name}')}.yaml",
                f"{below}{_part(f'{lower}-{_digest(str((group, kind, namespace, name)))}')}.yaml",
            ]
        )
    chosen = [0] * len(forms)
    for level in range(len(forms[0]) - 1 if forms else 0):
        counts = Counter(form[at].lower() for form, at in zip(forms, chosen, strict=True))
        chosen = [
            level + 1 if at == level and counts[form[at].lower()] > 1 else at
            for form, at in zip(forms, chosen, strict=True)
        ]
    return [form[at] for form, at in zip(forms, chosen, strict=True)]


def _part(text: str) -> str:
    """Return a text as a part of a path on every system; where it is changed, a hash keeps it apart."""
    found = _UNSAFE.sub("_", text).strip(".") or "_"
    if found == text and len(found) <= _LONGEST:
        return found
    return f"{found[: _LONGEST - 9]}-{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
