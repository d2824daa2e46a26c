"""What else is so in a simulated cloud, beyond the objects that Pulumi makes: what people do, and from where.

A rehearsal writes it into the cloud's folder between commands, and the provider reads it at every call that
depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

Place = str
"""`inside` of the private networks, `outside` of them, or outside at a public IPv4 address."""
FILE: Final = "conditions.json"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The state of what is not Pulumi's."""

    place: Place = "inside"
    """Where the deployer stands."""
    listed: bool = False
    """Whether people have done what is listed below and nothing else; otherwise they have done everything."""
    images: tuple[str, ...] = ()
    """Images that were pushed to the registries of this cloud, as `name:tag` or with the registry's host."""
    secrets: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """Secrets that people fill, by name, and whether each has its value."""
    mapped: bool = False
    """Whether the search domains of this cloud have been told which identities may enter."""
    edited: tuple[str, ...] = ()
    """Objects, as `type id`, that the next deployment finds edited in the program, whatever it says."""


def read_conditions(folder: Path) -> Conditions:
    """Return the conditions of a simulated cloud; where none were written, people have done everything."""
    try:
        content = cast("dict[str, Any]", json.loads((folder / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Conditions()
    for key in ("images", "edited"):
        content[key] = tuple(content[key])
    return Conditions(**content)


def write_conditions(folder: Path, conditions: Conditions) -> None:
    """Set the conditions of a simulated cloud."""
    new = folder / f".{FILE}.new"
    new.write_text(json.dumps(asdict(conditions)), encoding="utf-8")
    new.replace(folder / FILE)
