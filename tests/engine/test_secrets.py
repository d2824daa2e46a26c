"""What a rehearsal prints of a program that fails with a secret in its words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jiban.cli import main
from tests.environments import make_environment
from tests.leaks.canaries import Cage

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

FAILING = """\
import pulumi
secret = {secret!r}
pulumi.export('key', pulumi.Output.secret(secret))
raise ValueError(f'cannot use {{secret}}')
"""
OF_TWO = """\
import pulumi
if pulumi.get_stack() == "apps":
    secret = "{secret}" + pulumi.Config("demo").require("region")
    pulumi.export("key", pulumi.Output.secret(secret))
    raise ValueError(f"cannot use {{secret}}")
pulumi.export("base", "there")
"""
SETTINGS = """\
from dataclasses import dataclass
from pydantic import BaseModel
from jiban.settings.root import Root

@dataclass(frozen=True)
class Listed:
    id: str
    commands: tuple[str, ...]
    title: str = "Do it"
    where: str = ""
    reason: str = ""
    done_when: str = ""

class Model(BaseModel):
    base: str | None = None
    name: str = ""

STEPS = (
    Listed("stacks", ("pulumi stack init prod", "pulumi stack init apps")),
    Listed("platform", ("pulumi up --stack prod",)),
    Listed("region", ("pulumi config set demo:region north --stack apps",)),
    Listed("services", ("pulumi up --stack apps",)),
)
ROOT = Root(model=Model, namespace="demo-app", extends="base", steps=lambda _model, _deployment: STEPS)
"""


def rehearsed(folder: Path, *flags: str) -> tuple[int, str, str]:
    """Exit code, document, and all that was printed, of a rehearsal."""
    found = CliRunner().invoke(main, ["rehearse", "-C", str(folder), *flags])
    return found.exit_code, found.stdout, found.stdout + found.stderr


def write(folder: Path, **files: str) -> None:
    """Write a project; two underscores of a name stand for a dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_message_of_a_failed_program_has_no_secret(tmp_path: Path, form: str) -> None:
    """The engine hands the message on as the program has raised it."""
    cage = Cage(5)
    write(tmp_path, Pulumi__yaml="name: demo\nruntime: python\n", Pulumi__dev__yaml="config: {}\n")
    (tmp_path / "__main__.py").write_text(FAILING.format(secret=cage.canary("the program")))
    code, document, printed = rehearsed(tmp_path, "-s", "dev", "-o", form)
    assert code == 1
    assert "cannot use [secret]" in document
    assert cage.leaks(printed) == []


@pytest.mark.parametrize("stack", ["prod", "apps"])
def test_the_message_of_another_stack_of_the_steps_has_no_secret(tmp_path: Path, stack: str) -> None:
    """Each stack has secrets of its own, and what the steps set in its file takes part in them."""
    cage = Cage(6)
    write(
        tmp_path,
        Pulumi__yaml="name: demo\nruntime: python\n",
        Pulumi__prod__yaml="config:\n  demo-app:name: shop\n",
        Pulumi__apps__yaml="config:\n  demo-app:base: prod\n",
        pyproject__toml='[tool.jiban]\nsettings = "steps_of_two:ROOT"\n',
        steps_of_two__py=SETTINGS,
    )
    (tmp_path / "__main__.py").write_text(OF_TWO.format(secret=cage.canary("apps")))
    code, document, printed = rehearsed(tmp_path, "-s", stack, "--steps")
    assert code == 1
    assert "cannot use [secret]" in document
    assert cage.leaks(printed) == []


def test_the_message_of_a_program_with_packages_of_its_own_has_no_secret(tmp_path: Path) -> None:
    """It is planned for its secrets with a package that only its own environment has."""
    cage = Cage(7)
    write(
        tmp_path,
        Pulumi__yaml="name: demo\nruntime: {name: python, options: {virtualenv: own}}\n",
        Pulumi__dev__yaml="config: {}\n",
    )
    (tmp_path / "__main__.py").write_text(
        "import shop_sdk\n" + FAILING.format(secret=cage.canary("the program"))
    )
    make_environment(tmp_path / "own")
    code, document, printed = rehearsed(tmp_path, "-s", "dev")
    assert code == 1
    assert "cannot use [secret]" in document
    assert cage.leaks(printed) == []


def test_a_change_that_is_secret_is_not_shown(tmp_path: Path) -> None:
    """Neither where it is named as what was changed, nor in what a program says of it."""
    cage = Cage(8)
    write(
        tmp_path,
        Pulumi__yaml="name: demo\nruntime: python\n",
        Pulumi__dev__yaml="config:\n  demo:token: first\n",
    )
    (tmp_path / "__main__.py").write_text(
        "import pulumi\ntoken = pulumi.Config('demo').require('token')\n"
        "if token != 'first':\n    raise ValueError(f'cannot use {token}')\n"
    )
    change = f"demo:token={cage.canary('change')}"
    code, document, printed = rehearsed(tmp_path, "-s", "dev", "--change", change)
    assert code == 1
    assert "cannot use [secret]" in document
    assert cage.leaks(printed) == []
