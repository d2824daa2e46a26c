"""What a kubeconfig says: which cluster is in use, and what may be told of it where it is secret itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, cast

import yaml

from jiban.model.plan import Secret, Unknown, has_unknown

CHOICE: Final = ("kubeconfig", "context", "cluster")
"""Inputs of a provider that together say which cluster it is."""
_DIGITS: Final = 16


def told_of(inputs: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what is told of the kubeconfig of a provider, which a plan does not show: two digests.

    `cluster` is of the entry of the cluster in use, `form` of all but the values by which it signs in. No
    credential is in either, so that nobody can try out one against them.
    """
    given = {key: _plain(inputs.get(key)) for key in CHOICE}
    read = None if any(has_unknown(value) for value in given.values()) else _read(given["kubeconfig"])
    if read is None:
        return {}
    return {
        "cluster": _digest(active_cluster(inputs)),
        "form": _digest({**read, "users": _without_values(read.get("users"))}),
    }


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _without_values(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_values(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_without_values(item) for item in cast("list[Any]", value)]
    return ""


def active_cluster(inputs: Mapping[str, Any]) -> Any:
    """Return the entry of the cluster in use; None where none is named.

    What cannot be read (an unknown, the path of a file) stands for itself: another one may be another
    cluster.
    """
    given = {key: _plain(inputs.get(key)) for key in CHOICE}
    config = given["kubeconfig"]
    if any(has_unknown(value) for value in given.values()):
        return config
    read = _read(config)
    if read is None:
        return config
    context = _named(read, "contexts", given["context"] or read.get("current-context"))
    name = given["cluster"] or context.get("context", {}).get("cluster")
    return _named(read, "clusters", name).get("cluster") if context else None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Secret) else value


def _read(config: Any) -> Mapping[str, Any] | None:
    """Return a kubeconfig as data; None where it is none, such as the path of a file."""
    if isinstance(config, str):
        try:
            config = yaml.safe_load(config)
        except yaml.YAMLError:
            return None
    if isinstance(config, Unknown) or not isinstance(config, Mapping):
        return None
    return cast("Mapping[str, Any]", config)


def _named(config: Mapping[str, Any], kind: str, name: Any) -> Mapping[str, Any]:
    """Return the entry of a name in one of a kubeconfig's lists; empty where there is none."""
    entries = config.get(kind)
    found = [
        cast("Mapping[str, Any]", each)
        for each in cast("list[Any]", entries if isinstance(entries, list) else [])
        if isinstance(each, Mapping) and cast("Mapping[str, Any]", each).get("name") == name
    ]
    return found[0] if found else {}
