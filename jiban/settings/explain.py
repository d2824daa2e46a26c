"""What one value of an environment means, where it comes from, and what it changes in the plan."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from jiban.diff import words
from jiban.diff.compare import Diff, compare_plans
from jiban.diff.replacement import Tables
from jiban.model.digest import SECRET_TEXT
from jiban.model.plan import Plan
from jiban.plan.errors import PlanError
from jiban.project.errors import JibanError
from jiban.project.problem import WIDTH
from jiban.report.values import calling_names
from jiban.settings import layers, variation
from jiban.settings.errors import ConfigurationError
from jiban.settings.field_lookup import field_at, paths
from jiban.settings.fields import NO_DEFAULT, Field
from jiban.settings.provenance import Origin, has, value_at
from jiban.settings.wording import accepts, listed, shown

if TYPE_CHECKING:
    from jiban.settings.fields import ValuePath as Path
    from jiban.settings.layers import Loaded
    from jiban.settings.root import Root

_STEP: Final = re.compile(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.\[\]]+)')
_TRIED: Final = 10
"""Most other values that are checked for one that may stand."""
_RESOURCES_SHOWN: Final = 20
_LINES_SHOWN: Final = 16


class PlanRunner(Protocol):
    """Plans the stack that is explained, with `-c` and `-c --config-path` texts over its configuration."""

    def __call__(self, *, overrides: Sequence[str], path_overrides: Sequence[str]) -> Plan:
        """Return the plan."""
        ...


class UnknownPathError(JibanError):
    """There is no such place in the environment; the message names what is near."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """What the plan does when one value is another."""

    value: Any
    diff: Diff


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value below a map."""

    path: Path
    value: Any
    origin: Origin
    secret: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say of one place."""

    root: Root
    field: Field
    value: Any
    """As plain JSON data."""
    present: bool
    """Whether the place exists in this environment: not below a tier that is null."""
    origin: Origin
    leaves: tuple[Leaf, ...]
    """Every value below, of a map or list."""
    trial: Trial | None
    """None where nothing was tried, or no other value may stand."""
    tried: bool


def explain(loaded: Loaded, path: str, plan: PlanRunner | None = None) -> Explanation:
    """Explain a value, or all values below a map.

    Args:
        loaded: the environment.
        path: `postgres.backup_retention_days`, with or without `jiban:`.
        plan: plans the stack; without it nothing is tried.

    Raises:
        UnknownPathError: when there is no such place.
        PlanError: when planning fails.
    """
    plain = loaded.environment.model_dump(mode="json")
    root = loaded.provenance.root
    steps = _parsed(path.removeprefix(f"{root.namespace}:"))
    field = field_at(root, steps, plain)
    around = [value_at(plain, steps[:depth]) for depth in range(1, len(steps))]
    if field is None or not steps or not (has(plain, steps) or None in around):
        raise UnknownPathError(_no_such_path(root, path, plain))
    present = has(plain, steps)
    leaves = tuple(
        Leaf(below, value_at(plain, below), loaded.provenance.of(below), found.secret)
        for below in (paths(root, plain, steps) if present else ())
        # What stands below a value that is null is nowhere.
        if has(plain, below)
        and (found := field_at(root, below, plain)) is not None
        and _is_leaf(value_at(plain, below))
    )
    value = value_at(plain, steps) if present else None
    trial = _trial(loaded, steps, field, value, plan) if plan is not None and present else None
    origin = loaded.provenance.of(steps)
    return Explanation(root, field, value, present, origin, leaves, trial, tried=plan is not None and present)


def text(explanation: Explanation) -> str:
    """Return an explanation for a person."""
    field = explanation.field
    path = explanation.root.dotted(field.path)
    lines = [f"{path} = {_value(explanation.value, secret=field.secret)}"]
    if field.is_container and explanation.value is not None:
        lines = [path]
    if not explanation.present:
        lines = [f"{path}: the environment has no {explanation.root.dotted(field.path[:1])}"]
    if field.meaning:
        lines.append(textwrap.fill(field.meaning, WIDTH, initial_indent="  ", subsequent_indent="  "))
    rows = [("takes", accepts(field))]
    if explanation.present:
        place = f", {explanation.origin.file}:{explanation.origin.line}" if explanation.origin.file else ""
        rows.insert(0, ("from", f"{explanation.origin.layer}{place}"))
    if field.default is not NO_DEFAULT and not field.secret:
        rows.append(("default", _value(field.default)))
    lines.append("")
    lines.extend(
        textwrap.fill(f"{name:<9} {words}", WIDTH, initial_indent="  ", subsequent_indent=" " * 12)
        for name, words in rows
    )
    lines.extend(_leaf_lines(explanation))
    if explanation.tried:
        lines.extend(["", *_trial_lines(explanation)])
    return "\n".join(lines)


def _parsed(path: str) -> Path:
    steps: list[str | int] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return ()
        index, quoted, name = match.groups()
        steps.append(int(index) if index is not None else quoted if quoted is not None else name)
        position = match.end()
    return tuple(steps)


def _no_such_path(root: Root, path: str, plain: Any) -> str:
    known = [root.dotted(place).removeprefix(f"{root.namespace}:") for place in paths(root, plain)]
    wanted = path.removeprefix(f"{root.namespace}:")[:200]
    meant = get_close_matches(wanted, known, n=3, cutoff=0.6)
    last = wanted.rpartition(".")[2]
    meant += [name for name in known if name.rpartition(".")[2] == last and name not in meant][:3]
    hint = f"did you mean {listed(meant)}?" if meant else f"the first step is one of {listed(_tops(plain))}"
    return f"{path}: there is no such value in this environment; {hint}"


def _tops(plain: Any) -> list[str]:
    return list(cast("dict[str, Any]", plain))


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list) or not value


def _trial(loaded: Loaded, path: Path, field: Field, value: Any, plan: PlanRunner) -> Trial | None:
    for other in islice(variation.others(loaded.provenance.root, field, value, loaded.environment), _TRIED):
        try:
            changed = layers.changed(loaded, path, other)
        except ConfigurationError:
            continue
        overrides, path_overrides = layers.overrides(changed, path)
        before = plan(overrides=(), path_overrides=())
        try:
            after = plan(overrides=overrides, path_overrides=path_overrides)
        except PlanError:  # the program itself refuses what the settings let through
            continue
        return Trial(other, compare_plans(before, after, Tables()))
    return None


def _value(value: Any, *, secret: bool = False) -> str:
    if secret:
        return SECRET_TEXT
    if isinstance(value, str):
        return shown(value)
    try:
        short = json.dumps(value, ensure_ascii=False)
    except TypeError:
        short = str(value)
    return short if len(short) <= WIDTH else f"{short[: WIDTH - 3]}..."


def _leaf_lines(explanation: Explanation) -> list[str]:
    if not explanation.leaves:
        return []
    names = [
        explanation.root.dotted(leaf.path)
        .removeprefix(explanation.root.dotted(explanation.field.path))
        .lstrip(".")
        for leaf in explanation.leaves
    ]
    values = [_value(leaf.value, secret=leaf.secret) for leaf in explanation.leaves]
    wide, deep = max(map(len, names)), min(max(map(len, values)), 64)
    lines = [
        f"  {name:<{wide}}  {value:<{deep}}  {leaf.origin}"
        for name, value, leaf in zip(names, values, explanation.leaves, strict=True)
    ]
    return ["", *lines]


def _trial_lines(explanation: Explanation) -> list[str]:
    trial = explanation.trial
    if trial is None:
        if explanation.field.secret:
            return ["A secret is not tried out with another value."]
        more = "; explain a value below it" if explanation.leaves else ""
        return [f"No other value was found that may stand here beside the rest of the environment{more}."]
    case = "Without it" if trial.value is None else f"With {_value(trial.value)} instead"
    resources = trial.diff.resources
    if not resources:
        return [f"{case}, the plan is the same."]
    count = "1 resource changes" if len(resources) == 1 else f"{len(resources)} resources change"
    lines = [f"{case}, {count}:"]
    names = calling_names([each.resource for each in resources])
    for each in resources[:_RESOURCES_SHOWN]:
        lines.append(f"  {words.SIGNS[each.kind]} {words.title(each)}  {words.verb(each)}")
        lines.extend(f"      {remark}" for remark in words.remarks(each, names))
        changed = [line for change in each.changes for line in words.change_lines(change)]
        lines.extend(f"      {line.sign} {line.text}" for line in changed[:_LINES_SHOWN])
        if len(changed) > _LINES_SHOWN:
            lines.append(f"      and {len(changed) - _LINES_SHOWN} more lines")
    if len(resources) > _RESOURCES_SHOWN:
        lines.append(f"  and {len(resources) - _RESOURCES_SHOWN} more resources")
    return lines
