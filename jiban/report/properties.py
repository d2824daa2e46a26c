"""Which properties of a resource are shown: those that `properties.yaml` lists, else what says something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jiban.report import records as shapes
from jiban.report.tags import Folded
from jiban.report.values import Origins, at, leaves, listed, origins, path_text, shown
from jiban.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.model.plan import Resource
    from jiban.report.values import Path

MOST: Final = 8
"""Properties shown of a type that is not listed."""
NOT_FOLDED: Final = Folded()
_LABELS: Final = frozenset({"tags", "tagsAll", "labels"})
_LABEL: Final = "= "
_WRAPPERS: Final = (("spec", "template", "spec"), ("spec",), ("properties",))
_NOISE: Final[Mapping[str, frozenset[str]]] = {
    "azure-native": frozenset({"resourceGroupName"}),
    "kubernetes": frozenset({"apiVersion", "kind"}),
}
"""By package, what every resource has and what says nothing of any."""


def brief(resource: Resource, names: Mapping[str, str]) -> list[str]:
    """Return the lines of the properties that a reader cares about.

    Args:
        resource: the resource.
        names: what other resources are called, by URN.
    """
    known = origins(resource, names)
    listed_for_type: Sequence[str | Mapping[str, str]] | None = table("jiban.report", "properties.yaml").get(
        resource.type
    )
    if listed_for_type is None:
        return list(_telling(resource, known))
    return [line for entry in listed_for_type for line in _entry(resource, entry, known)]


def full(
    resource: Resource, names: Mapping[str, str], folded: Folded = NOT_FOLDED, *, tables: bool = False
) -> list[str]:
    """Return the lines of all properties, each under its own path.

    Args:
        resource: the resource.
        names: what other resources are called, by URN.
        folded: tags that are not repeated here.
        tables: whether lists of records are shown in words, a record on one line.
    """
    known = origins(resource, names)
    drawn = _drawn(resource, known) if tables else []
    found: list[str] = []
    done: set[Path] = set()
    for key in sorted(resource.inputs):
        for path, value in leaves(resource.inputs[key], (key,)):
            covering = min(
                (place for place, _ in drawn if path[: len(place)] == place), key=len, default=None
            )
            for place, lines in drawn:
                # All that is drawn inside of it comes with it, in the order of the table.
                if covering is not None and place[: len(covering)] == covering and place not in done:
                    found += lines
                    done.add(place)
            if covering is None and path not in folded.hidden:
                found.append(f"{path_text(path)}: {listed(value, known.of(path))}")
    return [*found, *folded.lines]


def _drawn(resource: Resource, known: Origins) -> list[tuple[Path, list[str]]]:
    """Return the properties that have a shape: where they are, with their lines."""
    entries: Sequence[Any] = table("jiban.report", "properties.yaml").get(resource.type) or ()
    shaped = [
        (path, shape) for entry in entries if isinstance(entry, Mapping) for path, shape in _pairs(entry)
    ]
    found: list[tuple[Path, list[str]]] = []
    for place, shape in shaped:
        for path, value in at(resource.inputs, place):
            sources = known.of(path)
            form = f"whole-{shape}" if f"whole-{shape}" in shapes.SHAPES else shape
            lines = shapes.lines(form, value, lambda leaf, sources=sources: shown(leaf, sources))
            if lines:
                found.append((path, lines))
    return found


def _pairs(entry: Any) -> list[tuple[str, str]]:
    return [(path, shape) for path, shape in entry.items() if not shape.startswith(_LABEL)]


def _entry(resource: Resource, entry: str | Mapping[str, str], known: Origins) -> Iterator[str]:
    if isinstance(entry, str):
        for path, value in at(resource.inputs, entry):
            yield from _leaves(path, value, known)
        return
    for each, shape in entry.items():
        for path, value in at(resource.inputs, each):
            sources = known.of(path)
            if shape.startswith(_LABEL):
                yield f"{shape.removeprefix(_LABEL)}: {listed(value, sources)}"
                continue
            lines = shapes.lines(shape, value, lambda leaf, sources=sources: shown(leaf, sources))
            yield from _leaves(path, value, known) if lines is None else lines


def _leaves(path: Path, value: Any, known: Origins) -> Iterator[str]:
    for place, leaf in leaves(value, path):
        if leaf is not None:
            yield f"{path_text(_short(place))}: {listed(leaf, known.of(place))}"


def _short(path: Path) -> Path:
    """Leave out the wrappers that a path of a known type begins with; `-v` shows it whole."""
    for wrapper in _WRAPPERS:
        if path[: len(wrapper)] == wrapper and len(path) > len(wrapper):
            return path[len(wrapper) :]
    return path


def _telling(resource: Resource, known: Origins) -> Iterator[str]:
    """Yield the first properties of a type that is not listed, without what is empty, a tag or the name."""
    found = [
        (path, value)
        for key in sorted(resource.inputs)
        for path, value in leaves(resource.inputs[key], (key,))
        if _says_something(resource, path, value)
    ]
    for path, value in found[:MOST]:
        yield f"{path_text(path)}: {listed(value, known.of(path))}"
    if len(found) > MOST:
        yield f"... and {len(found) - MOST} more (-v shows all)"


def _says_something(resource: Resource, path: Path, value: Any) -> bool:
    if value is None or value in ("", resource.name) or (isinstance(value, list | dict) and not value):
        return False
    if path[0] in _NOISE.get(resource.package, ()):
        return False
    return not _LABELS.intersection(path[:2])
