"""A program of the Automation API is planned by its inline program, and starts no command."""

import json
from pathlib import Path

import pytest

from jiban.model.digest import dumps
from jiban.plan.errors import PlanError
from jiban.plan.run import plan
from jiban.project.errors import ProjectNotFound

PROGRAM = """\
import pulumi
from pulumi import automation as auto


class Disk(pulumi.CustomResource):
    def __init__(self, name, **props):
        super().__init__("cloud:index:Disk", name, props)


def program():
    config = pulumi.Config()
    Disk("disk", size=config.require("size"), key=config.require_secret("key"))
    pulumi.export("stack", pulumi.get_stack())


stack = auto.create_or_select_stack(stack_name="acme/live", project_name="inline", {what})
stack.workspace.install_plugin("cloud", "v1.0.0")
stack.set_config("size", auto.ConfigValue(value="5"))
stack.set_config("key", auto.ConfigValue(value="open-sesame", secret=True))
try:
    result = stack.up(on_output=print)
except Exception as error:
    print(error)
print(result.outputs)
"""


def project(folder: Path, what: str = "program=program") -> Path:
    """A project whose main file is such a program."""
    (folder / "Pulumi.yaml").write_text("name: outer\nruntime: python\nmain: main.py\n")
    (folder / "main.py").write_text(PROGRAM.replace("{what}", what))
    return folder


def test_the_inline_program_is_planned_with_the_configuration_that_was_set(tmp_path: Path) -> None:
    """In the project and stack that the program names, however it is wrapped."""
    found = plan(project(tmp_path))
    (disk,) = (each for each in found.resources if each.type == "cloud:index:Disk")
    assert disk.urn == "urn:pulumi:live::inline::cloud:index:Disk::disk"
    assert disk.inputs["size"] == "5"
    assert found.outputs["stack"] == "live"


def test_a_secret_that_the_program_sets_is_not_shown(tmp_path: Path) -> None:
    """Neither as configuration nor as an input."""
    text = dumps(plan(project(tmp_path)))
    assert "open-sesame" not in text
    assert json.loads(text)["config"]["inline:key"] == "[secret]"


def test_a_program_that_deploys_another_project_names_it(tmp_path: Path) -> None:
    """There is no function to plan, and the program's own handling of errors hides nothing."""
    with pytest.raises(PlanError, match=r"the Pulumi project in infra by the Automation API.*-C infra"):
        plan(project(tmp_path, 'work_dir="infra"'))


def test_a_folder_without_a_project_tells_what_such_a_program_needs(tmp_path: Path) -> None:
    """An inline program needs no Pulumi.yaml to be deployed."""
    (project(tmp_path) / "Pulumi.yaml").unlink()
    with pytest.raises(ProjectNotFound, match=r"main\.py is a program of the Automation API.*main: main\.py"):
        plan(tmp_path)
