"""The steps of an environment as text, as Markdown and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from jiban.model import json_text
from jiban.project.problem import WIDTH

if TYPE_CHECKING:
    from jiban.bootstrap.listing import Listing

_INDENT: Final = "    "


def text(listing: Listing) -> str:
    """Return the steps for a terminal."""
    lines = [_title(listing)]
    for number, step in enumerate(listing.steps, start=1):
        lines.extend(["", f"{number:>2}. {step.title}  [{step.id}]"])
        lines.extend(_wrapped(f"{_sentence(step.reason)}."))
        if step.where:
            lines.extend(_wrapped(f"Run it {step.where}."))
        lines.extend(f"{_INDENT}$ {command}" for command in step.commands)
        lines.extend(_wrapped(f"Done when {step.done_when}."))
    return "\n".join(lines) + "\n"


def markdown(listing: Listing) -> str:
    """Return the steps as a list to tick off."""
    lines = [f"## {_title(listing)}"]
    for step in listing.steps:
        where = f" Run it {step.where}." if step.where else ""
        lines.extend(["", f"- [ ] **{step.title}** (`{step.id}`): {_sentence(step.reason)}.{where}"])
        if step.commands:
            lines.extend(["", "  ```sh", *(f"  {command}" for command in step.commands), "  ```"])
        lines.extend(["", f"  Done when {step.done_when}."])
    return "\n".join(lines) + "\n"


def dumps(listing: Listing) -> str:
    """Return the steps as JSON."""
    return json_text.dumps(
        {
            "project": listing.deployment.project,
            "stack": listing.deployment.stack,
            "stacks": [listing.deployment.stack, *listing.deployment.extending],
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "where": step.where,
                    "commands": list(step.commands),
                    "reason": step.reason,
                    "doneWhen": step.done_when,
                }
                for step in listing.steps
            ],
        }
    )


def _title(listing: Listing) -> str:
    count = len(listing.steps)
    steps = "1 step" if count == 1 else f"{count} steps"
    return f"{listing.deployment.project}/{listing.deployment.stack}: {steps}"


def _sentence(phrase: str) -> str:
    """Return a phrase with a capital letter first, unless it begins with a command."""
    return f"{phrase[:1].upper()}{phrase[1:]}"


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(
        sentence,
        WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
