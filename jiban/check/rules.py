"""The rules of a pack as a catalogue: a table of all, and what there is to know of each."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model import json_text
from jiban.policy.names import near_rule
from jiban.report.failures import CommandError
from jiban.report.terminal import Look, cut, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.policy.parameters import Parameter
    from jiban.policy.rule import Rule

VERSION: Final = 1
_WIDTH: Final = 100
_NAMES: Final = {
    "cis": "CIS",
    "isms_p": "ISMS-P",
    "iso27001": "ISO/IEC 27001",
    "checkov": "checkov",
    "cdk_nag": "cdk-nag",
    "psrule": "PSRule",
    "prowler": "prowler",
    "k8s_tools": "Kubernetes tools",
}
_ANY: Final = "any"


def named(rules: Sequence[Rule], names: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that some names mean, ids or families in letters of either case; all without a name.

    Raises:
        CommandError: nothing has a name.
    """
    if not names:
        return tuple(rules)
    wanted = {name.upper() for name in names}
    ids = {rule.id for rule in rules} | {_family(rule) for rule in rules}
    for name in sorted(wanted - ids):
        near = near_rule(name, sorted(ids))
        families = ", ".join(dict.fromkeys(map(_family, rules)))
        hint = f"did you mean {near}?" if near else f"the families are {families}"
        raise CommandError(f"there is no rule {name!a}: {hint}", exit_code=2)
    return tuple(rule for rule in rules if rule.id in wanted or _family(rule) in wanted)


def _family(rule: Rule) -> str:
    return rule.id.partition("-")[0]


def table_text(rules: Sequence[Rule], look: Look) -> str:
    """Return a line for each rule: id, severity, level, clouds, and what has to hold."""
    rows = [(rule.id, rule.severity.value, rule.level.value, _clouds(rule), rule.text) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows
    ]
    if look.width:
        lines = [cut(line, look.width, look.ellipsis) for line in lines]
    return "\n".join(lines) + "\n"


def details_text(rules: Sequence[Rule], look: Look) -> str:
    """Return what there is to know of some rules."""
    return "\n".join("\n".join(_details(rule, look)) + "\n" for rule in rules)


def _details(rule: Rule, look: Look) -> Iterator[str]:
    width = look.width or _WIDTH
    yield look.paint(rule.id, "bold") + f"  {rule.severity.value}, {rule.level.value}"
    for label, text in (
        ("", rule.text),
        ("why", rule.reason),
        ("do", rule.remedy),
        ("in a stack file of jiban", ", ".join(rule.setting)),
        *(("parameter", parameter_text(each)) for each in rule.parameters),
        ("about", f"{_KINDS[rule.kind]}; {_clouds(rule)}"),
        *((_NAMES.get(key, key), ", ".join(ids)) for key, ids in rule.compliance.items()),
    ):
        if text:
            lead = f"  {label}: " if label else "  "
            yield from textwrap.wrap(
                printable(text),
                width,
                initial_indent=lead,
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    yield f"  see: {rule.link}"


_KINDS: Final = {
    "resource": "one resource at a time",
    "stack": "all resources of a stack together",
    "change": "a resource before and after",
}


def parameter_text(parameter: Parameter[Any]) -> str:
    """Return a parameter as text: name, default, bounds, and what it is."""
    default = parameter.default
    texts = cast("tuple[str, ...]", default) if isinstance(default, tuple) else ()
    shown = (", ".join(texts) or "none") if isinstance(default, tuple) else str(default)
    bounds = [
        *([f"at least {parameter.minimum:g}"] if parameter.minimum is not None else []),
        *([f"at most {parameter.maximum:g}"] if parameter.maximum is not None else []),
        *([f"one of {', '.join(parameter.choices)}"] if parameter.choices else []),
    ]
    return f"{parameter.name} = {', '.join([shown or 'empty', *bounds])}. {parameter.text}"


def json_of(rules: Sequence[Rule]) -> str:
    """Return the rules as JSON."""
    return json_text.dumps({"version": VERSION, "rules": [_entry(rule) for rule in rules]})


def _entry(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "text": rule.text,
        "kind": rule.kind,
        "clouds": list(rule.clouds),
        "severity": rule.severity.value,
        "level": rule.level.value,
        "reason": rule.reason,
        "remedy": rule.remedy,
        "setting": list(rule.setting),
        "parameters": {each.name: each.schema() for each in rule.parameters},
        "link": rule.link,
        "types": list(rule.types),
        "compliance": {key: list(ids) for key, ids in rule.compliance.items()},
    }


def table_markdown(rules: Sequence[Rule]) -> str:
    """Return a table of the rules."""
    lines = ["| Rule | Clouds | Severity | Level | What has to hold |", "|---|---|---|---|---|"]
    for rule in rules:
        cells = (f"`{rule.id}`", _clouds(rule), rule.severity.value, rule.level.value, rule.text)
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def details_markdown(rules: Sequence[Rule]) -> str:
    """Return a section for each rule."""
    return "\n\n".join("\n".join(_section(rule)) for rule in rules) + "\n"


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}: {_line(rule.text)}"
    yield ""
    yield f"{rule.severity.value.capitalize()}, {rule.level.value}. {_clouds(rule)}; {_KINDS[rule.kind]}."
    yield f"{_line(rule.reason)} [More]({rule.link})"
    yield ""
    yield f"**Do**: {_line(rule.remedy)}"
    if rule.setting:
        yield f"In a stack file of jiban: {', '.join(f'`{each}`' for each in rule.setting)}."
    if rule.parameters:
        yield ""
    for each in rule.parameters:
        name, _, rest = parameter_text(each).partition(" = ")
        yield f"- Parameter `{name}`, {_line(rest)}"
    if rule.compliance:
        yield ""
        known = (f"{_NAMES.get(key, key)}: {', '.join(ids)}" for key, ids in rule.compliance.items())
        yield f"Elsewhere: {_line('; '.join(known))}"


def _clouds(rule: Rule) -> str:
    return ", ".join(rule.clouds) or _ANY


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(printable(text).split())
