"""What a plan says about the answers that no cloud gave, and what the program itself has said."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from jiban.model.digest import blind
from jiban.model.plan import urn_parts
from jiban.report.terminal import printable
from jiban.report.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jiban.model.plan import Diagnostic, Lookup, Placeholder, Plan

    Section = tuple[str, Iterable[str]]

_SEVERITIES: Final = ("error", "warning", "info", "debug")


def sections(plan: Plan, *, verbose: bool) -> Iterator[Section]:
    """Give titles with their lines; a section without lines is nothing to show."""
    asked = [each for each in plan.placeholders if each.kind != "secret"]
    secret = [each for each in plan.placeholders if each.kind == "secret"]
    yield "Answered by lookups.yaml", _lookups(plan.lookups, verbose=verbose)
    yield "Answered by stand-ins, as no cloud was asked", _stand_ins(asked, verbose=verbose)
    yield "To give the real answers, write lookups.yaml beside Pulumi.yaml", _how_to(asked)
    yield "Secrets that could not be read; a stand-in takes their place", _secrets(secret)
    yield "Said by the program", _messages(plan.diagnostics, verbose=verbose)


def _lookups(lookups: Sequence[Lookup], *, verbose: bool) -> Iterator[str]:
    if verbose:
        for each in lookups:
            place = f" for {each.source}" if each.source else ""
            yield f"{each.token}{_args(each.args)}: lookups.yaml:{each.line}{place}"
        return
    yield from _counted(f"{each.token}{_args(each.args)}" for each in lookups)


def _stand_ins(stand_ins: Sequence[Placeholder], *, verbose: bool) -> Iterator[str]:
    if verbose:
        for each in stand_ins:
            yield f"{_stand_in(each)}{f' ({each.source})' if each.source else ''}"
        return
    yield from _counted(_stand_in(each) for each in stand_ins)


def _stand_in(each: Placeholder) -> str:
    what = f"stack {each.token}" if each.kind == "stack" else f"{each.token}{_args(each.args)}"
    origin = "left open" if each.origin in {"", "unknown"} else f"from {each.origin}"
    return f"{printable(what)}: {origin}" + (f"; {printable(each.note)}" if each.note else "")


def _secrets(stand_ins: Sequence[Placeholder]) -> Iterator[str]:
    yield from sorted({f"{printable(each.token)}: {each.origin or 'unknown'}" for each in stand_ins})


def _args(args: Any) -> str:
    inner = ", ".join(f"{printable(key)}={shown(args[key])}" for key in sorted(args))
    return f"({inner})" if inner else ""


def _counted(lines: Iterable[str]) -> Iterator[str]:
    for line, times in Counter(lines).items():
        yield f"{line} ({times} times)" if times > 1 else line


def _how_to(stand_ins: Sequence[Placeholder]) -> Iterator[str]:
    """Give the file that would answer the first function and the first stack, ready to be filled in."""
    invoke = next((each for each in stand_ins if each.kind == "invoke"), None)
    stacks = (each for each in stand_ins if each.kind == "stack" and not each.origin.startswith("plan"))
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
