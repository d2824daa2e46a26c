"""`jiban check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags
from jiban.plan.command import planned

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option(
    "--fail-on",
    type=click.Choice(("critical", "high", "medium", "low")),
    metavar="SEVERITY",
    help="Let advisory rules of this severity and above (critical, high, medium, low) fail too.",
)
@click.option(
    "--plan",
    "preview",
    metavar="FILE",
    help="Judge what `pulumi preview --json` has printed to FILE, with its replacements and deletions.",
)
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Hold the waivers against this day, YYYY-MM-DD, in place of today.",
)
@flags.outputs("text", "json", "sarif")
@flags.flags
def check(
    wanted: list[tuple[str, str]], fail_on: str | None, preview: str | None, today: datetime | None
) -> None:
    """Judge a stack by the policies; exceptions stand in waivers.yaml.

    Exits with 5 where a mandatory rule fails for something that no waiver covers.
    """
    from datetime import datetime

    from jiban.check.request import VIOLATION, request

    chosen = flags.chosen(wanted, "text", "json")
    day = (today or datetime.now().astimezone()).date()
    asked = request(Path(flags.current().cwd), day, fail_on)
    found = asked.judge_preview(Path(preview), flags.current().stack) if preview else asked.judge(planned())
    flags.deliver(chosen, lambda form, look: asked.document(form, look, found))
    if asked.stops(found):
        raise click.exceptions.Exit(VIOLATION)
