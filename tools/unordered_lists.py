"""Reads from CDK for Terraform's bindings of a provider which of its lists are sets.

The bindings (`npm pack @cdktf/provider-aws`) are made from the schema that the provider itself gives out, and
say `type: "set"` where the schema does. They are read as text; nothing of them is run.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FUNCTION = re.compile(r"^function (\w+ToHclTerraform)\(struct\) \{(.*?)^\}", re.DOTALL | re.MULTILINE)
_TOP = re.compile(r"^    synthesizeHclAttributes\(\) \{(.*?)^    \}", re.DOTALL | re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"^            (\w+): \{\s*value: (.*?),\s*isBlock: (?:true|false),\s*type: \"(\w+)\"",
    re.DOTALL | re.MULTILINE,
)
_ATTRIBUTE_INSIDE = re.compile(
    r"^        (\w+): \{\s*value: (.*?),\s*isBlock: (?:true|false),\s*type: \"(\w+)\"",
    re.DOTALL | re.MULTILINE,
)
_CALLED = re.compile(r"(?<![.\w])(\w+ToHclTerraform)\b")
_TYPE = re.compile(r'\.tfResourceType = "(\w+)"')
_VERSION = re.compile(r"providerVersion: '([0-9.]+)'")
_DEEPEST = 8
"""Levels of blocks that are followed; a few types nest themselves without end."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """What the bindings of a provider say."""

    version: str
    """Of the provider."""
    sets: dict[str, list[str]]
    """Terraform's resource type to paths in its own names, `ingress` and `vpc_config.subnet_ids`."""


def read(archive: Path) -> Bindings:
    """Read the archive that `npm pack` writes."""
    version = ""
    found: dict[str, list[str]] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.name.endswith("/index.js") or "/data-" in member.name:
                continue
            file = tar.extractfile(member)
            text = file.read().decode() if file else ""
            kind, top, said = _TYPE.search(text), _TOP.search(text), _VERSION.search(text)
            if kind is None or top is None or said is None:
                continue
            version = said[1]
            inside = {match[1]: match[2] for match in _FUNCTION.finditer(text)}
            paths = sorted(_sets(_ATTRIBUTE.findall(top[1]), inside, ()))
            if paths:
                found[kind[1]] = paths
    return Bindings(version, found)


def _sets(
    attributes: list[tuple[str, str, str]], inside: dict[str, str], above: tuple[str, ...]
) -> Iterator[str]:
    for name, value, kind in attributes:
        path = (*above, name)
        if kind == "set":
            yield ".".join(path)
        called = _CALLED.search(value)
        body = inside.get(called[1]) if called else None
        if body is not None and len(path) < _DEEPEST:
            yield from _sets(_ATTRIBUTE_INSIDE.findall(body), inside, path)
