"""Pulumi.yaml and Pulumi.<stack>.yaml, read the way the Pulumi CLI reads them.

The rules are those of Go's `sdk/go/common/workspace`, `sdk/go/common/resource/config` and
`pkg/workspace/config.go` at v3.259.0. A `secure:` value is not decrypted, whatever passphrase or key there
may be: a placeholder text is used, and the plan marks as secret whatever that text reaches.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from jiban import secrecy
from jiban.project.errors import ConfigFileError, ProjectNotFound, StackNotFound
from jiban.project.files import is_there, reason_of
from jiban.project.problem import Problem
from jiban.project.safe_text import printable
from jiban.project.yaml_source import Document, load, type_name

_SUFFIXES: Final = (".yaml", ".yml", ".json")
_STACK_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_AUTOMATION: Final = re.compile(
    rb"^\s*(from|import) pulumi(\.automation\b| import .*\bautomation\b)", re.MULTILINE
)
_LOOKED_AT: Final = 50
"""Files of a folder without a project that are looked into."""
DEFAULT_STACK: Final = "dev"
"""Name taken when none is given and the project has no stack file at all."""


@dataclass(frozen=True, slots=True)
class Project:
    """A Pulumi project of the Python runtime."""

    root: Path
    """Folder of Pulumi.yaml."""
    file: Path
    name: str
    main_dir: Path
    """Folder that the program runs in."""
    program: Path
    """The Python file that is run."""
    config_dir: Path
    """Folder of the stack files."""
    runtime_options: Mapping[str, Any]
    backend: str | None
    """URL of the backend that Pulumi.yaml names."""
    declarations: Mapping[str, Any]
    """The `config` section of Pulumi.yaml, as written."""
    document: Document = field(repr=False)

    def stack_file(self, stack: str) -> Path:
        """Return the path of a stack's file, whether or not it exists."""
        return self.config_dir / f"Pulumi.{stack}{self.file.suffix}"

    def stacks(self) -> tuple[str, ...]:
        """Name the stacks that have a file, sorted."""
        suffix = self.file.suffix
        names = (path.name for path in self.config_dir.glob(f"Pulumi.*{suffix}") if path.is_file())
        found = {
            name.removeprefix("Pulumi.").removesuffix(suffix) for name in names if name != self.file.name
        }
        return tuple(sorted(name for name in found if _STACK_NAME.fullmatch(name)))

    def choose_stack(self, stack: str | None, named_by: str = "") -> str:
        """Return the name of a stack that exists; `ORGANIZATION/PROJECT/STACK` means its last part.

        Args:
            stack: a name; None for the only stack there is.
            named_by: who names it, where that is not a flag.

        Raises:
            StackNotFound: there is no such stack, or several and none is named.
        """
        stacks = self.stacks()
        listed = f"Known stacks: {', '.join(stacks)}." if stacks else "The project has no stack file."
        if stack is None:
            if len(stacks) > 1:
                raise StackNotFound(f"several stacks: choose one with -s. {listed}", stacks)
            return stacks[0] if stacks else DEFAULT_STACK
        name = stack.rsplit("/", 1)[-1]
        by = f" (named by {named_by})" if named_by else ""
        if not _STACK_NAME.fullmatch(name):
            expected = "1 to 100 letters, digits, '-', '_' and '.'"
            raise StackNotFound(f"invalid stack name {stack!r}{by}: expected {expected}. {listed}", stacks)
        if stacks and name not in stacks:
            expected = self.stack_file(name).name
            raise StackNotFound(
                f"no stack {name!r}{by}: {self.config_dir} has no {expected}. {listed}", stacks
            )
        return name

    def shown(self, path: Path) -> str:
        """Name a file for messages: relative to the project's folder where it lies inside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def find_project(directory: Path) -> Project:
    """Find and read the project that a folder belongs to: its own Pulumi.yaml or the nearest above it.

    Raises:
        ProjectNotFound: the folder does not exist, or there is no Pulumi.yaml.
        ConfigFileError: Pulumi.yaml is faulty, or not for Python.
    """
    start = _folder(directory)
    for folder in (start, *start.parents):
        for suffix in _SUFFIXES:
            file = folder / f"Pulumi{suffix}"
            if is_there(file):
                return _read_project(file)
    automation = _automation_program(start)
    what = (
        f"{automation} is a program of the Automation API, and its inline program is planned with a "
        f"Pulumi.yaml beside it: `name`, `runtime: python` and `main: {automation}`"
        if automation
        else "name the project's folder with -C"
    )
    name = printable(str(directory))
    raise ProjectNotFound(f"{name}: no Pulumi.yaml in this folder or any above it; {what}")


def _automation_program(folder: Path) -> str | None:
    """Name the Python file in a folder that uses Pulumi's Automation API; None where none does."""
    for file in sorted(folder.glob("*.py"))[:_LOOKED_AT]:
        with contextlib.suppress(OSError):
            if file.is_file() and _AUTOMATION.search(file.read_bytes()):
                return printable(file.name)
    return None


def _folder(directory: Path) -> Path:
    """Return the folder that somebody has named, without links.

    Raises:
        ProjectNotFound: there is none of that name.
    """
    name = printable(str(directory))
    try:
        start = directory.expanduser().absolute()
        if stat.S_ISDIR(start.stat().st_mode):
            return start.resolve()
    except FileNotFoundError as error:
        raise ProjectNotFound(f"{name}: no such folder") from error
    except (OSError, ValueError) as error:
        raise ProjectNotFound(f"{name}: {reason_of(error)}") from error
    except RuntimeError as error:  # a home folder that nobody knows, or links that lead to each other
        raise ProjectNotFound(f"{name}: no such folder ({error})") from error
    raise ProjectNotFound(f"{name}: it is not a folder")


def _read_project(file: Path) -> Project:
    document = load(file, file.name)
    content: Any = document.value
    if not isinstance(content, dict):
        raise ConfigFileError(
            [document.problem(f"expected a map with `name` and `runtime`, got {type_name(content)}")]
        )
    value = cast("dict[str, Any]", content)
    problems: list[Problem] = []
    name = value.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        problems.append(
            document.problem("`name` must be 1 to 100 letters, digits, '-', '_' and '.'", ("name",))
        )
    options = _runtime(document, value.get("runtime"), problems)
    texts: dict[str, str] = {}
    for key in ("main", "stackConfigDir"):
        text = value.get(key)
        if text is not None and not isinstance(text, str):
            problems.append(document.problem(f"`{key}` must be a path, got {type_name(text)}", (key,)))
        texts[key] = text if isinstance(text, str) else ""
    declarations: Any = value.get("config")
    if isinstance(declarations, str):  # A very old form, `config: DIR`, is the folder of the stack files.
        texts["stackConfigDir"], declarations = declarations, None
    if declarations is not None and not isinstance(declarations, dict):
        problems.append(
            document.problem(f"`config` must be a map, got {type_name(declarations)}", ("config",))
        )
        declarations = None
    root = file.parent
    main_dir, program = _program(document, root, texts["main"], problems)
    if problems:
        raise ConfigFileError(problems)
    return Project(
        root=root,
        file=file,
        name=str(name),
        main_dir=main_dir,
        program=program,
        config_dir=(root / texts["stackConfigDir"]).resolve(),
        runtime_options=options,
        backend=_backend(value.get("backend")),
        declarations=cast("dict[str, Any]", declarations or {}),
        document=document,
    )


def _runtime(document: Document, runtime: Any, problems: list[Problem]) -> Mapping[str, Any]:
    options: Any = {}
    name = runtime
    if isinstance(runtime, Mapping):
        parts = cast("Mapping[str, Any]", runtime)
        name, options = parts.get("name"), parts.get("options")
    if name != "python":
        found = "nothing" if name is None else repr(name)
        message = f"`runtime` must be python, got {found}; only Python programs are supported"
        problems.append(document.problem(message, ("runtime",)))
    return cast("Mapping[str, Any]", options) if isinstance(options, Mapping) else {}


def _backend(backend: Any) -> str | None:
    url: Any = cast("Mapping[str, Any]", backend).get("url") if isinstance(backend, Mapping) else None
    return url if isinstance(url, str) else None


def _program(document: Document, root: Path, main: str, problems: list[Problem]) -> tuple[Path, Path]:
    target = (root / main).resolve()
    if target.is_dir():
        program = target / "__main__.py"
        if not program.is_file():
            shown = f"{main.rstrip('/')}/__main__.py" if main else "__main__.py"
            what = "is not a file" if program.exists() else "does not exist"
            problems.append(document.problem(f"no program: {shown} {what}", ("main",)))
        return target, program
    if not target.is_file():
        problems.append(
            document.problem(f"`main` must be a file or a folder that exists, got {main!r}", ("main",))
        )
    return target.parent, target


@dataclass(frozen=True, slots=True)
class SecretPlaceholder:
    """A configuration value that could not be decrypted, and its placeholder."""

    text: str
    key: str
    path: tuple[str | int, ...]
    """Path inside the value; empty where the whole value is secret."""
    line: int


@dataclass(frozen=True, slots=True)
class StackConfig:
    """A stack's configuration as the program gets it: every value is text, structures are JSON."""

    project: str
    stack: str
    values: Mapping[str, str]
    secret_keys: tuple[str, ...]
    """Keys whose value is secret or holds a secret."""
    placeholders: tuple[SecretPlaceholder, ...]
    warnings: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    """Pulumi ESC environments that the stack file names; their values are not among `values`."""
    environments_place: str = ""
    """The line that names them."""
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    """Values as they may be shown, of the keys whose value is secret or holds a secret."""

    def shown(self) -> dict[str, str]:
        """Return the configuration as it may be shown."""
        shown = {key: self.hidden.get(key, text) for key, text in self.values.items()}
        return {key: secrecy.current().text(text) for key, text in shown.items()}


def environments_named(names: Sequence[str], place: str) -> str:
    """Name environments of Pulumi ESC and their line for a person; empty where there are none."""
    words = "the environments" if len(names) > 1 else "the environment"
    return f"{words} {', '.join(names)} ({place})" if names else ""


def placeholder_text(*parts: str | int) -> str:
    """Return the placeholder of a secret: letters and digits only, the same on every run."""
    digest = hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()
    return f"undisclosed{digest[:16]}"


PLACEHOLDER_PATTERN: Final = re.compile(r"undisclosed[0-9a-f]{16}")
