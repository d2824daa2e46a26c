"""Where each value of an environment comes from: its layer, file and line."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.project.problem import Layer, Problem

if TYPE_CHECKING:
    import pathlib

    from jiban.project.yaml_source import Document
    from jiban.settings.fields import ValuePath as Path
    from jiban.settings.root import Root


class Mark(Enum):
    """What stands where there is no plain value."""

    ABSENT = "nothing was written"
    SECURE = "the stack file holds it encrypted"


_NUMBER: Final = re.compile(r"[-+0-9.][^\s,\]}#]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written."""

    layer: Layer
    file: str = ""
    """Name of the file from the project's folder; empty for defaults and the command line."""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line`, or the layer's name."""
        return f"{self.file}:{self.line}" if self.file else self.layer


@dataclass(frozen=True, slots=True)
class Written:
    """One YAML file of values."""

    document: Document
    values: Mapping[str, Any]
    """Values by field of the environment, as the program gets them; Mark.SECURE for what is encrypted."""
    keys: Mapping[str, tuple[str, ...]]
    """Path in the document of each field's entry."""
    layer: Layer
    source: pathlib.Path
    below: Written | None = None
    """The file of the same layer that this one goes over, as one preset over another; `values` are those of
    both."""

    def number(self, path: Path) -> str:
        """Return a number as it was written, for 1.30 is read as 1.3; empty where none stands there."""
        if self.below is not None and not self._holds(path):
            return self.below.number(path)
        line, column = self.document.position_of(self._steps(path)).value
        lines = self.source.read_text("utf-8", errors="replace").splitlines()
        found = _NUMBER.match(lines[line - 1], column - 1) if line <= len(lines) else None
        return found[0] if found else ""

    def _holds(self, path: Path) -> bool:
        return has(self.document.value, self._steps(path))

    def _steps(self, path: Path) -> Path:
        if not path or str(path[0]) not in self.keys:
            return () if self.layer == "preset" else ("config",)
        return (*self.keys[str(path[0])], *path[1:])

    def origin(self, path: Path) -> Origin:
        """Return the place of a value; of one that is not there, of the innermost map around it."""
        if self.below is not None and not self._holds(path):
            return self.below.origin(path)
        place = self.document.position_of(self._steps(path))
        return Origin(self.layer, self.document.path, place.line, place.column)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Origin of every value of one environment."""

    root: Root
    given: Mapping[str, Any]
    """What the program was given: the stack file's values with the command line's over them."""
    stack: Written | None
    preset: Written | None = None
    extended: tuple[Written, ...] = ()
    """Files of the stacks that this one extends, lowest first: above the preset, below the stack file."""
    complete: bool = True
    """Whether every layer could be read; else what is missing may stand in one that could not."""

    @property
    def files(self) -> tuple[Written, ...]:
        """Every file of values, highest first."""
        return self.below if self.stack is None else (self.stack, *self.below)

    @property
    def below(self) -> tuple[Written, ...]:
        """Every file below the stack's own, highest first."""
        found = (*reversed(self.extended), self.preset)
        return tuple(each for each in found if each is not None)

    def of(self, path: Path) -> Origin:
        """Return the layer, file and line of the value at a path from the root."""
        value = value_at(self.given, path)
        if value is not Mark.ABSENT:
            if self.stack is None:
                return Origin("stack file")
            written = value_at(self.stack.values, path)
            return self.stack.origin(path) if _same(written, value) else Origin("command line")
        if any(value_at(self.given, path[:depth]) is None for depth in range(1, len(path))):
            return self.of(path[:-1])
        for written in self.below:
            if has(written.values, path):
                return written.origin(path)
            if any(value_at(written.values, path[:depth]) is None for depth in range(1, len(path))):
                return self.of(path[:-1])
        return Origin("default")

    def place(self, path: Path) -> Origin:
        """Return the place to show for a path: of its value, else of the innermost written map around it.

        The layer stays that of the value.
        """
        origin = self.of(path)
        if origin.layer != "default":
            return origin
        for depth in range(len(path) - 1, 0, -1):
            above = self.of(path[:depth])
            if above.file:
                return Origin("default", above.file, above.line, above.column)
        if self.stack is None:
            return origin
        root = self.stack.origin(())
        return Origin("default", root.file, root.line, root.column)

    def problem(self, origin: Origin, path: Path, reason: str, remedy: str, value: str = "") -> Problem:
        """Return the problem of a value that comes from somewhere."""
        if value and origin.layer == "default":
            value += " (the default)"
        return Problem(
            file=origin.file,
            reason=reason,
            line=origin.line,
            column=origin.column,
            path=self.root.dotted(path),
            value=value,
            remedy=remedy,
            layer=origin.layer,
        )

    def is_encrypted(self, path: Path) -> bool:
        """Return whether the stack file holds the value, or one around or below it, encrypted."""
        return any(_encrypts(written, path) for written in self.files)


def value_at(values: Any, path: Path) -> Any:
    """Return the value at a path, Mark.ABSENT where there is none."""
    for step in path:
        if isinstance(values, Mapping) and step in values:
            values = cast("Mapping[Any, Any]", values)[step]
        elif isinstance(values, list) and isinstance(step, int) and step < len(cast("list[Any]", values)):
            values = cast("list[Any]", values)[step]
        else:
            return Mark.ABSENT
    return values


def with_value(values: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a copy with the value at a path set, missing maps above it made; Mark.ABSENT removes it."""
    # Only what stands around the value is copied: a file with many faults is copied for each of them.
    result: Any = dict(values)
    target: Any = result
    for step in path[:-1]:
        inner: Any = value_at(target, (step,))
        target[step] = copy.copy(cast("Any", inner)) if isinstance(inner, dict | list) else {}
        target = target[step]
    if value is Mark.ABSENT:
        cast("dict[Any, Any]", target).pop(path[-1], None)
    else:
        cast("dict[Any, Any]", target)[path[-1]] = value
    return result


def without(values: Mapping[str, Any], paths: Iterable[Path]) -> dict[str, Any]:
    """Return a copy without the values at some paths; each ends in the key of a map."""
    inside: dict[str | int, list[Path]] = {}
    for path in paths:
        inside.setdefault(path[0], []).append(path[1:])
    kept: dict[str, Any] = {}
    for key, value in values.items():
        below = inside.get(key)
        if below is None or () not in below:
            kept[key] = value if below is None else _less(value, below)
    return kept


def _less(value: Any, paths: list[Path]) -> Any:
    if isinstance(value, Mapping):
        return without(cast("Mapping[str, Any]", value), paths)
    if not isinstance(value, list):
        return value
    items = list(cast("Sequence[Any]", value))
    for path in paths:
        items[cast("int", path[0])] = _less(items[cast("int", path[0])], [path[1:]])
    return items


def has(values: Any, path: Path) -> bool:
    """Return whether there is a value at a path."""
    return value_at(values, path) is not Mark.ABSENT


def secure_paths(values: Any, path: Path = ()) -> list[Path]:
    """Return the paths of all encrypted values."""
    if values is Mark.SECURE:
        return [path]
    if isinstance(values, Mapping):
        items: Any = cast("Mapping[str, Any]", values).items()
    elif isinstance(values, list):
        items = enumerate(cast("list[Any]", values))
    else:
        return []
    return [found for key, item in items for found in secure_paths(item, (*path, key))]


def _encrypts(written: Written, path: Path) -> bool:
    around = [value_at(written.values, path[:depth]) for depth in range(1, len(path) + 1)]
    return Mark.SECURE in around or _holds_secure(around[-1] if around else written.values)


def _holds_secure(values: Any) -> bool:
    return bool(secure_paths(values))


def _same(written: Any, value: Any) -> bool:
    """Return whether a given value is the file's; a map or list always counts as the file's."""
    if written is Mark.SECURE:
        return True
    if isinstance(written, dict) or isinstance(value, dict):
        return isinstance(written, dict) and isinstance(value, dict)
    if isinstance(written, list) or isinstance(value, list):
        return isinstance(written, list) and isinstance(value, list)
    return type(written) is type(value) and written == value
