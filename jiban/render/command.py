"""`jiban render`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from datetime import datetime

    from jiban.report.terminal import Look


@click.command()
@click.option(
    "-o", "--output", "folder", required=True, metavar="DIR", help="Folder that holds the manifests."
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option(
    "--outputs",
    "files",
    multiple=True,
    metavar="[STACK=]FILE",
    help="What `pulumi stack output --json` has printed for a stack that the program refers to. Repeatable.",
)
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@flags.flags
def render(folder: str, files: tuple[str, ...], today: datetime | None, *, check: bool) -> None:
    """Write a stack's Kubernetes objects as manifests.

    One file for each object, for a repository that Argo CD or Flux deploys. No secret is ever written, and no
    value that only a cloud could tell: what is missing is named, and nothing is written. The policies judge
    the objects first, as `jiban check` does.

    Exits with 5 if a mandatory rule is violated and no waiver covers it, with 1 if a value is missing, or if
    --check finds a difference.
    """
    from datetime import datetime

    from jiban.render.run import RenderRequest, run

    project, stack = flags.program()
    request = RenderRequest(
        project=project,
        stack=stack,
        folder=folder,
        outputs=files,
        today=(today or datetime.now().astimezone()).date(),
        check=check,
    )
    found = run(request)

    def document(form: str, _look: Look) -> str:
        from jiban.render import report

        return report.dumps(found) if form == "json" else report.text(found)

    flags.deliver([("json" if flags.current().json else "text", flags.STDOUT)], document)
    if check and not found.changes.none:
        raise click.exceptions.Exit(1)
