"""A stack among others in every form, as data that one process hands to another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from jiban.diff import summaries, totals
from jiban.diff.document import VERSION, dumps
from jiban.diff.html_stack import stack_html
from jiban.diff.model import CHANGED, Comparison, NotCompared
from jiban.diff.resource_diff import KINDS
from jiban.diff.text import diff_text
from jiban.diff.told import Told, told
from jiban.model import json_text
from jiban.report.terminal import PLAIN, Look, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORST_FIRST: Final = (5, 10, CHANGED)
"""Exit codes of stacks that were compared."""


@dataclass(frozen=True, slots=True)
class StackReport:
    """A stack, compared or not."""

    told: Told
    text: str
    html: str
    """A section of a page."""
    document: Mapping[str, Any]
    """As JSON; of a stack that was not compared its names and the reason."""
    exit_code: int

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "told": self.told.as_data(),
            "text": self.text,
            "html": self.html,
            "document": self.document,
            "exitCode": self.exit_code,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> StackReport:
        """Read it from JSON data."""
        return cls(Told.of_data(data["told"]), data["text"], data["html"], data["document"], data["exitCode"])


def report(
    found: Comparison | NotCompared,
    look: Look = PLAIN,
    *,
    verbose: bool = False,
    expect_no_changes: bool = False,
    where: str = "",
) -> StackReport:
    """Return a stack in every form.

    Args:
        found: what `jiban diff` has found.
        look: what the place of the text can show.
        verbose: as for `diff_text`.
        expect_no_changes: whether any change is one too many.
        where: folder of the project, where there are several.
    """
    own = replace(told(found), where=where)
    if isinstance(found, NotCompared):
        lines = [f"  {printable(line)}" for line in found.reason.splitlines()]
        text = "\n".join([look.paint(f"{printable(own.name)}: not compared", "bold", "red"), *lines]) + "\n"
        document = {
            "project": found.project,
            "stack": found.stack,
            "folder": where or None,
            "reason": found.reason,
            "exitCode": found.exit_code,
        }
        return StackReport(own, text, stack_html(found, own.name), document, found.exit_code)
    code = found.exit_code(expect_no_changes=expect_no_changes)
    text = diff_text(found, look, verbose=verbose)
    return StackReport(own, text, stack_html(found, own.name), json.loads(dumps(found)), code)


def text_of_all(found: Sequence[StackReport], skipped: Sequence[str], look: Look = PLAIN) -> str:
    """Return several stacks as text, the ones to be read first at the top."""
    return "\n".join(_text(found, skipped, look)) + "\n"


def _text(found: Sequence[StackReport], skipped: Sequence[str], look: Look) -> Iterator[str]:
    stacks = [each.told for each in found]
    yield look.paint(f"{summaries.stacks(len(found))}: {totals.all_verdicts(stacks)}.", "bold")
    yield f"{totals.all_counts(stacks)}."
    yield from (f"{printable(each)}." for each in skipped)
    for each in sorted(found, key=lambda each: each.told.rank):
        yield ""
        yield each.text.rstrip("\n")


def document_of_all(found: Sequence[StackReport], skipped: Sequence[str]) -> str:
    """Return several stacks as JSON, by `stacks.schema.json`, with a final newline."""
    compared = [each for each in found if each.told.compared]
    stacks = [each.told for each in compared]
    document = {
        "version": VERSION,
        "summary": {
            "stacks": len(found),
            "notCompared": len(found) - len(compared),
            **{kind: sum(each.counts.get(kind, 0) for each in stacks) for kind in KINDS},
            "unchanged": sum(each.unchanged for each in stacks),
            "stopped": sum(each.stopped for each in stacks),
            "newFindings": sum(each.new for each in stacks),
        },
        "stacks": [{"folder": each.told.where or None, **each.document} for each in compared],
        "notCompared": [each.document for each in found if not each.told.compared],
        "skipped": list(skipped),
    }
    return json_text.dumps(document)


def exit_code_of_all(found: Sequence[StackReport]) -> int:
    """Return the code to exit with: of what could not be compared, else the worst of what was found."""
    for each in found:
        if not each.told.compared:
            return each.exit_code
    codes = {each.exit_code for each in found}
    return next((code for code in _WORST_FIRST if code in codes), 0)
