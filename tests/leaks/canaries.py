"""Texts that are looked for: made so that a part of one is found too, in whatever form it is written."""

from __future__ import annotations

import base64
import binascii
import json
import random
import re
import string
from dataclasses import dataclass
from urllib.parse import unquote_plus

CORE = 12
"""Letters on either side of what a form may escape."""
WINDOW = 8
"""Letters of a canary that are a leak."""
_RUN = re.compile(r"[A-Za-z0-9+/_-]{8,}")


@dataclass(frozen=True, slots=True)
class Canary:
    """A secret: letters, what forms escape, letters."""

    text: str

    @property
    def parts(self) -> tuple[str, str]:
        """The letters, which no form escapes."""
        return self.text[:CORE], self.text[-CORE:]


class Cage:
    """Makes canaries, one for each place, and knows afterwards whose place a leak is."""

    def __init__(self, seed: int, middle: str = "") -> None:
        """Begin with a seed; `middle` stands between the letters of each."""
        self._chance = random.Random(seed)  # noqa: S311 - the same draws everywhere are what is wanted
        self._middle = middle
        self.places: dict[str, Canary] = {}

    def canary(self, place: str) -> str:
        """Return the secret of a place."""
        if place not in self.places:
            first, last = (self._letters() for _ in range(2))
            self.places[place] = Canary(first + self._middle + last)
        return self.places[place].text

    def _letters(self) -> str:
        return "".join(self._chance.choices(string.ascii_letters, k=CORE))

    def leaks(self, printed: str) -> list[str]:
        """Return the places whose secret, or a part of it, can be read out of what was printed."""
        texts = list(_readings(printed))
        found: list[str] = []
        for place, canary in self.places.items():
            windows = [part[at : at + WINDOW] for part in canary.parts for at in range(CORE - WINDOW + 1)]
            if any(window in text for text in texts for window in windows):
                found.append(place)
        return found


def _readings(printed: str) -> list[str]:
    """Return a text as it is, with the escapes of JSON and of URLs undone, and what its base64 says."""
    decoded = [_base64(run, start) for run in _RUN.findall(printed) for start in range(4)]
    return [printed, unquote_plus(printed), _unescaped(printed), "\n".join(decoded)]


def _unescaped(printed: str) -> str:
    return re.sub(r"\\u[0-9a-f]{4}|\\.", lambda each: _letter(each[0]), printed)


def _letter(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"'))
    except ValueError:
        return escape[1:]


def _base64(run: str, start: int) -> str:
    piece = run[start:].replace("-", "+").replace("_", "/")
    piece = piece[: len(piece) // 4 * 4]
    try:
        return base64.b64decode(piece).decode("latin-1")
    except binascii.Error:
        return ""
