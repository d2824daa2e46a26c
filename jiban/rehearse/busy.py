"""What a cloud refuses because it is busy: two changes at a time of what it changes one after the other.

`one_at_a_time.yaml` lists the kinds and what they share. A change takes a moment here, so that another one
that the engine starts without waiting for it meets it: until nobody starts anything any more, where that can
be seen (`quiet.py`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Final, cast

from jiban.model.object_names import plain_type
from jiban.rehearse.provider_behaviour import plain
from jiban.tables import table

_MOMENT: Final = 0.1
"""Most seconds that a change takes of what is changed one at a time."""
_Place = tuple[str, ...]


class BusyError(Exception):
    """What an object lies in is being changed; the text is the service's refusal."""


def _kinds() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", table(__package__ or "", "one_at_a_time.yaml")["kinds"])


def place_of(kind: str, inputs: Mapping[str, Any]) -> _Place | None:
    """Return what an object lies in, if that is changed for one object at a time; None if it is not.

    Kinds of one service that lie in the same thing share its place.
    """
    token = plain_type(kind)
    facts = _kinds().get(token)
    if facts is None:
        return None
    given = cast("Mapping[str, Any]", plain(inputs))
    within = given.get(facts["within"])
    group = str(given.get("resourceGroupName", ""))
    return token.rpartition(":")[0], facts["within"], group, str(within)


class Changes:
    """The changes that go on at this moment."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Begin with none.

        Args:
            pause: waits while a change goes on, for at most as many seconds as it gets.
        """
        self._pause = pause
        self._lock = threading.Lock()
        self._going_on: dict[_Place, str] = {}

    @contextmanager
    def of(self, kind: str, name: str, inputs: Mapping[str, Any]) -> Generator[None]:
        """Hold the place of an object while it is changed.

        Args:
            kind: type token.
            name: logical name, for the refusal of another one.
            inputs: say where it lies.

        Raises:
            BusyError: another object of the same place is being changed.
        """
        place = place_of(kind, inputs)
        if place is None:
            yield
            return
        with self._lock:
            other = self._going_on.get(place)
            if other is not None:
                raise BusyError(_refusal(kind, name, place, other))
            self._going_on[place] = name
        try:
            self._pause(_MOMENT)
            yield
        finally:
            with self._lock:
                del self._going_on[place]


def _refusal(kind: str, name: str, place: _Place, other: str) -> str:
    _, within, _, value = place
    said = _kinds()[plain_type(kind)]["refusal"]
    return (
        f"{said}: {name} was changed while {other} of the same {within} ({value}) still was; "
        "the service changes one at a time: let one depend on the other (`depends_on`)"
    )
