"""What a project declares of its settings: a model, its namespace, and what else only the project knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import BaseModel

from jiban.project.declaration import declaration
from jiban.project.errors import JibanError
from jiban.settings.fields import Field, ValuePath
from jiban.settings.wording import quoted

_PLAIN_STEP: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_STEP: Final = 48


class Fault(Protocol):
    """One thing wrong with settings as a whole, as a project's own checks report it."""

    @property
    def path(self) -> ValuePath:
        """The value at fault, from the root."""
        ...

    @property
    def reason(self) -> str:
        """Why the value cannot be used. One sentence, no full stop."""
        ...

    @property
    def remedy(self) -> str:
        """What to set instead. An imperative phrase, no full stop."""
        ...


class Step(Protocol):
    """One thing that a new environment needs, as a project lists it."""

    @property
    def id(self) -> str:
        """Its name, which does not change: `platform`, `image-trip`."""
        ...

    @property
    def title(self) -> str:
        """What to do. An imperative phrase, no full stop."""
        ...

    @property
    def where(self) -> str:
        """Where it has to run, `inside the network`; empty where it may run anywhere."""
        ...

    @property
    def commands(self) -> Sequence[str]:
        """What to run, in order; empty where no command does it."""
        ...

    @property
    def reason(self) -> str:
        """Why it is needed, and why here in the order. A phrase, no full stop."""
        ...

    @property
    def done_when(self) -> str:
        """How to see that it is done, after the words `Done when`. No full stop."""
        ...


class Action(Protocol):
    """One thing that a person on call does, as a project says it."""

    @property
    def title(self) -> str:
        """What to do. An imperative phrase, no full stop."""
        ...

    @property
    def where(self) -> str:
        """Where it has to run, `inside the network`; empty where it may run anywhere."""
        ...

    @property
    def commands(self) -> Sequence[str]:
        """What to run, in order; empty where no command does it."""
        ...

    @property
    def reason(self) -> str:
        """Why it is done, and why here in the order; may be empty. A phrase, no full stop."""
        ...

    @property
    def seen(self) -> str:
        """What is to be seen then, after the words `To be seen:`; may be empty. No full stop."""
        ...


class Page(Protocol):
    """What a person on call does in one scenario, as a project says it."""

    @property
    def id(self) -> str:
        """Its name, which does not change, and is that of a file: `restore-drill`."""
        ...

    @property
    def title(self) -> str:
        """A phrase, no full stop."""
        ...

    @property
    def when(self) -> str:
        """When this is the page. A sentence, no full stop."""
        ...

    @property
    def actions(self) -> Sequence[Action]:
        """What to do, in order."""
        ...

    @property
    def missing(self) -> Sequence[str]:
        """What is not there or not known, in sentences without a full stop."""
        ...


@dataclass(frozen=True, slots=True)
class Deployment:
    """The stacks that make one environment together."""

    project: str
    stack: str
    """The stack that extends no other one; the environment has its name."""
    extending: tuple[str, ...] = ()
    """Stacks whose files extend its own, and those that extend one of these, each after the one it
    extends."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Valid model of each of them that can be read, by its name."""


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What `jiban render` writes of a project."""

    overrides: Sequence[str] = ()
    """`KEY=VALUE` texts by which the program declares what another tool deploys. Default: it is planned as it
    is."""
    components: Sequence[str] = ()
    """Types of the components whose objects are written. Default: every object of Kubernetes is."""
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    """Settings of stacks that have no manifests of their own, as `KEY=VALUE`, and what to do: an imperative
    sentence. Default: every stack has some."""
    no_secrets: Sequence[str] = ()
    """Names of environment variables and settings that are called like a secret and hold none, so that they
    may be written; what the program itself marks as a secret is never. Default: none."""


def _no_faults(_settings: Any) -> Sequence[Fault]:
    return ()


def _no_extension_faults(_settings: Any, _below: Mapping[str, Any]) -> Sequence[Fault]:
    return ()


def _no_neighbour_faults(_settings: Any, _neighbours: Callable[[], Mapping[str, Any]]) -> Sequence[Fault]:
    return ()


def _no_alternatives(_field: Field, _value: Any, _settings: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Root:
    """The settings of a project, as `[tool.jiban] settings = "MODULE:NAME"` in pyproject.toml names them."""

    model: type[BaseModel]
    """The root model: one field for each key of a stack file."""
    namespace: str
    """Configuration namespace of every key: `jiban` in `jiban:postgres`."""
    presets: Path | None = None
    """Folder of presets, one YAML file each, named by a field `preset` of the model: one name, or a list of
    which later ones count over those before. Default: no presets."""
    preset_variant: str | None = None
    """Field whose value names a folder beside the presets, with what some have besides where the field
    has that value: with `cloud`, `aws/production.yaml` goes over `production.yaml`. Default: none."""
    one_preset_of: Sequence[Sequence[str]] = ()
    """Groups of presets of which an environment takes at most one. Default: any go together."""
    extends: str | None = None
    """Field that names another stack of the project, whose file is a layer below that of the stack that says
    so. Default: no stack extends another."""
    extension_faults: Callable[[Any, Mapping[str, Any]], Sequence[Fault]] = _no_extension_faults
    """Checks a valid model beside what the stack that it extends says, with the files below that one, as
    plain data. Default: nothing is wrong."""
    faults: Callable[[Any], Sequence[Fault]] = _no_faults
    """Checks a valid model as a whole and returns what is wrong. Default: nothing is."""
    neighbour_faults: Callable[[Any, Callable[[], Mapping[str, Any]]], Sequence[Fault]] = _no_neighbour_faults
    """Checks a valid model beside those of the project's other stacks, which its second argument reads, by
    stack: of what several take from one account. A stack that is not valid is not among them. Default:
    nothing is wrong."""
    steps: Callable[[Any, Deployment], Sequence[Step]] | None = None
    """Lists what a new environment needs, in order, from a valid model and its stacks. Default: nothing is
    listed."""
    rendering: Rendering = Rendering()
    """What `jiban render` writes. Default: every object of Kubernetes that a stack declares."""
    pages: Callable[[Any, Deployment], Sequence[Page]] | None = None
    """Makes the pages for whoever is on call, the most urgent first, from a valid model and its stacks.
    Default: there are none."""
    secrets: Sequence[ValuePath] = ()
    """The maps whose values may be encrypted in a stack file. Default: no value may be."""
    patterns: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Regular expression of a field to what it asks for in words, and a value that fits."""
    examples: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Field name to a value that fits, for text fields that have no pattern."""
    units: Sequence[tuple[str, str, str]] = ()
    """End of a field name, and the unit of its number in the singular and in the plural."""
    alternatives: Callable[[Field, Any, Any], Iterable[Any]] = _no_alternatives
    """Values that `explain` may try instead of a field's own, from field, value and the model as it is."""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the model."""
        return self.model.model_json_schema()

    def preset_names(self) -> tuple[str, ...]:
        """Return the names of the presets, sorted."""
        return tuple(sorted(path.stem for path in self.presets.glob("*.yaml"))) if self.presets else ()

    def dotted(self, path: ValuePath) -> str:
        """Return a path from the root in the syntax of `pulumi config --path`: `jiban:postgres.version`."""
        if not path:
            return ""
        parts = [f"{self.namespace}:{_step(path[0])}"]
        for step in path[1:]:
            if isinstance(step, int):
                parts.append(f"[{step}]")
            elif _PLAIN_STEP.fullmatch(step) and len(step) <= _LONGEST_STEP:
                parts.append(f".{step}")
            else:
                parts.append(f"[{quoted(step)}]")
        return "".join(parts)

    def set_secret(self, path: ValuePath = ()) -> str:
        """Return the command that sets an encrypted value, as an imperative phrase.

        Args:
            path: where a value stands that was meant to be one; the map near it is named, else the first.
        """
        near = next((each for each in self.secrets if _meet(each, path)), next(iter(self.secrets), None))
        where = self.dotted(near) if near else f"{self.namespace}:"
        return f"set it with `pulumi config set --secret --path '{where}.<name>'`"

    def may_hold_secrets(self, path: ValuePath) -> bool:
        """Return whether what is written at a place may be a secret, or a map or text with secrets in it."""
        return any(_meet(each, path) for each in self.secrets)

    def may_be_encrypted(self, path: ValuePath) -> bool:
        """Return whether a stack file may hold the value at a path encrypted."""
        return any(path[: len(each)] == each < path for each in self.secrets)


def _meet(one: ValuePath, other: ValuePath) -> bool:
    """Return whether one of two places below the root is above the other, or the same."""
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]


class NoSettingsError(JibanError):
    """The project declares no settings, so there is nothing to explain or to make a schema of."""

    exit_code = 2


def declared_root(folder: Path) -> Root:
    """Return the settings that a project declares.

    Args:
        folder: of Pulumi.yaml.

    Raises:
        NoSettingsError: it declares none.
        ConfigFileError: what it declares cannot be imported.
    """
    found = declaration(folder).load("settings")
    if not isinstance(found, Root):
        what = "no typed settings" if found is None else f"a {type(found).__name__} as its settings"
        raise NoSettingsError(
            f'{folder.name} declares {what}: set `settings = "MODULE:NAME"` under [tool.jiban] in '
            "pyproject.toml to a jiban.settings.root.Root"
        )
    return found


def _step(step: str | int) -> str:
    name = str(step)
    return name if _PLAIN_STEP.fullmatch(name) and len(name) <= _LONGEST_STEP else quoted(name)
