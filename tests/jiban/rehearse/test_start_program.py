import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jiban import handover
from jiban.rehearse import start_program

RUNNER = """
import json, sys
import pulumi
from pulumi import log
quick = getattr(getattr(log, "debug", None), "__module__", None)
print(json.dumps({"quick": quick, "arguments": sys.argv, "path": sys.path[0], "name": __name__}))
"""


def started(folder: Path, **environment: str) -> dict[str, Any]:
    """What a runner sees that is started with two arguments."""
    runner = folder / "runner"
    runner.write_text(RUNNER, encoding="utf-8")
    command = [sys.executable, start_program.__file__, str(runner), "--dry_run=true", "/p/infra"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A run with the Pulumi that is installed."""
    return started(tmp_path_factory.mktemp("runner"))


def test_the_runner_gets_its_arguments_as_if_started_itself(seen: dict[str, Any]) -> None:
    """Its own path first, and it is the main module."""
    assert seen["name"] == "__main__"
    assert [Path(seen["arguments"][0]).name, *seen["arguments"][1:]] == [
        "runner",
        "--dry_run=true",
        "/p/infra",
    ]


def test_a_program_finds_no_module_of_the_starter_s_folder(seen: dict[str, Any]) -> None:
    """Which has modules called `run` and `text`: the runner's own folder comes first."""
    assert seen["path"] == str(Path(seen["arguments"][0]).parent)


def test_the_sdk_takes_the_shortcuts(seen: dict[str, Any]) -> None:
    """The planner's own, loaded from their file."""
    assert seen["quick"] == "_jiban_shortcuts"


@pytest.mark.parametrize(
    "version",
    [
        pytest.param("3.100.0", id="one that nobody has read"),
        pytest.param("3.999.0", id="one with other insides"),
    ],
)
def test_another_sdk_stays_as_it_is(tmp_path: Path, version: str) -> None:
    """A program runs all the same."""
    packages = tmp_path / "packages"
    (packages / "pulumi").mkdir(parents=True)
    (packages / "pulumi" / "__init__.py").write_text("from pulumi import log\n", encoding="utf-8")
    (packages / "pulumi" / "log.py").write_text("def debug(): ...\n", encoding="utf-8")
    about = packages / f"pulumi-{version}.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text(f"Metadata-Version: 2.1\nName: pulumi\nVersion: {version}\n", encoding="utf-8")
    assert started(tmp_path, PYTHONPATH=str(packages))["quick"] == "pulumi.log"


def test_the_oldest_sdk_is_the_planners() -> None:
    """The file may import nothing of jiban, so it has the number once more."""
    assert handover.OLDEST[:2] == start_program.OLDEST
