"""A program of the Automation API is planned by its inline program, and starts no command."""

import json
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from jiban.model.digest import dumps
from jiban.plan.automation import InlineProgram, Stack, without_commands
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


def stack(**more: object) -> Stack:
    """Make a stack as a program does."""
    makers: Any = automation
    with without_commands():
        return makers.create_stack("acme/live", **more)


@pytest.mark.parametrize("name", ["create_stack", "select_stack", "create_or_select_stack"])
def test_whatever_makes_a_stack_gives_a_stand_in(name: str) -> None:
    """With the function and the project that the program names; afterwards the SDK is its own again."""
    before = getattr(automation, name)

    def program() -> None: ...

    with without_commands():
        found = getattr(automation, name)("live", "shop", program, work_dir="infra", opts=object())
    assert found == Stack("live", "shop", "infra", program)
    assert getattr(automation, name) is before


@pytest.mark.parametrize("name", ["LocalWorkspace", "PulumiCommand"])
def test_what_would_start_a_command_is_refused(name: str) -> None:
    """Only the CLI can answer."""
    with without_commands(), pytest.raises(PlanError, match="asks the Automation API for a workspace"):
        getattr(automation, name)()


@pytest.mark.parametrize("name", ["preview", "up", "destroy", "import_resources"])
def test_whatever_deploys_a_stack_plans_it(name: str) -> None:
    """The function of the stack is what is planned."""
    found = stack()
    with pytest.raises(InlineProgram) as raised:
        getattr(found, name)(on_output=print)
    assert raised.value.stack is found


@pytest.mark.parametrize(
    "name", ["refresh", "install_plugin", "install_plugin_from_server", "remove_plugin", "refresh_config"]
)
def test_what_changes_nothing_of_a_plan_is_passed_over(name: str) -> None:
    """Of a stack and of its workspace."""
    assert getattr(stack(), name)("aws", "v7") is None
    assert getattr(stack().workspace, name)() is None


@pytest.mark.parametrize("name", ["outputs", "history", "export_stack"])
def test_what_only_the_cli_knows_is_refused(name: str) -> None:
    """By its name."""
    with pytest.raises(PlanError, match=f"asks the Automation API for {name}, which"):
        getattr(stack(), name)()


def test_configuration_that_a_program_sets() -> None:
    """Of a stack or of a workspace, one value or several; a secret stays one."""
    found = stack()
    found.set_config("a", "1")
    found.set_config("b", automation.ConfigValue("2", secret=True))
    found.workspace.set_config("acme/live", "c", automation.ConfigValue("3"))
    found.set_all_config({"d": "4", "e": automation.ConfigValue("5", secret=True)})
    found.workspace.set_all_config("acme/live", {"f": "6"})
    assert found.values == {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"}
    assert found.secret_keys == ["b", "e"]


def test_what_is_no_method_of_a_stack_is_missing() -> None:
    """As Python's own protocols ask for it."""
    assert not hasattr(stack(), "__deepcopy__")
