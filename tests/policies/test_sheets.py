"""Sheets of right verdicts: a program with dozens of resources, and what a rule has to say of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jiban.policies import packs
from jiban.policy.inprocess import judge
from jiban.policy.plan_views import views
from jiban.policy.rule import Outcome, not_applicable, together
from jiban.policy.view import StackView
from tests.policies.sheets_of import FOLDER, Sheet, sheets
from tests.stacks import planned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.policy.rule import Judgement, Rule

EACH_SHEET = pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.name)
NOTHING = not_applicable("it is not spoken of")
LEAST = 25
"""Verdicts of a sheet: fewer are cases for the table of a rule."""


def judgements(rule: Rule, stack: StackView, values: dict[str, Any]) -> dict[str, list[Judgement]]:
    """What a rule says, by the subject's logical name; what it does not speak of is not there."""
    found: dict[str, list[Judgement]] = {}
    for each in judge(rule, stack, parameters=values):
        if each.subject is not None and each.verdict.outcome is not Outcome.NOT_APPLICABLE:
            found.setdefault(each.subject.name, []).append(each)
    return found


def wrong(rule: Rule, stack: StackView, sheet: Sheet) -> Iterator[str]:
    """Yield what differs from a sheet, a line each."""
    known = {each.name: each for each in rule.parameters}
    values = {name: known[name].read(given) for name, given in sheet.parameters.get(rule.id, {}).items()}
    found, wanted = judgements(rule, stack, values), sheet.rules[rule.id]
    for name in sorted({*found, *wanted}):
        verdicts = [each.verdict for each in found.get(name, ())]
        have = together(verdicts, NOTHING).outcome.value
        said = "; ".join(each.reason for each in verdicts if each.reason)
        if name not in wanted:
            yield f"{name}: {have} ({said}), and the sheet says nothing of it"
        elif have != wanted[name].verdict:
            yield f"{name}: {have} ({said}), want {wanted[name].verdict}: {wanted[name].evidence}"
        elif wanted[name].path and not any(wanted[name].path in each.paths for each in verdicts):
            paths = ", ".join(path for each in verdicts for path in each.paths)
            yield f"{name}: hangs on {paths or 'nothing'}, want {wanted[name].path}"


@EACH_SHEET
def test_a_sheet(sheet: Sheet) -> None:
    """Each resource gets its verdict, and none that the sheet does not name gets one."""
    stack = StackView(views(planned(sheet.folder, sheet.stack)))
    rules = {rule.id: rule for rule in packs.RULES}
    assert {rule: lines for rule in sheet.rules if (lines := list(wrong(rules[rule], stack, sheet)))} == {}


@EACH_SHEET
def test_a_sheet_names_what_is_there(sheet: Sheet) -> None:
    """Each name of a sheet is one of the program's, and each mark of a source is explained."""
    names = {each.name for each in planned(sheet.folder, sheet.stack).resources}
    assert {name for wanted in sheet.rules.values() for name in wanted} - names == set()
    assert sheet.marks - set(sheet.sources) == set()
    assert all(each.evidence for each in sheet.all_wanted())


def test_a_sheet_is_a_sheet() -> None:
    """Each program has at least 25 verdicts in its sheets, and each folder has a sheet."""
    count: dict[str, int] = {folder.name: 0 for folder in FOLDER.iterdir() if folder.is_dir()}
    for sheet in sheets():
        count[sheet.folder.name] += len(list(sheet.all_wanted()))
    assert {name: number for name, number in count.items() if number < LEAST} == {}
