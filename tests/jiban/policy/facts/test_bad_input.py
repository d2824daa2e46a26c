"""No input takes a rule down: whatever stands where a number, a list or a map is expected is not known."""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jiban.model.plan import UNKNOWN, Secret
from jiban.policies import packs
from jiban.policy.inprocess import Report, run
from jiban.policy.plan_views import views
from jiban.policy.rule import Outcome
from jiban.policy.view import ResourceView
from tests.policies.samples import NSG, resource, with_resource
from tests.policies.sheets_of import FOLDER, sheets
from tests.stacks import planned

ODD: tuple[Any, ...] = (
    "",
    "ssh",
    "half",
    "-",
    "%",
    "50%%",
    "1-2-3",
    "0.0.0.0/99",
    "::",
    -1,
    0,
    2.5,
    10**30,
    float("nan"),
    True,
    [],
    {},
    ["x"],
    {"x": "y"},
    [[]],
    [None],
    None,
    UNKNOWN,
    Secret("hunter2-hunter2"),
    Secret(UNKNOWN),
)


def report(resources: list[ResourceView]) -> Report:
    """What all rules say of some resources."""
    return run("shop", "dev", resources, packs.RULES, waivers=(), today=date(2026, 11, 28))


@cache
def sheet(name: str) -> tuple[ResourceView, ...]:
    """The resources of a sheet, which hold whatever rules look at."""
    return tuple(views(planned(FOLDER / name, "dev")))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of an input."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list | tuple):
        inside = list(enumerate(value))
    return [
        *([path] if path else []),
        *(found for key, each in inside for found in places(each, (*path, key))),
    ]


def put(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """A copy of an input with something else at a place."""
    changed = list(value) if isinstance(value, list | tuple) else dict(value)
    changed[path[0]] = odd if len(path) == 1 else put(value[path[0]], path[1:], odd)
    return changed


@pytest.mark.parametrize("name", sorted({each.folder.name for each in sheets()}))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_input_takes_a_rule_down(name: str, data: st.DataObject) -> None:
    """Something odd in place of inputs of a sheet ends in a verdict, and never in an error of a rule."""
    resources = list(sheet(name))
    for index in data.draw(st.sets(st.integers(0, len(resources) - 1), min_size=1, max_size=8)):
        found = places(copy.copy(dict(resources[index].inputs)))
        if found:
            path, odd = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(ODD))
            changed = put(resources[index].inputs, path, odd)
            resources[index] = with_resource(resources[index], inputs=changed)
    judged = report(resources)
    assert [(each.rule.id, each.name, each.judgement.verdict.reason) for each in judged.errors] == []
    told = [each.judgement.verdict for each in (*judged.findings, *judged.unknown)]
    assert not any("hunter2" in f"{each.reason} {each.paths}" for each in told)


@given(
    ports=st.lists(st.one_of(st.text(max_size=8), st.integers(), st.none()), max_size=3),
    source=st.one_of(st.text(max_size=20), st.ip_addresses().map(str), st.none()),
    priority=st.one_of(st.text(max_size=4), st.integers(), st.none()),
)
@example(ports=["ssh"], source="*", priority="high")
def test_any_rule_of_a_security_group_has_a_verdict(ports: list[Any], source: Any, priority: Any) -> None:
    """Ports, sources and priorities of any text."""
    rule = {
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "*",
        "destinationPortRanges": ports,
        "sourceAddressPrefix": source,
        "priority": priority,
    }
    judged = report([resource(NSG, "it", {"securityRules": [rule]})])
    assert judged.errors == ()
    assert judged.counts["NET-001"].total() == 1  # pyright: ignore[reportAttributeAccessIssue] - a Counter


@given(amount=st.one_of(st.text(max_size=6), st.integers(), st.floats(), st.booleans()))
@example(amount="half")
@example(amount="\u0661%")
def test_any_amount_of_a_budget_has_a_verdict(amount: Any) -> None:
    """A number, a percentage, or something that is not known."""
    labels = {"app": "web"}
    judged = report(
        [
            resource(
                "kubernetes:apps/v1:Deployment",
                "web",
                {
                    "spec": {
                        "replicas": 3,
                        "template": {"metadata": {"labels": labels}, "spec": {"containers": []}},
                    }
                },
            ),
            resource(
                "kubernetes:policy/v1:PodDisruptionBudget",
                "budget",
                {"spec": {"selector": {"matchLabels": labels}, "minAvailable": amount}},
            ),
        ]
    )
    assert judged.errors == ()
    outcomes = {Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN}
    assert sum(judged.counts["DSG-004"].get(each, 0) for each in outcomes) == 1
