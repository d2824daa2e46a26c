"""`jiban watch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from datetime import datetime


@click.command(context_settings={"allow_interspersed_args": False})
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@flags.flags
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND]...")
def watch(*, today: datetime | None, command: tuple[str, ...]) -> None:
    """Plan again on each save, and show what it changes.

    Shows what differs from the plan before, which policies fail that did not, and what would be replaced.
    Any file counts that the plan has read: stack files, presets, modules, policies. COMMAND runs after each
    plan that is whole. Ctrl-C ends it.
    """
    if flags.current().json:
        raise click.UsageError("a watch has no JSON form; jiban plan and jiban diff have.")
    from datetime import datetime

    from jiban.watch.loop import Watch

    project, stack = flags.program()
    own, paths = flags.current().overrides()
    day = (today or datetime.now().astimezone()).date()
    Watch(
        project,
        stack,
        day,
        overrides=tuple(own),
        path_overrides=tuple(paths),
        timeout=flags.current().timeout,
        command=command,
        cwd=Path(flags.current().cwd),
    ).run()
