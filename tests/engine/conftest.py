"""The real engine, once for all tests that need it; without it they are skipped, and say so."""

import json
import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.model.digest import UNKNOWN_TEXT, read_digest
from jiban.model.plan import ROOT_TYPE, SECRET_SIGNATURE, SIGNATURE, Plan, Secret, Unknown
from jiban.plan.lookups import read_lookups
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
        result = scratch.run("preview", "--json", *scratch.stack_flags(), log=True)
        refuse(result, "the engine's preview")
        return replace(read_digest(json.loads(result.stdout)), outputs=_stack_outputs(result.events))

    return preview


def _stack_outputs(events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The outputs of the stack, which the document of a preview leaves out."""
    done = (event.get("resOutputsEvent", {}).get("metadata", {}) for event in events)
    # The first comes with the registration, before the program has any outputs.
    *_, state = (each["new"] for each in done if each.get("type") == ROOT_TYPE)
    return read_digest({"deployment": {"resources": [state]}}).outputs


@pytest.fixture
def referenced() -> Callable[[Scratch], None]:
    """Puts the stacks that a project's lookups.yaml describes into the backend, for its references."""

    def put(scratch: Scratch) -> None:
        for name, (outputs, _) in read_lookups(find_project(scratch.project)).stacks.items():
            _put_stack(scratch, name, outputs)

    return put


@pytest.fixture
def stands_on() -> Callable[[Scratch, Plan], None]:
    """Puts the planned stack that another one refers to into the backend: what is unknown in its outputs
    stays unknown, as in the preview of an environment that is not deployed yet.
    """

    def put(scratch: Scratch, planned: Plan) -> None:
        _put_stack(scratch, f"organization/{planned.project}/{planned.stack}", planned.outputs)

    return put


def _put_stack(scratch: Scratch, name: str, outputs: Mapping[str, Any]) -> None:
    _, project, stack = name.split("/")
    root = {
        "urn": f"urn:pulumi:{stack}::{project}::{ROOT_TYPE}::{project}-{stack}",
        "custom": False,
        "type": ROOT_TYPE,
        "outputs": {key: _stored(value) for key, value in outputs.items()},
    }
    latest = {"manifest": {}, "resources": [root]}
    file = scratch.folder / "backend" / ".pulumi" / "stacks" / project / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"version": 3, "checkpoint": {"stack": name, "latest": latest}}))


def _stored(value: Any) -> Any:
    """A value as a state has it whose secrets can be read."""
    match value:
        case Secret():
            return {SIGNATURE: SECRET_SIGNATURE, "plaintext": json.dumps(_stored(value.value))}
        case Unknown():
            return UNKNOWN_TEXT
        case Mapping():
            return {key: _stored(item) for key, item in value.items()}
        case list() | tuple():
            return [_stored(item) for item in value]
        case _:
            return value
