"""What a comment says of one stack, in pieces that can be handed from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from jiban.diff.markdown_head import LEVELS, failed, head
from jiban.diff.markdown_parts import Part, parts
from jiban.diff.model import Comparison, NotCompared


@dataclass(frozen=True, slots=True)
class Told:
    """A stack in a comment."""

    project: str
    stack: str
    heads: tuple[str, ...]
    """What is said before the details, in each of `LEVELS`."""
    parts: tuple[Part, ...] = ()
    where: str = ""
    """Folder of its project, where there are several."""
    compared: bool = True
    empty: bool = False
    """Whether nothing changes."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    unchanged: int = 0
    stopped: int = 0
    errors: int = 0
    new: int = 0

    @property
    def name(self) -> str:
        """What it is called among others; of a project that could not be read it is the folder."""
        name = "/".join(filter(None, (self.project, self.stack)))
        return f"{name} in {self.where}" if name and self.where else name or self.where

    @property
    def rank(self) -> tuple[int, ...]:
        """How much it is to be read before others: not compared, blocked, with errors, lost, changed."""
        lost = self.counts.get("delete", 0) + self.counts.get("replace", 0)
        return (
            self.compared,
            not self.stopped,
            not self.errors,
            not self.new,
            -lost,
            -sum(self.counts.values()),
        )

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {**asdict(self), "counts": dict(self.counts)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Told:
        """Read it from JSON data."""
        read: dict[str, Any] = dict(data)
        read["heads"] = tuple(data["heads"])
        read["parts"] = tuple(Part(**each) for each in data["parts"])
        return cls(**read)


def told(found: Comparison | NotCompared) -> Told:
    """Return what a comment says of a stack."""
    if isinstance(found, NotCompared):
        heads = tuple("\n".join(failed(found, level)) for level in LEVELS)
        return Told(found.project, found.stack, heads, compared=False)
    diff = found.diff
    return Told(
        diff.project,
        diff.stack,
        tuple("\n".join(head(found, level)) for level in LEVELS),
        tuple(parts(found)),
        empty=diff.empty,
        counts=dict[str, int](diff.counts().items()),
        unchanged=diff.unchanged,
        stopped=len(found.stopped),
        errors=len(found.errors),
        new=len(found.new),
    )
