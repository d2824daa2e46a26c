"""Whatever shape a secret is written in, in the place that settings have for secrets, nothing repeats it."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.environments import ROOT
from tests.leaks import commands
from tests.leaks.canaries import Cage

pytestmark = pytest.mark.corpus

NUMBER = 60
"""Shapes that are tried on each way to give them."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the program and the settings of this one."""
    folder = tmp_path_factory.mktemp("secrets")
    own = (ROOT / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(own.replace("main: infra/", f"main: {ROOT / 'infra'}/"))
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (folder / "Pulumi.own.yaml").write_text((ROOT / "Pulumi.dev.yaml").read_text())
    return folder


def shapes(cage: Cage, seed: int) -> Iterator[Any]:
    """Yield what people write where `{values: {name: {secure: ...}}}` is expected, with a secret inside."""
    chance = random.Random(seed)  # noqa: S311 - the same draws everywhere are what is wanted
    wraps = (
        lambda value: {"values": value},
        lambda value: {"value": value},
        lambda value: {"valeus": value},
        lambda value: {"key": value},
        lambda value: {"secure": value},
        lambda value: {"secure": value, "name": "key"},
        lambda value: {"names": ["key"], "values": {"key": value}},
        lambda value: {"values": {"key": {"secure": "v1:AAAA:BBBB"}, "other": value}},
        lambda value: [value],
        lambda value: [{"name": "key", "value": value}],
        json.dumps,
        lambda value: json.dumps(value)[:-1],
        lambda value: {"values": json.dumps({"key": value})},
        lambda value: {str(value): None} if isinstance(value, str) else value,
    )
    for number in range(NUMBER):
        value: Any = cage.canary(f"shape {number}")
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
            value = chance.choice(wraps)(value)
        yield value


@pytest.mark.parametrize("key", ["jiban:secrets", "jiban:passwords"])
def test_no_shape_in_a_stack_file_is_repeated(project: Path, key: str) -> None:
    """Neither in what is said of it, nor in the plan where it is accepted."""
    cage = Cage(11)
    found: list[str] = []
    for number, shape in enumerate(shapes(cage, 1)):
        tree = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())
        tree["config"][key] = shape
        (project / "Pulumi.mutant.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True, width=1000))
        command = ["plan", "-s", "mutant", "-C", str(project), *(["-j"] if number % 2 else [])]
        found += _leaks(command, cage, f"{shape!r}")
    assert found == []


@pytest.mark.parametrize("flags", [("-c",), ("--config-path", "-c")], ids=["key", "path"])
def test_no_shape_on_the_command_line_is_repeated(project: Path, flags: tuple[str, ...]) -> None:
    """Given for the map of secrets, for its values or for one of them."""
    cage = Cage(13)
    found: list[str] = []
    keys = (
        "jiban:secrets",
        "jiban:secrets.values",
        "jiban:secrets.values.key",
        "jiban:secrets.values[0]",
        "jiban:passwords",
        "jiban:passwords.postgres",
    )
    for number, shape in enumerate(shapes(cage, 2)):
        value = shape if isinstance(shape, str) else json.dumps(shape)
        given = f"{keys[number % len(keys)]}={value}"
        command = ["plan", "-j", "-s", "own", "-C", str(project), *flags, given]
        found += _leaks(command, cage, given)
    assert found == []


def _leaks(command: list[str], cage: Cage, what: str) -> list[str]:
    _, printed = commands.run(command)
    assert "internal error" not in printed
    return [f"{what}: {printed[:300]}" for _ in cage.leaks(printed)]
