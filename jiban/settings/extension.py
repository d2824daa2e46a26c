"""Stack files that extend another one of the same project, so that nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban.project.errors import ConfigFileError
from jiban.project.problem import Problem
from jiban.project.yaml_source import load
from jiban.settings.errors import ConfigurationError
from jiban.settings.provenance import value_at
from jiban.settings.wording import listed, near, shown

if TYPE_CHECKING:
    from jiban.settings.provenance import Provenance, Written
    from jiban.settings.root import Root

_STACK: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
"""Names that Pulumi takes for a stack (`sdk/go/common/tokens/names.go`, `StackName`, read 2026-11)."""


def chain(
    provenance: Provenance, stack_file: Path | None, read: Callable[[Path], Written]
) -> tuple[tuple[Written, ...], list[Problem]]:
    """Return the files that a stack extends, lowest first, and what is wrong on the way to them.

    Args:
        provenance: of the stack, without layers below its file.
        stack_file: the stack's own file, whether or not it exists; those it extends stand beside it.
        read: reads one of them.
    """
    field = provenance.root.extends
    if field is None or stack_file is None:
        return (), []
    seen = [_stack_of(stack_file)]
    found: list[Written] = []
    name, origin = provenance.given.get(field), provenance.of((field,))
    while isinstance(name, str):
        file = stack_file.parent / f"Pulumi.{name}{stack_file.suffix}"
        fault = _fault(name, file, seen)
        if fault is not None:
            reason, remedy = fault
            return (), [provenance.problem(origin, (field,), reason, remedy, shown(name))]
        try:
            written = read(file)
        except ConfigurationError as error:
            return (), list(error.problems)
        found.append(written)
        seen.append(name)
        name, origin = written.values.get(field), written.origin((field,))
    return tuple(reversed(found)), []


def extending(root: Root, folder: Path, stack: str, suffix: str = ".yaml") -> tuple[str, ...]:
    """Return the stacks whose files say that they extend one, sorted.

    A file that cannot be read extends nothing here; its own stack tells what is wrong with it.
    """
    found: list[str] = []
    for file in sorted(folder.glob(f"Pulumi.*{suffix}")):
        try:
            content: Any = load(file, file.name).value
        except ConfigFileError:
            continue
        if value_at(content, ("config", f"{root.namespace}:{root.extends}")) == stack:
            found.append(_stack_of(file))
    return tuple(found)


def _fault(name: str, file: Path, seen: list[str]) -> tuple[str, str] | None:
    """Return why a stack cannot be extended, and what to do; None where it can."""
    if "/" in name or "\\" in name:
        last = name.replace("\\", "/").rpartition("/")[2]
        return "a stack extends one of its own project, named without a path", f"write {shown(last)}"
    if not _STACK.fullmatch(name):
        return (
            "this is no name of a stack: letters, digits, hyphens, underscores and dots",
            "name a stack of this project",
        )
    if name in seen:
        way = " extends ".join([*seen[seen.index(name) :], name])
        return f"a circle: {way}", "take extends out of the file that says the most"
    if not file.is_file():
        known = [
            stack for stack in map(_stack_of, file.parent.glob(f"Pulumi.*{file.suffix}")) if stack not in seen
        ]
        meant = near(name, known) or sorted(known)
        remedy = f"name {listed(meant)}" if meant else "write the file of the stack that it extends"
        return f"there is no {file.name}", remedy
    return None


def _stack_of(file: Path) -> str:
    return file.stem.removeprefix("Pulumi.")
