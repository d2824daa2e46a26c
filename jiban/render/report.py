"""What a run of `jiban render` has done, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.model import json_text
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.render.run import RenderResult


def text(found: RenderResult) -> str:
    """Return the files that differ, each on a line, after a sentence about all of them."""
    lines = [_title(found)]
    lines += [f"  {word:<9} {printable(path)}" for word, path in _entries(found)]
    return "\n".join(lines) + "\n"


def dumps(found: RenderResult) -> str:
    """Return everything as JSON."""
    changes = found.changes
    return json_text.dumps(
        {
            "stack": found.name,
            "folder": found.folder,
            "written": not found.check and not changes.none,
            "missing": list(changes.missing),
            "differing": list(changes.differing),
            "leftOver": list(changes.left_over),
            "same": list(changes.same),
            "current": changes.none,
        }
    )


def _title(found: RenderResult) -> str:
    changes = found.changes
    total = len(changes.missing) + len(changes.differing) + len(changes.same)
    files = "1 manifest" if total == 1 else f"{total} manifests"
    if changes.none:
        return f"{found.name}: {files}, all current"
    counted = len(changes.missing) + len(changes.differing) + len(changes.left_over)
    if not counted:
        what = "the list of them is not current" if found.check else "the list of them was written"
        return f"{found.name}: {files}, all current; {what}"
    ends = "would change" if found.check else "changed"
    return f"{found.name}: {files}; {counted} {ends}"


def _entries(found: RenderResult) -> Iterator[tuple[str, str]]:
    changes = found.changes
    words = ("missing", "differs", "left over") if found.check else ("new", "changed", "removed")
    for word, paths in zip(words, (changes.missing, changes.differing, changes.left_over), strict=True):
        for path in paths:
            yield word, path
