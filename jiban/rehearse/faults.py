"""Faults that a simulated cloud makes on purpose, read from a JSON file before every call.

    [{"op": "create", "type": "azure-native:network:Subnet", "nth": 2, "when": "after", "do": "hang"}]

`op` is create, read, update, delete, check, diff or invoke. `type` (a type token) or `urn` narrows it. `nth`
counts the calls that match, from 1, over the life of the provider's process. `when` is before or after the
cloud has done it; `do` is error, partial (done, and not ready: creates alone), hang or exit.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from jiban.project.yaml_source import type_name
from jiban.rehearse.kept_file import KeptFile

When = Literal["before", "after"]
Action = Literal["error", "partial", "hang", "exit"]
_KEYS: Final = ("op", "type", "urn", "nth", "when", "do")


class FaultsError(Exception):
    """The file of faults is wrong; the text says where."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    op: str
    nth: int
    when: When
    do: Action
    type: str = ""
    urn: str = ""

    def matches(self, op: str, kind: str, urn: str) -> bool:
        """Return whether a call is one of those that this fault counts."""
        return op == self.op and self.type in {"", kind} and self.urn in {"", urn}


def read_faults(path: Path) -> tuple[Fault, ...]:
    """Read a file of faults; one that does not exist holds none.

    Raises:
        FaultsError: the file is not a list of faults.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except ValueError as error:
        raise FaultsError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(content, list):
        raise FaultsError(f"{path.name}: expected a list of faults, got {type_name(content)}")
    return tuple(
        _read(entry, f"{path.name}, fault {number}")
        for number, entry in enumerate(cast("list[Any]", content), 1)
    )


def _read(entry: Any, where: str) -> Fault:
    if not isinstance(entry, dict):
        raise FaultsError(f"{where}: expected a map with {', '.join(_KEYS)}, got {type_name(entry)}")
    given = cast("dict[str, Any]", entry)
    unknown = sorted(set(given) - set(_KEYS))
    if unknown:
        raise FaultsError(f"{where}: unknown key {', '.join(unknown)}; known keys: {', '.join(_KEYS)}")
    fault = Fault(
        op=str(given.get("op", "")),
        nth=int(given.get("nth", 1)),
        when=given.get("when", "before"),
        do=given.get("do", "error"),
        type=str(given.get("type", "")),
        urn=str(given.get("urn", "")),
    )
    if fault.when not in get_args(When) or fault.do not in get_args(Action):
        raise FaultsError(
            f"{where}: `when` must be one of {', '.join(get_args(When))}, "
            f"`do` one of {', '.join(get_args(Action))}"
        )
    return fault


class FaultPlan:
    """Counts calls, and tells which of them fail."""

    def __init__(self, path: Path) -> None:
        """Take the file, which may come and change later."""
        self._faults = KeptFile(path, read_faults)
        self._seen: Counter[Fault] = Counter()

    def of(self, op: str, kind: str, urn: str) -> Fault | None:
        """Count a call, and return the fault that happens on it.

        Raises:
            FaultsError: the file is wrong.
        """
        found: Fault | None = None
        for fault in self._faults.get():
            if fault.matches(op, kind, urn):
                self._seen[fault] += 1
                if self._seen[fault] == fault.nth:
                    found = found or fault
        return found
