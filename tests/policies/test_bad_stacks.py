"""Bad stacks: programs in which every rule fails, for the reason that a sheet gives beside the verdict."""

from __future__ import annotations

from jiban.policies import packs
from jiban.policy.rule import ChangeRule
from tests.policies.sheets_of import sheets


def test_every_rule_about_resources_fails_in_a_sheet() -> None:
    """`test_sheets.py` runs the programs and finds the rules failing there, and nowhere else."""
    failing = {
        rule
        for sheet in sheets()
        for rule, names in sheet.rules.items()
        if any(each.verdict == "fail" for each in names.values())
    }
    judged = {rule.id for rule in packs.RULES if not isinstance(rule, ChangeRule)}
    assert judged - failing == set()


def test_there_are_enough_verdicts() -> None:
    """Of programs that nobody who wrote the rules has written."""
    found = sheets()
    assert len({sheet.folder for sheet in found}) >= 40
    assert sum(1 for sheet in found for _ in sheet.all_wanted()) >= 5_000
