"""`jiban runbook`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.report.terminal import Look


@click.command()
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    help="Write a file for each page, and a list of them, into DIR.",
)
@click.option(
    "--scenario",
    "scenarios",
    metavar="NAME",
    multiple=True,
    help="Only this page, such as failover. Repeatable.",
)
@flags.flags
def runbook(folder: str | None, scenarios: tuple[str, ...]) -> None:
    """Print what a person on call does, a page for each scenario.

    Commands have the real names of the stack's environment, and can be copied. What only the cloud knows is
    found by a command as well. The stacks that make one environment together have the same pages.
    """
    from jiban.runbook import pages, text
    from jiban.settings.root import declared_root

    own, paths = flags.current().overrides()
    project, stack = flags.program()
    found = pages.book(declared_root(project.root), project, stack, own, paths).only(scenarios)
    if folder is not None and flags.current().json:
        raise click.UsageError(
            "-o writes Markdown, a file for each page; --json goes to standard output alone."
        )
    if folder is not None:
        _write(folder, text.files(found))
        return
    documents = {"markdown": text.markdown, "json": text.dumps}

    def document(form: str, _look: Look) -> str:
        return documents[form](found)

    flags.deliver(flags.chosen([], "markdown", "json"), document)


def _write(folder: str, files: Mapping[str, str]) -> None:
    """Write pages into a folder, which is made where it is not there.

    Raises:
        CommandError: one cannot be written.
    """
    from jiban import secrecy
    from jiban.report.failures import CommandError
    from jiban.report.terminal import say, write_file

    gate = secrecy.current()
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_file(Path(folder) / name, gate.text(text))
    except (OSError, ValueError) as error:
        raise CommandError(flags.unwritable(error, folder)) from error
    say(f"{len(files)} files written to {folder}")
