"""Results of functions and outputs of other stacks: from the project's `lookups.yaml`, computed, or made up.

`lookups.yaml` is beside Pulumi.yaml:

    invokes:
      - token: aws:ec2/getAmi:getAmi
        args: {owners: [amazon]}        # arguments that must match; maps may have more
        result: {id: ami-0abc}
    stackReferences:
      acme/network/prod: {vpcId: vpc-0abc, password: {secret: example}}
    projects:
      network: ../network               # folders of projects whose stacks are referenced
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import secrecy
from jiban.model.plan import UNKNOWN, Lookup, Placeholder, Secret, SourceLine, Unknown
from jiban.plan.answers import Answers, Entry, StackAnswers
from jiban.plan.errors import LookupsError, PlanError, ReferenceCycle
from jiban.plan.functions import compute
from jiban.plan.functions.call import ArgumentError
from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.render import answer, answers
from jiban.plan.other_run import WhichPlaceholders
from jiban.plan.placeholders import made_up, of_type, other_than
from jiban.project.files import is_there
from jiban.project.problem import Problem
from jiban.project.yaml_source import Document, YamlError, load, type_name
from jiban.secret_names import is_secret_function

if TYPE_CHECKING:
    from jiban.plan.elsewhere import Outputs
    from jiban.project.project import Project, StackConfig

FILE: Final = "lookups.yaml"
_KEYS: Final = ("invokes", "stackReferences", "projects")
_INVOKE_KEYS: Final = ("token", "args", "result")
MADE_HERE: Final = "what it is given"
"""Origin of a result that is as the plugin's own."""
DEFAULT_REGION: Final = "us-east-1"
_KUBECONFIG: Final = "${kubeconfig}"


@dataclass(frozen=True, slots=True)
class LookupsFile:
    """The content of a project's lookups.yaml."""

    invokes: tuple[Entry, ...] = ()
    stacks: Mapping[str, tuple[Mapping[str, Any], int]] = field(
        default_factory=dict[str, tuple[Mapping[str, Any], int]]
    )
    projects: Mapping[str, Path] = field(default_factory=dict[str, Path])


def read_lookups(project: Project) -> LookupsFile:
    """Read a project's lookups.yaml; without one there are no lookups.

    Raises:
        LookupsError: with every fault of the file.
    """
    path = project.root / FILE
    if not is_there(path):
        return LookupsFile()
    try:
        document = load(path, FILE)
    except YamlError as error:
        raise LookupsError(error.problems) from None
    problems: list[Problem] = []
    content: Any = document.value if document.value is not None else {}
    if not isinstance(content, dict):
        raise LookupsError(
            [document.problem(f"expected a map with {', '.join(_KEYS)}, got {type_name(content)}")]
        )
    parts = cast("dict[str, Any]", content)
    problems += [
        document.problem(f"unknown key {key!r}; known keys: {', '.join(_KEYS)}", (key,))
        for key in parts
        if key not in _KEYS
    ]
    found = LookupsFile(
        _read_invokes(document, parts.get("invokes"), problems),
        _read_stacks(document, parts.get("stackReferences"), problems),
        _read_projects(document, parts.get("projects"), project.root, problems),
    )
    if problems:
        raise LookupsError(problems)
    return found


def _read_invokes(document: Document, value: Any, problems: list[Problem]) -> tuple[Entry, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        problems.append(document.problem(f"`invokes` must be a list, got {type_name(value)}", ("invokes",)))
        return ()
    found: list[Entry] = []
    for index, item in enumerate(cast("list[Any]", value)):
        path = ("invokes", index)
        if not isinstance(item, dict):
            problems.append(
                document.problem(
                    f"an entry must be a map with token, args and result, got {type_name(item)}", path
                )
            )
            continue
        entry = cast("dict[str, Any]", item)
        before = len(problems)
        problems += [
            document.problem(f"unknown key {key!r}; known keys: {', '.join(_INVOKE_KEYS)}", (*path, key))
            for key in entry
            if key not in _INVOKE_KEYS
        ]
        if not isinstance(entry.get("token"), str):
            problems.append(
                document.problem(
                    "`token` is missing: expected a function, such as aws:ec2/getAmi:getAmi", path
                )
            )
        if not isinstance(entry.get("result"), dict):
            problems.append(
                document.problem("`result` must be a map of what the function returns", (*path, "result"))
            )
        args: Any = entry.get("args")
        if args is not None and not isinstance(args, dict):
            problems.append(document.problem(f"`args` must be a map, got {type_name(args)}", (*path, "args")))
        if len(problems) == before:
            line = document.position_of(path).line
            found.append(
                Entry(
                    entry["token"],
                    _with_secrets(cast("dict[str, Any]", args or {})),
                    _result(entry["token"], entry["result"]),
                    line,
                )
            )
    return tuple(found)


def _read_stacks(
    document: Document, value: Any, problems: list[Problem]
) -> Mapping[str, tuple[Mapping[str, Any], int]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        problems.append(
            document.problem(f"`stackReferences` must be a map, got {type_name(value)}", ("stackReferences",))
        )
        return {}
    found: dict[str, tuple[Mapping[str, Any], int]] = {}
    for name, outputs in cast("dict[str, Any]", value).items():
        path = ("stackReferences", name)
        if not isinstance(outputs, dict):
            problems.append(
                document.problem(f"expected a map of the stack's outputs, got {type_name(outputs)}", path)
            )
            continue
        found[name] = (_with_secrets(cast("Any", outputs)), document.position_of(path).line)
    return found


def _read_projects(document: Document, value: Any, root: Path, problems: list[Problem]) -> Mapping[str, Path]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        problems.append(document.problem(f"`projects` must be a map, got {type_name(value)}", ("projects",)))
        return {}
    found: dict[str, Path] = {}
    for name, folder in cast("dict[str, Any]", value).items():
        if not isinstance(folder, str) or not (root / folder).is_dir():
            problems.append(document.problem(f"no such folder: {folder!r}", ("projects", name)))
            continue
        found[name] = (root / folder).resolve()
    return found


def _result(token: str, value: Any) -> Any:
    """Read the result of a function; of one that hands out credentials all of it is kept secret."""
    if is_secret_function(token):
        secrecy.current().suspect(value)
    return _with_secrets(value)


def _with_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        if set(items) == {"secret"}:
            secrecy.current().learn(items["secret"])
            return Secret(items["secret"])
        return {key: _with_secrets(item) for key, item in items.items()}
    if isinstance(value, list):
        return [_with_secrets(item) for item in cast("list[Any]", value)]
    return value


class LookupResolver:
    """Finds results of functions and outputs of other stacks for one plan."""

    def __init__(
        self,
        project: Project,
        config: StackConfig,
        lookups: LookupsFile,
        plan_other: Callable[[Path, str], Outputs],
        which: WhichPlaceholders | None = None,
    ) -> None:
        """Take the lookups of a project, what plans another stack, and which placeholders are wanted."""
        self._which = which or WhichPlaceholders()
        self._project = project
        self._config = config
        self._lookups = lookups
        self._answers = Answers(lookups.invokes)
        self._stack_answers = StackAnswers(lookups.stacks)
        self._plan_other = plan_other
        self._stacks: dict[str, tuple[Mapping[str, Any] | Unknown, str]] = {}
        self._on_placeholders: set[str] = set()

    def invoke(
        self,
        token: str,
        args: Mapping[str, Any],
        kind: type | None,
        source: SourceLine | None,
        provider: Mapping[str, Any] | None = None,
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup | None]:
        """Return the result of a function whose arguments are known, and how it was found.

        Nothing is said of how a result was found that is computed: it is what the provider would return.

        Args:
            token: the function, such as `aws:ec2/getAmi:getAmi`.
            args: its arguments.
            kind: the SDK's class of the result.
            source: the line that calls it.
            provider: inputs of the provider that it is asked of; None for the package's default provider.

        Raises:
            PlanError: it takes a manifest apart that the provider's plugin would refuse, or the provider
                would refuse the arguments.
        """
        entry = self._answers.first(token, args)
        if entry is not None:
            return entry.result, Lookup("invoke", token, args, entry.line, source)
        settings = self._default_provider(token) if provider is None else provider
        try:
            computed = compute(token, args, settings)
        except ArgumentError as error:
            if not made_up(args):
                raise PlanError(f"{source or 'the program'}: {token}: {error}") from None
            # The real value may well be right.
            computed = None
        if computed is not None:
            return computed, None
        if answers(token):
            return _taken_apart(token, args, self._project.main_dir, source)
        listed = self._listed(token, _region(args, settings))
        if listed is not None:
            result = {
                **(of_type(kind, args, other=self._which.other()) if kind is not None else {}),
                **listed,
            }
            origin = f"table of {_table()[1]}"
            return result, Placeholder("invoke", token, args, origin, source=source, computed_with=True)
        if kind is not None:
            found = of_type(kind, args, other=self._which.other())
            origin = "types of the SDK"
            return found, Placeholder("invoke", token, args, origin, source=source, computed_with=True)
        note = f"its result is unknown; add it to {FILE} under `invokes`"
        return UNKNOWN, Placeholder("invoke", token, args, "unknown", note, source)

    def _listed(self, token: str, region: str) -> Mapping[str, Any] | None:
        if not is_listed(token):
            return None
        return listed_placeholder(token, region, other=self._which.other())

    def _default_provider(self, token: str) -> Mapping[str, Any]:
        prefix = f"{token.split(':', 1)[0]}:"
        return {
            key.removeprefix(prefix): value
            for key, value in self._config.values.items()
            if key.startswith(prefix)
        }

    def stack(
        self, name: str, source: SourceLine | None
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup]:
        """Return the outputs of another stack: `STACK`, `PROJECT/STACK` or `ORGANIZATION/PROJECT/STACK`.

        Raises:
            ReferenceCycle: the other stack refers to this one.
        """
        known = self._stack_answers.first(name)
        if known is not None:
            outputs, line = self._lookups.stacks[known]
            return outputs, Lookup("stack", name, {}, line, source)
        if name not in self._stacks:
            self._stacks[name] = self._planned(name)
        found, note = self._stacks[name]
        if isinstance(found, Unknown):
            return UNKNOWN, Placeholder("stack", name, {}, "unknown", note, source)
        on_placeholders = name in self._on_placeholders
        origin = f"plan of {name}"
        return found, Placeholder("stack", name, {}, origin, source=source, computed_with=on_placeholders)

    def _planned(self, name: str) -> tuple[Mapping[str, Any] | Unknown, str]:
        *above, stack = name.split("/")
        owner = above[-1] if above else self._project.name
        if owner == self._project.name:
            folder = self._project.root
        elif owner in self._lookups.projects:
            folder = self._lookups.projects[owner]
        else:
            where = f"add the folder of project {owner!r} to {FILE} (`projects`)"
            return UNKNOWN, f"{where}, or its outputs (`stackReferences`)"
        already_other = self._which.is_other
        try:
            found = self._plan_other(folder, stack)
        except ReferenceCycle:
            raise
        except PlanError as error:
            return UNKNOWN, f"it cannot be planned: {str(error).splitlines()[-1]}"
        if found.computed_with:
            self._on_placeholders.add(name)
            if self._which.other() is not already_other:
                return self._planned(name)
        return found.values, ""


def _taken_apart(
    token: str, args: Mapping[str, Any], folder: Path, source: SourceLine | None
) -> tuple[Mapping[str, Any] | Unknown, Placeholder]:
    try:
        objects, how = answer(token, args, folder)
    except NotSeenError as error:
        note = f"not seen: {error.why}" + (f"; {error.remedy}" if error.remedy else "")
        note += f", or add its result to {FILE} under `invokes`"
        return UNKNOWN, Placeholder("invoke", token, {}, "unknown", note, source)
    except ManifestError as error:
        raise PlanError(f"{source or 'the program'}: {token}: {error}") from None
    return {"result": objects}, Placeholder("invoke", token, {}, MADE_HERE, f"made by {how}", source)


def _region(args: Mapping[str, Any], provider: Mapping[str, Any]) -> str:
    given = (args.get("region"), provider.get("region"))
    return next((region for region in given if isinstance(region, str) and region), "")


def is_listed(token: str) -> bool:
    """Return whether placeholders.yaml has a placeholder for a function."""
    return token in _table()[0]


def listed_placeholder(token: str, region: str, *, other: bool = False) -> Mapping[str, Any] | None:
    """Return the placeholder that placeholders.yaml has for a function; None if it has none.

    Args:
        token: the function.
        region: the AWS region that the result is for; empty for any.
        other: whether every value that is made up differs from that of the table.
    """
    table, _ = _table()
    if token not in table:
        return None
    entry = other_than(table[token]) if other else table[token]
    made_up_region = other_than(DEFAULT_REGION) if other else DEFAULT_REGION
    return _replaced(
        _replaced(entry, "${region}", region or made_up_region), _KUBECONFIG, _kubeconfig(other=other)
    )


@cache
def _table() -> tuple[Mapping[str, Any], str]:
    document = load(Path(__file__).with_name("placeholders.yaml")).value
    return document["invokes"], str(document["as_of"])


@cache
def _kubeconfig(*, other: bool) -> str:
    text = load(Path(__file__).with_name("placeholders.yaml")).value["kubeconfig"]
    return base64.b64encode((other_than(text) if other else text).encode()).decode()


def _replaced(value: Any, mark: str, text: str) -> Any:
    if isinstance(value, str):
        return value.replace(mark, text)
    if isinstance(value, dict):
        return {key: _replaced(item, mark, text) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_replaced(item, mark, text) for item in cast("list[Any]", value)]
    return value
