"""What the engine tells of a command: an event a line, of which most tell of one resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast, overload

Event = Mapping[str, Any]


class Events(Sequence[Event]):
    """Events in their order, each read when somebody asks for it."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Take their texts."""
        self._lines = lines

    @classmethod
    def read(cls, file: Path) -> Events:
        """Return those of a file; none where there is no such file."""
        try:
            lines = file.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return cls(())
        return cls([line for line in lines if line.strip()])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Events: ...
    def __getitem__(self, index: int | slice) -> Event | Events:
        """Return one by its place, or some."""
        if isinstance(index, slice):
            return Events(self._lines[index])
        return cast("Event", json.loads(self._lines[index]))

    def may_have(self, kind: str) -> Events:
        """Return those that may be of a kind: that name it anywhere."""
        return Events([line for line in self._lines if kind in line])


def of_kind(events: Sequence[Event], kind: str) -> Iterator[Event]:
    """Yield what the events of one kind tell."""
    for event in events.may_have(kind) if isinstance(events, Events) else events:
        found = event.get(kind)
        if found:
            yield cast("Event", found)
