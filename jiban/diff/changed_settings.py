"""The values of a stack's configuration that a change alters, and where each was written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from jiban.diff.paths import Path
from jiban.diff.values import IDENTITIES, MISSING, ItemKey, differences, parse_path
from jiban.project.config import full_key
from jiban.project.errors import ConfigFileError
from jiban.project.yaml_source import load
from jiban.report.values import ItemName, path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.model.plan import Plan
    from jiban.project.project import Project
    from jiban.project.yaml_source import Document

Where = Literal["stack file", "project file", "command line", "environment"]
_FLAG: Final = "-c"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the configuration before and after; `MISSING` where it is not there."""

    path: Path
    """Its key with the namespace, then the steps inside of the value."""
    before: Any
    after: Any
    where: Where = "stack file"
    place: str = ""
    """`Pulumi.prod.yaml:5`, or the file alone where the value has been taken out of it."""

    @property
    def key(self) -> str:
        """The key as it is written, `jiban:network.cidr`."""
        head, *rest = self.path
        steps = path_text(tuple(ItemName(step) if isinstance(step, ItemKey) else step for step in rest))
        return f"{head}{'' if not steps or steps.startswith('[') else '.'}{steps}"


def changed_settings(
    base: Plan,
    head: Plan,
    project: Project,
    *,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
) -> tuple[Setting, ...]:
    """Return the values that differ between the configurations of two plans, in the order of their keys.

    A plan that says nothing of its configuration, as a state does not, says nothing of a change. What is
    secret is the same on both sides.

    Args:
        base: the plan before.
        head: the plan after.
        project: the project of the head.
        overrides: `-c` texts with a plain key.
        path_overrides: those whose key is a path.
    """
    found: list[Setting] = []
    if base.config and head.config:
        given = list(_given(project.name, overrides, path_overrides))
        files = _Files(project, head.stack)
        for change in differences((), _read(base.config), _read(head.config), deployed=False):
            where, place = files.place(change.path)
            if any(_meet(change.path, each) for each in given):
                where, place = "command line", _FLAG
            found.append(Setting(change.path, change.before, change.after, where, place))
    if base.environment and head.environment:
        around = differences((), base.environment, head.environment, deployed=False)
        found += [Setting(each.path, each.before, each.after, "environment") for each in around]
    return tuple(found)


def _read(config: Mapping[str, str]) -> dict[str, Any]:
    """Return a configuration with its maps and lists, which are JSON in texts."""
    return {key: _value(text) for key, text in config.items()}


def _value(text: Any) -> Any:
    if isinstance(text, str) and text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _given(project: str, overrides: Sequence[str], path_overrides: Sequence[str]) -> Iterator[Path]:
    for text in overrides:
        yield (full_key(project, text.partition("=")[0])[0],)
    for text in path_overrides:
        head, *rest = parse_path(text.partition("=")[0]) or ("",)
        yield (full_key(project, str(head))[0], *rest)


def _meet(path: Path, other: Path) -> bool:
    """Return whether one of two paths leads to the other."""
    return all(str(a) == str(b) for a, b in zip(path, other, strict=False))


class _Files:
    """The stack file and the project's own, as far as they can be read."""

    def __init__(self, project: Project, stack: str) -> None:
        self._project = project
        file = project.stack_file(stack)
        self._name = project.shown(file)
        try:
            self._document: Document | None = load(file, self._name)
        except ConfigFileError:
            self._document = None

    def place(self, path: Path) -> tuple[Where, str]:
        """Return where a value stands: in which kind of file, and in which line of which."""
        key, *rest = path
        for name in self._names(str(key)):
            line = _line(self._document, ("config", name), rest)
            if line is not None:
                return "stack file", f"{self._name}:{line}" if line else self._name
        for name in self._names(str(key)):
            if name in self._project.declarations:
                line = _line(self._project.document, ("config", name), ())
                return "project file", f"{self._project.document.path}:{line}"
        return "stack file", self._name

    def _names(self, key: str) -> Iterator[str]:
        """Yield the ways to write a key."""
        yield key
        namespace, _, name = key.partition(":")
        if namespace == self._project.name:
            yield name
        yield f"{namespace}:config:{name}"


def _line(document: Document | None, start: Path, rest: Sequence[str | int]) -> int | None:
    """Return the line of a value, 0 where it is not there but its key is; None where not even that is."""
    value: Any = document.value if document is not None else None
    steps: list[str | int] = []
    for number, step in enumerate((*start, *rest)):
        found = _step(value, step)
        if found is None:
            return 0 if number >= len(start) else None
        steps.append(found)
        value = value[found]
    return document.position_of(steps).line if document is not None else None


def _step(value: Any, step: str | int) -> str | int | None:
    """Return the key or position by which a step leads into a value; None where it does not."""
    if isinstance(value, Mapping):
        return step if step in value else None
    if not isinstance(value, list):
        return None
    items = cast("list[Any]", value)
    if isinstance(step, int):
        return step if step < len(items) else None
    for position, item in enumerate(items):
        entries = cast("Mapping[str, Any]", item) if isinstance(item, Mapping) else dict[str, Any]()
        if any(str(entries.get(name, MISSING)) == step for name in IDENTITIES):
            return position
    return None
