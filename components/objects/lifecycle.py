"""How long an object stays, and in which classes of S3 or tiers of Azure: arithmetic over the dated table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from jiban.components.base import Cloud
from jiban.components.objects.spec import OneBucketSpec
from jiban.tables import table

DEEPEST: Final = "DEEP_ARCHIVE"
"""Class of `deep_archive_days`."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of an object's class."""

    storage_class: str
    after_days: int
    """Days after the object was written, or was read last."""
    since: Literal["written", "read"] = "written"


@dataclass(frozen=True, slots=True)
class Life:
    """What becomes of an object."""

    moves: tuple[Move, ...]
    """In order."""
    keep_days: int | None
    """Days after which it is deleted; None for never."""


def life(spec: OneBucketSpec, cloud: Cloud = "aws") -> Life:
    """Return the life of a bucket's objects.

    A move of the purpose is left out where the object would be deleted before the class has been paid for.
    What is asked for beyond that (`deep_archive_days`) is held to the same by the tier's limits.
    """
    keep = kept(spec, cloud)
    wanted = [
        Move(row["class"], row["after_days"], row.get("since", "written"))
        for row in _purpose(spec, cloud)["moves"]
    ]
    if spec.deep_archive_days is not None:
        wanted.append(Move(DEEPEST, spec.deep_archive_days))
    return Life(tuple(move for move in wanted if keep is None or paid_until(move, cloud) <= keep), keep)


def kept(spec: OneBucketSpec, cloud: Cloud = "aws") -> int | None:
    """Return the days after which an object is deleted: the bucket's own, else its purpose's."""
    return _purpose(spec, cloud).get("keep_days") if spec.keep_days is None else spec.keep_days


def paid_until(move: Move, cloud: Cloud = "aws") -> int:
    """Return the day until which an object that moves is billed in its new class, wherever it is then."""
    # An object has to have stayed a day before it can go.
    return move.after_days + max(1, billed_days(move.storage_class, cloud))


def billed_days(storage_class: str, cloud: Cloud = "aws") -> int:
    """Return the fewest days for which a class is billed.

    Raises:
        KeyError: the table has no such class.
    """
    days: int = _table(cloud)["classes"][storage_class]["billed_days"]
    return days


def _purpose(spec: OneBucketSpec, cloud: Cloud) -> Mapping[str, Any]:
    row: Mapping[str, Any] = _table(cloud)["purposes"][spec.purpose]
    return row


def _table(cloud: Cloud) -> Mapping[str, Mapping[str, Any]]:
    found = table("jiban.components.objects", "storage.yaml")
    return found["azure"] if cloud == "azure" else found


def classes(cloud: Cloud = "aws") -> Sequence[str]:
    """Return the classes that the table has."""
    return list(_table(cloud)["classes"])
