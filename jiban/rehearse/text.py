"""A rehearsal as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final, Protocol

from jiban.model import json_text
from jiban.rehearse.run import Rehearsal, Step

_WIDTH: Final = 11
"""Of the column of names, where none is longer."""
_DONE: Final = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "same": "unchanged",
    "read": "read",
}
_AHEAD: Final = {"create": "to create", "update": "to update", "replace": "to replace", "delete": "to delete"}


class Painter(Protocol):
    """Colours a text, where the terminal has colours."""

    def paint(self, text: str, *styles: str) -> str:
        """Return the text in a style."""
        ...


def heading(project: str, stack: str, version: str) -> str:
    """Return the first line: the stack, and the version of the engine."""
    return f"Rehearsal of {project}/{stack}: Pulumi {version} on a simulated cloud\n"


def line(step: Step, look: Painter, width: int = _WIDTH) -> str:
    """Return a step as a line, its name in a column of that width, with its problems below it."""
    words = _AHEAD if step.name == "preview" else {}
    counted = ", ".join(
        f"{count} {words.get(op) or _DONE.get(op, op)}" for op, count in _sorted(step.counts).items()
    )
    mark = look.paint("failed", "red") if step.problems else ""
    parts = [each for each in (mark, counted or ("" if step.note else "no resources"), step.note) if each]
    text = f"  {step.name:<{width}}{step.seconds:>6.1f} s  {'; '.join(parts)}"
    shown = "\n".join(step.problems).splitlines()
    return "\n".join([text, *(f"      {each}".rstrip() for each in shown)])


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    """Put what changed before what did not."""
    return dict(sorted(counts.items(), key=lambda item: (item[0] == "same", item[0])))


def summary(found: Rehearsal, look: Painter) -> str:
    """Return the last line: totals, or where the rehearsal stopped."""
    if not found.ok:
        failed = next(step.name for step in found.steps if step.problems)
        return look.paint(f"The rehearsal stopped at {failed!r}, after {found.seconds:.1f} s.", "red")
    return (
        f"{found.objects} objects created once each, none left over; {found.calls} cloud API calls, "
        f"{found.seconds:.1f} s."
    )


def text(found: Rehearsal, look: Painter) -> str:
    """Return a rehearsal as text."""
    lines = [heading(found.project, found.stack, found.version)]
    width = max([_WIDTH, *(len(step.name) + 1 for step in found.steps)])
    lines += [line(step, look, width) for step in found.steps]
    return "\n".join([*lines, "", summary(found, look)]) + "\n"


def dumps(found: Rehearsal) -> str:
    """Return a rehearsal as JSON, with a final newline."""
    document = {**asdict(found), "ok": found.ok}
    document["steps"] = [{**asdict(step), "ok": not step.problems} for step in found.steps]
    return json_text.dumps(document)
