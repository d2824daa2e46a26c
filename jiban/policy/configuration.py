"""How strict a project's policies are: the file `policies.yaml` beside Pulumi.yaml.

    production: [prod, "live-*"]       # may be left out: globs of the stacks that are production
    rules:                             # may be left out: each rule as it says itself
      PG-004: { days: 14 }             # a parameter of the rule
      NET-012: { level: advisory }     # mandatory, advisory or disabled
    stacks:                            # may be left out: what differs in stacks, by glob of their names
      dev:
        PG-004: { days: 1 }

What stands under `stacks` comes after what stands under `rules`, and of several globs the last that matches
wins. A rule that is disabled is told in every report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.policy.names import near_rule
from jiban.policy.rule import Level, Rule
from jiban.project import yaml_source
from jiban.project.errors import JibanError
from jiban.project.files import is_there

if TYPE_CHECKING:
    from pathlib import Path

    from jiban.project.problem import Problem

FILE: Final = "policies.yaml"
_KEYS: Final = ("production", "rules", "stacks")
_LEVELS: Final = tuple(level.value for level in Level)
_LEVEL: Final = "level"
_FEW: Final = 8
"""Names that a message lists."""
_Place = tuple[str | int, ...]


class ConfigurationError(JibanError):
    """A file that cannot be used, with all that is wrong with it."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file says of a rule."""

    rule: str
    stacks: str
    """Glob of the stacks that it holds in; `*` for all."""
    level: Level | None
    """None where nothing is said of it."""
    parameters: Mapping[str, Any]
    line: int
    """Where it stands, from 1."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project says of its rules."""

    production: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    """In the order in which they hold: a later one wins."""
    file: str = FILE

    def rules(self, rules: Iterable[Rule], stack: str) -> tuple[Rule, ...]:
        """Return rules at the levels that they have in a stack."""
        levels = {each.rule: each.level for each in self._of(stack) if each.level is not None}
        return tuple(replace(rule, level=levels.get(rule.id, rule.level)) for rule in rules)

    def parameters(self, rule: Rule, stack: str) -> Mapping[str, Any]:
        """Return the values that are set for a rule in a stack."""
        found: dict[str, Any] = {}
        for each in self._of(stack):
            if each.rule == rule.id:
                found |= each.parameters
        return found

    def disabled_by(self, rule: Rule, stack: str) -> int | None:
        """Return the line that disables a rule in a stack; None where none does."""
        said = [each for each in self._of(stack) if each.rule == rule.id and each.level is not None]
        return said[-1].line if said and said[-1].level is Level.DISABLED else None

    def _of(self, stack: str) -> Iterator[Setting]:
        return (each for each in self.settings if fnmatchcase(stack, each.stacks))


AS_THEY_ARE: Final = Configuration()
"""Every rule as it says itself."""


def load(path: Path, rules: Sequence[Rule], shown: str = FILE) -> Configuration:
    """Read a file; without one, the rules are as they are.

    Args:
        path: of the file.
        rules: all that there are, chosen or not.
        shown: how messages name it.

    Raises:
        ConfigurationError: it cannot be read, is no YAML, or says what no rule knows.
    """
    if not is_there(path):
        return AS_THEY_ARE
    try:
        document = yaml_source.load(path, shown)
    except yaml_source.YamlError as error:
        raise ConfigurationError(error.problems) from error
    reader = _Reader(document, {rule.id: rule for rule in rules})
    found = reader.file()
    if reader.problems:
        raise ConfigurationError(sorted(reader.problems, key=lambda each: (each.line, each.column)))
    return found


@dataclass(slots=True)
class _Reader:
    """Reads a document and collects what is wrong."""

    document: yaml_source.Document
    rules: Mapping[str, Rule]
    problems: list[Problem] = field(default_factory=list["Problem"])

    def file(self) -> Configuration:
        top = self._map(self.document.value, (), "the file")
        for key in top:
            if key not in _KEYS:
                self._wrong(f"the file has no key {key!a}{_hint(key, _KEYS)}", (key,))
        settings = list(self._settings(top.get("rules"), ("rules",), "*"))
        for glob, each in self._map(top.get("stacks"), ("stacks",), "stacks").items():
            settings += self._settings(each, ("stacks", glob), glob)
        return Configuration(self._production(top.get("production")), tuple(settings), self.document.path)

    def _production(self, given: Any) -> tuple[str, ...]:
        if given is None:
            return ()
        texts = cast("list[Any]", given) if isinstance(given, list) else []
        if not texts or not all(isinstance(each, str) and each for each in texts):
            self._wrong(
                "production must be a list of stack names or globs; leave it out to go by names",
                ("production",),
            )
            return ()
        return tuple(texts)

    def _settings(self, given: Any, place: _Place, glob: str) -> Iterator[Setting]:
        for name, said in self._map(given, place, place[-1]).items():
            here = (*place, name)
            rule = self.rules.get(name)
            if rule is None:
                near = near_rule(name, self.rules)
                hint = f"; did you mean {near}?" if near else ""
                self._wrong(f"there is no rule {name!a}{hint}", here)
                continue
            values = dict(self._map(said, here, name))
            level = self._level(values.pop(_LEVEL, None), (*here, _LEVEL))
            parameters = dict(self._parameters(rule, values, here))
            yield Setting(name, glob, level, parameters, self.document.position_of(here).line)

    def _level(self, given: Any, place: _Place) -> Level | None:
        if given is None or given in _LEVELS:
            return None if given is None else Level(given)
        self._wrong(f"level is {given!a}; there are {', '.join(_LEVELS)}", place)
        return None

    def _parameters(self, rule: Rule, given: Mapping[str, Any], place: _Place) -> Iterator[tuple[str, Any]]:
        known = {each.name: each for each in rule.parameters}
        for name, value in given.items():
            if name not in known:
                hint = _hint(name, (_LEVEL, *known))
                self._wrong(f"{rule.id} has no parameter {name!a}{hint}", (*place, name))
                continue
            try:
                yield name, known[name].read(value)
            except ValueError as error:
                self._wrong(str(error), (*place, name))

    def _map(self, given: Any, place: _Place, what: object) -> Mapping[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, dict):
            self._wrong(f"{what} must be a map", place)
            return {}
        return cast("dict[str, Any]", given)

    def _wrong(self, message: str, place: _Place) -> None:
        self.problems.append(self.document.problem(message, place))


def _hint(name: str, known: Iterable[str]) -> str:
    there = list(known)
    near = get_close_matches(name, there, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there are {', '.join(there)}" if len(there) <= _FEW else ""
