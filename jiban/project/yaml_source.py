"""YAML files with positions, read the way Pulumi reads them.

Pulumi decodes its files with Go's `gopkg.in/yaml.v3`, whose plain scalars differ from PyYAML's: `on`, `yes`
and `22:30` are strings, `1_000` is 1000, `0123` is octal 83, a bare date is a time (checked against v3.0.1).
Duplicate keys are refused, as there; documents are bounded in size, depth and expanded aliases.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from jiban.project.errors import ConfigFileError
from jiban.project.files import NotReadable, read_file
from jiban.project.problem import Problem
from jiban.secret_names import is_secret_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_NODES: Final = 200_000
"""Nodes of a document after its aliases are expanded."""

_INT: Final = re.compile(r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?")
_CONSTANTS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_TAGS: Final = frozenset(
    {None, "!", *(_TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))}
)
_INT_LIMIT: Final = 2**64
_INT_LENGTH: Final = 67
"""Most characters of a 64-bit number: a sign, `0b` and 64 digits."""


class YamlError(ConfigFileError):
    """A file that is not YAML, or YAML that Pulumi would refuse."""


class Timestamp(str):
    """A bare date or time. It reads as the text in the file; Go would turn it into a time."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Position:
    """The position of an entry: line and column of its key (None for list items) and of its value."""

    key: tuple[int, int] | None
    value: tuple[int, int]

    @property
    def line(self) -> int:
        """The line to show: of the key where there is one."""
        return (self.key or self.value)[0]

    @property
    def column(self) -> int:
        """The column to show, beside `line`."""
        return (self.key or self.value)[1]


@dataclass(slots=True)
class _Node:
    value: Any
    place: tuple[int, int]
    size: int = 1
    children: dict[str | int, _Node] = field(default_factory=lambda: {})  # noqa: PIE807 - the class is not there yet, which `dict[...]` would need
    keys: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. Maps are dicts with string keys in file order, an empty file has the value None."""

    path: str
    value: Any
    _root: _Node | None = field(default=None, repr=False, compare=False)

    def position_of(self, path: Sequence[str | int] = ()) -> Position:
        """Return the position of an entry by its path (`("config", "jiban:network", "cidr")`), from 1.

        Where the path leads out of the document, that of the nearest entry above it.
        """
        node, key = self._root, None
        if node is None:
            return Position(None, (1, 1))
        for step in path:
            child = node.children.get(step)
            if child is None:
                break
            key = node.keys.get(step) if isinstance(step, str) else None
            node = child
        return Position(key, node.place)

    def problem(self, message: str, path: Sequence[str | int] = ()) -> Problem:
        """Return a problem at the position of an entry."""
        place = self.position_of(path)
        return Problem(self.path, message, place.line, place.column)


def load(path: Path, shown: str | None = None) -> Document:
    """Read a YAML file. `shown` is the name for messages, by default the path as given.

    Raises:
        YamlError: with every fault that could be found, or why the file cannot be read.
    """
    name = shown or str(path)
    try:
        content = read_file(path, MAX_BYTES)
    except NotReadable as error:
        raise YamlError([Problem(name, error.reason)]) from error
    return parse(content, name)


def parse(content: bytes | str, path: str) -> Document:
    """Read YAML from memory; `path` is its name for messages.

    Raises:
        YamlError: with every fault that could be found.
    """
    text = _decode(content, path)
    builder = _Builder(path)
    try:
        root = builder.build(yaml.parse(text, Loader=_Parser))
    except yaml.YAMLError as error:
        raise YamlError([fault_of(error, text, path)]) from None
    if builder.problems:
        raise YamlError(builder.problems)
    return Document(path, root.value if root else None, root)


def _decode(content: bytes | str, path: str) -> str:
    if len(content) > MAX_BYTES:
        raise YamlError([Problem(path, f"the file is larger than {MAX_BYTES // 1024 // 1024} MB")])
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        message = f"invalid UTF-8: byte 0x{content[error.start]:02x}; save the file as UTF-8"
        raise YamlError([Problem(path, message, line, error.start - start + 1)]) from None


def fault_of(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Return what an error of the parser says of a text, where it stands in it."""
    if isinstance(error, yaml.MarkedYAMLError):
        return _syntax(error, error.problem_mark or error.context_mark, text, path)
    return _unreadable(error, text, path)


def _syntax(error: yaml.MarkedYAMLError, mark: Any, text: str, path: str) -> Problem:
    if mark is None:
        return Problem(path, f"not valid YAML: {error.problem or 'unreadable'}")
    lines = text.splitlines()
    number: int = mark.line
    line = lines[number] if number < len(lines) else ""
    context = f" ({error.context})" if error.context else ""
    message = f"not valid YAML: {error.problem or 'unreadable'}{context}"
    if line[mark.column : mark.column + 1] == "\t":
        message = "a tab is used for indentation; YAML allows only spaces"
    return Problem(path, message, mark.line + 1, mark.column + 1)


def _unreadable(error: yaml.YAMLError, text: str, path: str) -> Problem:
    offset = getattr(error, "position", None)
    reason = getattr(error, "reason", None) or str(error).splitlines()[0]
    if not isinstance(offset, int) or offset > len(text):
        return Problem(path, f"not valid YAML: {reason}")
    line = text.count("\n", 0, offset) + 1
    return Problem(path, f"not valid YAML: {reason}", line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


@dataclass(slots=True)
class _Open:
    """A map or list that is being read."""

    node: _Node
    anchor: str | None
    key: tuple[str, tuple[int, int]] | None = None
    merging: bool = False
    """Whether the key is the merge key: `<<` without quotes, which is none of the map's own."""
    merges: list[_Node] = field(default_factory=list[_Node])


class _Builder:
    """Builds nodes from the parser's events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._anchors: dict[str, _Node | None] = {}
        self._stack: list[_Open] = []
        self._root: _Node | None = None
        self.problems: list[Problem] = []

    def build(self, events: Iterator[Any]) -> _Node | None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._error(event, "expected one YAML document, got a second one")
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._finish(event)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
        return self._root

    def _error(self, event: Any, message: str, quoted: str = "") -> YamlError:
        """Return an error, without what it quotes of the text where that may be a secret."""
        if quoted and any(is_secret_config(each.key[0]) for each in self._stack if each.key is not None):
            message = f"{message.replace(quoted, '...')}; put a secret that begins with *, & or ! in quotes"
        return YamlError([*self.problems, Problem(self._path, message, *_place(event))])

    def _begin(self, event: Any) -> None:
        self._check_tag(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH} levels")
        if self._wants_key():
            raise self._error(event, "a key must be a string, got a list or a map")
        is_map = isinstance(event, yaml.MappingStartEvent)
        node = _Node({} if is_map else [], _place(event))
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(node, event.anchor))

    def _finish(self, event: Any) -> None:
        done = self._stack.pop()
        node = done.node
        for merged in done.merges:
            for key, child in merged.children.items():
                if key not in node.children:
                    node.children[key] = child
                    node.value[key] = child.value
                    node.keys[str(key)] = merged.keys[str(key)]
        node.size = 1 + sum(child.size for child in node.children.values())
        if node.size > MAX_NODES:
            raise self._error(
                event, f"the file has more than {MAX_NODES} values when its aliases are expanded"
            )
        if done.anchor:
            self._anchors[done.anchor] = node
        self._add(node, event)

    def _scalar(self, event: Any) -> None:
        self._check_tag(event)
        if self._wants_key():
            self._key(event)
            return
        node = _Node(_resolve(event, self._error), _place(event))
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node, event)

    def _key(self, event: Any) -> None:
        top = self._stack[-1]
        text = event.value
        plain = event.implicit[0] and not event.style
        key = text if not plain or text == "<<" else go_text(_resolve(event, self._error))
        place = _place(event)
        top.merging = plain and key == "<<"
        if key in top.node.keys and not top.merging:
            first = top.node.keys[key][0]
            self.problems.append(Problem(self._path, f"duplicate key {key!r}, first in line {first}", *place))
        top.key = (key, place)
        if not top.merging:
            top.node.keys.setdefault(key, place)
        if event.anchor:
            self._anchors[event.anchor] = _Node(key, place)

    def _alias(self, event: Any) -> None:
        node = self._anchors.get(event.anchor)
        if event.anchor in self._anchors and node is None:
            raise self._error(event, f"*{event.anchor} refers to the entry that contains it", event.anchor)
        if node is None:
            message = f"unknown alias *{event.anchor}; there is no &{event.anchor} above it"
            raise self._error(event, message, event.anchor)
        if self._wants_key():
            if node.children or isinstance(node.value, dict | list):
                raise self._error(event, "a key must be a string, got a list or a map")
            self._stack[-1].key = (go_text(node.value), _place(event))
            self._stack[-1].node.keys.setdefault(go_text(node.value), _place(event))
            return
        self._add(node, event)

    def _wants_key(self) -> bool:
        return (
            bool(self._stack) and isinstance(self._stack[-1].node.value, dict) and self._stack[-1].key is None
        )

    def _add(self, node: _Node, event: Any) -> None:
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        if top.key is None:
            top.node.children[len(top.node.value)] = node
            top.node.value.append(node.value)
            return
        key, _ = top.key
        top.key = None
        if top.merging:
            top.merging = False
            self._merge(top, node, event)
            return
        top.node.children[key] = node
        top.node.value[key] = node.value

    def _merge(self, top: _Open, node: _Node, event: Any) -> None:
        sources = list(node.children.values()) if isinstance(node.value, list) else [node]
        others = [type_name(source.value) for source in sources if not isinstance(source.value, dict)]
        if others:
            raise self._error(event, f"<< merges maps, got {others[0]}")
        top.merges.extend(sources)

    def _check_tag(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            tag = event.tag.replace(_TAG, "!!")
            raise self._error(event, f"the tag {tag} is not supported", tag)


def _resolve(event: Any, error: Any) -> Any:
    text: str = event.value
    tag: str | None = event.tag
    if tag in (None, "!") and (event.style or tag == "!"):
        return text
    if tag == _TAG + "str":
        return text
    value = resolve_plain(text)
    if tag is None or tag == _TAG + "timestamp":
        return value
    kinds: dict[str, tuple[type, ...]] = {
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
        "null": (type(None),),
    }
    if not isinstance(value, kinds.get(tag.removeprefix(_TAG), ())):
        raise error(event, f"{text!r} is not {tag.replace(_TAG, '!!')}", repr(text))
    return value


def resolve_plain(text: str) -> Any:
    """Return the value of an unquoted scalar as yaml.v3 does."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if text[0].isdigit() and _TIME.fullmatch(text):
        return Timestamp(text)
    plain = text.replace("_", "")
    if _INT.fullmatch(plain) and len(plain) <= _INT_LENGTH:
        number = _integer(plain)
        if -(_INT_LIMIT // 2) <= number < _INT_LIMIT:
            return number
    if _FLOAT.fullmatch(plain) and math.isfinite(float(plain)):
        return float(plain)
    return text


def _integer(plain: str) -> int:
    sign = -1 if plain[0] == "-" else 1
    digits = plain.lstrip("+-").lower()
    for prefix, base in (("0x", 16), ("0b", 2), ("0o", 8)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits, 8 if digits.startswith("0") else 10)


def type_name(value: Any) -> str:
    """Return the type of a value in words for a message, without the value: it may be a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "a boolean"
    names = {dict: "a map", list: "a list", int: "a number", float: "a number"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a string")


def go_text(value: Any) -> str:
    """Return a scalar as Pulumi turns it into text: true, 1, 1.5, and a time in Go's long form."""
    if isinstance(value, Timestamp):
        year, month, day = value.split("-", 2)
        # What goes on after the day is a time, which stays as it is.
        return f"{year}-{month:0>2}-{day:0>2} 00:00:00 +0000 UTC" if day.isdigit() else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float):
        return _go_float(value)
    return str(value)


def _go_float(value: float) -> str:
    # Go's JSON writes 1e+20 as 100000000000000000000 and goes over to an exponent at 1e21 and below
    # 1e-6.
    if math.isfinite(value) and value == int(value) and abs(value) < 1e21:  # noqa: PLR2004 - see above
        return str(int(value))
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa}e{int(power):+03d}" if exponent else text
