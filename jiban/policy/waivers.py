"""Exceptions to rules, each with an owner, a reason and an end: the file `waivers.yaml` beside Pulumi.yaml.

    waivers:
      - rule: PG-001                  # the rule's id
        resource: postgres-primary    # glob of logical names, or of URNs where it has "::"
        stacks: [dev]                 # may be left out: all stacks
        path: publiclyAccessible      # may be left out: glob of the input properties that it is about
        owner: platform
        reason: opened for the migration from the old data centre
        expires: 2026-12-31           # the last day it holds

    forbid:                           # may be left out: every rule can be waived
      - severity: critical            # and worse
        stacks: [prod]                # may be left out: all stacks

A waiver never turns a rule off: what it matches is still judged, listed and counted. What the file forbids
covers nothing, and is told.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

import yaml

from jiban.policy.rule import Severity
from jiban.project.errors import JibanError
from jiban.project.files import NotReadable, is_there, read_file
from jiban.project.problem import Problem
from jiban.project.yaml_source import fault_of

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 64 * 1024 * 1024
"""Of a file of waivers; 100,000 of them have some 15 million."""
MAX_DEPTH: Final = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_GLOB: Final = re.compile(r"[*?\[]")
PROJECT_FILE: Final = "Pulumi.yaml"
FILE: Final = "waivers.yaml"
_TEXTS: Final = ("rule", "resource", "owner", "reason", "expires")
_KEYS: Final = (*_TEXTS, "stacks", "path")
_SEVERITIES: Final = tuple(severity.value for severity in Severity)


@dataclass(frozen=True, slots=True)
class Ban:
    """Which failures no waiver of a file may cover."""

    severity: Severity
    """From this one up."""
    stacks: tuple[str, ...] = ()
    """Stacks that it holds in; none means all."""
    file: str = FILE
    line: int = 0
    """Where it stands, from 1."""

    def holds(self, severity: Severity, stack: str) -> bool:
        """Return whether it is about rules of a severity in a stack."""
        return severity.rank <= self.severity.rank and (not self.stacks or stack in self.stacks)


@dataclass(frozen=True, slots=True)
class Waiver:
    """One exception."""

    rule: str
    resource: str
    """Glob, letter case counts: of logical names, or of URNs where it holds `::`."""
    owner: str
    reason: str
    expires: date
    """The last day that it holds."""
    stacks: tuple[str, ...] = ()
    """Stacks that it holds in; none means all."""
    file: str = FILE
    line: int = 0
    """Where it stands, from 1."""
    path: str = ""
    """Glob of input properties, in which only `*` is special; empty means all."""
    bans: tuple[Ban, ...] = ()
    """What its file forbids."""

    def matches(self, rule: str, name: str, urn: str, paths: Sequence[str] = ()) -> bool:
        """Return whether it is about a rule's verdict on a resource.

        Args:
            rule: id.
            name: logical name of the resource.
            urn: of the resource.
            paths: input properties that the verdict hangs on; a waiver with a path is about all of them or
                none, so that it hides nothing beside what it names.
        """
        return (
            rule == self.rule
            and fnmatchcase(urn if "::" in self.resource else name, self.resource)
            and self.is_about(paths)
        )

    def is_about(self, paths: Sequence[str]) -> bool:
        """Return whether it is about all of some input properties."""
        if not self.path:
            return True
        glob = re.compile(".*".join(map(re.escape, self.path.split("*"))), re.DOTALL)
        return bool(paths) and all(map(glob.fullmatch, paths))

    def ban(self, severity: Severity, stack: str) -> Ban | None:
        """Return what forbids it for a rule of a severity in a stack."""
        return next((each for each in self.bans if each.holds(severity, stack)), None)

    def holds_in(self, stack: str) -> bool:
        """Return whether it is about a stack."""
        return not self.stacks or stack in self.stacks

    def days_left(self, today: date) -> int:
        """Return the days after today that it holds; below 0 it has expired."""
        return (self.expires - today).days


class WaiverIndex:
    """Waivers by what they are about, so that a finding is not held against each of them."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        """Index the waivers."""
        self._exact: dict[tuple[str, str], list[Waiver]] = {}
        self._globs: dict[str, list[Waiver]] = {}
        for waiver in waivers:
            if _GLOB.search(waiver.resource):
                self._globs.setdefault(waiver.rule, []).append(waiver)
            else:
                self._exact.setdefault((waiver.rule, waiver.resource), []).append(waiver)

    def matching(self, rule: str, name: str, urn: str, paths: Sequence[str] = ()) -> list[Waiver]:
        """Return the waivers that are about a rule's verdict on a resource.

        A name may hold `::`; a waiver that does is about URNs.
        """
        exact = self._exact.get((rule, name), []) if "::" not in name else []
        exact = [*exact, *self._exact.get((rule, urn), ())]
        globs = (each for each in self._globs.get(rule, ()) if each.matches(rule, name, urn, paths))
        return [*(each for each in exact if each.is_about(paths)), *globs]


class WaiverFileError(JibanError):
    """A file of waivers that cannot be used, with all that is wrong with it."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def beside_project(start: Path) -> Path:
    """Return where the waivers of a project stand: beside its file, which is in a folder or above it."""
    found = next((each for each in (start, *start.parents) if (each / PROJECT_FILE).exists()), start)
    return found / FILE


def load(path: Path, shown: str = FILE) -> tuple[Waiver, ...]:
    """Read a file of waivers; there are none where there is no file.

    Args:
        path: of the file.
        shown: how messages name it.

    Raises:
        WaiverFileError: it cannot be read, is no YAML, or does not say what a waiver has to say.
    """
    try:
        if not is_there(path):
            return ()
        text = read_file(path, MAX_BYTES).decode("utf-8-sig")
    except NotReadable as error:
        raise WaiverFileError([Problem(shown, f"cannot be read: {error.reason}", 1, 1)]) from error
    except UnicodeDecodeError as error:
        reason = f"cannot be read: byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        raise WaiverFileError([Problem(shown, reason, 1, 1)]) from error
    return parse(text, shown)


def parse(text: str, shown: str = FILE) -> tuple[Waiver, ...]:
    """Read waivers from the text of a file.

    Raises:
        WaiverFileError: it is no YAML, or does not say what a waiver has to say.
    """
    try:
        _refuse_depth(text, shown)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise WaiverFileError([fault_of(error, text, shown)]) from error
    if root is None:
        return ()
    reader = _Reader(shown)
    found = tuple(reader.file(root))
    if reader.problems:
        raise WaiverFileError(sorted(reader.problems, key=lambda each: (each.line, each.column)))
    return found


def _refuse_depth(text: str, shown: str) -> None:
    """Refuse a file that nests deeper than one of waivers: PyYAML's own reader takes the square of the depth.

    Raises:
        WaiverFileError: it does.
    """
    depth = 0
    with contextlib.suppress(yaml.YAMLError):  # told by who reads the file
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                reason = "nested too deeply: a file of waivers is a list of maps"
                raise WaiverFileError([Problem(shown, reason, mark.line + 1, mark.column + 1)])


class _Reader:
    """Reads the nodes of a file and collects what is wrong."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self.problems: list[Problem] = []

    def file(self, root: yaml.Node) -> Iterator[Waiver]:
        """Yield the waivers that have nothing wrong with them."""
        fields = self._map(root, ("waivers", "forbid"), "the file")
        bans = tuple(ban for entry in self._list(fields, "forbid") if (ban := self._ban(entry)) is not None)
        for entry in self._list(fields, "waivers"):
            waiver = self._waiver(entry, bans)
            if waiver is not None:
                yield waiver

    def _list(self, fields: Mapping[str, yaml.Node], key: str) -> list[yaml.Node]:
        entries = fields.get(key)
        if entries is not None and not isinstance(entries, yaml.SequenceNode):
            self._wrong(entries, f"{key} must be a list")
        return entries.value if isinstance(entries, yaml.SequenceNode) else []

    def _ban(self, node: yaml.Node) -> Ban | None:
        before = len(self.problems)
        fields = self._map(node, ("severity", "stacks"), "an entry of forbid")
        given = fields.get("severity")
        if given is None and len(self.problems) == before:
            self._wrong(node, "the entry of forbid has no severity; it forbids waivers from one up")
        severity = self._text("severity", given) if given is not None else ""
        if severity and severity not in _SEVERITIES:
            self._wrong(given or node, f"severity is {severity!r}; there are {', '.join(_SEVERITIES)}")
        stacks = self._stacks(fields.get("stacks"))
        if len(self.problems) > before:
            return None
        return Ban(Severity(severity), stacks, self._shown, node.start_mark.line + 1)

    def _waiver(self, node: yaml.Node, bans: tuple[Ban, ...]) -> Waiver | None:
        before = len(self.problems)
        fields = self._map(node, _KEYS, "a waiver")
        if not fields and len(self.problems) > before:
            return None
        missing = [key for key in _TEXTS if key not in fields]
        if missing:
            self._wrong(node, f"the waiver has no {' and no '.join(missing)}; a waiver needs {_listed()}")
        texts = {key: self._text(key, fields[key]) for key in _TEXTS if key in fields}
        expires = self._date(fields["expires"], texts["expires"]) if texts.get("expires") else None
        stacks = self._stacks(fields.get("stacks"))
        path = self._text("path", fields["path"]) if "path" in fields else ""
        if len(self.problems) > before or expires is None:
            return None
        return Waiver(
            texts["rule"],
            texts["resource"],
            texts["owner"],
            texts["reason"],
            expires,
            stacks,
            self._shown,
            node.start_mark.line + 1,
            path,
            bans,
        )

    def _map(self, node: yaml.Node, keys: Sequence[str], what: str) -> Mapping[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"expected {what} to be a map with {', '.join(keys)}")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in keys:
                near = get_close_matches(name, keys, n=1)
                hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(keys)}"
                self._wrong(key, f"{what} has no key {name!r}{hint}")
            elif name in found:
                self._wrong(key, f"{name} is given twice")
            else:
                found[name] = value
        return found

    def _text(self, key: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
            self._wrong(node, f"{key} must be text")
            return ""
        text = str(node.value).strip()
        if not text:
            self._wrong(node, f"{key} is empty")
        return text

    def _date(self, node: yaml.Node, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(node, f"expires is {text!r}, which is not a date; write it like 2026-12-31")
            return None

    def _stacks(self, node: yaml.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._wrong(node, "stacks must be a list of stack names; leave it out for all stacks")
            return ()
        return tuple(self._text("a stack", each) for each in node.value)

    def _wrong(self, node: yaml.Node, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self._shown, message, mark.line + 1, mark.column + 1))


def _listed() -> str:
    return f"{', '.join(_TEXTS[:-1])} and {_TEXTS[-1]}"
