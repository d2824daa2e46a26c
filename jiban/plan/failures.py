"""A program's failure as its author wants to read it: the project's own lines, nothing of Pulumi or us."""

from __future__ import annotations

import linecache
import traceback
from typing import TYPE_CHECKING

from jiban.plan.errors import ProgramError
from jiban.plan.import_hint import import_hint

if TYPE_CHECKING:
    from jiban.plan.source_lines import SourceLines
    from jiban.project.project import Project, StackConfig

_BECAUSE = "The above exception was the direct cause of the following exception:"
_WHILE = "During handling of the above exception, another exception occurred:"


def program_error(
    error: BaseException, source_lines: SourceLines, project: Project, config: StackConfig
) -> ProgramError:
    """Make the error to raise for an exception of the program."""
    blocks = _blocks(error, source_lines)
    lines: list[str] = _missing_values(error, config)
    for joint, block in blocks[:-1]:
        lines += [*block, "", joint, ""]
    lines += blocks[-1][1][:-1]
    return ProgramError(blocks[-1][1][-1] + import_hint(error, project), lines, error)


def _blocks(error: BaseException, source_lines: SourceLines) -> list[tuple[str, list[str]]]:
    """Return each exception of a chain as lines, first cause first, with the words that join them."""
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
    blocks: list[tuple[str, list[str]]] = []
    for joint, entry in reversed(chain):
        blocks.append((joint, _lines(entry, source_lines)))
    return blocks


def _lines(error: BaseException, source_lines: SourceLines) -> list[str]:
    lines: list[str] = []
    for frame, number in traceback.walk_tb(error.__traceback__):
        name = source_lines.shown(frame.f_code.co_filename)
        if name is None:
            continue
        lines.append(f'  File "{name}", line {number}, in {frame.f_code.co_name}')
        source = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        if source:
            lines.append(f"    {source}")
    if isinstance(error, SyntaxError) and error.filename and (name := source_lines.shown(error.filename)):
        lines.append(f'  File "{name}", line {error.lineno}')
        if error.text:
            lines.append(f"    {error.text.strip()}")
    if lines:
        lines.insert(0, "Traceback (most recent call last):")
    return [*lines, _summary(error)]


def _summary(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the program called sys.exit({error.code!r})"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    name = type(error).__qualname__
    module = type(error).__module__
    full = name if module in ("builtins", "__main__") else f"{module}.{name}"
    return f"{full}: {text}" if text else full


def _missing_values(error: BaseException, config: StackConfig) -> list[str]:
    """Say first which environments of Pulumi ESC may hold a value that the program misses.

    Any key may come from one, an environment variable as well as a configuration value.
    """
    missing = isinstance(error, KeyError) or type(error).__name__ == "ConfigMissingError"
    if not config.environments or not missing:
        return []
    said = (
        f"a value is missing, and it may be one of {config.environments}, which only Pulumi ESC can open: "
        "give it with -c KEY=VALUE, or an environment variable with VARIABLE=VALUE before the command"
    )
    return [said, ""]
