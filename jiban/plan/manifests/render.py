"""What pulumi-kubernetes's plugin would make of a resource or a function that it takes apart.

As `provider/pkg/provider` of pulumi-kubernetes at 94977969d641 (2026-07-01): `yaml/v2`, `kustomize/v2`,
`helm/v4`, `invoke_decode_yaml.go`, `invoke_kustomize.go` and `invoke_helm_template.go`. Nothing is fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path
from typing import Any, Final, cast

from jiban.model.plan import ASSET_SIGNATURE, SIGNATURE, Secret, Unknown, has_unknown
from jiban.plan.manifests import tools
from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.objects import Child, children_of, namespaced
from jiban.plan.manifests.text import objects_of
from jiban.project.project import PLACEHOLDER_PATTERN

_URL: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?=//)")
_PATTERN: Final = re.compile(r"(?:^|[^\\])[*?\[]")
"""As the plugin tells a pattern from a path."""
_LARGEST: Final = 16 * 2**20
"""Bytes of a file of manifests: etcd takes objects of 1.5 MiB, and a file has some."""


_FETCHED: Final = "its chart would be fetched from the network"
_KEEP: Final = "keep the chart in a folder of the project"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The children of a resource, and what they were made from."""

    children: tuple[Child, ...]
    how: str
    """A phrase: `from its YAML by jiban`."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A resource as the plugin gets it."""

    name: str
    inputs: Mapping[str, Any]
    folder: Path
    namespace: str

    def known(self, *keys: str) -> dict[str, Any]:
        """Return inputs without their secrecy.

        Raises:
            NotSeenError: one is not known before deployment.
        """
        found: dict[str, Any] = {}
        for key in keys:
            value = _plain(self.inputs.get(key))
            if has_unknown(value):
                raise NotSeenError(
                    f"its {key} is only known after the deployment", f"give {key} a known value"
                )
            found[key] = value
        return found

    def is_secret(self, *keys: str) -> bool:
        """Tell whether what is made of some inputs must not be shown."""
        return any(_holds_secret(self.inputs.get(key)) for key in keys)


def render(
    type_: str, name: str, inputs: Mapping[str, Any], *, folder: Path, namespace: str
) -> Rendered | None:
    """Return what the plugin makes of a resource; None where it is of no type that the plugin takes apart.

    Args:
        type_: type token.
        name: logical name.
        inputs: with unknown values and secrets.
        folder: that paths start from: the program's.
        namespace: the provider's default.

    Raises:
        ManifestError: the plugin would refuse it.
        NotSeenError: the plugin can, but this process cannot make it.
    """
    rendering = _RENDERINGS.get(type_)
    return rendering(_Request(name, inputs, folder, namespace)) if rendering is not None else None


def answers(token: str) -> bool:
    """Tell whether a function is one of the plugin's that take manifests apart."""
    return token in _FUNCTIONS


def answer(token: str, args: Mapping[str, Any], folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the objects that such a function gives, and what they were made by.

    Raises:
        ManifestError: the plugin would refuse it.
        NotSeenError: the plugin can, but this process cannot make it.
    """
    return _FUNCTIONS[token](_Request("", args, folder, ""))


def _config_group(request: _Request) -> Rendered:
    given = request.known("files", "yaml", "resourcePrefix", "skipAwait")
    objects = [
        each for file in _texts(given["files"]) for each in _of_files(request.folder, file, patterns=True)
    ]
    objects += objects_of(given["yaml"] or "")
    if request.is_secret("files", "yaml"):
        objects = [_hidden(each) for each in objects]
    listed = _plain_list(request.inputs.get("objs"))
    sources = {"its files": given["files"], "its YAML": given["yaml"], "its objects": listed}
    made_of = " and ".join(name for name, value in sources.items() if value) or "nothing"
    return _rendered(request, given, [*objects, *listed], f"from {made_of} by jiban")


def _config_file(request: _Request) -> Rendered:
    given = request.known("file", "resourcePrefix", "skipAwait")
    objects = list(_of_files(request.folder, str(given["file"] or ""), patterns=False))
    if request.is_secret("file"):
        objects = [_hidden(each) for each in objects]
    return _rendered(request, given, objects, f"from {given['file']} by jiban")


def _directory(request: _Request) -> Rendered:
    given = request.known("directory", "namespace", "resourcePrefix", "skipAwait")
    folder = _local_folder(request.folder, str(given["directory"] or ""))
    objects, how = tools.kustomized(folder, restricted=False)
    in_it = replace(request, namespace=given["namespace"] or request.namespace)
    return _rendered(in_it, given, objects, f"from {given['directory']} by {how}")


_CHART: Final = (
    "chart",
    "name",
    "namespace",
    "values",
    "valueYamlFiles",
    "skipCrds",
    "resourcePrefix",
    "skipAwait",
    "dependencyUpdate",
    "verify",
    "keyring",
    "postRenderer",
    "repositoryOpts",
)


def _chart(request: _Request) -> Rendered:
    given = request.known(*_CHART)
    for key, why in (
        ("postRenderer", "it has a program of its own change what is rendered"),
        ("dependencyUpdate", "its dependencies would be fetched from the network"),
        ("verify", "its signature would be verified"),
    ):
        if given[key]:
            raise NotSeenError(f"{why} ({key})", f"leave {key} out")
    if given["repositoryOpts"] and cast("Mapping[str, Any]", given["repositoryOpts"]).get("repo"):
        raise NotSeenError(_FETCHED, _KEEP)
    chart = _local_chart(request.folder, str(given["chart"] or ""))
    files = [_values_file(request.folder, each) for each in cast("list[Any]", given["valueYamlFiles"] or [])]
    namespace = given["namespace"] or ""
    objects, how = tools.charted(
        chart,
        release=given["name"] or request.name,
        namespace=namespace,
        values=given["values"] or {},
        values_files=files,
        crds=not given["skipCrds"],
    )
    if request.is_secret("values"):
        objects = [_hidden(each) for each in objects]
    in_it = replace(request, namespace=namespace or request.namespace)
    return _rendered(in_it, given, objects, f"from {given['chart']} by `{how}`", of_chart=True)


def _rendered(
    request: _Request,
    given: Mapping[str, Any],
    objects: Sequence[Mapping[str, Any]],
    how: str,
    *,
    of_chart: bool = False,
) -> Rendered:
    prefix = given["resourcePrefix"]
    children = children_of(
        objects,
        prefix=request.name if prefix is None else str(prefix),
        namespace=request.namespace,
        skip_await=bool(given["skipAwait"]),
        of_chart=of_chart,
    )
    return Rendered(tuple(children), how)


_RENDERINGS: Final[Mapping[str, Callable[[_Request], Rendered]]] = {
    "kubernetes:yaml/v2:ConfigGroup": _config_group,
    "kubernetes:yaml/v2:ConfigFile": _config_file,
    "kubernetes:kustomize/v2:Directory": _directory,
    "kubernetes:helm.sh/v4:Chart": _chart,
}


def _decode(request: _Request) -> tuple[list[dict[str, Any]], str]:
    given = request.known("text", "defaultNamespace")
    objects = [
        each for each in objects_of(given["text"] or "") if each.get("kind") and each.get("apiVersion")
    ]
    return namespaced(objects, given["defaultNamespace"] or ""), "jiban"


def _kustomize(request: _Request) -> tuple[list[dict[str, Any]], str]:
    given = request.known("directory")
    folder = _local_folder(request.folder, str(given["directory"] or ""))
    return tools.kustomized(folder, restricted=True)


def _template(request: _Request) -> tuple[list[dict[str, Any]], str]:
    given = request.known("jsonOpts")
    try:
        options = json.loads(given["jsonOpts"] or "{}")
    except ValueError as error:
        raise ManifestError(f"its options are no JSON: {error}") from None
    if not isinstance(options, dict):
        raise ManifestError("its options are no JSON object")
    wanted = cast("dict[str, Any]", options)
    if not wanted.get("path"):
        raise NotSeenError(_FETCHED, _KEEP)
    namespace = str(wanted.get("namespace") or "")
    chart = _local_chart(request.folder, str(Path(str(wanted["path"])) / str(wanted.get("chart") or "")))
    objects, how = tools.charted(
        chart,
        release=str(wanted.get("release_name") or "release-name"),
        namespace=namespace or "default",
        values=wanted.get("values") or {},
        crds=not wanted.get("skip_crd_rendering"),
        hooks=True,
        test_hooks=bool(wanted.get("include_test_hook_resources")),
        kube_version=str(wanted.get("kube_version") or ""),
        api_versions=_texts(wanted.get("api_versions")),
    )
    return namespaced(objects, namespace), f"`{how}`"


_FUNCTIONS: Final[Mapping[str, Callable[[_Request], tuple[list[dict[str, Any]], str]]]] = {
    "kubernetes:yaml:decode": _decode,
    "kubernetes:kustomize:directory": _kustomize,
    "kubernetes:helm:template": _template,
}


def _of_files(folder: Path, file: str, *, patterns: bool) -> list[dict[str, Any]]:
    if _URL.match(file):
        raise NotSeenError(
            f"{file} would be fetched from the network", "keep a copy of the file in the project"
        )
    is_pattern = patterns and _PATTERN.search(file)
    # As Go's filepath.Glob: `**` is `*`.
    names = sorted(glob(str(folder / file))) if is_pattern else [str(folder / file)]  # noqa: PTH207 - as above
    return [each for name in names for each in _of_file(Path(name), file)]


def _of_file(path: Path, shown: str) -> list[dict[str, Any]]:
    try:
        if not path.is_file():
            raise ManifestError(f"{shown} is {'no regular file' if path.exists() else 'not there'}")
        if path.stat().st_size > _LARGEST:
            raise NotSeenError(f"{shown} has more than {_LARGEST >> 20} MiB")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ManifestError(f"{shown} cannot be read: {reason}") from None
    try:
        return objects_of(text)
    except ManifestError as error:
        raise ManifestError(f"{shown}: {error}") from None


def _local_folder(folder: Path, given: str) -> Path:
    found = folder / given
    if found.is_dir():
        return found
    if _URL.match(given) or "//" in given or given.startswith("git@"):
        raise NotSeenError(
            f"{given} would be fetched from the network", "keep a copy of the folder in the project"
        )
    raise ManifestError(f"there is no folder {given!r}")


def _local_chart(folder: Path, given: str) -> Path:
    found = folder / given
    if (found / "Chart.yaml").is_file() or (found.is_file() and found.suffix in {".tgz", ".gz"}):
        return found.resolve()
    raise NotSeenError(f"its chart {given!r} is no folder here and would be fetched from the network", _KEEP)


def _values_file(folder: Path, asset: Any) -> Path:
    fields = cast("Mapping[str, Any]", asset) if isinstance(asset, Mapping) else dict[str, Any]()
    path = fields.get("path")
    if fields.get(SIGNATURE) != ASSET_SIGNATURE or not isinstance(path, str):
        raise NotSeenError(
            "a file of values is no file of the project (valueYamlFiles)", "give it as a FileAsset"
        )
    return folder / path


def _texts(value: Any) -> list[str]:
    return [str(each) for each in cast("list[Any]", value)] if isinstance(value, list) else []


def _plain(value: Any) -> Any:
    """Return a value without its secrecy; a placeholder for a secret is unknown."""
    if isinstance(value, Secret):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    return Unknown() if isinstance(value, str) and PLACEHOLDER_PATTERN.search(value) else value


def _plain_list(value: Any) -> list[Mapping[str, Any]]:
    """Return objects of which parts may be unknown or secret; the list itself is neither.

    Raises:
        ManifestError: one is no object.
        NotSeenError: the list or one of them is not known before deployment.
    """
    opened = value.value if isinstance(value, Secret) else value
    if opened is None:
        return []
    found: list[Mapping[str, Any]] = []
    for each in cast("list[Any]", opened) if isinstance(opened, list) else [opened]:
        inner: Any = each.value if isinstance(each, Secret) else each
        if isinstance(inner, Unknown):
            raise NotSeenError(
                "one of its objs is only known after the deployment", "give objs known objects"
            )
        if not isinstance(inner, Mapping):
            raise ManifestError("objs holds something that is no object")
        whole = cast("Mapping[str, Any]", inner)
        found.append(_hidden(whole) if inner is not each or opened is not value else whole)
    return found


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return any(_holds_secret(each) for each in cast("Mapping[str, Any]", value).values())
    return isinstance(value, list) and any(_holds_secret(each) for each in cast("list[Any]", value))


def _hidden(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object that was made of a secret: of what is in it, only what names it is shown."""
    metadata = found.get("metadata")
    names = cast("Mapping[str, Any]", metadata) if isinstance(metadata, Mapping) else dict[str, Any]()
    shown = ("name", "namespace")
    return {
        **{key: value if key in {"kind", "apiVersion"} else Secret(value) for key, value in found.items()},
        "metadata": {key: value if key in shown else Secret(value) for key, value in names.items()},
    }
