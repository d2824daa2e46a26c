"""Programs on PATH that make objects: `kustomize` or `kubectl` for a folder, `helm` for a chart.

They are run with a copy of the environment, for a minute at most, and never where they would ask the network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.kustomize import build, kustomization_of
from jiban.plan.manifests.text import objects_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PATIENCE: Final = 60
"""Seconds for one run."""
_ERROR: Final = re.compile(r'(?s)^(?:(?:Error|error): |.*"command failed" err="(?=.*"$))(.*?)"?$')
"""What a program says of its failure, with its own marks around it."""
_REMOTE: Final = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|git::|[\w.-]+@[\w.-]+:|(?:www\.)?github\.com[/:])|\?ref=|//"
)
"""A resource that kustomize would clone or download."""
_FOLDERS: Final = ("resources", "bases", "components")
_RUNS: Final = {
    "helmCharts": "it renders Helm charts",
    "helmChartInflationGenerator": "it renders Helm charts",
    "generators": "it runs generators",
    "transformers": "it runs transformers",
    "validators": "it runs validators",
}
"""Fields that may run a program or ask the network."""


def kustomized(folder: Path, *, restricted: bool) -> tuple[list[dict[str, Any]], str]:
    """Return the objects of a Kustomize folder, and the program that made them.

    Args:
        folder: with a kustomization in it.
        restricted: whether files above the folder may not be read, as by kustomize's own default.

    Without a program, a plain folder is built in process.

    Raises:
        ManifestError: the folder is refused.
        NotSeenError: it needs a program that is not there, or would ask the network.
    """
    for path, document in _kustomizations(folder, set()):
        for field, why in _RUNS.items():
            if document.get(field):
                raise NotSeenError(
                    f"{why} ({_shown(path, folder)}: {field})", "check what it builds by itself"
                )
    found = _kustomize()
    if found is None:
        return build(folder), "jiban"
    program, arguments = found
    free = [] if restricted else ["--load-restrictor", "LoadRestrictionsNone"]
    output = _run([program, *arguments, str(folder), *free], "kustomize")
    return objects_of(output), f"`{' '.join((Path(program).name, *arguments))}`"


def _kustomize() -> tuple[str, list[str]] | None:
    for name, arguments in (("kustomize", ["build"]), ("kubectl", ["kustomize"])):
        found = shutil.which(name)
        if found is not None:
            return found, arguments
    return None


def _kustomizations(folder: Path, seen: set[Path]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield a kustomization and those that it takes in, with their content.

    Raises:
        ManifestError: one is not there or no YAML.
        NotSeenError: one is somewhere else than in a local folder.
    """
    folder = folder.resolve()
    if folder in seen:
        return
    seen.add(folder)
    file = kustomization_of(folder)
    document = next(iter(objects_of(file.read_text(encoding="utf-8"))), dict[str, Any]())
    yield file, document
    for field in (*_FOLDERS, "crds", "configurations"):
        entries: Any = document.get(field)
        for entry in cast("Sequence[Any]", entries) if isinstance(entries, list) else ():
            if not isinstance(entry, str):
                continue
            inside = folder / entry
            if not inside.exists():
                if _is_remote(entry):
                    raise NotSeenError(
                        f"{entry} would be fetched from the network", "keep a copy in the project"
                    )
                raise ManifestError(f"{_shown(file, folder)} names {entry}, which is not there ({field})")
            if inside.is_dir():
                yield from _kustomizations(inside, seen)


def _is_remote(entry: str) -> bool:
    """Tell whether kustomize would fetch a resource that is not there: by its host, or by its form."""
    host = entry.partition("/")[0]
    return bool(_REMOTE.search(entry)) or ("/" in entry and "." in host.strip("."))


def _shown(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name


def charted(
    chart: Path,
    *,
    release: str,
    namespace: str,
    values: Mapping[str, Any],
    values_files: Sequence[Path] = (),
    crds: bool = True,
    hooks: bool = False,
    test_hooks: bool = False,
    kube_version: str = "",
    api_versions: Sequence[str] = (),
) -> tuple[list[dict[str, Any]], str]:
    """Return the objects of a local chart as `helm template` makes them, and the program's name.

    Args:
        chart: folder or archive.
        release: name of the release.
        namespace: that it is for.
        values: that count over those of the chart.
        values_files: files of values; `values` count over them.
        crds: whether the definitions of kinds are among them.
        hooks: whether Helm's hooks are among them.
        test_hooks: whether its tests are among them too.
        kube_version: of the cluster; empty for what helm itself was built for.
        api_versions: that the cluster has beside.

    Raises:
        ManifestError: helm refuses the chart or the values.
        NotSeenError: helm is not on PATH.
    """
    program = shutil.which("helm")
    if program is None:
        raise NotSeenError("helm is not on PATH to render its chart", "install helm")
    arguments = [program, "template", release, str(chart)]
    for flag, wanted in (
        ("--include-crds", crds),
        ("--skip-crds", not crds),
        ("--no-hooks", not hooks),
        ("--skip-tests", hooks and not test_hooks),
    ):
        arguments += [flag] if wanted else []
    arguments += ["--namespace", namespace] if namespace else []
    arguments += ["--kube-version", kube_version] if kube_version else []
    for version in api_versions:
        arguments += ["--api-versions", version]
    with tempfile.TemporaryDirectory(prefix="jiban-") as scratch:
        given = Path(scratch) / "values.json"
        given.write_text(json.dumps(values), encoding="utf-8")
        for file in (*values_files, given):
            arguments += ["--values", str(file)]
        output = _run(arguments, "helm")
    return objects_of(output), "helm template"


def _run(arguments: Sequence[str], name: str) -> str:
    try:
        done = subprocess.run(
            arguments,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
            env=dict(os.environ),
        )
    except subprocess.TimeoutExpired:
        raise NotSeenError(f"{name} has not ended after {_PATIENCE} seconds") from None
    except OSError as error:
        raise NotSeenError(f"{name} cannot be run: {error.strerror or error}") from None
    if done.returncode != 0:
        said = _ERROR.sub(r"\1", done.stderr.decode("utf-8", "replace").strip())
        raise ManifestError(f"{name} refuses it: {said or f'exit code {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")
