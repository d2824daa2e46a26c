"""Whether a pod of a simulated cluster can become ready, and what it lacks where it cannot.

A manifest that an API server accepts may still never run: its image is in no registry, a secret that it
mounts is not there or has no value, the role that it signs in as was never made. `readiness.yaml` lists where
that is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.conditions import Conditions
from jiban.rehearse.provider_behaviour import plain
from jiban.tables import table

Kind = Literal["image", "secret", "role", "mapping"]
JOB: Final = "kubernetes:batch/v1:Job"
_SECRET: Final = "kubernetes:core/v1:Secret"  # noqa: S105 a type token
_CLASS: Final = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"
_SKIP: Final = "pulumi.com/skipAwait"
_CONTAINERS: Final = ("initContainers", "containers")
_SEPARATORS: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a pod cannot run without, and that is not there."""

    kind: Kind
    name: str
    container: str

    def __str__(self) -> str:
        """Return it as the cluster reports it."""
        said = {
            "image": f'[ImagePullBackOff] Back-off pulling image "{self.name}": not found',
            "secret": f'[CreateContainerConfigError] secret "{self.name}" not found, or without a value',
            "mapping": f'[CrashLoopBackOff] security_exception: no permissions at "{self.name}"',
            "role": f'[CrashLoopBackOff] password authentication failed for user "{self.name}"',
        }
        return f"[{self.container}]{said[self.kind]}"


def waits(kind: str, inputs: Mapping[str, Any]) -> bool:
    """Return whether the Kubernetes provider waits until an object is ready."""
    metadata = _map(_map(plain(inputs)).get("metadata"))
    return kind in _facts()["pods"] and _map(metadata.get("annotations")).get(_SKIP) != "true"


def lacks(
    kind: str, inputs: Mapping[str, Any], objects: Iterable[CloudObject], conditions: Conditions
) -> tuple[Lack, ...]:
    """Return what keeps the pods of an object from becoming ready, or a gateway from answering; nothing for
    what has no pods.

    Args:
        kind: type token.
        inputs: its manifest.
        objects: everything in the simulated cloud.
        conditions: what people have done.
    """
    if conditions.listed and kind in _facts()["gateways"]:
        return tuple(_certificates(_map(plain(inputs)), list(objects), conditions))
    pod = _pod(kind, inputs)
    if not conditions.listed or pod is None or _map(_map(plain(inputs)).get("spec")).get("replicas") == 0:
        return ()
    there = list(objects)
    metadata = _map(_map(plain(inputs)).get("metadata"))
    namespace = str(metadata.get("namespace") or "default")
    found = [
        *_images(pod, conditions),
        *_secrets(pod, namespace, there, conditions),
        *_fetched(pod, namespace, there, conditions),
        *(() if kind == JOB else _roles(pod, there, conditions)),
        *_unmapped(pod, there, conditions),
    ]
    return tuple(dict.fromkeys(found))


def _facts() -> Mapping[str, Any]:
    return table(__package__ or "", "readiness.yaml")


def _map(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _pod(kind: str, inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    path = _facts()["pods"].get(kind)
    if path is None:
        return None
    found: Any = plain(inputs)
    for step in path:
        found = _map(found).get(step)
    return _map(found)


def _containers(pod: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in _CONTAINERS:
        yield from (_map(each) for each in _list(pod.get(key)))


def _variables(container: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (_map(each) for each in _list(container.get("env")))


def _images(pod: Mapping[str, Any], conditions: Conditions) -> Iterator[Lack]:
    for container in _containers(pod):
        image = str(container.get("image", ""))
        own = any(re.search(pattern, image) for pattern in _facts()["registries"])
        pushed = any(image == each or image.endswith(f"/{each}") for each in conditions.images)
        if own and not pushed:
            yield Lack("image", image, str(container.get("name", "")))


def _secrets(
    pod: Mapping[str, Any], namespace: str, objects: Iterable[CloudObject], conditions: Conditions
) -> Iterator[Lack]:
    made = _made_secrets(objects, conditions)
    volumes = {
        str(volume.get("name")): str(_map(volume["secret"]).get("secretName"))
        for volume in map(_map, _list(pod.get("volumes")))
        if "secret" in volume and not _map(volume["secret"]).get("optional")
    }
    for container in _containers(pod):
        name = str(container.get("name", ""))
        mounts = (_map(each).get("name") for each in _list(container.get("volumeMounts")))
        named = [volumes[str(each)] for each in mounts if str(each) in volumes]
        for variable in _variables(container):
            reference = _map(_map(variable.get("valueFrom")).get("secretKeyRef"))
            if reference and not reference.get("optional"):
                named.append(str(reference.get("name")))
            told = _SEPARATORS.split(str(variable.get("value", "")))
            # A program that is told the name of a secret in a vault reads it when it starts.
            yield from (Lack("secret", each, name) for each in told if conditions.secrets.get(each) is False)
        for each in named:
            if not conditions.secrets.get(each, f"{namespace}/{each}" in made):
                yield Lack("secret", each, name)


def _made_secrets(objects: Iterable[CloudObject], conditions: Conditions) -> set[str | None]:
    """Return the secrets of a cluster, `namespace/name`: those of stacks, and those that people put there."""
    by_hand = {name for name, there in conditions.secrets.items() if there}
    there = list(objects)
    synchronised = {
        f"{_namespace(each.manifest)}/{kept.get('secretName')}"
        for each in there
        if each.type == _CLASS
        for kept in map(_map, _list(_map(each.manifest.get("spec")).get("secretObjects")))
    }
    return {each.address for each in there if each.type == _SECRET} | synchronised | by_hand


def _fetched(
    pod: Mapping[str, Any], namespace: str, objects: Iterable[CloudObject], conditions: Conditions
) -> Iterator[Lack]:
    """Yield the secrets of a vault that the driver on the node is to fetch and that have no value."""
    classes = {
        _map(_map(volume["csi"]).get("volumeAttributes")).get("secretProviderClass")
        for volume in map(_map, _list(pod.get("volumes")))
        if "csi" in volume
    }
    name = next((str(each.get("name", "")) for each in _containers(pod)), "")
    for each in objects:
        metadata = _map(each.manifest.get("metadata"))
        named = each.type == _CLASS and metadata.get("name") in classes
        if not named or _namespace(each.manifest) != namespace:
            continue
        text = str(_map(_map(each.manifest.get("spec")).get("parameters")).get("objects", ""))
        for secret in re.findall(_facts()["fetched"], text):
            if conditions.secrets.get(secret) is False:
                yield Lack("secret", secret, name)


def _namespace(manifest: Mapping[str, Any]) -> str:
    return str(_map(manifest.get("metadata")).get("namespace") or "default")


def _certificates(
    manifest: Mapping[str, Any], objects: Iterable[CloudObject], conditions: Conditions
) -> Iterator[Lack]:
    """Yield the certificates that the listeners of a gateway name and that are not there."""
    made, own = _made_secrets(objects, conditions), str(_map(manifest.get("metadata")).get("namespace"))
    for listener in map(_map, _list(_map(manifest.get("spec")).get("listeners"))):
        for reference in map(_map, _list(_map(listener.get("tls")).get("certificateRefs"))):
            name = f"{reference.get('namespace', own)}/{reference.get('name')}"
            if name not in made:
                yield Lack("secret", name, str(listener.get("name", "")))


def _roles(pod: Mapping[str, Any], objects: Sequence[CloudObject], conditions: Conditions) -> Iterator[Lack]:
    made = set(_made_roles(objects, conditions))
    for container in _containers(pod):
        for variable in _variables(container):
            user = variable.get("value")
            told = variable.get("name") in _facts()["database_users"] and isinstance(user, str)
            if told and user not in made:
                yield Lack("role", str(user), str(container.get("name", "")))


def _unmapped(
    pod: Mapping[str, Any], objects: Sequence[CloudObject], conditions: Conditions
) -> Iterator[Lack]:
    """Yield the search domains that a program is told of and that know nobody's role yet."""
    closed = any(
        _map(each.manifest.get("advancedSecurityOptions")).get("enabled")
        for each in objects
        if each.type in _facts()["domains"]
    )
    if not closed or conditions.mapped:
        return
    for container in _containers(pod):
        for variable in _variables(container):
            if variable.get("name") in _facts()["search_hosts"]:
                yield Lack("mapping", str(variable.get("value")), str(container.get("name", "")))


def _made_roles(objects: Sequence[CloudObject], conditions: Conditions) -> Iterator[str]:
    """Yield the roles that databases are made with, and those that a job was told, which has run."""
    named = cast("Mapping[str, str]", _facts()["administrators"])
    for each in objects:
        if each.type in named:
            yield str(each.manifest.get(named[each.type]))
        if each.type == JOB and not lacks(JOB, each.manifest, objects, conditions):
            pod = _pod(JOB, each.manifest) or {}
            values = (variable.get("value") for one in _containers(pod) for variable in _variables(one))
            yield from (str(value) for value in values if value is not None)
