"""Checks Kubernetes objects against the published schemas of a version: no unknown field, no removed API.

Custom resources are held to the definitions of their projects' releases (`tools/custom_resources.py`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for

_CUSTOM = Path(__file__).with_name("custom_resources")


def objects(digest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every Kubernetes object of a plan, in the format of `pulumi preview --json`.

    A release of Helm is none: its chart makes them during the deployment.
    """
    for step in digest["steps"]:
        state = step["newState"]
        kind = state["type"]
        if state["custom"] and kind.startswith("kubernetes:") and not kind.startswith("kubernetes:helm.sh/"):
            yield state["inputs"]


def validate(plan: Mapping[str, Any] | Sequence[Mapping[str, Any]], version: str) -> list[str]:
    """Return what is wrong with the objects of a plan, or with objects given outright: nothing if empty.

    Args:
        plan: a digest of a plan, or manifests.
        version: minor version of Kubernetes, such as 1.36.
    """
    found = plan if isinstance(plan, Sequence) else objects(plan)
    return [fault for manifest in found for fault in _faults(manifest, version)]


def _faults(manifest: Mapping[str, Any], version: str) -> Iterator[str]:
    if "kind" not in manifest:  # the release of a chart
        return
    kind = manifest["kind"]
    named = f"{kind} {manifest.get('metadata', {}).get('name', '(autonamed)')}"
    try:
        custom = _custom_resources().get(f"{manifest['apiVersion']}/{kind}")
        if custom is not None:
            # Not `jsonschema.validate`, which holds the schema itself to its metaschema each time.
            _raise_best(custom.iter_errors(dict(manifest)))
        else:
            kubernetes_validate.validate(dict(manifest), version, strict=True)
    except jsonschema.ValidationError as error:
        yield f"{named}: {'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError:
        yield f"{named}: Kubernetes {version} has no {manifest['apiVersion']}"


def _raise_best(errors: Iterator[jsonschema.ValidationError]) -> None:
    found = best_match(errors)
    if found is not None:
        raise found


@cache
def _custom_resources() -> Mapping[str, Any]:
    """Return the validators of kinds that are no part of Kubernetes, by API version and kind."""
    found: dict[str, Any] = {}
    for file in sorted(_CUSTOM.glob("*.json")):
        document = json.loads(file.read_text("utf-8"))
        judge: Any = validator_for(document["schema"])
        judge.check_schema(document["schema"])
        found[document["kind"]] = judge(document["schema"])
    return found
