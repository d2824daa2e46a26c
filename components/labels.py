"""Keys and values of Kubernetes labels and taints: what their syntax is, and which are somebody else's.

Syntax: kubernetes.io/docs/concepts/overview/working-with-objects/labels, "Syntax and character set", which
holds for taints too. Owners: `labels.yaml`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StringConstraints

from jiban.tables import table

OWN: Final = "jiban"
"""Domain of this library's own labels."""

_EFFECTS: Final = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_LONGEST_PREFIX: Final = 253
_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_VALUE: Final = re.compile(r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")
_DOMAIN: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Taint:
    """A taint in its parts."""

    key: str
    value: str
    effect: str
    """As Kubernetes writes it: `NoSchedule`."""


def parts(taint: str) -> Taint:
    """Take a taint, `key=value:effect`, apart."""
    key_value, _, effect = taint.rpartition(":")
    key, _, value = key_value.partition("=")
    return Taint(key, value, effect)


def owner(key: str, whose: str, kind: str) -> str | None:
    """Return the domain, or the key, by which a key is somebody else's; None where it is free.

    Args:
        key: of a label or taint.
        whose: `kubernetes`, `azure` or `aws`.
        kind: `labels` or `taints`.
    """
    rows: Mapping[str, Any] = table("jiban.components", "labels.yaml")[whose]
    if key in rows.get(f"{kind}_taken", ()):
        return key
    prefix, slash, _ = key.rpartition("/")
    allowed = rows.get(f"{kind}_allowed", ())
    if not slash or key in allowed or _within(prefix, allowed) is not None:
        return None
    return _within(prefix, rows["domains"])


def _within(prefix: str, domains: Iterable[str]) -> str | None:
    return next((each for each in domains if prefix == each or prefix.endswith(f".{each}")), None)


def labels(given: dict[str, str]) -> dict[str, str]:
    """Return a pool's labels as they stand.

    Raises:
        ValueError: a key is none, or somebody else's.
    """
    for key in given:
        fault = _key_fault(key) or _owned(key, "labels")
        if fault:
            raise ValueError(f"{key} {fault}")
    return given


def taint(text: str) -> str:
    """Return a taint as it stands.

    Raises:
        ValueError: it is none, or its key is somebody else's.
    """
    found = parts(text)
    if found.effect not in _EFFECTS or "=" not in text:
        raise ValueError(
            f"{text!r} is no taint, key=value:effect, whose effect is NoSchedule, PreferNoSchedule or "
            "NoExecute; write it like dedicated=batch:NoSchedule"
        )
    fault = _key_fault(found.key) or _owned(found.key, "taints")
    if fault:
        raise ValueError(f"{found.key} {fault}")
    if not _VALUE.fullmatch(found.value):
        raise ValueError(
            f"{found.value!r} is no value of a taint; write at most 63 ASCII letters, digits, dots, "
            "underscores and hyphens, a letter or digit at both ends"
        )
    return text


def _key_fault(key: str) -> str | None:
    prefix, slash, name = key.rpartition("/")
    if not _NAME.fullmatch(name):
        return (
            "is no key; write 1 to 63 ASCII letters, digits, dots, underscores and hyphens, a letter or "
            "digit at both ends, after a domain and a slash if it has one, such as example.com/team"
        )
    if slash and (len(prefix) > _LONGEST_PREFIX or not _DOMAIN.fullmatch(prefix)):
        return (
            f"has no domain before its slash; write one of at most {_LONGEST_PREFIX} characters, such as "
            "example.com"
        )
    return None


def _owned(key: str, kind: str) -> str | None:
    if key.partition("/")[0] == OWN and "/" in key:
        return f"is kept for this library, as all of {OWN}/; use a domain of your own, such as example.com"
    domain = owner(key, "kubernetes", kind)
    if domain is None:
        return None
    return f"is reserved by Kubernetes, as all of {domain}; use a domain of your own, such as example.com"


_LABEL_KEY: Final = r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"
LabelKey = Annotated[str, StringConstraints(pattern=_LABEL_KEY)]
"""A key of a label: a name of 1 to 63 characters, before it a domain and a slash if it has one."""

LabelValue = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$")]
"""A value of a label: nothing, or 1 to 63 ASCII letters, digits, dots, underscores and hyphens."""

Labels = Annotated[dict[LabelKey, LabelValue], AfterValidator(labels)]
"""Labels of nodes, none of them somebody else's."""

TaintText = Annotated[
    str,
    AfterValidator(taint),
    Field(
        json_schema_extra={
            "pattern": r"^[A-Za-z0-9._/-]+=[A-Za-z0-9._-]*:(NoSchedule|NoExecute|PreferNoSchedule)$"
        }
    ),
]
"""A taint, `key=value:effect`, whose key is nobody else's."""
