"""Checks an environment and tells every problem of it in one go.

A value that cannot stand hides what is wrong elsewhere, so it is put aside and the rest is checked again:
first field by field, then the rules between the tiers. What follows only from a value that was put aside is
not reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import ValidationError

from jiban.project.problem import Problem
from jiban.settings.field_lookup import field_at
from jiban.settings.fields import NO_DEFAULT, Field
from jiban.settings.provenance import Mark, Provenance, has, secure_paths, value_at, with_value, without
from jiban.settings.sentences import sentence
from jiban.settings.wording import example, listed, near, quoted, required, sample_list, shown

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from jiban.settings.fields import ValuePath as Path
    from jiban.settings.root import Fault, Root

_ROUNDS: Final = 12
"""Most times that broken values are put aside before the rest is given up."""
_TAGS: Final = ("union_tag_not_found", "union_tag_invalid")
"""Types of errors about which of several variants a value is."""
_FIELD_NAMES: Final = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")


def is_map(root: Root, path: Path) -> bool:
    """Return whether the keys at a path are names that the writer chooses."""
    field = field_at(root, path)
    return field is not None and field.kind == "map"


def check(
    provenance: Provenance,
    merge: Callable[[Provenance], dict[str, Any]],
    neighbours: Callable[[], Mapping[str, BaseModel]],
) -> tuple[BaseModel | None, list[Problem], dict[str, Any]]:
    """Return the environment where it may be built, all problems, and the values it was made of.

    Args:
        provenance: the layers.
        merge: makes one tree of them.
        neighbours: reads the environments of the project's other stacks.
    """
    checker = _Checker(provenance, merge)
    environment = checker.settle()
    if environment is not None and provenance.complete:
        checker.found.extend(
            _fault_problem(fault, environment, provenance)
            for fault in _faults(provenance, environment, checker.broken, merge)
        )
    if environment is not None and not checker.found:
        checker.found.extend(
            _fault_problem(fault, environment, provenance)
            for fault in provenance.root.neighbour_faults(environment, neighbours)
        )
    return (None if checker.found else environment), checker.found, checker.values


class _Checker:
    """Validates, puts broken values aside, and validates again."""

    def __init__(self, provenance: Provenance, merge: Callable[[Provenance], dict[str, Any]]) -> None:
        self._merge = merge
        self.found: list[Problem] = []
        self.broken: set[Path] = set()
        self.values: dict[str, Any] = {}
        self._tries: dict[Path, int] = {}
        self._written = provenance
        self._current = provenance
        for path, told in _misplaced_secrets(provenance):
            self.found.append(told)
            self.broken.add(path)
            self._current = _repaired(self._current, path, provenance.given, 0)

    def settle(self) -> BaseModel | None:
        """Return an environment of what can stand, or None where nothing can."""
        for _ in range(_ROUNDS):
            self.values = self._merge(self._current)
            environment, errors = _validated(self._written.root, self.values)
            if environment is not None:
                return environment
            known = set(self.broken)
            rest: list[tuple[Path, ErrorDetails]] = []
            for path, error in errors:
                text = _unquoted(path, error, self.values, self._written)
                if not self._is_known(path, error, known) and not (text and self._is_command_line(path)):
                    self.found.append(_told(path, error, self.values, self._written))
                if text:
                    self._current = replace(self._current, given=with_value(self._current.given, path, text))
                    continue
                rest.append((path, error))
                self.broken.add(path[:-1] if error["type"] in _TAGS and path[-1] == "kind" else path)
            self._current = self._put_aside(self._current, rest)
        return None

    def _is_known(self, path: Path, error: ErrorDetails, known: set[Path]) -> bool:
        """Return whether an error follows from one that is told: of a value, or of a layer not read."""
        unread = not self._written.complete and error["type"] == "missing"
        return unread or _is_consequence(path, error, known)

    def _is_command_line(self, path: Path) -> bool:
        """Return whether a value comes from where there are no quotes, so that a number is a text too."""
        return self._written.of(path).layer == "command line"

    def _put_aside(self, current: Provenance, errors: Sequence[tuple[Path, ErrorDetails]]) -> Provenance:
        names = {path for path, error in errors if "[key]" in error["loc"]}
        unknown = {path for path, error in errors if error["type"] == "extra_forbidden"}
        done: set[Path] = set()
        gone: list[Path] = []
        for path in sorted({path for path, _ in errors}, key=len):
            if any(path[:depth] in done for depth in range(len(path))):
                continue
            done.add(path)
            if path in unknown and path not in self._tries and has(current.given, path):
                self._tries[path] = 0
                gone.append(path)
            elif path in names:
                current = _removed(current, path)
            else:
                self._tries[path] = self._tries.get(path, -1) + 1
                current = _repaired(current, path, self.values, self._tries[path])
        return replace(current, given=without(current.given, gone)) if gone else current


def _is_consequence(path: Path, error: ErrorDetails, known: set[Path]) -> bool:
    """Return whether an error may come from a value that was put aside before."""
    for other in known:
        if path[: len(other)] == other:
            return True
        if error["type"] != "value_error":
            if _overlap(path, other):
                return True
            continue
        # A check between fields stands at their map or at one of them, and says which fields it looked at.
        mentioned = [tuple(name.split(".")) for name in _FIELD_NAMES.findall(error["msg"])]
        for around in (path, path[:-1]):
            below = other[len(around) :]
            if other[: len(around)] == around and any(_overlap(below, name) for name in mentioned):
                return True
    return False


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def model_of(root: Root, values: Mapping[str, Any]) -> BaseModel | None:
    """Return the model of merged values, a text for each that is encrypted; None where they are wrong."""
    plain = values
    for path in secure_paths(values):
        plain = with_value(plain, path, "encrypted")
    return _validated(root, plain)[0]


def _validated(
    root: Root, values: Mapping[str, Any]
) -> tuple[BaseModel | None, list[tuple[Path, ErrorDetails]]]:
    try:
        return root.model.model_validate_json(json.dumps(values), strict=True), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, [(_path(root, detail, values), detail) for detail in details]


def _path(root: Root, error: ErrorDetails, values: Any) -> Path:
    """Turn pydantic's location into a path: without the tags of variants and the mark of keys."""
    path: list[str | int] = []
    tag_due = False
    for step in error["loc"]:
        if tag_due:
            tag_due = False
        elif step != "[key]":
            path.append(step)
            field = field_at(root, tuple(path), values)
            tag_due = field is not None and (bool(field.variants) or field.repeats)
    # A variant may also be said by its name alone, and then that is what is wrong.
    if error["type"] in _TAGS and isinstance(value_at(values, tuple(path)), Mapping):
        path.append("kind")
    if error["type"] == "value_error":
        # A check between two fields of a model begins with the name of the one to look at.
        word = error["msg"].removeprefix("Value error, ").split(" ", 1)[0]
        if has(values, (*path, word)):
            path.append(word)
    return tuple(path)


def _told(path: Path, error: ErrorDetails, values: Any, provenance: Provenance) -> Problem:
    kind = error["type"]
    if kind in ("missing", "union_tag_not_found"):
        return _missing(path, values, provenance)
    if kind == "extra_forbidden":
        return _unknown(path, values, provenance)
    origin = provenance.place(path)
    if "[key]" in error["loc"]:
        return _bad_name(path, provenance)
    value = value_at(values, path)
    field = field_at(provenance.root, path, values) or Field(path, "anything")
    if field.secret or provenance.is_encrypted(path) or provenance.root.may_hold_secrets(path):
        due = "a map" if field.kind in ("fields", "map") else "a list" if field.kind == "list" else "text"
        place = path[:-1] if value is None and provenance.root.may_be_encrypted(path) else path
        return provenance.problem(
            origin, place, f"expected {due}, got something else", provenance.root.set_secret(path)
        )
    item = field_at(provenance.root, (*path, 0))
    said = sentence(kind, error["msg"], error.get("ctx", {}), value, field=field, item=item)
    unquoted = _unquoted(path, error, values, provenance)
    remedy = f"write it in quotes: {quoted(unquoted)}" if unquoted else said.remedy
    withheld = bool(error.get("ctx", {}).get("withheld"))  # a check that found a secret in plain text says so
    text = "" if withheld or isinstance(value, dict | list) else shown(value)
    return provenance.problem(origin, path, said.reason, remedy, text)


def _unquoted(path: Path, error: ErrorDetails, values: Any, provenance: Provenance) -> str:
    """Return the text that a number or truth value would be in quotes: 1.30, not 1.3; empty for others."""
    value = value_at(values, path)
    if error["type"] != "string_type" or not isinstance(value, int | float):
        return ""
    layer = provenance.of(path).layer
    sources = (written for written in provenance.files if written.layer == layer)
    numbers = (written.number(path) for written in sources if not isinstance(value, bool))
    return next((number for number in numbers if number), json.dumps(value))


def _missing(path: Path, values: Any, provenance: Provenance) -> Problem:
    origin = provenance.place(path)
    above = provenance.of(path[:-1]) if len(path) > 1 else None
    line = above if above is not None and above.file else origin
    field = field_at(provenance.root, path, values) or Field(path, "anything")
    name = str(path[-1]) if len(path) > 1 else provenance.root.dotted(path)
    sample = (
        sample_list(field, field_at(provenance.root, (*path, 0))) if field.kind == "list" else example(field)
    )
    entry = f"{name}:" if sample is None or field.kind in ("fields", "map") else f"{name}: {sample}"
    where = f"below line {line.line}" if line.line else "to the stack file"
    reason = f"missing value: {required(field)}"
    return provenance.problem(replace(line, layer="stack file"), path, reason, f"add `{entry}` {where}")


def _unknown(path: Path, values: Any, provenance: Provenance) -> Problem:
    origin = provenance.place(path)
    above = field_at(provenance.root, path[:-1], values)
    names = [name for name in (above.fields if above else ()) if not has(values, (*path[:-1], name))]
    meant = near(str(path[-1]), above.fields if above else ())
    where = provenance.root.dotted(path[:-1]) or "an environment"
    if meant:
        names = [provenance.root.dotted((name,)) if len(path) == 1 else name for name in meant]
        remedy = f"did you mean {listed(names)}?"
    else:
        remedy = f"remove it; what may be added there: {listed(names)}" if names else "remove it"
        if provenance.root.may_hold_secrets(path[:-1]):
            # A secret that has lost its key, `secrets: {hunter2}`, is a key without a value.
            return provenance.problem(origin, path[:-1], "one of its entries is no field of it", remedy)
    return provenance.problem(origin, path, f"{where} has no such field", remedy)


def _bad_name(path: Path, provenance: Provenance) -> Problem:
    above = field_at(provenance.root, path[:-1])
    pattern = above.key_pattern if above else None
    words, sample = provenance.root.patterns.get(pattern or "", ("", ""))
    key = Field(path, "text", pattern=pattern, pattern_words=words, pattern_example=sample)
    said = sentence("string_pattern_mismatch", "", {}, str(path[-1]), field=key)
    hidden = provenance.root.may_hold_secrets(path[:-1])
    name = "of one of the secrets" if hidden else quoted(str(path[-1]))
    return provenance.problem(
        provenance.place(path), path[:-1], f"the name {name}: {said.reason}", said.remedy
    )


def _misplaced_secrets(provenance: Provenance) -> list[tuple[Path, Problem]]:
    """Find encrypted values whose content a plan depends on, and secrets in plain text."""
    found: list[tuple[Path, Problem]] = []
    for path in _encrypted(provenance):
        if not provenance.root.may_be_encrypted(path):
            reason = "it is encrypted, but a plan must be able to read it"
            remedy = f"write it plainly, or keep it in the vault and {provenance.root.set_secret()}"
            found.append((path, provenance.problem(provenance.place(path), path, reason, remedy)))
    written: Mapping[str, Any] = provenance.stack.values if provenance.stack is not None else {}
    for encrypted in provenance.root.secrets:
        plain = value_at(written, encrypted)
        for name in cast("dict[str, Any]", plain) if isinstance(plain, dict) else ():
            path = (*encrypted, name)
            if isinstance(value_at(plain, (name,)), str) and provenance.of(path).layer == "stack file":
                reason = "secret in plain text"
                remedy = f"take it out, choose a new value, and {provenance.root.set_secret(path)}"
                found.append((path, provenance.problem(provenance.place(path), path, reason, remedy)))
    return found


def _encrypted(provenance: Provenance) -> list[Path]:
    """Return where the stack file, or one that it extends, holds an encrypted value."""
    own = secure_paths(provenance.stack.values) if provenance.stack else []
    found = [path for path in own if has(provenance.given, path)]
    for written in provenance.extended:
        found.extend(path for path in secure_paths(written.values) if path not in found)
    return found


def _repaired(provenance: Provenance, path: Path, values: Any, attempt: int) -> Provenance:
    """Put a broken value aside: fall back to the layer below, or to a placeholder where a value is required.

    With each attempt one more of what stands around it goes too.
    """
    target = path[: max(1, len(path) - attempt)]
    field = field_at(provenance.root, target, values)
    parent = field_at(provenance.root, target[:-1], values)
    if isinstance(target[-1], int) and field is not None and field.kind != "fields":
        written = provenance.given if has(provenance.given, target) else values
        return replace(provenance, given=with_value(written, target, example(field)))
    if field is not None and field.kind == "fields" and attempt == 0:
        return replace(provenance, given=with_value(provenance.given, target, {}))
    if field is not None and field.default is NO_DEFAULT and parent is not None and parent.kind == "fields":
        return replace(provenance, given=with_value(provenance.given, target, example(field)))
    return _removed(provenance, target)


def _removed(provenance: Provenance, target: Path) -> Provenance:
    """Take a value out of the highest layer that holds it."""
    if has(provenance.given, target):
        return replace(provenance, given=with_value(provenance.given, target, Mark.ABSENT))
    for position, written in reversed(list(enumerate(provenance.extended))):
        if has(written.values, target):
            kept = replace(written, values=with_value(written.values, target, Mark.ABSENT))
            rest = provenance.extended
            return replace(provenance, extended=(*rest[:position], kept, *rest[position + 1 :]))
    if provenance.preset is not None and has(provenance.preset.values, target):
        below = with_value(provenance.preset.values, target, Mark.ABSENT)
        return replace(provenance, preset=replace(provenance.preset, values=below))
    return provenance


def _faults(
    provenance: Provenance,
    environment: BaseModel,
    broken: set[Path],
    merge: Callable[[Provenance], dict[str, Any]],
) -> list[Fault]:
    """Run the rules between tiers, but for what speaks of values put aside or of what stands in for them."""
    root = provenance.root
    found = list(root.faults(environment))
    if provenance.extended:
        # The presets are those of the extended file, unless this one names its own.
        preset = None if has(provenance.given, ("preset",)) else provenance.preset
        below = merge(replace(provenance, given={}, preset=preset))
        found.extend(root.extension_faults(environment, below))
    if not found or not broken:
        return found
    plain = environment.model_dump(mode="json")
    return [
        fault
        for fault in found
        if not any(_follows(root, fault, path, value_at(plain, path)) for path in broken)
    ]


def _follows(root: Root, fault: Fault, path: Path, example_value: Any) -> bool:
    if _overlap(fault.path, path):
        return True
    names = path[: next((depth for depth, step in enumerate(path) if isinstance(step, int)), len(path))]
    words = [
        root.dotted(names).partition(":")[2],
        *([example_value] if isinstance(example_value, str) and example_value else []),
    ]
    said = f"{fault.reason} {fault.remedy}"
    return any(word in said and re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", said) for word in words)


def _fault_problem(fault: Fault, environment: BaseModel, provenance: Provenance) -> Problem:
    plain = environment.model_dump(mode="json")
    value = value_at(plain, fault.path)
    field = field_at(provenance.root, fault.path)
    hidden = (field is not None and field.secret) or provenance.is_encrypted(fault.path)
    text = (
        shown(value) if has(plain, fault.path) and not hidden and not isinstance(value, dict | list) else ""
    )
    return provenance.problem(provenance.place(fault.path), fault.path, fault.reason, fault.remedy, text)
