"""The steps of an environment, as its program lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jiban.project.errors import JibanError
from jiban.settings.errors import ConfigurationError
from jiban.settings.extension import extending
from jiban.settings.root import Deployment
from jiban.settings.stacks import settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from jiban.project.project import Project
    from jiban.settings.root import Root, Step


class NoStepsError(JibanError):
    """The project's settings list no steps."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Listing:
    """What a new environment needs."""

    deployment: Deployment
    steps: tuple[Step, ...]


def listing(
    root: Root,
    project: Project,
    stack: str,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
) -> Listing:
    """Return the steps of the environment that a stack is of, in order.

    A stack that extends another one is a part of that one's environment, and has its list.

    Args:
        root: what the project declares of its settings.
        project: whose stack it is.
        stack: its name.
        overrides: `-c` texts with a plain key.
        path_overrides: those whose key is a path.

    Raises:
        NoStepsError: the project lists none.
        ConfigurationError: with every problem of the stack's configuration.
    """
    if root.steps is None:
        raise NoStepsError(
            f"{project.name} lists no steps: set `steps` of its jiban.settings.root.Root to what lists them"
        )
    loaded = settings_of(root, project, stack, overrides, path_overrides)
    if loaded.provenance.extended:
        stack = loaded.provenance.extended[0].source.stem.removeprefix("Pulumi.")
        loaded = settings_of(root, project, stack)
    file = project.stack_file(stack)
    others = tuple(_extending(root, file, stack))
    deployment = Deployment(project.name, stack, others, dict(_settings(root, project, others)))
    return Listing(deployment, tuple(root.steps(loaded.environment, deployment)))


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
