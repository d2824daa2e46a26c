"""Reads sheets of right verdicts; `sheets/README.md` has their format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import yaml

FOLDER: Final = Path(__file__).with_name("sheets")
VERDICTS: Final = ("fail", "pass", "unknown", "not applicable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule has to say of a resource."""

    verdict: str
    evidence: str
    path: str = ""
    """Of what is unknown: the input that it hangs on; empty where the sheet does not say."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The verdicts on one stack of one program."""

    folder: Path
    stack: str
    sources: dict[str, str]
    rules: dict[str, dict[str, Wanted]]
    """By rule and logical name."""
    parameters: dict[str, dict[str, Any]]
    """Values that are set for a rule, by rule and name."""

    @property
    def name(self) -> str:
        """Folder, and the stack where it is not dev."""
        return self.folder.name if self.stack == "dev" else f"{self.folder.name}/{self.stack}"

    @property
    def marks(self) -> frozenset[str]:
        """The marks of sources that the evidence ends with."""
        found = (re.findall(r"\[([A-Z0-9, ]+)\]", each.evidence) for each in self.all_wanted())
        return frozenset(mark.strip() for marks in found for several in marks for mark in several.split(","))

    def all_wanted(self) -> Iterator[Wanted]:
        """Yield every verdict of the sheet."""
        for names in self.rules.values():
            yield from names.values()


def sheets(folder: Path = FOLDER) -> list[Sheet]:
    """Return every sheet, in the order of names."""
    return [_read(file) for file in sorted(folder.glob("*/verdicts*.yaml"))]


def _read(file: Path) -> Sheet:
    document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    unexpected = set(document) - {"about", "date", "sources", "parameters", "rules"}
    if unexpected:
        raise ValueError(f"{file}: nobody knows {', '.join(sorted(unexpected))}")
    stack = file.name.removeprefix("verdicts").removesuffix(".yaml").lstrip(".") or "dev"
    rules = {rule: dict(_wanted(file, rule, groups)) for rule, groups in document["rules"].items()}
    return Sheet(file.parent, stack, document.get("sources") or {}, rules, document.get("parameters") or {})


def _wanted(file: Path, rule: str, groups: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Wanted]]:
    seen: set[str] = set()
    for verdict, names in groups.items():
        if verdict not in VERDICTS:
            raise ValueError(f"{file}: {rule}: {verdict!r} is none of {', '.join(VERDICTS)}")
        for name, said in (names or {}).items():
            if name in seen:
                raise ValueError(f"{file}: {rule}: {name} has two verdicts")
            seen.add(name)
            if isinstance(said, dict):
                entry = cast("dict[str, str]", said)
                yield name, Wanted(verdict, entry["why"], entry["path"])
            else:
                yield name, Wanted(verdict, said)
