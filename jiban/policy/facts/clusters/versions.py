"""Versions of Kubernetes: until when clouds support them (`versions.yaml`), and how nodes may differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from jiban.policy.view import Node, NotKnownError
from jiban.tables import table

_TABLE: Final[Mapping[str, Any]] = table("jiban.policy.facts.clusters", "versions.yaml")
_VERSION: Final = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)?")
MOST_BEHIND: Final = 3
"""Minor versions that a kubelet may be older than its API server (Kubernetes, version skew policy)."""


@dataclass(frozen=True, slots=True)
class Support:
    """How a cloud supports a version."""

    kind: Literal["standard", "extended", "none"]
    said: str
    """For a reader: `1.33, which EKS has in extended support alone since 2026-07-29`."""


def minor(node: Node) -> tuple[int, int]:
    """Return major and minor number of a version.

    Raises:
        NotKnownError: it is not known before deployment, or is no version.
    """
    found = _VERSION.fullmatch(node.text().strip())
    if found is None:
        raise NotKnownError(node.path, "is no version of Kubernetes")
    return int(found[1]), int(found[2])


def support(cloud: Literal["azure", "aws"], node: Node) -> Support:
    """Return how a cloud supports the version that an input says.

    Raises:
        NotKnownError: it is not known before deployment, or nobody has said yet until when it is supported.
    """
    number = minor(node)
    own = _TABLE["clouds"][cloud]
    product, today = own["product"], _TABLE["as_of"]
    text = f"{number[0]}.{number[1]}"
    entry = own["versions"].get(text)
    if entry is None and number < min(map(_number, own["versions"])):
        return Support("none", f"{text}, which {product} does not support any more")
    if entry is None or not entry.get("offered", True):
        raise NotKnownError(node.path, f"is {text}, which {product} did not have on {today}")
    standard: date = entry["standard"]
    if standard >= today:
        return Support("standard", f"{text}, which {product} supports until {standard}")
    if entry["extended"] >= today:
        said = f"{text}, which {product} has in {own['extended']} support alone since {standard}"
        return Support("extended", said)
    return Support("none", f"{text}, which {product} does not support since {entry['extended']}")


def _number(text: str) -> tuple[int, int]:
    major, minor_ = text.split(".")
    return int(major), int(minor_)
