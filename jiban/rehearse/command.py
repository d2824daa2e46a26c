"""`jiban rehearse`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.bootstrap.listing import Listing
    from jiban.project.project import Project
    from jiban.rehearse.change import Change
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
    from jiban.project.errors import JibanError
    from jiban.project.streams import keep_streams
    from jiban.rehearse import text as report
    from jiban.rehearse.change import Change, default_change
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
    listed = _listed(project, stack) if by_steps else None
    chosen_change = Change(change) if change else default_change(values)
    planned = _of_steps(listed) if listed else _of_run(project, stack, chosen_change)
    with rehearsal_folder(keep) as folder, progress(f"rehearsing {project.name}/{stack}"):
        try:
            found = (
                _by_steps(project, listed, folder)
                if listed
                else run(
                    project,
                    stack,
                    folder,
                    change=chosen_change,
                    overrides=(*((text, False) for text in own), *((text, True) for text in paths)),
                    crash=crash,
                    sizes=sizes,
                    place=place,
                    policies=policies,
                    seconds=flags.current().timeout,
                )
            )
        except JibanError:
            _learn_secrets(project, planned)
            raise
        if not found.ok:
            _learn_secrets(project, planned)
    flags.deliver(
        chosen, lambda form, look: report.dumps(found) if form == "json" else report.text(found, look)
    )
    if not found.ok:
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What of a rehearsal is planned for its secrets."""

    stack: str
    overrides: tuple[str, ...] = ()
    path_overrides: tuple[str, ...] = ()


def _learn_secrets(project: Project, planned: Sequence[_Planned]) -> None:
    """Plan stacks for their secrets alone, which the message of a failed program may hold.

    The program has run in processes of the engine, and these tell nobody what is secret; a program that is
    planned tells the gate, also where it fails.
    """
    from jiban.plan.elsewhere import learn_secrets

    for each in planned:
        learn_secrets(
            project,
            each.stack,
            overrides=each.overrides,
            path_overrides=each.path_overrides,
            seconds=flags.current().timeout,
        )


def _of_run(project: Project, stack: str, change: Change | None) -> list[_Planned]:
    """Return the stack as it is, and as it is after the change, whose value may be secret itself."""
    from jiban.project.config import read_config
    from jiban.project.errors import ConfigFileError

    own, paths = flags.current().overrides()
    found = [_Planned(stack, tuple(own), tuple(paths))]
    if change is not None:
        found.append(_Planned(stack, tuple(own), (*paths, change.setting)))
        with contextlib.suppress(ConfigFileError):  # The engine says what is wrong with it.
            read_config(project, stack, own, [*paths, change.setting])
    return found


def _of_steps(listed: Listing) -> list[_Planned]:
    """Return all stacks of an environment, each with what the steps set in its file."""
    from jiban.rehearse.steps import actions_of

    own, paths = flags.current().overrides()
    actions = [each for step in listed.steps for each in actions_of(step) if each.kind == "configure"]
    found: list[_Planned] = []
    for stack in (listed.deployment.stack, *listed.deployment.extending):
        given = stack == listed.deployment.stack
        of_stack = [each for each in actions if each.target == stack]
        found.append(
            _Planned(
                stack,
                (*(own if given else ()), *(f"{a.key}={a.value}" for a in of_stack if not a.is_path)),
                (*(paths if given else ()), *(f"{a.key}={a.value}" for a in of_stack if a.is_path)),
            )
        )
    return found


def _listed(project: Project, stack: str) -> Listing:
    """Return the steps of the environment."""
    from jiban.bootstrap.listing import listing
    from jiban.settings.root import declared_root

    own, paths = flags.current().overrides()
    return listing(declared_root(project.root), project, stack, own, paths)


def _by_steps(project: Project, listed: Listing, folder: Path) -> Rehearsal:
    """Bring an environment up by its steps."""
    from jiban.rehearse.sequence import rehearse_steps

    own, paths = flags.current().overrides()
    return rehearse_steps(
        project,
        listed.deployment.stack,
        folder,
        listed.steps,
        overrides=(*((text, False) for text in own), *((text, True) for text in paths)),
        seconds=flags.current().timeout,
    )
