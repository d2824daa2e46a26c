"""`jiban bootstrap`: which document goes where."""

import json

import pytest
from click.testing import CliRunner

from jiban.cli import main
from tests.infra.environments import ROOT


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of the command."""
    done = CliRunner().invoke(main, ["bootstrap", "-C", str(ROOT), "-s", "prod", *arguments])
    return done.exit_code, done.stdout


@pytest.mark.parametrize(
    ("flags", "first", "command"),
    [
        ((), "tripgen/prod: ", "    $ "),
        (("-o", "text"), "tripgen/prod: ", "    $ "),
        (("-o", "markdown"), "## tripgen/prod: ", "  ```sh"),
    ],
)
def test_a_list_for_people(flags: tuple[str, ...], first: str, command: str) -> None:
    """Text, unless Markdown is asked for."""
    code, out = run(*flags)
    assert code == 0
    assert out.startswith(first)
    assert any(line.startswith(command) for line in out.splitlines())


@pytest.mark.parametrize("flags", [("--json",), ("-o", "json")])
def test_a_list_for_programs(flags: tuple[str, ...]) -> None:
    """JSON, by either flag, of the environment with all its stacks."""
    code, out = run(*flags)
    document = json.loads(out)
    assert code == 0
    assert (document["project"], document["stack"]) == ("tripgen", "prod")
    assert document["stacks"] == ["prod", "prod-south", "prod-south-workloads", "prod-workloads"]
    assert all(step["doneWhen"] for step in document["steps"])
