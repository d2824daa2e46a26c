"""A program's failure as its author wants to read it: the project's own lines, nothing of Pulumi or us."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.plan import ROOT_TYPE
from jiban.plan import sdk
from jiban.plan.errors import ProgramError
from jiban.plan.import_hint import import_hint
from jiban.plan.inputs import fault_in
from jiban.plan.process_end import ProgramEnded
from jiban.project.project import environments_named
from jiban.project.safe_text import words_of

if TYPE_CHECKING:
    from jiban.model.plan import SourceLine
    from jiban.plan.source_lines import SourceLines
    from jiban.project.project import Project, StackConfig

_BECAUSE = "The above exception was the direct cause of the following exception:"
_WHILE = "During handling of the above exception, another exception occurred:"
_SDK_FILES: Final = frozenset({sdk.resource.__file__, sdk.invoke.__file__, sdk.stack.__file__})
_TASKS: Final = frozenset(
    {"do_register", "do_read", "do_get", "do_register_resource_outputs", "do_invoke", "massage"}
)
"""Functions of the SDK's for one resource or one call, in a task that no line of the program awaits."""
_SENDING: Final = "serialize_properties"
"""Function of the SDK's that makes a message of a map, key by key."""
_PROCESSING: Final = "While processing "
_RISEN: Final = " has risen: "
"""Words around which the SDK repeats an exception, one of them for each level that it has come through."""
_REPEATED: Final = 3
"""Times that a line is shown where a function calls itself, as Python does."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What the SDK was doing for the program when an exception came up, in a task of its own."""

    what: str
    source: SourceLine | None
    values: Any


def program_error(
    error: BaseException,
    source_lines: SourceLines,
    project: Project,
    config: StackConfig,
    line_of: Callable[[Any], SourceLine | None] = lambda _: None,
    *,
    exported_at: Callable[[str], SourceLine | None] = lambda _: None,
) -> ProgramError:
    """Make the error to raise for an exception of the program.

    Args:
        error: the exception.
        source_lines: what is the project's own code.
        project: the project.
        config: the stack's configuration.
        line_of: finds the line that made a resource, by what the SDK keeps for its registration.
        exported_at: finds the line that exports an output of the stack, by its name.
    """
    blocks = _blocks(error, source_lines, project.shown(project.program))
    task = _task(error, line_of, exported_at)
    if task is not None and not any(len(block) > 1 for _, block in blocks):
        return ProgramError(_without_lines(error, task), (), error)
    lines = _missing_values(error, config)
    for joint, block in blocks[:-1]:
        lines += [*block, "", joint, ""]
    lines += blocks[-1][1][:-1]
    message = blocks[-1][1][-1] + import_hint(error, project)
    if task is not None and task.source is not None and not any(_names(line, task.source) for line in lines):
        message += f"\nIt came up while {task.what} was registered, which {task.source} makes."
    return ProgramError(message, lines, error)


def _names(line: str, source: SourceLine) -> bool:
    return line.startswith(f'  File "{source.file}", line {source.line},')


def _without_lines(error: BaseException, task: _Task) -> str:
    """Return a message for an exception that none of the program's own lines has raised."""
    found = fault_in(task.values)
    told = _summary(_first_told(error)).rpartition(_RISEN)[2]
    reason = f"{found} ({told})" if found else told
    return f"{task.source}: {task.what}: {reason}" if task.source else f"{task.what}: {reason}"


def _first_told(error: BaseException) -> BaseException:
    """Return the exception of a chain that says what happened: the SDK repeats it, with what it worked on."""
    chain = [entry for _, entry in _chain(error)]
    return next((entry for entry in chain if not words_of(entry).startswith(_PROCESSING)), chain[-1])


def _task(
    error: BaseException,
    line_of: Callable[[Any], SourceLine | None],
    exported_at: Callable[[str], SourceLine | None],
) -> _Task | None:
    """Find in the tracebacks of a chain what the SDK was registering, reading or calling."""
    for _, entry in _chain(error):
        for frame, _ in traceback.walk_tb(entry.__traceback__):
            if frame.f_code.co_filename in _SDK_FILES and frame.f_code.co_name in _TASKS:
                found = frame.f_locals
                if _is_of_stack(found):
                    return _output_task(found, entry, exported_at)
                return _task_of(found, line_of)
    return None


def _is_of_stack(found: Mapping[str, Any]) -> bool:
    resource = found.get("res")
    return "attr" in found or (found.get("ty") or getattr(resource, "_type", "")) == ROOT_TYPE


def _output_task(
    found: Mapping[str, Any], error: BaseException, exported_at: Callable[[str], SourceLine | None]
) -> _Task:
    """Return which output of the stack was sent: the one with a fault, or else the one that was at hand."""
    values = found["attr"] if "attr" in found else found.get("outputs")
    outputs = cast("Mapping[str, Any]", values) if isinstance(values, Mapping) else dict[str, Any]()
    name = next((name for name in outputs if fault_in({name: outputs[name]})), None)
    if name is None:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        keys = (frame.f_locals.get("k") for frame in frames if frame.f_code.co_name == _SENDING)
        name = next((key for key in keys if isinstance(key, str) and key in outputs), None)
    place = exported_at(name) if name is not None else None
    if name is None or place is None:
        return _Task("the outputs of the stack", None, values)
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance] - a program gives what it likes
        return _Task("the name of an output of the stack", place, {name: None})
    return _Task(f"the output {name!r} of the stack", place, outputs[name])


def _task_of(found: Mapping[str, Any], line_of: Callable[[Any], SourceLine | None]) -> _Task:
    if "tok" in found:
        return _Task(f"the function {found['tok']}", None, found.get("props"))
    resource = found.get("res")
    type_ = found.get("ty") or getattr(resource, "_type", "")
    name = found.get("name") or getattr(resource, "_name", "")
    values = found.get("outputs" if "serialized_props" in found and "props" not in found else "props")
    place = line_of(found.get("source_position") or found.get("urn"))
    return _Task(f"the resource {name!r} ({type_})", place, found.get("outputs", values))


def _blocks(error: BaseException, source_lines: SourceLines, program: str) -> list[tuple[str, list[str]]]:
    """Return each exception of a chain as lines, first cause first, with the words that join them."""
    return [(joint, _lines(entry, source_lines, program)) for joint, entry in reversed(_chain(error))]


def _chain(error: BaseException) -> list[tuple[str, BaseException]]:
    """Return an exception and its causes, the last one first, with the words that join each to the next."""
    chain: list[tuple[str, BaseException]] = [("", error)]
    seen = {id(error)}
    while True:
        last = chain[-1][1]
        hidden = last.__suppress_context__
        before, joint = (last.__cause__, _BECAUSE) if last.__cause__ or hidden else (last.__context__, _WHILE)
        if before is None or id(before) in seen:
            break
        seen.add(id(before))
        chain.append((joint, before))
    return chain


def _lines(error: BaseException, source_lines: SourceLines, program: str) -> list[str]:
    frames: list[list[str]] = []
    for frame, number in traceback.walk_tb(error.__traceback__):
        name = source_lines.shown(frame.f_code.co_filename)
        if name is None:
            continue
        source = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        place = f'  File "{name}", line {number}, in {frame.f_code.co_name}'
        frames.append([place, *([f"    {source}"] if source else [])])
    lines: list[str] = []
    for frame, same in groupby(frames):
        again = len(list(same))
        lines += frame * min(again, _REPEATED)
        if again > _REPEATED:
            lines.append(f"  [the line above is repeated {again - _REPEATED} more times]")
    if isinstance(error, SyntaxError) and error.filename and (name := source_lines.shown(error.filename)):
        lines.append(f'  File "{name}", line {error.lineno}')
        if error.text:
            lines.append(f"    {error.text.strip()}")
    elif isinstance(error, SyntaxError) and not lines:
        lines.append(f'  File "{program}"')
    if lines:
        lines.insert(0, "Traceback (most recent call last):")
    return [*lines, _summary(error)]


def _summary(error: BaseException) -> str:
    if isinstance(error, ProgramEnded):
        return str(error)
    if isinstance(error, SystemExit):
        return f"the program called sys.exit({_shown(error.code)})"
    text = error.msg if isinstance(error, SyntaxError) else words_of(error)
    name = type(error).__qualname__
    module = type(error).__module__
    full = name if module in ("builtins", "__main__") else f"{module}.{name}"
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        text = "; ".join([text, *(_summary(each) for each in group.exceptions)])
    return f"{full}: {text}" if text else full


def _shown(code: Any) -> str:
    try:
        return repr(code)
    except Exception:  # noqa: BLE001 - whatever the program's object raises
        return f"an object of type {type(code).__name__}"


def _missing_values(error: BaseException, config: StackConfig) -> list[str]:
    """Say first which environments of Pulumi ESC may hold a value that the program misses.

    Any key may come from one, an environment variable as well as a configuration value.
    """
    missing = isinstance(error, KeyError) or type(error).__name__ == "ConfigMissingError"
    named = environments_named(config.environments, config.environments_place)
    if not named or not missing:
        return []
    said = (
        f"a value is missing, and it may be one of {named}, which only Pulumi ESC can "
        "open: give it with -c KEY=VALUE, or an environment variable with VARIABLE=VALUE before the command"
    )
    return [said, ""]
