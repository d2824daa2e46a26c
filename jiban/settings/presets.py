"""The presets that a stack asks for: one by its name, or several as a list, of which later ones count over
those before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from jiban.settings.wording import listed, near, shown

if TYPE_CHECKING:
    from jiban.project.problem import Problem
    from jiban.settings.fields import ValuePath
    from jiban.settings.provenance import Provenance

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


def problems(provenance: Provenance, presets: Asked) -> list[Problem]:
    """Return what is wrong with presets, each told at its own place: one that is not known, one that stands
    there twice, and two of which an environment takes only one.

    Args:
        provenance: where values come from, for their places.
        presets: those that are asked for.
    """
    names = provenance.root.preset_names()
    found: list[Problem] = []
    for position, (path, name) in enumerate(presets):
        before = [other for _, other in presets[:position]]
        fault = _fault(name, before, names, provenance.root.one_preset_of)
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
