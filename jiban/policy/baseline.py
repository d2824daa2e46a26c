"""A baseline: the failures that a project had when it began to be judged, which do not stop it any more.

A failure is told from others by its rule, its resource without the name of the stack, and the properties that
it hangs on; lines of code and words of reports may change. A baseline only ever gets smaller: what is cured
leaves it when it is written again, and what is new is never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.model.json_text import DocumentError, decoded, dumps, loads
from jiban.project.errors import JibanError

VERSION: Final = 1
"""Of the format."""
_KEYS: Final = ("version", "stacks", "failures")
_ENTRY_KEYS: Final = ("fingerprint", "rule", "resource", "paths", "count")
_DIGITS: Final = 32


class BaselineError(JibanError):
    """A file that is no baseline, or one that cannot be used here."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One failure, or several that nothing but their words tell apart."""

    fingerprint: str
    rule: str
    resource: str
    """URN from the name of the project on; empty where it is the stack as a whole. For people."""
    paths: tuple[str, ...] = ()
    """Input properties. For people."""
    count: int = 1

    @property
    def name(self) -> str:
        """Logical name of the resource; empty where it is the stack as a whole."""
        return self.resource.split("::", 2)[-1]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The failures of a file, and the stacks that it was written for."""

    stacks: tuple[str, ...]
    failures: tuple[Entry, ...]

    def dumps(self) -> str:
        """Return it as text, in the order of rule and resource, so that a change of it reads as one."""
        entries = sorted(self.failures, key=lambda each: (each.rule, each.resource, each.paths))
        return dumps(
            {
                "version": VERSION,
                "stacks": sorted(self.stacks),
                "failures": [
                    {
                        "fingerprint": each.fingerprint,
                        "rule": each.rule,
                        "resource": each.resource,
                        "paths": list(each.paths),
                        **({"count": each.count} if each.count > 1 else {}),
                    }
                    for each in entries
                ],
            }
        )


def parse(content: bytes, name: str) -> Baseline:
    """Read a baseline.

    Args:
        content: of the file.
        name: by which messages call it.

    Raises:
        BaselineError: it is none.
    """
    try:
        return _baseline(loads(decoded(content)))
    except DocumentError as error:
        raise BaselineError(
            f"{name} is no baseline of jiban check: {error}; mend it, or remove it and write it anew with "
            "--write-baseline"
        ) from error


def _baseline(document: Any) -> Baseline:
    fields = _map(document, "the document", _KEYS)
    if fields.get("version") != VERSION:
        raise DocumentError(f"version: expected {VERSION}, got {fields.get('version')!r:.40}")
    stacks = tuple(_text(each, f"stacks[{at}]") for at, each in enumerate(_list(fields, "stacks")))
    entries = _list(fields, "failures")
    found = tuple(_entry(each, f"failures[{at}]") for at, each in enumerate(entries))
    seen: set[str] = set()
    for at, each in enumerate(found):
        if each.fingerprint in seen:
            raise DocumentError(f"failures[{at}].fingerprint: it is given twice; keep one, with a count")
        seen.add(each.fingerprint)
    return Baseline(stacks, found)


def _entry(value: Any, path: str) -> Entry:
    fields = _map(value, path, _ENTRY_KEYS)
    fingerprint = _text(fields.get("fingerprint"), f"{path}.fingerprint")
    if len(fingerprint) != _DIGITS or not set(fingerprint) <= set("0123456789abcdef"):
        raise DocumentError(f"{path}.fingerprint: expected {_DIGITS} hexadecimal digits")
    count: Any = fields.get("count", 1)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise DocumentError(f"{path}.count: expected a whole number from 1")
    paths = _list(fields, "paths", f"{path}.")
    return Entry(
        fingerprint,
        _text(fields.get("rule"), f"{path}.rule"),
        _text(fields.get("resource"), f"{path}.resource"),
        tuple(_text(each, f"{path}.paths[{at}]") for at, each in enumerate(paths)),
        count,
    )


def _map(value: Any, path: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DocumentError(f"{path}: expected a map with {', '.join(keys)}")
    fields = cast("dict[str, Any]", value)
    for key in fields:
        if key not in keys:
            raise DocumentError(f"{path}: unknown key {key!a:.40}; there are {', '.join(keys)}")
    return fields


def _list(fields: Mapping[str, Any], key: str, below: str = "") -> list[Any]:
    value: Any = fields.get(key)
    if not isinstance(value, list):
        raise DocumentError(f"{below}{key}: expected a list")
    return cast("list[Any]", value)


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise DocumentError(f"{path}: expected text")
    return value
