"""The orders of changes that are not safe as one deployment, held against steps that were written by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban import secrecy
from jiban.diff import order_rules, orders
from jiban.diff.order_changes import TESTS, minors_up
from jiban.diff.order_rules import ANY_TYPE, OrderRule, rules
from jiban.diff.replacement import Tables
from jiban.diff.values import MISSING
from jiban.model.plan import UNKNOWN, Options, Secret
from tests.jiban.diff.samples import HOSTILE, compared
from tests.jiban.diff.test_scenarios import plan
from tests.jiban.report.samples import plan_of, resource

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).with_name("scenarios") / "orders.yaml").read_text()
)
RULES = list({rule.kind: rule for some in rules().values() for rule in some}.values())
DOCUMENT = Path(__file__).parents[3] / "docs" / "diff.md"
QUEUE = "aws:sqs/queue:Queue"


def kinds(case: dict[str, Any]) -> list[str]:
    """What kinds of orders a case has."""
    return [each.kind for each in compared(plan(case["before"]), plan(case["after"])).orders]


@pytest.mark.parametrize("case", [pytest.param(each, id=each["case"]) for each in CASES])
def test_the_steps_of_a_change(case: dict[str, Any]) -> None:
    """What is said first, and each step in its place; nothing where one deployment is as safe."""
    found = compared(plan(case["before"]), plan(case["after"])).orders
    assert [each.title for each in found] == [each["title"] for each in case["orders"]]
    for order, right in zip(found, case["orders"], strict=True):
        assert list(order.steps) == right.get("steps", list(order.steps))


def test_every_case_names_its_evidence() -> None:
    """And there are as many as are needed, of changes that need an order and of such that do not."""
    assert all(each["evidence"] for each in CASES)
    assert len({each["case"] for each in CASES}) == len(CASES)
    assert Counter(bool(each["orders"]) for each in CASES)[False] >= 12


def test_every_kind_has_a_case() -> None:
    """None is data that nothing has tried."""
    assert {kind for case in CASES for kind in kinds(case)} == {rule.kind for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_every_kind_names_its_source(rule: OrderRule) -> None:
    """Its address, and the day on which it was read where nothing says that it is unverified."""
    assert rule.source.url.startswith("https://")
    assert rule.source.title
    assert rule.source.read or not rule.verified


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.happens == ("replace",)], ids=lambda rule: rule.kind
)
def test_what_is_said_to_replace_is_known_to(rule: OrderRule) -> None:
    """Each type has one of the properties, and each property one of the types."""
    types = [kind for kind, some in rules().items() if rule in some]
    forcing = {
        kind: {found.path for found in Tables().of(resource(kind, "x"), None) if not found.in_place}
        for kind in types
    }
    tops = {kind: {path[0] for path in paths} for kind, paths in forcing.items()}
    assert all(any(path[0] in tops[kind] for path in rule.properties) for kind in types)
    assert all(any(path[0] in tops[kind] for kind in types) for path in rule.properties)


def test_a_kind_with_a_way_to_change_that_is_misspelt_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold of everything."""
    row = {"kind": "k", "types": [QUEUE], "change": "rised"}
    monkeypatch.setattr(order_rules, "table", lambda *_: {"orders": [row]})
    with pytest.raises(ValueError, match="k: no way to change: rised"):
        rules.__wrapped__()


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("1.33", "1.36", ("1.34", "1.35", "1.36")),
        ("1.33.2", "1.34.1", ("1.34.1",)),
        ("1.33.2", "1.33.5", ()),
        ("1.36", "1.33", ()),
        ("1.9", "1.11", ("1.10", "1.11")),
        ("1", "1.34", ()),
        ("1.33", "2.36", ()),
        ("1.33", 1.36, ()),
        ("v1.33", "v1.36", ()),
    ],
)
def test_the_minor_versions_on_the_way(before: Any, after: Any, way: tuple[str, ...]) -> None:
    """The last one as it is given; none where the way leads down or to another major version."""
    assert minors_up(before, after) == way


@pytest.mark.parametrize(
    ("change", "before", "after", "expected"),
    [
        ("larger", "Standard_D4s_v3", "Standard_E8ds_v5", True),
        ("larger", "Standard_D16s_v3", "Standard_D8s_v5", False),
        ("larger", 128, 256, True),
        ("larger", True, 2, False),
        ("larger", "128", UNKNOWN, None),
        ("larger", "small", "large", False),
        ("raised", "16.4", "16.10", True),
        ("raised", "16.4", "16.4", False),
        ("raised", MISSING, "16.4", False),
        ("major raised", "16", "17", True),
        ("major raised", "16.4", "16.6", False),
        ("raised within its major", "16.4", "17.1", False),
        ("a range less", "10.0.0.0/24", "10.0.0.0/25", True),
        ("a range less", ["10.0.0.0/24", "10.0.1.0/24"], ["10.0.1.0/24"], True),
        ("a range less", ["10.0.0.0/24"], ["10.0.1.0/24", "10.0.0.0/24"], False),
        ("a range less", MISSING, ["10.0.0.0/24"], False),
    ],
)
def test_how_a_property_changes(change: str, before: Any, after: Any, *, expected: bool | None) -> None:
    """From one value to another; None where one of them is not known."""
    assert TESTS[change](before, after) is expected


def queue(name: str, *, fifo: Any, **options: Any) -> Any:
    """Make a queue, whose type is fixed."""
    return resource(QUEUE, name, inputs={"fifoQueue": fifo}, **options)


def test_many_of_one_kind_are_one_order() -> None:
    """Three are named, the rest is a number; each is among the resources."""
    names = ["a", "b", "c", "d", "e"]
    before, after = (plan_of(*(queue(name, fifo=fifo) for name in names)) for fifo in (False, True))
    (found,) = compared(before, after).orders
    assert found.title == "a, b, c and 2 more: a new queue beside the old one"
    assert found.steps[2] == "Remove each of a, b, c and 2 more and what reads from it, and deploy."
    assert found.urns == tuple(queue(name, fifo=True).urn for name in names)


def test_what_goes_to_different_values_is_an_order_each() -> None:
    """As the steps name the values."""
    kind = "aws:s3/bucket:Bucket"
    before, after = (
        plan_of(*(resource(kind, name, inputs={"bucket": f"{name}-{side}"}) for name in "ab"))
        for side in ("old", "new")
    )
    steps = [each.steps[0] for each in compared(before, after).orders]
    assert steps == [
        "Add a resource beside a, with bucket a-new, and deploy.",
        "Add a resource beside b, with bucket b-new, and deploy.",
    ]


@pytest.mark.parametrize("value", [UNKNOWN, Secret("18")])
def test_what_is_not_known_needs_no_order(value: Any) -> None:
    """Nothing is made up of a version that only a deployment tells, or nobody may see."""
    kind = "azure-native:dbforpostgresql:Server"
    db = resource(kind, "db", inputs={"serverName": "shop", "version": "17"})
    replica = resource(kind, "near", inputs={"sourceServerResourceId": "/flexibleServers/shop"})
    after = plan_of(replace(db, inputs={"serverName": "shop", "version": value}), replica)
    assert compared(plan_of(db, replica), after).orders == ()


def test_what_changes_to_a_value_that_is_not_known_needs_no_order() -> None:
    """It may stay as it is."""
    kind = "aws:s3/bucket:Bucket"
    before, after = (plan_of(resource(kind, "a", inputs={"bucket": name})) for name in ("old", UNKNOWN))
    assert compared(before, after).orders == ()


def test_a_value_that_is_too_long_is_cut() -> None:
    """As a step is one line of a report."""
    kind = "aws:s3/bucket:Bucket"
    before, after = (plan_of(resource(kind, "a", inputs={"bucket": name})) for name in ("old", "n" * 63))
    (found,) = compared(before, after).orders
    assert found.steps[0] == f"Add a resource beside a, with bucket {'n' * 57}..., and deploy."


def test_of_a_secret_that_is_cut_no_part_is_shown() -> None:
    """What is left of it could not be told from another text."""
    kind = "aws:s3/bucket:Bucket"
    with secrecy.gate() as gate:
        gate.learn("q7-hunter2-x9")
        names = ("old", f"{'n' * 50}q7-hunter2-x9")
        before, after = (plan_of(resource(kind, "a", inputs={"bucket": name})) for name in names)
        (found,) = compared(before, after).orders
    assert found.steps[0] == f"Add a resource beside a, with bucket {'n' * 50}[secret], and deploy."


def test_a_component_is_nothing_that_uses_a_resource() -> None:
    """It is not in the cloud."""
    bucket = resource("aws:s3/bucket:Bucket", "a", inputs={"bucket": "old"})
    part = resource("shop:index:Site", "site", custom=False, property_dependencies={"bucket": (bucket.urn,)})
    after = plan_of(replace(bucket, inputs={"bucket": "new"}), part)
    (found,) = compared(plan_of(bucket, part), after).orders
    assert found.steps[1] == "Copy what a holds, point what uses it at the new one, and deploy."


def test_each_renamed_object_has_an_order() -> None:
    """As each has an alias of its own."""
    kind = "kubernetes:core/v1:ConfigMap"
    before, after = (
        plan_of(
            *(
                resource(kind, f"{side}-{name}", inputs={"metadata": {"name": name}, "data": {"a": side}})
                for name in "ab"
            )
        )
        for side in ("old", "new")
    )
    titles = [each.title for each in compared(before, after).orders]
    assert titles == [
        "new-a: the same object under another name",
        "new-b: the same object under another name",
    ]


def test_a_secret_name_is_not_shown() -> None:
    """A step says that there is one."""
    kind = "aws:s3/bucket:Bucket"
    before, after = (
        plan_of(resource(kind, "a", inputs={"bucket": Secret(v)})) for v in ("hunter1", "hunter2")
    )
    (found,) = compared(before, after).orders
    assert found.steps[0] == "Add a resource beside a, with bucket [secret], and deploy."


def test_what_stays_in_the_cloud_needs_no_order() -> None:
    """With retain_on_delete the old one is not lost."""
    before, after = (
        plan_of(queue("jobs", fifo=fifo, options=Options(retain_on_delete=True))) for fifo in (False, True)
    )
    assert compared(before, after).orders == ()


def test_what_is_replaced_with_something_above_it_has_no_order_of_its_own() -> None:
    """Its own property changes too, but it goes with the other in any case."""
    top = resource("aws:sqs/queue:Queue", "top", inputs={"fifoQueue": False})
    jobs = queue("jobs", fifo=False)
    before = plan_of(top, jobs)
    after = plan_of(
        replace(top, inputs={"fifoQueue": True}),
        queue("jobs", fifo=True, options=Options(replace_with=(top.urn,))),
    )
    assert [each.urns for each in compared(before, after).orders] == [(top.urn,)]


def test_names_that_look_like_placeholders_or_markup_are_text() -> None:
    """They stand as they are, in one line, without what moves a terminal."""
    name = f"{{others}} {{0}} {HOSTILE}".replace("\n", " ")
    before, after = (plan_of(queue(name, fifo=fifo)) for fifo in (False, True))
    (found,) = compared(before, after).orders
    assert "{others} {0} `````</details>" in found.steps[0]
    assert not any("\x1b" in text or "\n" in text or "\r" in text for text in (found.title, *found.steps))


def test_the_type_with_an_api_version_is_the_same_type() -> None:
    """As azure-native writes it for a version that is not its default one."""
    kind = "azure-native:servicebus/v20240101:Queue"
    before, after = (
        plan_of(resource(kind, "jobs", inputs={"queueName": "jobs", "requiresSession": on}))
        for on in (False, True)
    )
    assert [each.kind for each in compared(before, after).orders] == ["service-bus-queue"]


def test_the_rules_of_any_type_are_of_one_object_alone() -> None:
    """They would hold of every creation."""
    assert [rule.kind for rule in rules()[ANY_TYPE]] == ["same-object"]
    assert orders.orders(compared(plan_of(), plan_of(queue("a", fifo=True))).diff, plan_of()) == ()


def test_the_document_tells_of_every_kind() -> None:
    """By what is said first of it."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [rule.kind for rule in RULES if rule.title.partition(": ")[2] not in text] == []
