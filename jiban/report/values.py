"""Values of a plan as text: one line a value, with markers for what is secret and what is not known yet."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import secrecy
from jiban.model.placeholders import Marked
from jiban.model.plan import ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE, Secret, Unknown, urn_parts, walk
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jiban.model.plan import Resource

Path = tuple[str | int, ...]

SECRET: Final = secrecy.MARK
LATER: Final = "(known after deployment)"
PLACEHOLDER: Final = "(placeholder)"
"""Follows a value that comes from a placeholder."""
MARKERS: Final = re.compile(rf"{secrecy.MASK.pattern}|\(known after [^()]*\)|\(placeholder\)")
_NAMED_SOURCES: Final = 8
"""Resources that are named as the origin of an unknown value; beyond them there is a number."""
_FILES: Final[Mapping[Any, str]] = {ASSET_SIGNATURE: "file", ARCHIVE_SIGNATURE: "archive"}
"""What assets are called, by their signature."""
_PLAIN_STEP: Final = re.compile(r"[A-Za-z_$][\w$-]*", re.ASCII)
_STEP: Final = re.compile(r"""\["(?P<quoted>[^"]+)"\]|(?P<plain>[^.\["]+)""")
_LONG_DOCUMENT: Final = 4_000
"""Characters from which a text of several lines is shown by its first line, even where it is JSON."""
_SHORT_LIST: Final = 12
"""Items of a list of plain values that still stand on one line."""


def short_type(resource: Resource) -> str:
    """Return a type as people say it, `network.Subnet` or `apps/v1.Deployment`; a component's token as is."""
    if not resource.custom:
        return resource.type
    return short_token(resource.type)


def short_token(token: str) -> str:
    """Return a type token without what can be told from the rest of it."""
    package, _, rest = token.partition(":")
    module, _, name = rest.rpartition(":")
    if package == "pulumi":
        return f"provider {name}" if module == "providers" else name
    module, _, file = module.partition("/")
    if file and file.lower() != name.lower():
        module = f"{module}/{file}"
    return f"{package if module in {'', 'index'} else module}.{name}"


class ItemName(str):
    """The name of an item in a list, which stands in a path for its position."""

    __slots__ = ()


def path_text(path: Path) -> str:
    """Return a path in Pulumi's syntax, `a.b[0]["c.d"]`; an item of a list that has a name is `a[name]`."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int | ItemName):
            parts.append(f"[{printable(str(step))}]")
        elif _PLAIN_STEP.fullmatch(step):
            # A secret may be a key too, and of one that is cut later the rest could not be told.
            text = secrecy.current().text(step)
            parts.append(f".{text}" if parts else text)
        else:
            text = printable(step).replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'["{text}"]')
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Sources:
    """Names the resources that an unknown value comes from."""

    default: Sequence[str] = ()
    """Their names, where the value itself does not tell them."""
    names_of: Mapping[str, str] = field(default_factory=dict[str, str])
    """What resources are called, by URN."""

    def of(self, unknown: Unknown) -> Sequence[str]:
        """Return the names, or nothing where that cannot be told."""
        own = sorted({self.names_of.get(urn) or urn_parts(urn).name for urn in unknown.sources})
        return own or self.default


NO_SOURCES: Final = Sources()


def shown(value: Any, sources: Sources = NO_SOURCES) -> str:
    """Return a value on one line.

    Args:
        value: any value of a plan.
        sources: names the resources that an unknown value comes from.
    """
    if isinstance(value, Secret):
        return SECRET
    if isinstance(value, Unknown):
        return _later(sources.of(value))
    if isinstance(value, Marked):
        return f"{shown(value.plain)} {PLACEHOLDER}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        if items.get(SIGNATURE) in _FILES:
            return _file(items)
        inner = ", ".join(f"{printable(key)}: {shown(items[key], sources)}" for key in sorted(items))
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        found = cast("Sequence[Any]", value)
        return f"[{', '.join(shown(item, sources) for item in found)}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _file(asset: Mapping[str, Any]) -> str:
    """Return where the content of an asset is from, `file ./index.html`, without Pulumi's marker and hash."""
    kind = _FILES[asset[SIGNATURE]]
    for key in ("path", "uri"):
        if key in asset:
            return f"{kind} {shown(asset[key])}"
    if isinstance(asset.get("text"), str):
        return f"{kind} with {len(asset['text'])} characters of text"
    return f"{kind} of {shown(asset.get('assets', {}))}"


def _later(sources: Sequence[str]) -> str:
    if not sources:
        return LATER
    named = [printable(name).replace("(", "").replace(")", "") for name in sources[:_NAMED_SOURCES]]
    more = len(sources) - len(named)
    return f"(known after {', '.join(named)}{f' and {more} more' if more else ''})"


def _text(value: str) -> str:
    if not value or value != value.strip() or MARKERS.fullmatch(value):
        return f'"{printable(value)}"'
    value = secrecy.current().text(value)
    first, newline, rest = value.partition("\n")
    if newline:
        document = _document(value)
        if document is not None:
            return printable(document)
        return f"{printable(first.rstrip())} ... ({rest.count(newline) + 2} lines)"
    return printable(value)


def _document(text: str) -> str | None:
    """Return JSON of several lines on one line, as it is read; None for other texts, and for long ones."""
    if len(text) > _LONG_DOCUMENT or text[0] not in "{[":
        return None
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def is_plain(value: Any) -> bool:
    """Return whether a value is neither a map nor a list."""
    return not isinstance(value, Mapping | list | tuple)


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the parts of a value with their paths, maps by key; a short list of plain values is one part."""
    if isinstance(value, Mapping) and value and SIGNATURE not in value:
        items = cast("Mapping[str, Any]", value)
        for key in sorted(items):
            yield from leaves(items[key], (*path, key))
    elif isinstance(value, list | tuple) and value and not _is_short(cast("Sequence[Any]", value)):
        for index, item in enumerate(cast("Iterable[Any]", value)):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def _is_short(value: Sequence[Any]) -> bool:
    return len(value) <= _SHORT_LIST and all(is_plain(item) for item in value)


def listed(value: Any, sources: Sources = NO_SOURCES) -> str:
    """Return a leaf on one line: a short list without its brackets."""
    if isinstance(value, list | tuple) and value:
        return ", ".join(shown(item, sources) for item in cast("Iterable[Any]", value))
    return shown(value, sources)


def at(value: Any, path: str) -> Iterator[tuple[Path, Any]]:
    """Yield the values at a path such as `a.*.b["c.d"]`; `*` stands for every item of a list or map.

    An item of a list that has a `name` is called by it, because positions change.
    """
    found: list[tuple[Path, Any]] = [((), value)]
    for match in _STEP.finditer(path):
        step = match["quoted"] or match["plain"]
        found = [next_ for place, inner in found for next_ in _step(place, inner, step)]
    yield from found


def _step(place: Path, value: Any, step: str) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Secret | Unknown):
        yield place, value
    elif isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        for key in sorted(items) if step == "*" else [step]:
            if key in items:
                yield (*place, key), items[key]
    elif isinstance(value, list | tuple) and step == "*":
        for index, item in enumerate(cast("Iterable[Any]", value)):
            name = cast("Mapping[str, Any]", item).get("name") if isinstance(item, Mapping) else None
            yield (*place, ItemName(name) if isinstance(name, str) else index), item


@dataclass(frozen=True, slots=True)
class Origins:
    """Which resources the unknown values of one resource come from.

    An unknown value of a plan that was made here tells it itself. Of others the engine tells it of whole
    top-level properties; inside of one it is certain where the property comes from one resource only, or has
    one unknown value only.
    """

    names: Mapping[str, Sequence[str]]
    """By top-level property."""
    certain: frozenset[str]
    """Properties whose unknown values all have these origins."""
    names_of: Mapping[str, str]
    """What resources are called, by URN."""

    def of(self, path: Path) -> Sources:
        """Return what names the resources that a value at a path comes from."""
        top = str(path[0]) if path else ""
        return Sources(self.names.get(top, ()) if top in self.certain else (), self.names_of)


def calling_names(resources: Iterable[Resource]) -> Mapping[str, str]:
    """Return by URN what others call a resource: its name, with its type where the name is not enough."""
    custom = [resource for resource in resources if resource.custom]
    counts = Counter(resource.name for resource in custom)
    return {
        resource.urn: resource.name
        if counts[resource.name] == 1
        else f"{short_type(resource)} {resource.name}"
        for resource in custom
    }


def origins(resource: Resource, names_of: Mapping[str, str]) -> Origins:
    """Work out the origins of a resource's unknown values.

    Args:
        resource: the resource.
        names_of: what the others are called, by URN.
    """
    names = {
        key: sorted({names_of.get(urn) or urn_parts(urn).name for urn in urns})
        for key, urns in resource.property_dependencies.items()
        if urns and key in resource.inputs
    }
    certain = frozenset(
        key for key, found in names.items() if len(found) == 1 or _unknowns(resource.inputs[key]) == 1
    )
    return Origins(names, certain, names_of)


def _unknowns(value: Any) -> int:
    return sum(isinstance(leaf, Unknown) for _, leaf in walk(value))
