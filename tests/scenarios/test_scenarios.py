"""Changes whose verdict was written by hand, from what the providers document, before it was computed.

A scenario is a folder: two programs, the verdict, and waivers where it has some.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.diff.compare import compare_plans
from jiban.diff.guard import judge_diff
from jiban.diff.model import Comparison
from jiban.diff.replacement import Tables
from jiban.diff.resource_diff import ResourceDiff
from jiban.diff.words import place
from jiban.model.plan import Plan, urn_parts
from jiban.plan.run import plan
from jiban.policies import packs
from jiban.policy import waivers

HERE = Path(__file__).parent
SCENARIOS = sorted(path.parent.name for path in HERE.glob("*/verdict.yaml"))
TODAY = date(2026, 11, 21)


def planned(folder: Path, program: Path) -> Plan:
    """Plan a program as the only one of a project."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.prod.yaml").write_text("config: {aws:region: ap-northeast-2}\n")
    shutil.copyfile(program, folder / "__main__.py")
    return plan(folder, "prod")


def compared(scenario: str, scratch: Path) -> Comparison:
    """Compare the two programs of a scenario."""
    folder = HERE / scenario
    before = planned(scratch / "before", folder / "before.py")
    after = planned(scratch / "after", folder / "after.py")
    diff = compare_plans(before, after, Tables())
    return judge_diff(
        diff, before, after, packs.RULES, known=waivers.load(folder / "waivers.yaml"), today=TODAY
    )


def told(each: ResourceDiff, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a difference what its verdict speaks of."""
    found: dict[str, Any] = {
        "kind": each.kind,
        "forced_by": [place(cause.path) for cause in each.causes],
        "certain": each.certain,
        "delete_first": each.delete_first,
        "paths": [place(change.path) for change in each.changes],
        "follows": [urn_parts(urn).name for urn in each.follows],
        "lookalike": urn_parts(each.lookalike).name if each.lookalike else None,
    }
    return {key: found[key] for key in expected}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_verdict_is_the_one_written_by_hand(scenario: str, tmp_path: Path) -> None:
    """What happens to each resource, why, what the guard stops and the exit code are those of the verdict."""
    verdict = yaml.safe_load((HERE / scenario / "verdict.yaml").read_text())
    found = compared(scenario, tmp_path)
    changes: dict[str, dict[str, Any]] = verdict["changes"]
    assert {
        each.resource.name: told(each, changes.get(each.resource.name, {"kind": None}))
        for each in found.diff.resources
    } == changes
    assert [f"{each.rule.id} {each.name}" for each in found.stopped] == verdict["guard"]
    assert [f"{each.rule.id} {each.name}" for each in found.waived] == verdict.get("waived", [])
    assert found.exit_code() == verdict["exit"]


def test_there_are_twelve_scenarios_and_each_names_its_documents() -> None:
    """A verdict without a document of the provider is an opinion."""
    verdicts = [yaml.safe_load((HERE / scenario / "verdict.yaml").read_text()) for scenario in SCENARIOS]
    assert len(verdicts) == 12
    assert all(verdict["what"] and verdict["documents"] for verdict in verdicts)
