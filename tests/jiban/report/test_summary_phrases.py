"""Every phrase of the summary: what a reader is told of each type of resource."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.report.summary import details, tiers
from jiban.tables import table
from tests.jiban.report.samples import plan_of, resource

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("summary.yaml").read_text())


@pytest.mark.parametrize(("token", "case"), [(token, each) for token in CASES for each in CASES[token]])
def test_what_is_said_of_a_resource(token: str, case: dict[str, Any]) -> None:
    """Each of its phrases, where what it is about is so; of what is only counted, from two on."""
    top = resource("my:tier:Tier", "shop", custom=False)
    names = ("one", "two") if "twice" in case else ("one",)
    parts = [resource(token, name, top, inputs=case.get("inputs", {})) for name in names]
    [tier] = tiers(plan_of(top, *parts))
    assert details(tier) == (case.get("twice") or case["said"])


def test_every_type_of_the_table_is_told() -> None:
    """In the order in which a tier's are said."""
    assert list(table("jiban.report", "summary.yaml")) == list(CASES)
