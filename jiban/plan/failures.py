"""A program's failure as its author wants to read it: the project's own lines, nothing of Pulumi or us."""

from __future__ import annotations

import linecache
import traceback
from typing import TYPE_CHECKING, Final

from jiban.plan.errors import ProgramError
from jiban.plan.process_end import ProgramEnded

if TYPE_CHECKING:
    from jiban.plan.source_lines import SourceLines
    from jiban.project.project import Project

_BECAUSE = "The above exception was the direct cause of the following exception:"
_WHILE = "During handling of the above exception, another exception occurred:"
_EXTRAS: Final = {
    "pulumi_aws": "aws",
    "pulumi_azure_native": "azure",
    "pulumi_kubernetes": "kubernetes",
    "pulumi_policy": "policy",
}
"""Extras of jiban by the module that they install."""


def program_error(error: BaseException, source_lines: SourceLines, project: Project) -> ProgramError:
    """Make the error to raise for an exception of the program."""
    blocks = _blocks(error, source_lines)
    lines: list[str] = []
    for joint, block in blocks[:-1]:
        lines += [*block, "", joint, ""]
    lines += blocks[-1][1][:-1]
    return ProgramError(blocks[-1][1][-1] + _hint(error, project), lines, error)


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
    if isinstance(error, ProgramEnded):
        return str(error)
    if isinstance(error, SystemExit):
        return f"the program called sys.exit({error.code!r})"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    name = type(error).__qualname__
    module = type(error).__module__
    full = name if module in ("builtins", "__main__") else f"{module}.{name}"
    return f"{full}: {text}" if text else full


def _hint(error: BaseException, project: Project) -> str:
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    extra = _EXTRAS.get(error.name.partition(".")[0])
    if extra is not None:
        return f'\nThe SDK of this provider is an extra of jiban: pip install "jiban[{extra}]"'
    folder = project.runtime_options.get("virtualenv", ".venv")
    return (
        f"\nAdd it to the project's requirements if it is missing there, and install them: `pulumi install` "
        f"puts them into {folder}, where they are found."
    )
