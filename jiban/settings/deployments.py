"""The stacks that make one environment together, by any one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from jiban.settings.errors import ConfigurationError
from jiban.settings.extension import extending
from jiban.settings.root import Deployment
from jiban.settings.stacks import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from jiban.project.project import Project
    from jiban.settings.root import Root


def deployment_of(
    root: Root,
    project: Project,
    stack: str,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
) -> tuple[Any, Deployment]:
    """Return the model of the stack that extends no other one, and all stacks of its environment.

    Args:
        root: what the project declares of its settings.
        project: whose stack it is.
        stack: that stack, or one that extends it, directly or by others.
        overrides: `-c` texts with a plain key.
        path_overrides: those whose key is a path.

    Raises:
        CommandError: the stack has no value of this namespace.
        ConfigurationError: with every problem of the stack's configuration.
    """
    loaded = settings_of(root, project, stack, overrides, path_overrides)
    if loaded.provenance.extended:
        stack = loaded.provenance.extended[0].source.stem.removeprefix("Pulumi.")
        loaded = settings_of(root, project, stack)
    others = tuple(_extending(root, project.stack_file(stack), stack))
    return loaded.environment, Deployment(project.name, stack, others, dict(_settings(root, project, others)))


def _extending(root: Root, file: Path, stack: str) -> Iterator[str]:
    """Yield the stacks that extend one, each before those that extend it in turn."""
    for other in extending(root, file.parent, stack, file.suffix):
        yield other
        yield from _extending(root, file, other)


def _settings(root: Root, project: Project, stacks: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield the model of each stack that has a valid one; of another one its own commands tell what is
    wrong.
    """
    for stack in stacks:
        try:
            yield stack, settings_of(root, project, stack).environment
        except ConfigurationError:
            continue
