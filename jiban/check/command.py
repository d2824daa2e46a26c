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
    help="Fail on advisory rules too, from this severity up: low, medium, high or critical.",
)
@click.option(
    "--plan",
    "preview",
    metavar="FILE",
    help="Check a saved `pulumi preview --json`, with its replacements and deletions.",
)
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@flags.outputs("text", "json", "sarif")
@flags.flags
def check(
    wanted: list[tuple[str, str]], fail_on: str | None, preview: str | None, today: datetime | None
) -> None:
    """Check a stack against the policies.

    waivers.yaml holds exceptions. Exits with 5 if a mandatory rule is violated and no waiver covers it, else
    with 10 if a rule itself could not be run.
    """
    from datetime import datetime

    from jiban.check.request import VIOLATION, request
    from jiban.policy.inprocess import RULE_ERROR
    from jiban.report.failures import tell_errors

    chosen = flags.chosen(wanted, "text", "json")
    day = (today or datetime.now().astimezone()).date()
    asked = request(Path(flags.current().cwd), day, fail_on)
    found = asked.judge_preview(Path(preview), flags.current().stack) if preview else asked.judge(planned())
    tell_errors(each.judgement.verdict.error for each in found.errors)
    flags.deliver(chosen, lambda form, look: asked.document(form, look, found))
    if asked.stops(found):
        raise click.exceptions.Exit(VIOLATION)
    if found.errors:
        raise click.exceptions.Exit(RULE_ERROR)
