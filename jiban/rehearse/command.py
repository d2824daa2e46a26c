"""`jiban rehearse`."""

from __future__ import annotations

import contextlib
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from jiban.project.project import Project
    from jiban.rehearse.conditions import Place
    from jiban.rehearse.run import Rehearsal


def _place(context: click.Context, parameter: click.Parameter, text: str) -> Place:
    """Take a place, or refuse what is none."""
    if text not in {"inside", "outside"}:
        try:
            IPv4Address(text)
        except ValueError:
            said = f"{text!r} is neither inside, outside nor an IPv4 address such as 203.0.113.7"
            raise click.BadParameter(said, context, parameter) from None
    return text


@click.command()
@click.option(
    "--change",
    metavar="PATH=VALUE",
    help="Configuration value to change after the first deployment; default: an image.",
)
@click.option("--crash", is_flag=True, help="Kill the engine during the first deployment, then recover.")
@click.option(
    "--sizes",
    is_flag=True,
    help="Let counts of nodes and pods and sizes of disks grow behind Pulumi's back, and see that they stay.",
)
@click.option(
    "--steps",
    "by_steps",
    is_flag=True,
    help="Bring the environment up by the steps that `jiban bootstrap` lists, all of its stacks.",
)
@click.option(
    "--from",
    "place",
    metavar="PLACE",
    callback=_place,
    default="inside",
    help="Where the deployer stands: inside of the private networks (the default), outside, or outside at a "
    "public IPv4 address, which a public API may have to admit.",
)
@click.option(
    "--policy-pack",
    "policies",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check every deployment with this policy pack.",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Keep state, simulated cloud and log in DIR, which must not exist yet.",
)
@flags.outputs("text", "json")
@flags.flags
def rehearse(
    wanted: list[tuple[str, str]],
    *,
    change: str | None,
    crash: bool,
    sizes: bool,
    by_steps: bool,
    place: Place,
    policies: Path | None,
    keep: Path | None,
) -> None:
    """Deploy, change and destroy a stack on a simulated cloud.

    The real Pulumi engine does it. Needs the Pulumi CLI, which `make engine` builds; no credentials and no
    provider plugins.
    """
    from jiban.project.config import read_config
    from jiban.project.streams import keep_streams
    from jiban.rehearse import text as report
    from jiban.rehearse.change import default_change
    from jiban.rehearse.pulumi_cli import rehearsal_folder
    from jiban.rehearse.run import rehearse as run
    from jiban.report.terminal import progress

    chosen = flags.chosen(wanted, "text", "json")
    project, stack = flags.project_and_stack()
    keep_streams()
    own, paths = flags.current().overrides()
    values = read_config(project, stack, own, paths).values
    if by_steps and (change or crash or sizes or policies or place != "inside"):
        raise click.UsageError("--steps goes with --keep and outputs alone: the list says what is done")
    with rehearsal_folder(keep) as folder, progress(f"rehearsing {project.name}/{stack}"):
        found = (
            _by_steps(project, stack, folder)
            if by_steps
            else run(
                project,
                stack,
                folder,
                change=change or default_change(values),
                overrides=(*((text, False) for text in own), *((text, True) for text in paths)),
                crash=crash,
                sizes=sizes,
                place=place,
                policies=policies,
                seconds=flags.current().timeout,
            )
        )
    if not found.ok:
        _learn_secrets(project, stack)
    flags.deliver(
        chosen, lambda form, look: report.dumps(found) if form == "json" else report.text(found, look)
    )
    if not found.ok:
        raise click.exceptions.Exit(1)


def _learn_secrets(project: Project, stack: str) -> None:
    """Plan a stack for its secrets alone, which the message of a failed program may hold.

    The program has run in processes of the engine, and these tell nobody what is secret; a program that is
    planned tells the gate, also where it fails.
    """
    from jiban.plan.command import plan_of

    with contextlib.suppress(Exception):
        plan_of(project, stack)


def _by_steps(project: Project, stack: str, folder: Path) -> Rehearsal:
    """Bring an environment up by its steps."""
    from jiban.bootstrap.listing import listing
    from jiban.rehearse.sequence import rehearse_steps
    from jiban.settings.root import declared_root

    own, paths = flags.current().overrides()
    listed = listing(declared_root(project.root), project, stack, own, paths)
    return rehearse_steps(
        project,
        listed.deployment.stack,
        folder,
        listed.steps,
        overrides=(*((text, False) for text in own), *((text, True) for text in paths)),
        seconds=flags.current().timeout,
    )
