"""Loads an environment from the text of a stack file, the way the command line does."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from infra.environment import NAMESPACE
from infra.settings import SETTINGS
from jiban.model.plan import Plan
from jiban.project.config import read_config
from jiban.project.problem import Problem
from jiban.project.project import find_project
from jiban.settings import layers
from jiban.settings.errors import ConfigurationError
from jiban.settings.extension import extending
from tests.stacks import planned

LEAST = """\
config:
  jiban:region: koreacentral
  jiban:owner: platform
"""
"""The least that a stack file may say, in three lines."""

ROOT = Path(__file__).parents[2]


def load(
    folder: Path, text: str, *, overrides: Sequence[str] = (), path_overrides: Sequence[str] = ()
) -> layers.Loaded:
    """Load a stack file of this text, with `-c` texts over it.

    What it does not protect may be thrown away, and needs no administrators: its project says so.
    """
    (folder / "Pulumi.yaml").write_text("name: tripgen\nruntime: python\nconfig:\n  jiban:protect: false\n")
    (folder / "__main__.py").touch()
    file = folder / "Pulumi.test.yaml"
    file.write_text(text)
    project = find_project(folder)
    config = read_config(project, "test", overrides, path_overrides)
    values = {key: value for key, value in config.values.items() if key.startswith(f"{NAMESPACE}:")}
    # Its cluster is private, as by default; where it is deployed from is no matter of most tests.
    values.setdefault(f"{NAMESPACE}:inside_network", "true")
    return layers.load(SETTINGS, values, file)


def problems(
    folder: Path, text: str, *, overrides: Sequence[str] = (), path_overrides: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Return what is wrong with a stack file of this text; nothing for a good one."""
    try:
        load(folder, text, overrides=overrides, path_overrides=path_overrides)
    except ConfigurationError as error:
        return tuple(error.problems)
    return ()


def stack(name: str) -> layers.Loaded:
    """Load one of the project's own stacks."""
    project = find_project(ROOT)
    values = read_config(project, name).values
    return layers.load(SETTINGS, values, project.stack_file(name))


def whole(folder: Path, name: str) -> Plan:
    """Return the plan of an environment of a project: of its stack, with what the stacks on it make."""
    project = find_project(folder)
    platform = planned(folder, name)
    extend = extending(SETTINGS, project.stack_file(name).parent, name)
    # A second region is another platform, with services of its own.
    scopes = {other: read_config(project, other).values.get(f"{NAMESPACE}:scope") for other in extend}
    others = [planned(folder, other) for other, scope in scopes.items() if scope != "recovery"]
    return replace(platform, resources=tuple(each for part in (platform, *others) for each in part.resources))
