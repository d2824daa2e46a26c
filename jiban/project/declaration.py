"""What a project declares for jiban, in the table `[tool.jiban]` of its pyproject.toml."""

from __future__ import annotations

import importlib
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final, cast

from jiban.project.errors import ConfigFileError, JibanError
from jiban.project.files import NotReadable, is_there, read_file
from jiban.project.problem import Problem
from jiban.project.safe_text import fault_of
from jiban.project.streams import stdout_to_stderr
from jiban.project.yaml_source import type_name

FILE: Final = "pyproject.toml"
PACKS: Final = "jiban.packs"
"""Group of entry points by which an installed package offers a pack of rules."""
_MAX_BYTES: Final = 4 * 1024 * 1024
_KEYS: Final = ("settings", "pack")


@dataclass(frozen=True, slots=True)
class Declaration:
    """The table `[tool.jiban]`; empty where a project has none."""

    file: Path | None = None
    """The pyproject.toml that holds the table."""
    settings: str | None = None
    """`MODULE:NAME` of a `jiban.settings.root.Root`: the typed settings that stack files are checked by."""
    pack: str | None = None
    """`MODULE:NAME` of a `jiban.policy.pack.Pack`: rules to judge stacks by, in place of jiban's."""

    def load(self, key: str) -> Any:
        """Import what a key names; None where the table does not have it.

        Raises:
            ConfigFileError: there is no such module, or no such name in it.
        """
        reference = getattr(self, key)
        if reference is None or self.file is None:
            return None
        module, _, name = str(reference).partition(":")
        folder = str(self.file.parent)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        try:
            with stdout_to_stderr():
                return getattr(importlib.import_module(module), name)
        except (JibanError, KeyboardInterrupt):
            raise
        except BaseException as error:  # sys.exit among them, which would end this command without a word
            reason = f"cannot load tool.jiban.{key} = {reference!r}: {fault_of(error, self.file.parent)}"
            raise ConfigFileError([Problem(str(self.file), reason)]) from error


def declaration(root: Path) -> Declaration:
    """Read what a project declares: in its own pyproject.toml, or in the nearest above it in the repository.

    Args:
        root: folder of Pulumi.yaml.

    Raises:
        ConfigFileError: the table is faulty.
    """
    for folder in (root, *root.parents):
        file = folder / FILE
        if is_there(file):
            found = _table(file)
            if found is not None:
                return found
        if (folder / ".git").exists():
            break
    return Declaration()


def installed_pack() -> Any:
    """Import the pack of rules that comes with jiban, as its distribution names it; None without one.

    It is found by the name of an entry point, so that the tool has no import of a rule.
    """
    try:
        entries = metadata.distribution("jiban").entry_points
    except metadata.PackageNotFoundError:
        return None
    return next((entry.load() for entry in entries if entry.group == PACKS), None)


def _table(file: Path) -> Declaration | None:
    try:
        content: dict[str, Any] = tomllib.loads(read_file(file, _MAX_BYTES).decode("utf-8"))
    except NotReadable as error:
        raise ConfigFileError([Problem(str(file), error.reason)]) from error
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        raise ConfigFileError([Problem(str(file), reason)]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigFileError([Problem(str(file), f"not valid TOML: {_toml_fault(error)}")]) from error
    tool: Any = content.get("tool")
    table: Any = cast("dict[str, Any]", tool).get("jiban") if isinstance(tool, dict) else None
    if table is None:
        return None
    problems = list(_problems(file, table))
    if problems:
        raise ConfigFileError(problems)
    return Declaration(file, **cast("dict[str, str]", table))


def _toml_fault(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _problems(file: Path, table: Any) -> list[Problem]:
    if not isinstance(table, dict):
        return [Problem(str(file), f"tool.jiban must be a table, got {type_name(table)}")]
    entries = cast("dict[str, Any]", table)
    found = [
        Problem(str(file), f"unknown key tool.jiban.{key}", remedy=f"known keys: {', '.join(_KEYS)}")
        for key in entries
        if key not in _KEYS
    ]
    return found + [
        Problem(str(file), f'tool.jiban.{key} must be "MODULE:NAME", got {value!r}')
        for key, value in entries.items()
        if key in _KEYS and not (isinstance(value, str) and all(value.partition(":")))
    ]
