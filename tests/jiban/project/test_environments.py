"""Environments of Pulumi ESC are not opened: where a value is missing, they are named."""

from pathlib import Path

import pytest

from jiban.plan.errors import ProgramError
from jiban.plan.run import plan
from jiban.project.config import read_config
from jiban.project.errors import ConfigFileError
from jiban.project.project import environments_named, find_project


def project(folder: Path, environment: str, *, declared: str = "", program: str = "") -> Path:
    """A project whose stack imports environments."""
    (folder / "Pulumi.yaml").write_text(f"name: app\nruntime: python\n{declared}")
    (folder / "__main__.py").write_text(program)
    (folder / "Pulumi.dev.yaml").write_text(f"config: {{}}\nenvironment: {environment}\n")
    return folder


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ("[shop/prod]", "the environment shop/prod (Pulumi.dev.yaml:2)"),
        ("[a, {b: {merge: false}}]", "the environments a, b (Pulumi.dev.yaml:2)"),
        ("{imports: [a]}", "the environment a (Pulumi.dev.yaml:2)"),
        ("{values: {pulumiConfig: {a: 1}}}", "the environment of the stack file (Pulumi.dev.yaml:2)"),
    ],
)
def test_environments_are_named(tmp_path: Path, environment: str, names: str) -> None:
    """In each form that a stack file can have."""
    found = read_config(find_project(project(tmp_path, environment)), "dev")
    assert environments_named(found.environments, found.environments_place) == names


def test_a_declared_key_without_a_value_names_them(tmp_path: Path) -> None:
    """`pulumi config set` would be the wrong thing to do."""
    root = project(tmp_path, "[shop/prod]", declared="config: {size: {type: string}}\n")
    with pytest.raises(ConfigFileError) as caught:
        read_config(find_project(root), "dev")
    assert str(caught.value).endswith(
        "it may be one of the environment shop/prod (Pulumi.dev.yaml:2), which only Pulumi ESC can open: "
        "give it with -c size=VALUE"
    )


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import pulumi\npulumi.Config().require('size')\n", id="configuration"),
        pytest.param("import os\nos.environ['SHOP_SIZE']\n", id="environment variable"),
    ],
)
def test_a_program_that_misses_a_value_is_told_of_them_first(tmp_path: Path, program: str) -> None:
    """Before the traceback, with both ways to give it."""
    with pytest.raises(ProgramError) as caught:
        plan(project(tmp_path, "[shop/prod]", program=program))
    first, second, third, *_ = str(caught.value).splitlines()
    assert first == (
        "a value is missing, and it may be one of the environment shop/prod (Pulumi.dev.yaml:2), which only "
        "Pulumi ESC can open: give it with -c KEY=VALUE, or an environment variable with VARIABLE=VALUE "
        "before the command"
    )
    assert (second, third) == ("", "Traceback (most recent call last):")


def test_another_error_says_nothing_of_them(tmp_path: Path) -> None:
    """Not every error is for want of a value."""
    with pytest.raises(ProgramError) as caught:
        plan(project(tmp_path, "[shop/prod]", program="1 / 0\n"))
    assert "shop/prod" not in str(caught.value)
