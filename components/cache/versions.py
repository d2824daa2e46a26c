"""Which version of the engine a cache runs, where the cloud asks."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jiban.components.base import Cloud
from jiban.tables import table


@dataclass(frozen=True, slots=True)
class Engine:
    """A version of Valkey."""

    version: str
    """Major and minor: `9.1`."""
    family: str
    """What its parameters belong to: `valkey9`."""


@cache
def engine(cloud: Cloud) -> Engine:
    """Return the version that a cloud's caches run."""
    row: dict[str, Any] = table("jiban.components.cache", "versions.yaml")["clouds"][cloud]
    return Engine(row["version"], row["family"])
