"""The pages of an environment, as its program gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jiban.project.errors import JibanError
from jiban.settings.deployments import deployment_of
from jiban.settings.wording import listed, near, quoted

if TYPE_CHECKING:
    from jiban.project.project import Project
    from jiban.settings.root import Deployment, Page, Root


class NoPagesError(JibanError):
    """The project's settings have no pages, or none of a scenario."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Book:
    """What a person on call does."""

    deployment: Deployment
    pages: tuple[Page, ...]

    def only(self, scenarios: Sequence[str]) -> Book:
        """Return it with some pages alone, in its own order; without any asked for, with all.

        Raises:
            NoPagesError: there is no such page; the message names those that are there.
        """
        known = [page.id for page in self.pages]
        for name in scenarios:
            if name not in known:
                meant = near(name, known)
                rest = [each for each in known if each not in meant]
                raise NoPagesError(
                    f"{self.deployment.project}/{self.deployment.stack} has no page {quoted(name)}; "
                    f"name {listed([*meant, *rest])}"
                )
        return replace(self, pages=tuple(p for p in self.pages if not scenarios or p.id in scenarios))


def book(
    root: Root,
    project: Project,
    stack: str,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
) -> Book:
    """Return the pages of the environment that a stack is of.

    A stack that extends another one is a part of that one's environment, and has its pages.

    Args:
        root: what the project declares of its settings.
        project: whose stack it is.
        stack: its name.
        overrides: `-c` texts with a plain key.
        path_overrides: those whose key is a path.

    Raises:
        NoPagesError: the project has none.
        ConfigurationError: with every problem of the stack's configuration.
    """
    if root.pages is None:
        raise NoPagesError(
            f"{project.name} has no pages: set `pages` of its jiban.settings.root.Root to what makes them"
        )
    environment, deployment = deployment_of(root, project, stack, overrides, path_overrides)
    return Book(deployment, tuple(root.pages(environment, deployment)))
