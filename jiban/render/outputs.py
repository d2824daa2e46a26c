"""Outputs of deployed stacks, from files that `pulumi stack output --json` has made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import secrecy
from jiban.model.json_text import DocumentError, decoded, loads
from jiban.model.plan import Unknown
from jiban.project.files import NotReadable, read_file
from jiban.report.failures import CommandError
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from jiban.model.plan import Plan

_MAX_BYTES: Final = 16 * 1024 * 1024
_HIDDEN: Final = Unknown("is a secret, which `pulumi stack output` does not print")


@dataclass(frozen=True)
class GivenStacks(Mapping[str, Mapping[str, Any]]):
    """Outputs by the stack that a program refers to."""

    named: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """Of the stacks that were named with their file: a name, or the end of one after a slash."""
    of_any: Mapping[str, Any] | None = None
    """Of whatever stack the program refers to."""
    own: tuple[str, str] | None = None
    """Project and name of the stack that is rendered."""
    own_outputs: Mapping[str, Any] | None = None
    """What a plan tells of its outputs."""

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        """Return the outputs of a stack.

        Raises:
            KeyError: nothing is given of it.
        """
        for known, outputs in self.named.items():
            if f"/{name}".endswith(f"/{known}"):
                return outputs
        if self.of_any is not None:
            return self.of_any
        if self.own_outputs is not None and self._is_own(name):
            return self.own_outputs
        raise KeyError(name)

    def _is_own(self, name: str) -> bool:
        project, stack = self.own or ("", "")
        *above, last = name.split("/")
        return last == stack and (not above or above[-1] == project)

    def __iter__(self) -> Iterator[str]:
        """Yield the names that were given."""
        return iter(self.named)

    def __len__(self) -> int:
        """Return how many names were given."""
        return len(self.named)


def given(texts: Sequence[str]) -> GivenStacks:
    """Read what `--outputs` names: `FILE`, or `STACK=FILE`, each as often as there are stacks.

    Raises:
        CommandError: a file cannot be read, or holds no outputs; or two are for the same stack.
    """
    named: dict[str, Mapping[str, Any]] = {}
    of_any: Mapping[str, Any] | None = None
    for text in texts:
        stack, equals, path = text.partition("=")
        if not equals or Path(text).is_file():
            if of_any is not None:
                raise CommandError(
                    "two files of --outputs name no stack; write STACK=FILE for each", exit_code=2
                )
            of_any = _read(text)
        elif not stack or stack in named:
            what = (
                f"two files are for stack {printable(stack)}" if stack else f"no stack before = in {text!r}"
            )
            raise CommandError(f"--outputs: {what}", exit_code=2)
        else:
            named[stack] = _read(path)
    return GivenStacks(named, of_any)


def planned(plan: Plan) -> Mapping[str, Any]:
    """Return the outputs that a plan knows, with an unknown in the place of what comes from placeholders."""
    root = plan.root
    paths = root.placeholder_paths if root is not None else ()
    outputs: Any = dict(plan.outputs)
    for path in paths:
        outputs = _without(outputs, path)
    return outputs


def _without(value: Any, path: Sequence[str | int]) -> Any:
    if not path:
        return Unknown("comes from a placeholder")
    step, *rest = path
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        return {**entries, str(step): _without(entries.get(str(step)), rest)}
    if isinstance(value, list | tuple) and isinstance(step, int):
        items = list(cast("Sequence[Any]", value))
        return [_without(item, rest) if at == step else item for at, item in enumerate(items)]
    return Unknown("comes from a placeholder")


def _read(path: str) -> Mapping[str, Any]:
    shown = printable(path)
    try:
        found = loads(decoded(read_file(Path(path), _MAX_BYTES)))
    except NotReadable as error:
        raise CommandError(f"--outputs {shown}: {error.reason}", exit_code=2) from error
    except DocumentError as error:
        raise CommandError(f"--outputs {shown}: {error}", exit_code=2) from error
    if not isinstance(found, dict):
        raise CommandError(
            f"--outputs {shown}: expected a map of outputs, as `pulumi stack output --json` prints it",
            exit_code=2,
        )
    return cast("Mapping[str, Any]", _hidden(found))


def _hidden(value: Any) -> Any:
    """Return outputs with an unknown in the place of what Pulumi has hidden."""
    if isinstance(value, dict):
        return {key: _hidden(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_hidden(item) for item in cast("list[Any]", value)]
    return _HIDDEN if value == secrecy.MARK else value
