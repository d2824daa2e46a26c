"""Pages as Markdown, in one document or a file each, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from jiban.model import json_text

if TYPE_CHECKING:
    from jiban.runbook.pages import Book
    from jiban.settings.root import Action, Page

_TICKS: Final = re.compile(r"`{3,}")
INDEX: Final = "README.md"
"""The list of pages, in a folder of them."""


def markdown(book: Book) -> str:
    """Return all pages as one document."""
    return "\n".join(_page(book, page) for page in book.pages)


def files(book: Book) -> Mapping[str, str]:
    """Return a document for each page, and a list of them, by the names of their files."""
    found = {f"{page.id}.md": _page(book, page) for page in book.pages}
    rows = [f"| [{page.id}]({page.id}.md) | {page.when} |" for page in book.pages]
    index = [f"# {_environment(book)}", "", "| Page | When |", "|---|---|", *rows]
    return {INDEX: "\n".join(index) + "\n", **found}


def dumps(book: Book) -> str:
    """Return the pages as JSON."""
    return json_text.dumps(
        {
            "project": book.deployment.project,
            "stack": book.deployment.stack,
            "stacks": [book.deployment.stack, *book.deployment.extending],
            "pages": [
                {
                    "id": page.id,
                    "title": page.title,
                    "when": page.when,
                    "actions": [
                        {
                            "title": action.title,
                            "where": action.where,
                            "commands": list(action.commands),
                            "reason": action.reason,
                            "seen": action.seen,
                        }
                        for action in page.actions
                    ],
                    "missing": list(page.missing),
                }
                for page in book.pages
            ],
        }
    )


def _environment(book: Book) -> str:
    return f"{book.deployment.project}/{book.deployment.stack}"


def _page(book: Book, page: Page) -> str:
    lines = [f"# {page.title}", "", f"{_environment(book)}, `{page.id}`. {_sentence(page.when)}"]
    for number, action in enumerate(page.actions, start=1):
        lines.extend(_action(number, action))
    if page.missing:
        lines.extend(
            ["", "## Not there, or not known", "", *(f"- {_sentence(each)}" for each in page.missing)]
        )
    return "\n".join(lines) + "\n"


def _action(number: int, action: Action) -> list[str]:
    lines = ["", f"## {number}. {action.title}"]
    said = [_sentence(action.reason)] if action.reason else []
    if action.where:
        said.append(f"Run it {action.where}.")
    if said:
        lines.extend(["", " ".join(said)])
    if action.commands:
        longest = max(
            (len(each) for command in action.commands for each in _TICKS.findall(command)), default=2
        )
        fence = "`" * (longest + 1)
        lines.extend(["", f"{fence}sh", *action.commands, fence])
    if action.seen:
        lines.extend(["", f"To be seen: {action.seen}."])
    return lines


def _sentence(phrase: str) -> str:
    """Return a phrase with a capital letter first and a full stop at its end."""
    return f"{phrase[:1].upper()}{phrase[1:]}."
