"""Which read replica takes over when the primary's region is lost, and which server takes writes now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from jiban.components.postgres.spec import ReplicaSpec

PRIMARY: Final = "primary"
"""What the server is called that takes writes unless another has been promoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A change of roles between the primary and one replica."""

    server: str
    """Who takes writes after it: `primary`, or the replica's name."""
    option: Literal["planned", "forced"] = "planned"
    """`planned` waits until the replica has everything; `forced` does not, and loses what that has not."""


def to_promote(replicas: Mapping[str, ReplicaSpec], region: str, second: str | None = None) -> str | None:
    """Return the name of the replica to promote: of those in the second region, else in any other, else of
    all, the first by name.

    Args:
        replicas: the read replicas by name.
        region: the primary's region.
        second: region to which the environment moves when its own is lost; None for no particular one.
    """
    there = [name for name, replica in replicas.items() if second and replica.region == second]
    far = [name for name, replica in replicas.items() if replica.region not in (None, region)]
    return min(there or far or replicas, default=None)
