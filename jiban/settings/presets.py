"""The presets that a stack asks for: one by its name, or several as a list, of which later ones count over
those before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.project.problem import Problem
from jiban.settings.provenance import Mark, has, secure_paths, with_value
from jiban.settings.wording import listed, near, shown

if TYPE_CHECKING:
    from jiban.settings.fields import ValuePath
    from jiban.settings.provenance import Provenance, Written
    from jiban.settings.root import Root

FOLDER: Final = "presets"
"""Folder beside the stack files with the presets of the project's own."""

Asked = tuple[tuple["ValuePath", str], ...]
"""Place and name of each preset, in their order."""


def asked(value: Any) -> Asked:
    """Return the presets that a value names; what is no name is left to whoever checks the value's form.

    Args:
        value: what stands at `preset`: a name, a list of names, or null.
    """
    if isinstance(value, str):
        return ((("preset",), value),)
    if not isinstance(value, list):
        return ()
    items = enumerate(cast("list[Any]", value))
    return tuple((("preset", position), item) for position, item in items if isinstance(item, str))


def own(root: Root, stack_file: Path | None) -> dict[str, Path]:
    """Return the presets of the project's own by name: the files of a folder beside the stack file.

    Args:
        root: what the project declares of its settings; its presets are not among these.
        stack_file: the file of the stack, or None where there is none.
    """
    if stack_file is None or root.presets is None:
        return {}
    folder = stack_file.parent / FOLDER
    if not folder.is_dir() or folder.resolve() == root.presets.resolve():
        return {}
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def misplaced(root: Root, written: Written) -> tuple[Written, list[Problem]]:
    """Return a preset of the project's own without what does not belong into one, other layers and secrets,
    and where that stands.

    Args:
        root: what the project declares of its settings.
        written: the preset.
    """
    layers: list[ValuePath] = [
        (field,) for field in ("preset", root.extends or "") if field in written.values
    ]
    secret: list[ValuePath] = [path for path in root.secrets if has(written.values, path)]
    secret.extend(path for path in secure_paths(written.values) if not any(map(path[:1].__eq__, secret)))
    remedy = (
        f"take it out, choose a new value if it was in plain text, and {root.set_secret()} for each stack"
    )
    found: list[Problem] = []
    values = written.values
    for paths, reason, remedies in (
        (layers, "a preset stands on no other layer", "say it in the stack file"),
        (secret, "a secret belongs to one stack, and a preset to several", remedy),
    ):
        for path in paths:
            found.append(_problem(written, path, reason, remedies))
            values = with_value(values, path, Mark.ABSENT)
    return replace(written, values=values), found


def _problem(written: Written, path: ValuePath, reason: str, remedy: str) -> Problem:
    place = written.origin(path)
    name = ".".join(map(str, path))
    return Problem(place.file, reason, place.line, place.column, name, remedy=remedy, layer="preset")


def problems(provenance: Provenance, presets: Asked, files: Mapping[str, Path]) -> list[Problem]:
    """Return what is wrong with presets, each told at its own place: one that is not known, one that stands
    there twice, two of which an environment takes only one, and a name that two files have.

    Args:
        provenance: where values come from, for their places.
        presets: those that are asked for.
        files: the presets of the project's own.
    """
    shared = provenance.root.preset_names()
    names = tuple(sorted({*shared, *files}))
    found: list[Problem] = []
    for position, (path, name) in enumerate(presets):
        before = [other for _, other in presets[:position]]
        fault = _fault(name, before, names, provenance.root.one_preset_of)
        if fault is None and name in shared and name in files:
            fault = f"{FOLDER}/{name}.yaml has the name of a preset that is there already", "rename the file"
        if fault is not None:
            found.append(provenance.problem(provenance.of(path), path, *fault, shown(name)))
    return found


def _fault(
    name: str, before: Sequence[str], names: Sequence[str], groups: Sequence[Sequence[str]]
) -> tuple[str, str] | None:
    """Return why a preset cannot stand behind others, and what to do; None where it can."""
    if name not in names:
        meant = near(name, names)
        return "unknown preset", f"set {listed([*meant, *(other for other in names if other not in meant)])}"
    if name in before:
        return "it is in the list twice", "remove one of them"
    for group in groups:
        rival = next((other for other in before if other in group), None)
        if name in group and rival is not None:
            return (
                f"it excludes {rival}, which stands before it: an environment is one of {listed(group)}",
                "keep one of the two",
            )
    return None
