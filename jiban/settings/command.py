"""`jiban explain` and `jiban schema`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.model.plan import Plan
    from jiban.report.terminal import Look


@click.command()
@click.argument("path")
@flags.flags
def explain(path: str) -> None:
    """Explain a setting: its meaning, source and effect.

    PATH is the setting's place in the stack file, such as postgres.backup_retention_days.
    """
    from jiban.plan.command import plan_of
    from jiban.project.errors import JibanError
    from jiban.report.terminal import progress
    from jiban.settings import explain as explaining
    from jiban.settings.root import declared_root
    from jiban.settings.stacks import settings_of

    own, paths = flags.current().overrides()
    project, stack = flags.program()
    loaded = settings_of(declared_root(project.root), project, stack, own, paths)
    ran: list[bool] = []

    def run(*, overrides: Sequence[str] = (), path_overrides: Sequence[str] = ()) -> Plan:
        ran.append(True)
        return plan_of(project, stack, overrides=overrides, path_overrides=path_overrides)

    with progress(f"trying out {path}"):
        found = explaining.explain(loaded, path, run)
        if not ran and found.present:
            # A value may be one that the program alone knows to be secret.
            with contextlib.suppress(JibanError):
                run()

    def document(form: str, _look: Look) -> str:
        if form == "json":
            from jiban.settings.document import dumps

            return dumps(found)
        return explaining.text(found).rstrip("\n") + "\n"

    flags.deliver(flags.chosen([], "text", "json"), document)


@click.command()
@flags.outputs("json")
@flags.flags
def schema(wanted: list[tuple[str, str]]) -> None:
    """Print the JSON Schema of stack files, for editors."""
    from pathlib import Path

    from jiban.project.project import find_project
    from jiban.project.streams import keep_streams
    from jiban.settings.root import declared_root
    from jiban.settings.schema import text

    keep_streams()
    root = declared_root(find_project(Path(flags.current().cwd)).root)
    flags.deliver(wanted or [("json", flags.STDOUT)], lambda _form, _look: text(root))
