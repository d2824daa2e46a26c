"""Sheets of right verdicts: a program with dozens of resources, and what a rule has to say of each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from jiban.policies import packs
from jiban.policy.inprocess import run
from jiban.policy.plan_views import views
from tests.stacks import planned

SHEETS = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize("sheet", ["exposure"])
def test_a_sheet(sheet: str) -> None:
    """Each resource gets its verdict, and none that the sheet does not name fails or is unknown."""
    expected = json.loads((SHEETS / sheet / "expected.json").read_text(encoding="utf-8"))
    plan = planned(SHEETS / sheet, "dev")
    rules = [rule for rule in packs.RULES if rule.id in expected]
    report = run(plan.project, plan.stack, views(plan), rules, waivers=(), today=date(2026, 11, 27))
    found: dict[str, dict[str, str]] = {
        rule: dict.fromkeys(names, "pass") for rule, names in expected.items()
    }
    for verdict, findings in (("fail", report.findings), ("unknown", report.unknown)):
        for each in findings:
            found[each.rule.id][each.name] = verdict
    not_judged = {"pass", "not judged"}
    assert {
        (rule, name): verdict
        for rule, names in found.items()
        for name, verdict in names.items()
        if verdict != (wanted := expected[rule].get(name)) and not {verdict, wanted} <= not_judged
    } == {}
