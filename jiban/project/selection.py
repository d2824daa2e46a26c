"""The stack that `pulumi stack select` has chosen.

The CLI keeps it in its home, in a file for each project (pkg/workspace/workspace.go at v3.259.0).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from jiban.project.project import Project


def selected_stack(project: Project, environment: Mapping[str, str]) -> str | None:
    """Return the stack that `pulumi stack select` has chosen for a project, if the project has a file of it.

    A selection is kept for each backend. Which backend is in use stands in the CLI's credentials, which are
    not read: a selection counts if the surroundings name its backend, or where there is no other one.

    Args:
        project: the project.
        environment: environment variables.
    """
    if "PULUMI_STACK" in environment:  # Though empty, it takes the place of what is chosen.
        return None
    names = {name.rsplit("/", 1)[-1] for name in _selections(project, environment)}
    found = names & set(project.stacks())
    return found.pop() if len(found) == 1 else None


def _selections(project: Project, environment: Mapping[str, str]) -> tuple[str, ...]:
    content = _workspace(project, environment)
    stacks: Any = content.get("stacks")
    legacy: Any = content.get("stack")
    if isinstance(stacks, dict) and stacks:
        by_backend = cast("dict[str, Any]", stacks)
        backend = environment.get("PULUMI_BACKEND_URL") or project.backend
        chosen = [by_backend[backend]] if backend in by_backend else [] if backend else by_backend.values()
        found = tuple(each for each in chosen if isinstance(each, str) and each)
        if found:
            return found
    return (legacy,) if isinstance(legacy, str) and legacy else ()


def _workspace(project: Project, environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the settings that the CLI keeps for a project; empty where there are none, or none to read."""
    home = environment.get("PULUMI_HOME")
    folder = Path(home) if home else Path(environment.get("HOME") or "/") / ".pulumi"
    for file in _names(project, environment):
        key = hashlib.sha1(file.encode(), usedforsecurity=False).hexdigest()
        try:
            found: Any = json.loads(
                (folder / "workspaces" / f"{project.name}-{key}-workspace.json").read_bytes()
            )
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return cast("dict[str, Any]", found)
    return {}


def _names(project: Project, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the path of Pulumi.yaml as the CLI may have seen it: with the links that a shell keeps, too."""
    shell = environment.get("PWD")
    folders = (Path(shell), *Path(shell).parents) if shell else ()
    seen = (str(folder / project.file.name) for folder in folders if folder.resolve() == project.root)
    return tuple(dict.fromkeys((*seen, str(project.file))))
