"""What grows with the input grows no faster than it: calls are counted, as times hang on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiban.diff.figures.compare import figures_of
from jiban.plan.text import plan_text
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import run
from jiban.policy.plan_views import views
from jiban.policy.view import StackView
from jiban.policy.waivers import Waiver, parse
from jiban.settings.errors import ConfigurationError
from tests.infra.environments import LEAST, load
from tests.jiban.growing import growth
from tests.jiban.report.samples import plan_of
from tests.jiban.report.samples import resource as planned
from tests.policies.samples import resource


def test_unknown_fields(tmp_path: Path) -> None:
    """A stack file of another tool, say."""

    def read(number: int) -> None:
        fields = "".join(f"  jiban:unknown{index}: 1\n" for index in range(number))
        with pytest.raises(ConfigurationError) as caught:
            load(tmp_path, LEAST + fields)
        assert len(caught.value.problems) == number

    assert growth(read) < 5


def test_waivers_that_are_read() -> None:
    """A line of the file after the other."""
    entry = "  - {{rule: PG-001, resource: db-{0}, owner: o, reason: r, expires: 2027-01-01}}\n"
    assert growth(lambda number: parse("waivers:\n" + "".join(map(entry.format, range(number))))) < 5


def test_waivers_that_are_used() -> None:
    """Each of as many resources has one of its own."""

    def judge(number: int) -> None:
        names = [f"db-{index}" for index in range(number)]
        databases = [
            resource("aws:rds/instance:Instance", name, {"publiclyAccessible": True}) for name in names
        ]
        waivers = [Waiver("PG-001", name, "o", "r", date(2027, 1, 1)) for name in names]
        found = run("p", "s", databases, [pg_001.RULE], waivers=waivers, today=date(2026, 11, 26))
        assert (len(found.waived), len(found.findings), len(found.about_waivers)) == (number, 0, 0)

    assert growth(judge) < 5


@pytest.mark.parametrize(
    ("kind", "beside"),
    [
        ("aws:rds/instance:Instance", {}),
        ("azure-native:dbforpostgresql:Server", {"azure-native:dbforpostgresql:Configuration": "serverName"}),
        ("aws:eks/nodeGroup:NodeGroup", {}),
        ("azure-native:containerservice:AgentPool", {"azure-native:network:Subnet": "subnetName"}),
        ("kubernetes:apps/v1:Deployment", {"kubernetes:autoscaling/v2:HorizontalPodAutoscaler": "spec"}),
    ],
)
def test_figures_of_a_change(kind: str, beside: Mapping[str, str]) -> None:
    """Many databases with their settings, pools with their subnets, workloads with their autoscalers."""

    def inputs(token: str, index: int, key: str) -> dict[str, Any]:
        name = f"n{index}"
        if token.startswith("kubernetes:"):
            target = {"kind": "Deployment", "name": name}
            return {"metadata": {"name": name}, "spec": {"maxReplicas": 3, "scaleTargetRef": target}}
        return {key: name, "serverName": name, "vnetSubnetID": f"/subnets/{name}"}

    def measure(number: int) -> None:
        tokens = {kind: "name", **beside}
        resources = [
            planned(token, f"{key}{index}", inputs=inputs(token, index, key))
            for index in range(number)
            for token, key in tokens.items()
        ]
        before, after = StackView(views(plan_of())), StackView(views(plan_of(*resources)))
        assert figures_of(before, after, {}, {}).failed == ()

    assert growth(measure) < 5


def test_resources_outside_of_components_that_are_printed() -> None:
    """Many of one service are one line of the summary, and each has its own below."""

    def print_plan(number: int) -> None:
        loose = (planned("aws:ssm/parameter:Parameter", f"p{index}") for index in range(number))
        text = plan_text(plan_of(*loose))
        assert f"{number}  ssm.Parameter" in text

    assert growth(print_plan) < 5
