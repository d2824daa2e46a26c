"""What a process that plans a stack for another process answers: see `jiban.plan.elsewhere`, which asks."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jiban import handover, secrecy
from jiban.model.plan import Secret, Unknown
from jiban.plan.errors import ReferenceCycle
from jiban.project.errors import JibanError
from jiban.report.failures import failure_of
from jiban.report.terminal import write_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.project.project import Project


def asked() -> Mapping[str, Any] | None:
    """Return what the process that has started this one asks; None where it asks for no more than a plan."""
    text = handover.question()
    if not text:
        return None
    found: dict[str, Any] = json.loads(text)
    if "pipe" in found:
        os.set_inheritable(found["pipe"], False)  # noqa: FBT003 - takes no keyword
    return found


def answer_each(
    question: Mapping[str, Any], project: Project, planned: Callable[[Project, str], str]
) -> None:
    """Plan several stacks one after the other, and write each into a file as soon as it is there.

    Args:
        question: the stacks under `each`, and under `into` the folder, which has a file for each stack then,
            called after its place among them: `plan`, or `error` and `code`.
        project: whose stacks they are.
        planned: returns the document of a plan.
    """
    folder = Path(question["into"])
    for number, stack in enumerate(question["each"]):
        said: dict[str, Any]
        try:
            said = {"plan": planned(project, stack)}
        except JibanError as error:
            failure = failure_of(error, stack)
            said = {"error": secrecy.current().text(failure.message), "code": failure.exit_code}
        write_file(folder / f"{number}.json", json.dumps(said), is_json=True)


def answer(question: Mapping[str, Any], project: Project, stack: str) -> None:
    """Plan a stack, and tell the process that asks for it."""
    from jiban.plan.run import plan_for_another  # noqa: PLC0415 - Pulumi is loaded where a plan is made

    said: dict[str, Any] = {}
    try:
        found = plan_for_another(
            project.root,
            stack,
            overrides=question.get("overrides", ()),
            path_overrides=question.get("path_overrides", ()),
            organization=question.get("organization"),
            ancestors=[(folder, name) for folder, name in question.get("ancestors", ())],
            other=bool(question.get("other")),
        )
        said = {"outputs": _written(found.values), "computed_with": found.computed_with}
    except JibanError as error:
        said = {"error": str(error), "cycle": isinstance(error, ReferenceCycle)}
    finally:
        secrets, suspects = secrecy.current().known()
        line = json.dumps({**said, "secrets": secrets, "suspects": suspects}).encode()
        with contextlib.suppress(OSError), os.fdopen(question["pipe"], "wb") as pipe:  # nobody waits any more
            pipe.write(line + b"\n")


def _written(value: Any) -> Any:
    """Return a value of a plan in plain JSON: a scalar as it is, everything else in a list with its kind."""
    if isinstance(value, Secret):
        return ["secret", _written(value.value), value.found]
    if isinstance(value, Unknown):
        return ["unknown", value.note, value.sources]
    if isinstance(value, Mapping):
        return ["map", {key: _written(item) for key, item in cast("Mapping[str, Any]", value).items()}]
    if isinstance(value, list | tuple):
        return ["list", [_written(item) for item in cast("Sequence[Any]", value)]]
    return value
