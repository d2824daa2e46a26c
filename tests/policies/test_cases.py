"""Every rule is shown to pass, to fail, and not to know."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from jiban.policies import packs
from jiban.policy.rule import Outcome
from jiban.policy.testing import Case
from tests.policies.sheets_of import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.policy.rule import Rule

TABLES = Path(__file__).with_name("rules")


def modules(rule: Rule) -> list[ModuleType]:
    """The modules with tests of a rule."""
    slug = rule.id.lower().replace("-", "_")
    files = sorted(TABLES.glob(f"*/test_{slug}_*.py"))
    return [import_module(f"tests.policies.rules.{file.parent.name}.{file.stem}") for file in files]


def outcomes(rule: Rule) -> Iterator[Outcome]:
    """The verdicts that are shown, in its tables and in the sheets."""
    for module in modules(rule):
        cases: tuple[Any, ...] = tuple(getattr(module, "CASES", ()))
        yield from (case.outcome if isinstance(case, Case) else case[2] for case in cases)
    for sheet in sheets():
        yield from (Outcome(each.verdict) for each in sheet.rules.get(rule.id, {}).values())


@pytest.mark.parametrize("rule", packs.RULES, ids=lambda rule: rule.id)
def test_a_rule_is_shown_to_pass_fail_and_not_to_know(rule: Rule) -> None:
    """At least once each; where nothing that is not known can decide, the rule's test says why."""
    wanted = {Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN}
    if any(getattr(module, "NEVER_UNKNOWN", "") for module in modules(rule)):
        wanted.discard(Outcome.UNKNOWN)
    assert wanted - set(outcomes(rule)) == set()


@pytest.mark.parametrize("rule", packs.RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_test_of_its_own(rule: Rule) -> None:
    """One file a rule, at the place that says whose it is."""
    assert modules(rule) != []
