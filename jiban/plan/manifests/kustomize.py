"""Kustomize folders built in process, where they ask for nothing but the plainest transformations.

The plugin of pulumi-kubernetes has kustomize inside, so a machine that deploys may have neither program. What
is done here is what kustomize 5.5 does with the fields in `KNOWN`, tried against it; a folder with any other
field, or with an object that a namespace would be written into elsewhere, is left to a program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.objects import stands_in_namespace
from jiban.plan.manifests.text import objects_of

FILES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KNOWN: Final = frozenset(
    {
        "apiVersion",
        "kind",
        "metadata",
        "resources",
        "namespace",
        "labels",
        "commonAnnotations",
        "images",
        "replicas",
    }
)
_MISSING: Final = "neither kustomize nor kubectl is on PATH"
_INSTALL: Final = "install kustomize or kubectl"
_IMAGE_KEYS: Final = frozenset({"name", "newName", "newTag", "digest"})
_NAMES_A_NAMESPACE: Final = frozenset(
    {
        "APIService",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "MutatingWebhookConfiguration",
        "RoleBinding",
        "ValidatingWebhookConfiguration",
    }
)
"""Kinds in which kustomize writes a namespace beside that of the object itself."""
_SCALED: Final = frozenset({"Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"})
_TEMPLATES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    **dict.fromkeys((*_SCALED, "DaemonSet", "Job"), (("spec", "template"),)),
    "CronJob": (("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template")),
}
"""Where the objects that a kind makes have annotations of their own."""

Object = dict[str, Any]


def kustomization_of(folder: Path) -> Path:
    """Return the file of a Kustomize folder.

    Raises:
        ManifestError: there is none.
    """
    file = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if file is None:
        raise ManifestError(f"there is no {FILES[0]} in {folder.name}")
    return file


def build(folder: Path) -> list[Object]:
    """Return the objects of a folder.

    Raises:
        ManifestError: a file is missing or no YAML, or a number of replicas is for nothing.
        NotSeenError: it takes more than is done here.
    """
    document = next(iter(objects_of(kustomization_of(folder).read_text(encoding="utf-8"))), Object())
    for field in sorted(set(document) - KNOWN):
        raise NotSeenError(f"{_MISSING} to build its folder, which has {field}", _INSTALL)
    found = [each for entry in _list(document, "resources") for each in _resource(folder, str(entry))]
    for field, change in _CHANGES.items():
        if document.get(field):
            change(found, document[field])
    return found


def _resource(folder: Path, entry: str) -> list[Object]:
    path = folder / entry
    if path.is_dir():
        return build(path)
    try:
        return objects_of(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"{entry} cannot be read: {error.strerror or error}") from None


def _list(document: Mapping[str, Any], field: str) -> list[Any]:
    value: Any = document.get(field)
    return cast("list[Any]", value) if isinstance(value, list) else []


def _namespace(objects: Sequence[Object], namespace: Any) -> None:
    for each in objects:
        kind = each.get("kind")
        if kind in _NAMES_A_NAMESPACE:
            raise NotSeenError(f"{_MISSING} to write its namespace into a {kind}", _INSTALL)
        if kind == "Namespace":
            _below(each, "metadata")["name"] = namespace
        elif stands_in_namespace(each):
            _below(each, "metadata")["namespace"] = namespace


def _labels(objects: Sequence[Object], entries: Any) -> None:
    for entry in entries:
        if entry.keys() - {"pairs"} and any(entry[key] for key in entry.keys() - {"pairs"}):
            raise NotSeenError(f"{_MISSING} to write its labels into selectors and templates", _INSTALL)
        for each in objects:
            _below(each, "metadata", "labels").update(_texts(entry.get("pairs") or {}, "labels"))


def _texts(pairs: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    wrong = next((key for key, value in pairs.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise ManifestError(f"{field}.{wrong} is no text; put it in quotes")
    return pairs


def _annotations(objects: Sequence[Object], pairs: Any) -> None:
    _texts(pairs, "commonAnnotations")
    for each in objects:
        _below(each, "metadata", "annotations").update(pairs)
        for path in _TEMPLATES.get(str(each.get("kind")), ()):
            _below(each, *path, "metadata", "annotations").update(pairs)


def _replicas(objects: Sequence[Object], entries: Any) -> None:
    for entry in entries:
        scaled = [
            each
            for each in objects
            if each.get("kind") in _SCALED and _below(each, "metadata").get("name") == entry.get("name")
        ]
        if not scaled:
            raise ManifestError(
                f"replicas are given for {entry.get('name')}, and nothing of that name has any"
            )
        for each in scaled:
            _below(each, "spec")["replicas"] = entry.get("count")


def _images(objects: Sequence[Object], entries: Any) -> None:
    for entry in entries:
        if entry.keys() - _IMAGE_KEYS:
            raise NotSeenError(f"{_MISSING} to change its images so", _INSTALL)
        pattern = re.compile(
            rf"{re.escape(str(entry.get('name')))}(?P<tag>:[\w.{{}}-]*)?(?P<digest>@sha256:[\w.{{}}-]*)?"
        )
        for each in objects:
            for container in _containers(each):
                found = pattern.fullmatch(str(container.get("image", "")))
                if found:
                    container["image"] = _image(entry, found)


def _image(entry: Mapping[str, Any], found: re.Match[str]) -> str:
    name = entry.get("newName") or entry["name"]
    tag, digest = entry.get("newTag"), entry.get("digest")
    if not tag and not digest:
        return f"{name}{found['tag'] or ''}{found['digest'] or ''}"
    return f"{name}{f':{tag}' if tag else ''}{f'@{digest}' if digest else ''}"


def _containers(value: Any) -> list[Object]:
    """Return all containers below a value, wherever they are."""
    if isinstance(value, list):
        return [found for each in cast("list[Any]", value) for found in _containers(each)]
    if not isinstance(value, dict):
        return []
    items = cast("Object", value)
    own = [
        cast("Object", each)
        for key in ("containers", "initContainers")
        for each in _list(items, key)
        if isinstance(each, dict)
    ]
    return [*own, *(found for each in items.values() for found in _containers(each))]


def _below(value: Object, *path: str) -> Object:
    """Return a map inside of an object, made where it is missing."""
    for key in path:
        if not isinstance(value.get(key), dict):
            value[key] = Object()
        value = cast("Object", value[key])
    return value


_CHANGES: Final[Mapping[str, Callable[[Sequence[Object], Any], None]]] = {
    "namespace": _namespace,
    "labels": _labels,
    "commonAnnotations": _annotations,
    "replicas": _replicas,
    "images": _images,
}
"""In kustomize's order."""
