"""What a change makes of a stack as a whole, held against figures that were written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jiban.diff import document
from jiban.diff.compare import compare_plans
from jiban.diff.document import dumps
from jiban.diff.figures import words
from jiban.diff.figures.compare import figures_of
from jiban.diff.figures.model import NO_FIGURES, Figures, fixed, plain, span
from jiban.diff.guard import judge_diff
from jiban.diff.html import diff_html
from jiban.diff.markdown import diff_markdown
from jiban.diff.markdown_head import LEVELS, head
from jiban.diff.replacement import Tables
from jiban.diff.text import diff_text
from jiban.model.digest import dumps as digest
from jiban.model.digest import read_digest
from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.plan.run import plan as planned
from jiban.policies import packs
from jiban.policy.configuration import Configuration, Setting
from jiban.policy.facts import costs
from jiban.policy.plan_views import views
from jiban.policy.view import StackView
from tests.jiban.diff.samples import TODAY, comparison, grown
from tests.jiban.diff.test_scenarios import cases, plan
from tests.jiban.report.samples import plan_of, resource
from tools.repository import ROOT

CASES = cases("figures.yaml")
LEAST = 12
PROGRAMS = (
    ("aws-web", "dev"),
    ("azure-network", "dev"),
    ("azure-storage", "dev"),
    ("buckets-azure", "test"),
    ("judged-aws", "test"),
    ("kube-guestbook", "test"),
    ("messages-aws", "test"),
)
"""Folders of `tests/fixtures`, with a stack of each."""


def told(found: Figures) -> Iterator[str]:
    """What is said of figures, notes set in."""
    if not found.told:
        return
    for each in words.shown(found):
        yield words.line(each)
        yield from (f"  {note}" for note in words.notes(each))
    yield from words.rest(found)


def figures(before: Plan, after: Plan, **parameters: dict[str, Any]) -> Figures:
    """The figures of two plans that differ, with values of rules by their letters: `DSG_014`."""
    old, new = (StackView(views(each)) for each in (before, after))
    return figures_of(old, new, {}, {rule.replace("_", "-"): some for rule, some in parameters.items()})


def machines(kind: str, number: int = 1, **inputs: Any) -> Plan:
    """The plan of some machines of a type."""
    each = {"instanceType": kind, **inputs}
    return plan_of(
        *(resource("aws:ec2/instance:Instance", f"web{index}", inputs=each) for index in range(number)),
        config={"aws:region": "ap-northeast-2"},
    )


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_by_its_figures(case: dict[str, Any]) -> None:
    """Each figure that differs, with what it comes from and what is not counted, and no other one."""
    found = comparison(plan(case["before"]), plan(case["after"]))
    assert list(told(found.figures)) == case["says"]


def test_there_are_enough_scenarios() -> None:
    """A kind of figure without a case that was reckoned by hand is an opinion."""
    assert len(CASES) >= LEAST


def test_nothing_is_asked_where_nothing_changes() -> None:
    """A plan that is compared with itself has no figures."""
    assert comparison(machines("t3.medium"), machines("t3.medium")).figures is NO_FIGURES


def test_a_fault_in_a_figure_takes_nothing_else_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind is named, the other kinds are told, and the diff is there."""

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(costs, "bill", fails)
    found = grown()
    assert found.figures.failed == ("cost (ZeroDivisionError)",)
    assert {each.subject.kind for each in found.figures.changed} == {"capacity"}
    assert "could not be worked out: cost (ZeroDivisionError)" in diff_text(found)


def test_a_secret_is_not_told_where_it_is_a_part_of_what_is_said() -> None:
    """The type of a machine is another resource's secret."""
    secret = resource("aws:ssm/parameter:Parameter", "p", inputs={"value": Secret("x9.hunter2-large")})
    before, after = machines("t3.medium"), machines("x9.hunter2-large")
    before, after = (replace(each, resources=(*each.resources, secret)) for each in (before, after))
    found = figures(before, after)
    assert any("without a price" in note for each in found.changed for note in each.notes)
    assert "hunter2" not in repr(found)


def test_prices_of_a_project_count() -> None:
    """A price of `policies.yaml`, by the hour: 730 x 0.25."""
    found = figures(machines("t3.medium"), machines("c9.large"), DSG_014={"prices": ("ec2.c9.large=0.25",)})
    assert words.line(found.changed[0]) == "cost a month: 37.96 -> 182.50 USD (+144.54)"


def test_what_requests_do_not_wait_for_is_a_matter_of_the_project() -> None:
    """A gateway that leads out is on the way where `beside` names nothing: 99.9 % of 43,200 minutes."""
    gateway = plan_of(resource("aws:ec2/natGateway:NatGateway", "n", inputs={"subnetId": "s"}))
    assert figures(plan_of(), gateway).changed[0].subject.kind == "cost"
    found = figures(plan_of(), gateway, DSG_010={"beside": ()})
    lines = [words.line(each) for each in found.changed if each.subject.kind == "availability"]
    assert lines == [
        "promised by the parts that a request needs: none -> 99.9 %",
        "not promised of a month: none -> 44 minutes",
    ]


def test_the_values_of_rules_are_those_of_the_stack() -> None:
    """A price that `policies.yaml` sets for another stack does not count."""
    before, after = machines("t3.medium"), machines("c9.large")
    diff = compare_plans(before, after, Tables())
    rules = [rule for rule in packs.RULES if rule.id == "DSG-014"]

    def cost(stacks: str) -> str:
        setting = Setting("DSG-014", stacks, None, {"prices": ("ec2.c9.large=0.25",)}, 1)
        configuration = Configuration(settings=(setting,))
        found = judge_diff(diff, before, after, rules, known=(), today=TODAY, configuration=configuration)
        return words.line(found.figures.changed[0])

    assert cost("prod") == "cost a month: 37.96 -> 182.50 USD (+144.54)"
    doubtful = "not comparable as what is counted differs"
    assert cost("dev") == f"cost a month: 37.96 -> at least 0.00 USD, {doubtful}"


def test_a_kind_with_many_figures_is_cut_with_a_number() -> None:
    """Eight are shown, and the others are counted."""

    def groups(most: int) -> Plan:
        inputs = {"minSize": 1, "maxSize": most}
        return plan_of(*(resource("aws:autoscaling/group:Group", f"g{i}", inputs=inputs) for i in range(10)))

    lines = list(told(figures(groups(2), groups(3))))
    assert [line for line in lines if line.startswith("g")] == [
        f"g{index}, machines: 1 to 2 -> 1 to 3" for index in range(8)
    ]
    assert lines[-1] == "and 2 more of capacity"


def test_every_form_has_the_figures() -> None:
    """Text, Markdown and HTML say the same line after the causes."""
    found = grown()
    for text in (diff_text(found), diff_markdown(found)):
        title = f"What it changes beside the resources ({len(found.figures.changed)})"
        assert title in text
        assert "nodes: 1 to 3 -> 1 to 5" in text
    assert "nodes: 1 to 3 -&gt; 1 to 5" in diff_html(found)


def test_a_comment_that_is_cut_still_says_how_many_there_are() -> None:
    """The shortest form has the title with its number, and the number of each kind."""
    said = "\n".join(head(grown(), LEVELS[-1]))
    assert "**What it changes beside the resources (4)**" in said
    assert "1 more of cost, 3 more of capacity" in said
    assert "1 to 5" not in said


def test_the_document_has_the_numbers() -> None:
    """Each side with its least and its most, and what is not counted by why."""
    found = json.loads(dumps(grown()))
    schema = json.loads((Path(document.__file__).parent / "diff.schema.json").read_text())
    Draft202012Validator(schema).validate(found)
    (nodes,) = [each for each in found["figures"]["changed"] if each["what"] == "nodes"]
    assert nodes["after"] == {
        "text": "1 to 5",
        "least": 1,
        "most": 5,
        "of": None,
        "why": None,
        "notCounted": {},
    }
    (cost,) = [each for each in found["figures"]["changed"] if each["kind"] == "cost"]
    # 730 x 0.1 and 3 or 5 nodes of 730 x 0.052 with 20 GiB of 0.0912
    assert [cost[side]["least"] for side in ("before", "after")] == [192.352, 271.92]
    assert [each["kind"] for each in found["figures"]["unknown"]] == ["addresses"]


@pytest.mark.parametrize(("name", "stack"), PROGRAMS)
def test_a_program_that_is_not_ours(name: str, stack: str) -> None:
    """It is measured without a fault, and as a saved plan it has the same figures."""
    found = planned(ROOT / "tests" / "fixtures" / name, stack)
    nothing = replace(found, resources=tuple(each for each in found.resources if not each.custom))
    for before, after in ((nothing, found), (found, nothing)):
        assert figures(before, after).failed == ()
    saved = read_digest(json.loads(digest(found)))
    assert figures(saved, found).changed == ()


def test_a_state_is_measured_as_a_plan_is() -> None:
    """Its ids are known, and a plan knows where the same ids come from."""

    def side(subnet_id: object, most: int) -> list[Resource]:
        scaling = {"minSize": 1, "maxSize": most, "desiredSize": 1}
        settings = {"clusterName": "main", "instanceTypes": ["t3.medium"], "scalingConfig": scaling}
        subnet = resource("aws:ec2/subnet:Subnet", "nodes", inputs={"cidrBlock": "10.0.1.0/24"})
        cluster = resource("aws:eks/cluster:Cluster", "main", inputs={"name": "main"})
        group = resource(
            "aws:eks/nodeGroup:NodeGroup",
            "apps",
            inputs={**settings, "subnetIds": [subnet_id]},
            dependencies=(subnet.urn, cluster.urn),
            property_dependencies={"subnetIds": (subnet.urn,), "clusterName": (cluster.urn,)},
        )
        return [subnet, cluster, group]

    resources = [
        {
            "urn": each.urn,
            "type": each.type,
            "custom": True,
            "id": each.name,
            "inputs": each.inputs,
            "dependencies": list(each.dependencies),
            "propertyDependencies": {key: list(urns) for key, urns in each.property_dependencies.items()},
        }
        for each in side("subnet-0a1b2c", 3)
    ]
    state = read_digest({"version": 3, "deployment": {"resources": resources}})
    found = figures(state, plan_of(*side(UNKNOWN, 5)))
    # A t3.medium takes 18 addresses, 3 interfaces of 6, and 2 nodes more may stand there in an upgrade.
    lines = [words.line(each) for each in found.changed]
    assert lines[0] == "main, nodes: 1 to 3 -> 1 to 5"
    assert lines[-1] == "nodes, addresses taken at the most: 90 -> 126 of 251"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(5, 2), "2.5"),
        (1_234_567, "1,234,567"),
        (100, "100"),
        (Fraction(0), "0"),
    ],
)
def test_a_number_has_no_more_digits_than_it_needs(number: int | Fraction, text: str) -> None:
    """Thousands are set apart, and a whole number keeps its noughts."""
    assert plain(number) == text


def test_amounts_of_money_have_two_digits_and_a_sign_where_one_is_asked_for() -> None:
    """A fall has its own sign."""
    assert [fixed(Fraction(-1, 8), 2, "+"), fixed(1000, 2, "+"), fixed(1000, 2)] == [
        "-0.12",
        "+1,000.00",
        "1,000.00",
    ]


def test_a_range_of_one_number_is_that_number() -> None:
    """Which is not said twice."""
    assert [span(3, 3), span(3, 7)] == ["3", "3 to 7"]
