"""A stack that is planned in a process of its own, with the packages of its own project.

Two plans need it: that of a stack which another project's stack refers to, and that of a stack whose program
has failed in processes of the engine, which tell nobody what is secret in its words.

The other process (`jiban.plan.answer`) answers by a pipe that nobody else has: the outputs of the stack, with
the secrets among them as they are, and all that it has found to be secret.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, cast

from jiban import handover, secrecy, surroundings
from jiban.model.plan import Secret, Unknown
from jiban.plan.errors import PlanError, ReferenceCycle

if TYPE_CHECKING:
    from jiban.model.plan import Plan
    from jiban.project.project import Project

_GRACE: Final = 5.0
"""Seconds that a process has to stop itself, and to say so, after its program's time."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a stack gives to those that refer to it."""

    values: Mapping[str, Any]
    computed_with: bool = False
    """Whether placeholders took part in it."""


def outputs_of(plan: Plan) -> Outputs:
    """Return the outputs of a plan."""
    return Outputs(plan.outputs, any(each.computed_with for each in plan.placeholders))


def own_packages(project: Project) -> handover.Handover | None:
    """Return how to plan a project whose packages are others than those of this process, or None."""
    found = handover.handover_to(project, _environment())
    if found is None or (found.folder is not None and found.folder == handover.as_started().folder):
        return None
    return found


def _environment() -> dict[str, str]:
    """Return the variables as they were before this process was given an environment of its own."""
    active = handover.as_started().folder
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(surroundings.variable(""))
        and not (name == "VIRTUAL_ENV" and active is not None and value == str(active))
    }


def planned_outputs(
    found: handover.Handover,
    project: Project,
    stack: str,
    *,
    organization: str,
    ancestors: Sequence[tuple[str, str]],
    other: bool,
) -> Outputs:
    """Plan a stack with the packages of its project, and return its outputs.

    Args:
        found: how.
        project: its project.
        stack: its name.
        organization: what `pulumi.get_organization()` returns.
        ancestors: folder and stack of each plan that waits for this one.
        other: whether other placeholders are asked for, and silence.

    Raises:
        ReferenceCycle: it refers to a stack that waits for it.
        PlanError: it cannot be planned.
    """
    question = {"organization": organization, "ancestors": ancestors, "other": other}
    answer = _ask(found, project, stack, question, silent=other)
    if "outputs" not in answer:
        error = ReferenceCycle if answer.get("cycle") else PlanError
        raise error(answer.get("error") or "its process ended without a result")
    return Outputs(cast("Mapping[str, Any]", _read(answer["outputs"])), bool(answer.get("computed_with")))


def learn_secrets(
    project: Project,
    stack: str,
    *,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
    seconds: int = 0,
) -> None:
    """Plan a stack for its secrets alone, and tell the gate of them, also of those of a program that fails.

    Args:
        project: its project.
        stack: its name.
        overrides: `KEY=VALUE` texts over its stack file.
        path_overrides: the same, with the key as a property path.
        seconds: that the program has; 0 for any.
    """
    found = own_packages(project) or handover.as_started()
    question = {"overrides": overrides, "path_overrides": path_overrides}
    _ask(found, project, stack, question, silent=True, seconds=seconds)


def _ask(
    found: handover.Handover,
    project: Project,
    stack: str,
    question: Mapping[str, Any],
    *,
    silent: bool,
    seconds: int = 0,
) -> Mapping[str, Any]:
    """Run a plan in another process, and return what it answers; nothing where it ends without an answer."""
    arguments = ["plan", "--color", "never", "-C", str(project.root), "-s", stack, "--timeout", str(seconds)]
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as answers:
        try:
            command = found.command(
                arguments, parent=os.getpid(), question=json.dumps({**question, "pipe": writing})
            )
            process = subprocess.Popen(
                command,
                cwd=project.root,
                env=found.environment({**_environment(), "PYTHONUTF8": "1"}),
                pass_fds=[writing],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if silent else None,
            )
        finally:
            os.close(writing)
        with _ended(process):
            line = _line(answers, seconds)
            answer = cast("dict[str, Any]", json.loads(line)) if line else {}
            secrecy.current().learn(answer.get("secrets", []))
            secrecy.current().suspect(answer.get("suspects", []))
            if line:
                process.wait()
    return answer


def _line(answers: IO[bytes], seconds: int) -> bytes:
    """Return the line that is answered; an empty one after the time that there is for it."""
    if seconds and not select.select([answers], [], [], seconds + _GRACE)[0]:
        return b""
    return answers.readline()


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Generator[None]:
    """End a process with the block."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _read(value: Any) -> Any:
    """Return a value that `jiban.plan.answer` has written."""
    if not isinstance(value, list):
        return value
    kind, first, *rest = cast("list[Any]", value)
    if kind == "secret":
        return Secret(_read(first), *rest)
    if kind == "unknown":
        return Unknown(first, tuple(rest[0]))
    if kind == "map":
        return {key: _read(item) for key, item in first.items()}
    return [_read(item) for item in first]
