"""`jiban bootstrap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from jiban.report.terminal import Look


@click.command()
@flags.outputs("text", "markdown", "json")
@flags.flags
def bootstrap(wanted: list[tuple[str, str]]) -> None:
    """List what a new environment needs, step by step.

    Each step has its command, its reason, and how to see that it is done. The stacks that make one
    environment together have one list.
    """
    from jiban.bootstrap import listing, text
    from jiban.settings.root import declared_root

    own, paths = flags.current().overrides()
    project, stack = flags.program()
    found = listing.listing(declared_root(project.root), project, stack, own, paths)
    documents = {"text": text.text, "markdown": text.markdown, "json": text.dumps}

    def document(form: str, _look: Look) -> str:
        return documents[form](found)

    flags.deliver(flags.chosen(wanted, "text", "json"), document)
