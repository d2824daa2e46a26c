"""A stack's configuration: stack file, project defaults and command line, put together as the CLI does it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import secrecy
from jiban.project.errors import ConfigFileError
from jiban.project.files import is_there
from jiban.project.problem import Problem
from jiban.project.project import (
    Project,
    SecretPlaceholder,
    StackConfig,
    environments_named,
    placeholder_text,
)
from jiban.project.yaml_source import MAX_DEPTH, Document, Timestamp, go_text, load, type_name
from jiban.secret_names import (
    has_secret_form,
    is_secret_config,
    is_secret_entry,
    is_secret_name,
    may_be_secret,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

Path = tuple[str | int, ...]

_KEY: Final = re.compile(r"[\w.:/\[\]\"-]{1,120}")
"""What may be repeated of a key in a message; anything else may be a value that has lost its key."""
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?!\s*:)')
"""A text in JSON that is no key."""
_VALUES: Final = frozenset({"data", "value", "values"})
_PATH_STEP: Final = re.compile(r"\[(\d+)\]|\[\"((?:[^\"\\]|\\.)*)\"\]|\.?([^.\[\]]+)")
_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: not isinstance(value, bool) and (isinstance(value, int) or _is_integer(value)),
    "boolean": lambda value: isinstance(value, bool) or value in ("true", "false"),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _is_integer(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[-+]?\d+", value) is not None


def read_config(
    project: Project, stack: str, overrides: Sequence[str] = (), path_overrides: Sequence[str] = ()
) -> StackConfig:
    """Put a stack's configuration together.

    Args:
        project: The project.
        stack: A stack's name, as `Project.choose_stack` returns it; one without a file has no own values.
        overrides: `KEY=VALUE` texts of `-c`; a key without a namespace gets the project's name.
        path_overrides: The same with the key as a property path (`-c` under `--config-path`).

    Raises:
        ConfigFileError: with every fault of the stack file, the declarations and the overrides.
    """
    reader = _Reader(project, stack)
    reader.read_file()
    for text in overrides:
        reader.override(text)
    for text in path_overrides:
        reader.override_path(text)
    reader.declare()
    if reader.problems:
        raise ConfigFileError(reader.problems)
    return reader.result()


def _environment_names(value: Any) -> tuple[str, ...]:
    """Return the environments that a stack file takes in; one that is written in it has no name."""
    listed: Any = cast("dict[str, Any]", value).get("imports") if isinstance(value, dict) else value
    entries = cast("list[Any]", listed) if isinstance(listed, list) else [listed]
    names = [
        next(iter(cast("dict[Any, Any]", each)), "") if isinstance(each, dict) else each for each in entries
    ]
    return tuple(str(each) for each in names if each) or ("of the stack file",)


class _Reader:
    def __init__(self, project: Project, stack: str) -> None:
        self._project = project
        self._stack = stack
        self._values: dict[str, Any] = {}
        self._placeholders: list[SecretPlaceholder] = []
        self._warnings: list[str] = []
        self._secret_paths: set[Path] = set()
        self._declared: set[Path] = {
            (full_key(project.name, key)[0],)
            for key, declared in project.declarations.items()
            if isinstance(declared, dict) and cast("dict[str, Any]", declared).get("secret") is True
        }
        self._gate = secrecy.current()
        self._environments: tuple[str, ...] = ()
        self._environments_place = ""
        self._overridden: set[str] = set()
        self.problems: list[Problem] = []

    def read_file(self) -> None:
        path = self._project.stack_file(self._stack)
        if not is_there(path):
            return
        document = load(path, self._project.shown(path))
        if document.value is None:
            return
        value: Any = document.value
        if not isinstance(value, dict):
            self.problems.append(document.problem(f"expected a map with `config`, got {type_name(value)}"))
            return
        content = cast("dict[str, Any]", value)
        if content.get("environment"):
            self._environments = _environment_names(content["environment"])
            place = document.position_of(("environment",)).line
            self._environments_place = f"{document.path}:{place}"
            self._warnings.append(
                f"{document.path}:{place}: Pulumi ESC environments (`environment`) are not supported; "
                "their values are missing from this plan"
            )
        values: Any = content.get("config")
        if values is None:
            return
        if not isinstance(values, dict):
            self.problems.append(
                document.problem(f"`config` must be a map, got {type_name(values)}", ("config",))
            )
            return
        for key, value in cast("dict[str, Any]", values).items():
            self._read_value(document, key, value)

    def _read_value(self, document: Document, key: str, value: Any) -> None:
        full, reason = full_key(self._project.name, key)
        if not full:
            self.problems.append(document.problem(reason, ("config", key)))
            return
        if full in self._values:
            message = f"duplicate key {full}: with its namespace and without"
            self.problems.append(document.problem(message, ("config", key)))
            return

        def placeholder(path: Path) -> str:
            self._secret_paths.add((full, *path))
            line = document.position_of(("config", key, *path)).line
            text = placeholder_text(self._project.name, self._stack, full, *path)
            self._gate.learn(text)
            self._placeholders.append(SecretPlaceholder(text, full, path, line))
            return text

        def malformed(path: Path) -> None:
            command = f"pulumi config set --secret {key}"
            reason = f"`secure` holds the encrypted text of a secret; set it with: {command}"
            self.problems.append(document.problem(reason, ("config", key, *path)))

        self._values[full] = _without_secrets(value, placeholder, malformed, ())
        self._learn_misplaced(full, value, ())

    def _learn_misplaced(self, full: str, value: Any, path: Path) -> None:
        """Keep secret what stands under `secure` in a form that is no encrypted value."""
        if isinstance(value, dict):
            for key, item in cast("dict[str, Any]", value).items():
                if key == "secure":
                    self._secret(full, (*path, key), item)
                else:
                    self._learn_misplaced(full, item, (*path, key))
        elif isinstance(value, list):
            for index, item in enumerate(cast("list[Any]", value)):
                self._learn_misplaced(full, item, (*path, index))

    def _secret(self, full: str, path: Path, value: Any) -> None:
        """Keep a value secret, here and wherever its text is met."""
        self._secret_paths.add((full, *path))
        self._gate.learn(value)

    def _learn_given(self, key: str, full: str, path: Path, value: str) -> None:
        """Keep secret what a command line gives in the place of a secret, or under the name of one."""
        parts = list(_parts(value))
        if self._takes_secret(full, path):
            self._secret(full, path, [value, *parts])
        elif is_secret_config(key) and may_be_secret(value):
            found = [*_secret_parts(value)] if parts else [value]
            if found:
                self._secret(full, path, found)

    def override(self, text: str) -> None:
        key, _, value = text.partition("=")
        full, reason = full_key(self._project.name, key)
        if not full:
            self.problems.append(Problem("-c", _unnamed(reason, key)))
            return
        self._learn_given(key, full, (), value)
        self._replace(full)
        self._values[full] = value

    def _takes_secret(self, full: str, path: Path) -> bool:
        """Return whether the stack file or Pulumi.yaml has a secret at a place, around it or below it."""
        place = (full, *path)
        return any(
            place[: len(known)] == known[: len(place)] for known in self._declared | self._secret_paths
        )

    def override_path(self, text: str) -> None:
        key, _, value = text.partition("=")
        head = re.split(r"[.\[]", key, maxsplit=1)[0]
        full, reason = full_key(self._project.name, head)
        steps = _steps(key[len(head) :])
        if steps is not None and len(steps) > MAX_DEPTH:
            self.problems.append(Problem("-c", f"the property path has more than {MAX_DEPTH} steps"))
            return
        if not full or steps is None:
            self.problems.append(Problem("-c", _unnamed(reason or f"invalid property path {key!r}", key)))
            return
        self._learn_given(key, full, steps, value)
        if not steps:
            self._replace(full)
            self._values[full] = value
            return
        self._placeholders = [s for s in self._placeholders if s.key != full or s.path[: len(steps)] != steps]
        reason = _set(self._values, (full, *steps), _coerce(value))
        if reason:
            self.problems.append(Problem("-c", _unnamed(f"{key}: {reason}", key)))

    def _replace(self, full: str) -> None:
        self._placeholders = [placeholder for placeholder in self._placeholders if placeholder.key != full]

    def declare(self) -> None:
        """Fill in the project's defaults, and check what it declares."""
        document = self._project.document
        named = environments_named(self._environments, self._environments_place)
        for key in sorted(self._project.declarations):
            declaration = self._project.declarations[key]
            full, reason = full_key(self._project.name, key)
            if not full:
                self.problems.append(document.problem(reason, ("config", key)))
                continue
            parts = (
                cast("dict[str, Any]", declaration)
                if isinstance(declaration, dict)
                else {"default": declaration}
            )
            default = parts.get("default", parts.get("value"))
            if full not in self._values:
                if default is not None:
                    self._values[full] = default
                elif full.startswith(f"{self._project.name}:"):
                    message = (
                        f"stack {self._stack!r} has no value for {key}, which {document.path} declares; "
                    )
                    message += (
                        f"it may be one of {named}, which only Pulumi ESC can open: give it "
                        f"with -c {key}=VALUE"
                        if named
                        else f"set it with: pulumi config set {key} VALUE"
                    )
                    self.problems.append(document.problem(message, ("config", key)))
                continue
            self._check(document, key, full, parts)

    def _check(self, document: Document, key: str, full: str, parts: dict[str, Any]) -> None:
        kind = parts.get("type")
        secret = any(placeholder.key == full for placeholder in self._placeholders)
        if kind is None or secret:
            return
        if parts.get("secret"):
            command = f"pulumi config set --secret {key}"
            message = f"{key} must be a secret, as {document.path} declares; set it with: {command}"
            self.problems.append(document.problem(message, ("config", key)))
        elif kind not in _TYPES:
            message = f"`type` of {key} must be one of {', '.join(_TYPES)}; got {kind!r}"
            self.problems.append(document.problem(message, ("config", key, "type")))
        elif not _TYPES[kind](_as_text(self._values[full]) if kind == "string" else self._values[full]):
            message = f"{key} must be of type {kind}, as {document.path} declares"
            self.problems.append(Problem(self._project.stack_file(self._stack).name, message))

    def result(self) -> StackConfig:
        secret = {placeholder.key for placeholder in self._placeholders}
        for (full,) in self._declared:
            if full in self._values and not any(each.key == full for each in self._placeholders):
                self._secret(str(full), (), self._values[str(full)])
        for path, value in _named(self._values, ()):
            self._secret(str(path[0]), path[1:], value)
        hidden: dict[str, Any] = {}
        for full, *path in sorted(self._secret_paths, key=str):
            key = str(full)
            if key in self._values:
                hidden[key] = _hidden(hidden.get(key, self._values[key]), path)
        return StackConfig(
            project=self._project.name,
            stack=self._stack,
            values={key: as_config_text(self._values[key]) for key in sorted(self._values)},
            secret_keys=tuple(sorted(secret)),
            placeholders=tuple(self._placeholders),
            warnings=tuple(self._warnings),
            hidden={key: as_config_text(value) for key, value in hidden.items()},
            environments=self._environments,
            environments_place=self._environments_place,
        )


def with_values(
    config: StackConfig, *, project: str, stack: str, values: Mapping[str, str], secret_keys: Collection[str]
) -> StackConfig:
    """Return a stack's configuration with values that a program has set, under another name."""
    plain = {full_key(project, key)[0] or key: value for key, value in values.items()}
    secrets = [full_key(project, key)[0] or key for key in secret_keys]
    secrecy.current().learn([plain[key] for key in secrets])
    return replace(
        config,
        project=project,
        stack=stack,
        values={**config.values, **plain},
        secret_keys=(*config.secret_keys, *secrets),
        hidden={**config.hidden, **dict.fromkeys(secrets, secrecy.MARK)},
    )


def _unnamed(reason: str, key: str) -> str:
    """Return a reason, without the key that it repeats where that may be a value."""
    if _KEY.fullmatch(key):
        return reason
    return "the text before the first `=` is no key; expected NAMESPACE:NAME=VALUE"


def _parts(value: str) -> Iterator[str]:
    """Yield the texts in a value in JSON, also where it is broken off or ill-formed; none of other values."""
    if value.lstrip()[:1] not in ("{", "[", '"'):
        return
    try:
        yield from secrecy.texts(json.loads(value))
    except (ValueError, RecursionError):
        yield from _QUOTED.findall(value) or [value]


def _secret_parts(value: str) -> Iterator[Any]:
    """Yield what is secret in a value in JSON that is given for a whole map, `secrets={"values": {...}}`."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        yield from (value, *_parts(value))
        return
    yield from _below_values(found)


def _below_values(value: Any) -> Iterator[Any]:
    """Yield what stands under the name of a secret, or under one that says that values follow."""
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            if key in _VALUES or is_secret_name(key):
                yield item
            else:
                yield from _below_values(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _below_values(item)


def _named(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield what is secret by the name of its key, or by its form, with its place."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        for key, item in items.items():
            if isinstance(item, str) and is_secret_entry(items, key) and may_be_secret(item):
                yield (*path, key), item
            else:
                yield from _named(item, (*path, key))
    elif isinstance(value, str):
        # A document in JSON is not secret as a whole: it is read as what it says.
        if path and not value.lstrip().startswith(("{", "[")) and has_secret_form(value):
            yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _named(item, (*path, index))


def _hidden(value: Any, path: Sequence[str | int]) -> Any:
    """Return a value with what stands at a path hidden, the nearest that there is where it is not there."""
    if path and isinstance(value, dict) and path[0] in value:
        items = cast("dict[str | int, Any]", value)
        return {**items, path[0]: _hidden(items[path[0]], path[1:])}
    if path and isinstance(value, list) and isinstance(path[0], int):
        items = cast("list[Any]", value)
        return [_hidden(item, path[1:]) if at == path[0] else item for at, item in enumerate(items)]
    return secrecy.MARK


def full_key(project: str, key: str) -> tuple[str, str]:
    """Return a key with its namespace, and the reason if it is invalid.

    `ns:config:name` is the old form of `ns:name`.
    """
    parts = key.split(":")
    if len(parts) == 1 and key:
        return f"{project}:{key}", ""
    if len(parts) == 3 and parts[1] == "config":  # noqa: PLR2004 - namespace, "config", name
        parts = [parts[0], parts[2]]
    if len(parts) == 2 and all(parts):  # noqa: PLR2004 - namespace and name
        return ":".join(parts), ""
    return "", f"invalid configuration key {key!r}; expected NAMESPACE:NAME"


def as_config_text(value: Any) -> str:
    """Return a value as the program gets it: text as it is, scalars as Go prints them, structures as JSON."""
    if isinstance(value, dict | list) or value is None:
        return json.dumps(_for_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return go_text(value)


def _as_text(value: Any) -> Any:
    return cast("Any", value) if isinstance(value, dict | list) else go_text(value)


def _for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_json(item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_for_json(item) for item in cast("list[Any]", value)]
    if isinstance(value, Timestamp):
        return go_text(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else go_text(value)
    return value


def _without_secrets(
    value: Any, placeholder: Callable[[Path], str], malformed: Callable[[Path], None], path: Path
) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        if len(items) == 1 and "secure" in items:
            if isinstance(items["secure"], str):
                return placeholder(path)
            malformed(path)
        return {
            key: _without_secrets(item, placeholder, malformed, (*path, key)) for key, item in items.items()
        }
    if isinstance(value, list):
        return [
            _without_secrets(item, placeholder, malformed, (*path, index))
            for index, item in enumerate(cast("list[Any]", value))
        ]
    return value


def _coerce(text: str) -> Any:
    # With --config-path the CLI stores true, false and numbers as such, but keeps a leading zero as
    # text.
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?(0|[1-9]\d*)", text) and len(text) < 19:  # noqa: PLR2004 - digits of a 64-bit integer
        return int(text)
    return text


def _steps(rest: str) -> tuple[str | int, ...] | None:
    steps: list[str | int] = []
    position = 0
    while position < len(rest):
        match = _PATH_STEP.match(rest, position)
        if match is None:
            return None
        index, quoted, name = match.groups()
        steps.append(int(index) if index is not None else quoted if quoted is not None else name)
        position = match.end()
    return tuple(steps)


def _set(values: Any, path: Path, value: Any) -> str:
    """Set a nested value; return the reason if that is impossible."""
    target = values
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        wanted: type = dict if isinstance(step, str) else list
        if not isinstance(target, wanted):
            return f"{'.'.join(map(str, path[:depth]))} is not a {'map' if wanted is dict else 'list'}"
        following: Any = value if last else ({} if isinstance(path[depth + 1], str) else [])
        if isinstance(step, int):
            items = cast("list[Any]", target)
            if step > len(items):
                return f"index {step} is out of range; the list has {len(items)} items"
            if step == len(items):
                items.append(following)
            elif last or (depth == 0 and not isinstance(items[step], dict | list)):
                items[step] = following
            target = items[step]
        else:
            entries = cast("dict[str, Any]", target)
            # The CLI replaces a scalar at the first level by a container, and refuses deeper ones.
            scalar_top = depth == 0 and not isinstance(entries.get(step), dict | list)
            if last or step not in entries or entries[step] is None or scalar_top:
                entries[step] = following
            target = entries[step]
    return ""
