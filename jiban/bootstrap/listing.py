"""The steps of an environment, as its program lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiban.project.errors import JibanError
from jiban.settings.deployments import deployment_of

if TYPE_CHECKING:
    from jiban.project.project import Project
    from jiban.settings.root import Deployment, Root, Step


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
    environment, deployment = deployment_of(root, project, stack, overrides, path_overrides)
    return Listing(deployment, tuple(root.steps(environment, deployment)))
