"""Small programs for the engine, each changed by its configuration."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from jiban.project.project import find_project
from jiban.rehearse.pulumi_cli import (
    CommandResult,
    Scratch,
    find_cli,
    open_scratch,
    set_config,
    simulated_cloud,
)


class Stack:
    """A stack of a small program, on a simulated cloud."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch

    def up(self, *flags: str) -> CommandResult:
        """Deploy it."""
        return self.scratch.run(
            "up", "--yes", "--skip-preview", *flags, *self.scratch.stack_flags(), log=True
        )

    def refresh(self) -> CommandResult:
        """Read its cloud."""
        return self.scratch.run("refresh", "--yes", "--skip-preview", *self.scratch.stack_flags(), log=True)

    def destroy(self) -> CommandResult:
        """Take it away."""
        return self.scratch.run("destroy", "--yes", "--skip-preview", *self.scratch.stack_flags(), log=True)

    def set(self, **values: str) -> None:
        """Change its configuration."""
        for key, value in values.items():
            set_config(self.scratch, f"{key}={value}", path=False)


@contextmanager
def running(folder: Path, source: str, **values: str) -> Generator[Stack]:
    """Open the stack `dev` of a program.

    Args:
        folder: an empty one.
        source: the program; `given(NAME)` is a value of its configuration.
        values: the configuration.
    """
    project, scratch_folder = folder / "project", folder / "scratch"
    project.mkdir()
    scratch_folder.mkdir()
    (project / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (project / "__main__.py").write_text(f"{_HEAD}{source}")
    with simulated_cloud(scratch_folder, project) as port:
        scratch = open_scratch(scratch_folder, find_cli(), find_project(project), "dev")
        scratch.port = port
        stack = Stack(scratch)
        stack.set(**values)
        yield stack


_HEAD = """\
import json
import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

given = pulumi.Config().require
Options = pulumi.ResourceOptions
"""
