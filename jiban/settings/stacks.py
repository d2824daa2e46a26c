"""The settings of one stack of a project, as its file and the command line give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jiban.project.config import read_config
from jiban.report.failures import CommandError
from jiban.settings import layers

if TYPE_CHECKING:
    from jiban.project.project import Project
    from jiban.settings.layers import Loaded
    from jiban.settings.root import Root


def settings_of(
    root: Root,
    project: Project,
    stack: str,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
) -> Loaded:
    """Read and check the settings of a stack.

    Args:
        root: what the project declares of its settings.
        project: whose stack it is.
        stack: its name.
        overrides: `-c` texts with a plain key.
        path_overrides: those whose key is a path.

    Raises:
        CommandError: the stack has no value of this namespace.
        ConfigurationError: with every problem of the configuration.
    """
    config = read_config(project, stack, overrides, path_overrides)
    values = {key: value for key, value in config.values.items() if key.startswith(f"{root.namespace}:")}
    if not values:
        message = f"stack {stack!r} has no configuration of {root.namespace}, and no other can be explained"
        raise CommandError(message, exit_code=2)
    return layers.load(root, values, project.stack_file(stack))
