"""An environment from its layers: the fields' defaults, presets, the files of the stacks that this one
extends, the stack file, the command line.

Maps are merged key by key, lists are replaced as a whole, and null takes back what a lower layer gave: it
resets an optional value, and removes an entry of a map. A preset says how a tier is made, never that there is
one: its part for a tier that is off by default counts only where the stack file asks for that tier, or a
preset of the project's own (`presets/` beside the stack file), which says what its environments have in
common.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, cast, get_args, get_origin

from pydantic import BaseModel

from jiban import secrecy
from jiban.model import json_text
from jiban.model.json_text import DocumentError
from jiban.project.config import as_config_text
from jiban.project.errors import ConfigFileError
from jiban.project.problem import Problem
from jiban.project.yaml_source import Document
from jiban.project.yaml_source import load as load_yaml
from jiban.settings import extension, presets, validation
from jiban.settings.errors import ConfigurationError
from jiban.settings.provenance import Mark, Provenance, Written, has, value_at, with_value
from jiban.settings.wording import near, quoted

if TYPE_CHECKING:
    from jiban.settings.fields import ValuePath as Place
    from jiban.settings.root import Root

_TOP_LEVEL: Final = ("config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment")
"""Keys of a stack file, as Pulumi reads it."""


_WHOLE: Final = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
"""A whole number as text, which is what Pulumi makes of one at the top level."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An environment that may be built, and where each of its values comes from."""

    environment: Any
    """The model of the project's root: an `Environment` in this repository."""
    provenance: Provenance
    values: Mapping[str, Any]
    """All that was written, the layers merged, as plain data; what is not here has its default."""
    stack_file: Path | None = None
    """The file of the stack; those it extends stand beside it."""


def load(
    root: Root, values: Mapping[str, str], stack_file: Path | None, overrides: Collection[str] = ()
) -> Loaded:
    """Put an environment together and check all of it.

    Args:
        root: what the project declares of its settings.
        values: what Pulumi holds: scalars as text, structures as JSON. Keys may lack the namespace; those of
            other namespaces are left alone.
        stack_file: the file that the values come from, for their places; what differs from it comes from the
            command line. None where there is no such file.
        overrides: keys known to be given on the command line, even where they repeat the file.

    Raises:
        ConfigurationError: with every problem of the configuration.
    """
    own = {
        _name(key): text
        for key, text in values.items()
        if key.startswith(f"{root.namespace}:") or ":" not in key
    }
    stack: Written | None = None
    if stack_file is not None and stack_file.is_file():
        stack = _written(root, stack_file)
        _keep_secret(root, {}, stack.values)
    given, problems = _given(root, own, stack)
    _keep_secret(root, own, given)
    if problems:
        raise ConfigurationError(problems)
    if stack is not None:
        problems.extend(_strays(root, stack))
        for name, value in stack.values.items():
            if name not in root.model.model_fields:
                given.setdefault(name, value)
        if overrides:
            named = {_name(key) for key in overrides}
            kept = {name: value for name, value in stack.values.items() if name not in named}
            stack = replace(stack, values=kept)
    provenance, wrong = _with_layers(Provenance(root, given, stack), stack_file)
    problems.extend(wrong)
    environment, found, merged = validation.check(provenance, merge, partial(_neighbours, root, stack_file))
    problems.extend(found)
    if problems or environment is None:
        raise ConfigurationError(problems)
    return Loaded(environment, provenance, merged, stack_file)


def changed(loaded: Loaded, path: Place, value: Any) -> Loaded:
    """Return the same environment with another value, as if the command line had given it.

    Args:
        loaded: the environment.
        path: where the value stands, from the root.
        value: plain JSON data.

    Raises:
        ConfigurationError: when the value cannot stand.
    """
    given: Mapping[str, Any] = loaded.provenance.given
    lists = [depth for depth, step in enumerate(path) if isinstance(step, int)]
    if lists and not has(given, path):
        whole = path[: lists[0]]
        given = with_value(given, whole, value_at(loaded.environment.model_dump(mode="json"), whole))
    if (
        value is None
        and validation.is_map(loaded.provenance.root, path[:-1])
        and not any(has(written.values, path) for written in loaded.provenance.below)
    ):
        value = Mark.ABSENT
    given = with_value(given, path, value)
    # Another preset is another layer, and so is the same one over other keys.
    provenance, wrong = _with_layers(
        replace(loaded.provenance, given=given, extended=(), preset=None), loaded.stack_file
    )
    environment, problems, merged = validation.check(
        provenance, merge, partial(_neighbours, loaded.provenance.root, loaded.stack_file)
    )
    if wrong or problems or environment is None:
        raise ConfigurationError([*wrong, *problems])
    return Loaded(environment, provenance, merged, loaded.stack_file)


def overrides(loaded: Loaded, path: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what `-c`, and `-c` under `--config-path`, must say for one value that `changed` has set.

    A whole key is given as JSON, which keeps the types. A key that holds encrypted values is left as it is,
    and the value below it is set by its path.
    """
    top = str(path[0])
    value = loaded.provenance.given[top]
    if len(path) > 1 and loaded.provenance.is_encrypted((top,)):
        return (), (f"{loaded.provenance.root.dotted(path)}={as_config_text(value_at(value, path[1:]))}",)
    return (f"{loaded.provenance.root.namespace}:{top}={as_config_text(value)}",), ()


def _neighbours(root: Root, stack_file: Path | None) -> dict[str, BaseModel]:
    """Return the environments of the stacks whose files stand beside one, by stack, without their checks.

    What is wrong with one of them its own stack tells.
    """
    found: dict[str, BaseModel] = {}
    for file in sorted(stack_file.parent.glob(f"Pulumi.*{stack_file.suffix}")) if stack_file else ():
        if file == stack_file:
            continue
        try:
            written = _written(root, file)
            provenance, wrong = _with_layers(Provenance(root, written.values, written), file)
        except ConfigurationError:
            continue
        model = None if wrong else validation.model_of(root, merge(provenance))
        if model is not None:
            found[file.stem.removeprefix("Pulumi.")] = model
    return found


def merge(provenance: Provenance) -> dict[str, Any]:
    """Return the layers as one tree of plain data."""
    root = provenance.root
    below = model_defaults(root.model)
    if provenance.preset:
        below = _merged(root, below, provenance.preset.values, ())
    for written in provenance.extended:
        below = _merged(root, below, written.values, ())
    return _merged(root, below, provenance.given, ())


@cache
def model_defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Return what the defaults of a model's fields say beyond the defaults of the fields' own models.

    `system_pool: NodePoolSpec = NodePoolSpec(machine="small")` means small also where a stack file sets
    another field of the pool, so it is the lowest layer.
    """
    found: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if isinstance(info.default, BaseModel):
            own = _merged(
                None,
                model_defaults(type(info.default)),
                info.default.model_dump(mode="json", exclude_unset=True),
                (),
            )
            if own:
                found[name] = own
    return found


def _merged(
    root: Root | None, below: Mapping[str, Any], over: Mapping[str, Any], path: tuple[str, ...]
) -> dict[str, Any]:
    """Merge maps key by key; with a root, null removes an entry of a map whose keys are free names."""
    result = dict(below)
    for key, value in over.items():
        lower = below.get(key)
        if isinstance(value, Mapping) and isinstance(lower, Mapping):
            result[key] = _merged(
                root, cast("Mapping[str, Any]", lower), cast("Mapping[str, Any]", value), (*path, key)
            )
        elif value is None and key in below and root is not None and validation.is_map(root, path):
            del result[key]
        else:
            result[key] = value
    return result


def _keep_secret(root: Root, texts: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Tell the gate what stands in the place of secrets, whatever its shape.

    Args:
        root: what the project declares of its settings.
        texts: top-level values as text; one that cannot be read as a map is secret as a whole.
        values: the same as data.
    """
    gate = secrecy.current()
    for encrypted in root.secrets:
        gate.learn(value_at(values, encrypted))
        top = encrypted[0]
        if not isinstance(values.get(str(top)), Mapping):
            gate.learn([values.get(str(top)), texts.get(str(top), "")])
        for name, value in values.items():
            # A path that was given as a name is no field, but what it holds is meant for one.
            if name.startswith((f"{top}.", f"{top}[")):
                gate.learn(value)


def _name(key: str) -> str:
    return key.rpartition(":")[2]


def _given(root: Root, own: Mapping[str, str], stack: Written | None) -> tuple[dict[str, Any], list[Problem]]:
    """Return the top-level values by name, and what is wrong with those of the command line that are no JSON.

    What the stack file gives as text stays text, and is told with its place. No value is quoted.
    """
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    remedy = "write JSON, or set single values of it by their paths: --config-path -c"
    for name, text in own.items():
        try:
            given[name] = _typed(root, name, text)
        except DocumentError as error:
            if stack is not None and stack.values.get(name) == text:
                given[name] = text
                continue
            path = f"{root.namespace}:{name}"
            problems.append(Problem("", str(error), path=path, remedy=remedy, layer="command line"))
    return given, problems


def _typed(root: Root, name: str, text: str) -> Any:
    """Turn the text of a top-level value back into what it was.

    Raises:
        DocumentError: it begins as a map or list does, and is no JSON.
    """
    field = root.model.model_fields.get(name)
    # An empty text takes an optional value back; one that has to be there is given, and is wrong.
    resets = field is not None and not field.is_required() and not isinstance(field.default, str)
    if text == "null" or (not text and resets):
        return None
    if field is not None and field.annotation is bool and text in ("true", "false"):
        return text == "true"
    if field is not None and _WHOLE.fullmatch(text) and _takes_numbers(field.annotation):
        return int(text)
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json_text.loads(text)
        except DocumentError:
            if field is None or field.annotation is str:
                return text
            raise
    return text


def _takes_numbers(annotation: Any) -> bool:
    """Return whether a field's value is a whole number, or null."""
    if get_origin(annotation) is Annotated:
        return _takes_numbers(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [each for each in get_args(annotation) if each is not NoneType]
        return bool(kinds) and all(map(_takes_numbers, kinds))
    return annotation is int


def _with_layers(provenance: Provenance, stack_file: Path | None) -> tuple[Provenance, list[Problem]]:
    """Put the layers below the stack file into a provenance that has none, and tell what is wrong with
    them.
    """
    extended, found = extension.chain(provenance, stack_file, partial(_lower, provenance.root))
    provenance = replace(provenance, extended=extended, complete=not found)
    problems = list(found)
    for written in extended:
        problems.extend(_strays(provenance.root, written))
    preset, wrong = _preset(provenance, stack_file)
    return replace(provenance, preset=preset), [*problems, *wrong]


def _lower(root: Root, stack_file: Path) -> Written:
    """Read the file of a stack that another one extends, without secrets: they are encrypted for it alone."""
    written = _written(root, stack_file)
    _keep_secret(root, {}, written.values)
    values: Mapping[str, Any] = written.values
    for encrypted in root.secrets:
        if has(values, encrypted):
            values = with_value(values, encrypted, Mark.ABSENT)
    return replace(written, values=values, layer="extended stack file")


def _written(root: Root, stack_file: Path) -> Written:
    try:
        document = load_yaml(stack_file, stack_file.name)
    except ConfigFileError as error:
        raise ConfigurationError(error.problems) from None
    config = _config(document)
    values: dict[str, Any] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for key, value in config.items():
        namespace, _, name = key.partition(":")
        if namespace == root.namespace and name:
            short = name.removeprefix("config:")
            plain = _plain(value)
            values[short] = _read(root, short, plain)
            keys[short] = ("config", key)
    return Written(document, values, keys, "stack file", stack_file)


def _read(root: Root, name: str, plain: Any) -> Any:
    if isinstance(plain, dict | list) or plain is Mark.SECURE:
        return cast("Any", plain)
    try:
        return _typed(root, name, plain)
    except DocumentError:
        return plain


def _config(document: Document) -> Mapping[str, Any]:
    content: Any = document.value if document.value is not None else {}
    if not isinstance(content, dict):
        raise ConfigurationError(
            [_problem(document, (), "", "expected a map", "begin the file with `config:`")]
        )
    config: Any = cast("dict[str, Any]", content).get("config") or {}
    if not isinstance(config, dict):
        remedy = "write the keys below it, indented, each as `jiban:key: value`"
        raise ConfigurationError([_problem(document, ("config",), "config", "it must be a map", remedy)])
    return cast("dict[str, Any]", config)


def _plain(value: Any) -> Any:
    """Return a top-level value of a stack file as the program gets it: scalars as text, the rest as data."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        if len(items) == 1 and isinstance(items.get("secure"), str):
            return Mark.SECURE
        return {key: _nested(item) for key, item in items.items()}
    if isinstance(value, list):
        return [_nested(item) for item in cast("list[Any]", value)]
    return as_config_text(value)


def _nested(value: Any) -> Any:
    if isinstance(value, dict | list):
        return _plain(value)
    return json.loads(as_config_text([value]))[0]


def _strays(root: Root, stack: Written) -> list[Problem]:
    """Find keys that look as if they were meant for this program, and would be passed over in silence."""
    document = stack.document
    problems: list[Problem] = []
    for key in cast("dict[str, Any]", document.value or {}):
        meant = near(key, _TOP_LEVEL)
        if key not in _TOP_LEVEL and key.startswith(f"{root.namespace}:"):
            problems.append(
                _problem(document, (key,), key, "it is outside of `config`", "move it below `config:`")
            )
        elif key not in _TOP_LEVEL and meant:
            problems.append(
                _problem(document, (key,), key, "unknown key of a stack file", f"write {meant[0]}")
            )
    for key in _config(document):
        namespace, colon, name = key.partition(":")
        bare = not colon
        fields = near(name or namespace, list(root.model.model_fields))
        if namespace != root.namespace and fields and (bare or near(namespace, [root.namespace])):
            reason = "it has no namespace, so it is ignored" if bare else "unknown namespace"
            remedy = f"write {root.namespace}:{fields[0]}"
            problems.append(_problem(document, ("config", key), quoted(key)[1:-1], reason, remedy))
    return problems


def _problem(document: Document, path: tuple[str | int, ...], name: str, reason: str, remedy: str) -> Problem:
    place = document.position_of(path)
    return Problem(document.path, reason, place.line, place.column, name, remedy=remedy)


def _preset(provenance: Provenance, stack_file: Path | None) -> tuple[Written | None, list[Problem]]:
    """Return the presets that are asked for, later ones over earlier, and what is wrong with them."""
    root = provenance.root
    given: Mapping[str, Any] = {}
    for values in (*(written.values for written in provenance.extended), provenance.given):
        given = _merged(None, given, values, ())
    asked = presets.asked(given.get("preset"))
    if not asked or root.presets is None:
        return None, []
    files = presets.own(root, stack_file)
    wrong = presets.problems(provenance, asked, files)
    own: dict[str, Written] = {}
    for name in dict.fromkeys(name for _, name in asked):
        if name in files and name not in root.preset_names():
            try:
                written = _own_preset(files[name])
            except ConfigFileError as error:
                return None, [*wrong, *error.problems]
            _keep_secret(root, {}, written.values)
            own[name], misplaced = presets.misplaced(root, written)
            wrong.extend(misplaced)
    # What the project's own presets ask for is asked for: which tiers there are, and on which cloud.
    for written in own.values():
        given = _merged(None, written.values, given, ())
    found: Written | None = None
    for name in dict.fromkeys(name for _, name in asked):
        for file in _files_of(root, name, own.get(name), given):
            found = file if found is None else _over(root, file, found)
    return found, wrong


def _files_of(root: Root, name: str, own: Written | None, given: Mapping[str, Any]) -> Iterator[Written]:
    """Yield the files of one preset, lowest first; none of a name that is not known."""
    if own is not None:
        yield own
    elif name in root.preset_names():
        folder = cast("Path", root.presets)
        yield _preset_file(root, folder / f"{name}.yaml", given)
        variant = _variant(root, folder, name, given)
        if variant is not None:
            yield variant


def _own_preset(file: Path) -> Written:
    """Read a preset of the project's own, which also says which tiers there are.

    Raises:
        ConfigFileError: with what is wrong with the file.
    """
    document = load_yaml(file, f"{file.parent.name}/{file.name}")
    content: Any = document.value if document.value is not None else {}
    if not isinstance(content, dict):
        raise ConfigFileError(
            [_problem(document, (), "", "expected a map", "begin a line with a field: `network:`")]
        )
    values = {
        field: _plain(value) if isinstance(value, dict | list) else value
        for field, value in cast("dict[str, Any]", content).items()
    }
    return Written(document, values, {field: (field,) for field in values}, "preset", file)


def _variant(root: Root, folder: Path, name: str, given: Mapping[str, Any]) -> Written | None:
    """Return what a preset has besides for the value of the field that its variants are named by."""
    if root.preset_variant is None:
        return None
    value = given.get(root.preset_variant, root.model.model_fields[root.preset_variant].default)
    file = folder / str(value) / f"{name}.yaml"
    # A value that no folder is named after has no variant; what is wrong with it is told where it is checked.
    known = isinstance(value, str) and value in {each.name for each in folder.iterdir() if each.is_dir()}
    return _preset_file(root, file, given) if known and file.is_file() else None


def _preset_file(root: Root, file: Path, given: Mapping[str, Any]) -> Written:
    """Read one file of a preset, without the tiers that are off unless the stack file asks for them."""
    shown_as = file.relative_to(cast("Path", root.presets).parents[1]).as_posix()
    document = load_yaml(file, shown_as)
    content = cast("dict[str, Any]", document.value or {})
    values = {
        field: _plain(value) if isinstance(value, dict | list) else value
        for field, value in content.items()
        if root.model.model_fields[field].default is not None or given.get(field) is not None
    }
    return Written(document, values, {field: (field,) for field in values}, "preset", file)


def _over(root: Root, above: Written, below: Written) -> Written:
    """Put one file of a layer over another."""
    keys = {**below.keys, **above.keys}
    return replace(above, values=_merged(root, below.values, above.values, ()), keys=keys, below=below)
