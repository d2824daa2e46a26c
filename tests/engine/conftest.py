"""The real engine, once for all tests that need it; without it they are skipped, and say so."""

import json
import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from jiban.model.digest import read_digest
from jiban.model.plan import Plan
from jiban.project.project import find_project
from jiban.rehearse.pulumi_cli import EngineError, Scratch, find_cli, open_scratch, refuse, simulated_cloud

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = "JIBAN_ENGINE_REQUIRED"
"""Set by `make rehearsals`, where a skipped test would be a gate that is open."""

Opener = Callable[[str, str], AbstractContextManager[Scratch]]


@pytest.fixture(scope="session")
def cli() -> Path:
    """The Pulumi CLI; a test without it is skipped, or fails where the engine is required."""
    try:
        return find_cli()
    except EngineError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"NOT TESTED AGAINST THE ENGINE: {error}")


@pytest.fixture
def opened(cli: Path, tmp_path: Path) -> Opener:
    """Opens an empty stack of a project on a simulated cloud: `opened("examples/pms-aws", "dev")`."""

    @contextmanager
    def opener(project: str, stack: str) -> Generator[Scratch]:
        with simulated_cloud(tmp_path, ROOT / project) as port:
            scratch = open_scratch(tmp_path, cli, find_project(ROOT / project), stack)
            scratch.port = port
            yield scratch

    return opener


@pytest.fixture
def previewed() -> Callable[[Scratch], Plan]:
    """Gives the engine's own preview of a stack."""

    def preview(scratch: Scratch) -> Plan:
        result = scratch.run("preview", "--json", *scratch.stack_flags())
        refuse(result, "the engine's preview")
        return read_digest(json.loads(result.stdout))

    return preview
