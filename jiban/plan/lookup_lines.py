"""What a plan says about values that a cloud would have given, and the messages of the program itself."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from jiban.model.digest import blind
from jiban.model.plan import urn_parts
from jiban.plan.lookups import MADE_HERE
from jiban.policy.unseen import unseen
from jiban.report.terminal import printable
from jiban.report.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jiban.model.plan import Diagnostic, Lookup, Placeholder, Plan

    Section = tuple[str, Iterable[str]]

_ORIGINS: Final = (
    ("table of ", "built-in example of "),
    ("types of the SDK", "made up from the types of the SDK"),
    ("plan of ", "from the plan of "),
)
"""Where placeholders come from, as it is said to a person."""
_SEVERITIES: Final = ("error", "warning", "info", "debug")


def sections(plan: Plan, *, verbose: bool) -> Iterator[Section]:
    """Yield titles with their lines; a section without lines is not shown."""
    asked = [each for each in plan.placeholders if each.kind != "secret" and each.origin != MADE_HERE]
    secret = [each for each in plan.placeholders if each.kind == "secret"]
    hidden = unseen(plan)
    yield (
        "Made here, as the plugin would",
        (f"{printable(urn_parts(each.urn).name)}: {printable(each.how)}" for each in plan.parts if each.seen),
    )
    yield (
        "Not seen, so neither planned nor judged",
        (
            f"{printable(urn_parts(urn).name)}: {printable(each.said)}; to see it: {printable(each.remedy)}"
            for urn, each in hidden.items()
            if not each.itself
        ),
    )
    yield "Answered from lookups.yaml", _lookups(plan.lookups, verbose=verbose)
    yield "Placeholders used, as no cloud was asked", _placeholders(asked, verbose=verbose)
    yield "For real values, write lookups.yaml beside Pulumi.yaml", _how_to(asked)
    yield "Secrets that could not be decrypted, so placeholders are used", _secrets(secret)
    yield "Messages of the program", _messages(plan.diagnostics, verbose=verbose)


def _lookups(lookups: Sequence[Lookup], *, verbose: bool) -> Iterator[str]:
    if verbose:
        for each in lookups:
            place = f" for {each.source}" if each.source else ""
            yield f"{each.token}{_args(each.args)}: lookups.yaml:{each.line}{place}"
        return
    yield from _counted(f"{each.token}{_args(each.args)}" for each in lookups)


def _placeholders(placeholders: Sequence[Placeholder], *, verbose: bool) -> Iterator[str]:
    if verbose:
        for each in placeholders:
            yield f"{_placeholder(each)}{f' ({each.source})' if each.source else ''}"
        return
    yield from _counted(_placeholder(each) for each in placeholders)


def _placeholder(each: Placeholder) -> str:
    what = f"stack {each.token}" if each.kind == "stack" else f"{each.token}{_args(each.args)}"
    return f"{printable(what)}: {_origin(each.origin)}" + (f"; {printable(each.note)}" if each.note else "")


def _origin(origin: str) -> str:
    found = ((start, words) for start, words in _ORIGINS if origin.startswith(start))
    return next((words + origin.removeprefix(start) for start, words in found), origin or "unknown")


def _secrets(placeholders: Sequence[Placeholder]) -> Iterator[str]:
    yield from sorted({f"{printable(each.token)}: {each.origin or 'unknown'}" for each in placeholders})


def _args(args: Any) -> str:
    inner = ", ".join(f"{printable(key)}={shown(args[key])}" for key in sorted(args))
    return f"({inner})" if inner else ""


def _counted(lines: Iterable[str]) -> Iterator[str]:
    for line, times in Counter(lines).items():
        yield f"{line} ({times} times)" if times > 1 else line


def _how_to(placeholders: Sequence[Placeholder]) -> Iterator[str]:
    """Yield the file that would answer the first function and the first stack, ready to be filled in."""
    invoke = next((each for each in placeholders if each.kind == "invoke"), None)
    stacks = (each for each in placeholders if each.kind == "stack" and not each.origin.startswith("plan"))
    stack = next(stacks, None)
    if invoke is not None:
        yield "invokes:"
        yield f"- token: {printable(invoke.token)}"
        if invoke.args:
            yield f"  args: {json.dumps(blind(invoke.args), ensure_ascii=False)}"
        yield "  result: {...}"
    if stack is not None:
        yield "stackReferences:"
        yield f"  {printable(stack.token)}: {{...}}"


def _messages(diagnostics: Sequence[Diagnostic], *, verbose: bool) -> Iterator[str]:
    for severity in _SEVERITIES if verbose else _SEVERITIES[:-1]:
        for each in diagnostics:
            if each.severity == severity:
                about = f" ({urn_parts(each.urn).name})" if each.urn else ""
                for number, line in enumerate(each.message.strip().splitlines() or [""]):
                    yield f"  {printable(line)}" if number else f"{severity}: {printable(line)}{about}"
