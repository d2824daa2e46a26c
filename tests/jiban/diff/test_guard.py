"""Which losses a diff is stopped for, and which findings come and go with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiban.diff.compare import Diff, compare_plans
from jiban.diff.guard import Terms, changes, judge_diff
from jiban.diff.markdown import diff_markdown
from jiban.diff.model import Comparison
from jiban.diff.replacement import Tables
from jiban.diff.resource_diff import Kind, ResourceDiff
from jiban.diff.text import diff_text
from jiban.model.plan import UNKNOWN, Options, Resource
from jiban.policies.rules.design import dsg_020_no_regression as dsg_020
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policies.rules.postgres import pg_002_storage_encryption as pg_002
from jiban.policy.configuration import Configuration, Setting
from jiban.policy.inprocess import Finding
from jiban.policy.rule import Change, ChangeRule, Verdict, failed, passed
from jiban.policy.view import ResourceView
from jiban.policy.waivers import Waiver
from tests.jiban.diff.samples import TODAY, comparison
from tests.jiban.report.samples import plan_of, resource

SAFE = {"storageEncrypted": True, "publiclyAccessible": False}


def database(name: str = "db", **inputs: Any) -> Resource:
    """A database that no rule has anything against, with changes."""
    return resource("aws:rds/instance:Instance", name, inputs=SAFE | inputs)


def compared(before: Sequence[Resource], after: Sequence[Resource], *waivers: Waiver) -> Comparison:
    """Two lists of resources compared and judged."""
    return comparison(plan_of(*before), plan_of(*after), *waivers)


def ids(findings: Sequence[Finding]) -> list[str]:
    """The rules of some findings."""
    return [each.rule.id for each in findings]


def waiver(rule: str = "DSG-018", expires: date = TODAY, **fields: Any) -> Waiver:
    """An exception for everything."""
    return Waiver(rule, "*", "platform", "moved by hand", expires, **fields)


@pytest.mark.parametrize(
    ("before", "after", "new", "fixed", "standing"),
    [
        (True, False, ["PG-002"], [], 0),
        (False, True, [], ["PG-002"], 0),
        (False, False, [], [], 1),
        (False, UNKNOWN, [], [], 0),
        (UNKNOWN, False, ["PG-002"], [], 0),
        (True, UNKNOWN, [], [], 0),
    ],
)
def test_findings_that_come_go_and_stay(
    before: Any, after: Any, new: list[str], fixed: list[str], standing: int
) -> None:
    """What can no longer be told is not fixed, and what could not be told before is new."""
    found = compared([database(storageEncrypted=before)], [database(storageEncrypted=after)])
    assert (ids(found.new), ids(found.fixed), found.standing) == (new, fixed, standing)


def test_a_finding_of_what_is_deleted_is_fixed() -> None:
    """It is gone with its resource; the loss is told on its own."""
    found = compared([database(storageEncrypted=False)], [])
    assert (ids(found.fixed), ids(found.stopped)) == (["PG-002"], ["DSG-018"])


@pytest.mark.parametrize(("paths", "stopped"), [((), ["DSG-018"]), ((("backupRetentionPeriod",),), [])])
def test_a_guard_that_comes_from_a_placeholder_is_not_judged(paths: Any, stopped: list[str]) -> None:
    """Its real value may well be as good as before."""
    before, after = database(backupRetentionPeriod=7), database(backupRetentionPeriod=1)
    found = compared([before], [replace(after, placeholder_paths=paths)])
    assert ids(found.stopped) == stopped


def test_a_finding_that_stands_elsewhere_is_another_one() -> None:
    """The same rule fails for the second database, which is new."""
    one = database(storageEncrypted=False)
    found = compared([one], [one, database("second", storageEncrypted=False)])
    assert [(each.rule.id, each.name) for each in found.new] == [("PG-002", "second")]
    assert found.standing == 1


@pytest.mark.parametrize(
    ("expires", "stopped", "waived"),
    [
        (date(2026, 11, 20), ["DSG-018"], []),
        (date(2026, 11, 21), [], ["DSG-018"]),
        (date(2026, 11, 22), [], ["DSG-018"]),
    ],
)
def test_a_waiver_lets_a_loss_through_until_its_last_day(
    expires: date, stopped: list[str], waived: list[str]
) -> None:
    """The day after it, the loss stops the diff again."""
    found = compared([database()], [], waiver(expires=expires))
    assert (ids(found.stopped), ids(found.waived)) == (stopped, waived)


@pytest.mark.parametrize(
    ("rule", "expires", "told"),
    [
        ("DSG-018", date(2026, 11, 20), ["expired"]),
        ("PG-001", date(2026, 11, 20), []),
        ("DSG-999", date(2026, 12, 31), ["unknown rule"]),
        ("DSG-018", date(2026, 12, 31), []),
    ],
)
def test_what_is_told_of_waivers(rule: str, expires: date, told: list[str]) -> None:
    """A diff tells those of losses that have expired, and those of no rule; a check tells the others."""
    found = compared([database()], [database()], waiver(rule, expires))
    assert [each.kind for each in found.expired] == told


def test_what_forces_a_change_is_told_by_its_property_or_its_reason() -> None:
    """A property by its path, once; what is no property in words."""
    options = Options(replace_on_changes=("engine", "tags"), replacement_trigger="a")
    old = replace(database(engine="a", tags={"x": 1, "y": 1}), options=options)
    new = replace(
        database(engine="b", tags={"x": 2, "y": 2}), options=replace(options, replacement_trigger="b")
    )
    (change,) = changes(compared([old], [new]).diff)
    assert sorted(change.forced_by) == ["engine", "its replacement trigger changes", "tags.x", "tags.y"]


def test_an_update_of_what_holds_data_is_no_loss() -> None:
    """Nothing stops a change in place."""
    found = compared([database(instanceClass="db.t4g.small")], [database(instanceClass="db.t4g.large")])
    assert ids(found.stopped) == []


def test_each_kind_of_difference_is_an_operation() -> None:
    """A rename keeps the object, so to rules it is the same."""
    old = resource("aws:sns/topic:Topic", "old")
    new = resource("aws:sns/topic:Topic", "new", aliases=(old.urn,))
    stays = database(size=1)
    found = compared([old, stays, database("gone")], [new, database(size=2), database("come")])
    assert {
        each.subject.name: (each.op, each.old is not None, each.new is not None)
        for each in changes(found.diff)
    } == {
        "new": ("same", True, True),
        "db": ("update", True, True),
        "come": ("create", False, True),
        "gone": ("delete", True, False),
    }


@pytest.mark.parametrize(
    ("kind", "op"),
    [
        ("create", "create"),
        ("update", "update"),
        ("replace", "replace"),
        ("delete", "delete"),
        ("rename", "same"),
    ],
)
def test_what_rules_are_told_of_each_kind(kind: Kind, op: str) -> None:
    """In the engine's words."""
    one = database()
    [change] = changes(Diff("shop", "prod", (ResourceDiff(kind, one, one),)))
    assert change.op == op


def test_an_exit_code_without_wishes() -> None:
    """A change is none to complain of."""
    assert Comparison(compared([database()], [database(size=2)]).diff).exit_code() == 0


@pytest.mark.parametrize(
    ("stops", "broken", "changed", "expected", "code"),
    [
        (False, False, False, True, 0),
        (False, False, True, False, 0),
        (False, False, True, True, 7),
        (False, True, True, True, 10),
        (True, False, True, True, 5),
        (True, True, True, True, 5),
    ],
)
def test_the_exit_code(*, stops: bool, broken: bool, changed: bool, expected: bool, code: int) -> None:
    """A loss counts over a rule that could not be run, and that over a change that was not expected."""
    lost = compared([database()], [])
    one = lost.stopped[0]
    same = compared([database()], [database()])
    found = Comparison(
        (lost if changed else same).diff,
        stopped=(one,) if stops else (),
        errors=(one,) if broken else (),
    )
    assert found.exit_code(expect_no_changes=expected) == code


def test_what_a_rule_that_breaks_found_before_is_not_fixed() -> None:
    """Nobody knows; the rule that broke is told."""
    before, after = database(storageEncrypted=False), database(storageEncrypted=True)

    def check(view: ResourceView) -> Verdict:
        if view["storageEncrypted"].is_true():
            raise LookupError("gone")
        return failed("not encrypted")

    rules = [replace(pg_001.RULE, check=check)]
    plans = plan_of(before), plan_of(after)
    found = judge_diff(compare_plans(*plans, Tables()), *plans, rules, known=(), today=TODAY)
    assert (ids(found.new), ids(found.fixed), found.standing) == ([], [], 0)
    assert [(each.rule.id, each.name) for each in found.errors] == [("PG-001", "db")]


def test_a_waived_failure_of_what_is_there_is_none_of_the_guards() -> None:
    """Only waived losses are told beside a diff."""
    found = compared(
        [database(), database("old")],
        [database(storageEncrypted=False)],
        waiver(),
        waiver("PG-002"),
    )
    assert ids(found.waived) == ["DSG-018"]


def test_a_mandatory_rule_of_what_is_there_stops_no_diff() -> None:
    """It is new, and a check stops for it; the guard is of losses alone."""
    found = compared([database()], [database(publiclyAccessible=True)])
    assert (ids(found.new), found.stopped) == (["PG-001"], ())


def told(*rules: ChangeRule, before: Sequence[Resource], after: Sequence[Resource]) -> dict[str, Change]:
    """What a rule about changes is told, by the resource's name."""
    seen: dict[str, Change] = {}

    def check(change: Change) -> Verdict:
        seen[change.subject.name] = change
        return passed()

    asked = [replace(dsg_020.RULE, check=check), pg_002.RULE, *rules]
    plans = plan_of(*before), plan_of(*after)
    judge_diff(compare_plans(*plans, Tables()), *plans, asked, known=(), today=TODAY)
    return seen


def test_a_change_knows_who_waits_for_it() -> None:
    """The parameter waits for the database, and the topic for the parameter."""
    old, new = database(), database(backupRetentionPeriod=3)
    parameter = resource("aws:ssm/parameter:Parameter", "address", dependencies=(new.urn,))
    topic = resource("aws:sns/topic:Topic", "news", dependencies=(parameter.urn,))
    found = told(before=[old, parameter, topic], after=[new, parameter, topic])
    assert found["db"].dependents == 2


def test_a_change_knows_the_failures_that_are_new() -> None:
    """Those that were there before, and those of others, are none of them."""
    old, new = database(storageEncrypted=True), database(storageEncrypted=False)
    other = database("other", storageEncrypted=False)
    found = told(before=[old, other], after=[new, other])
    assert {name: each.regressions for name, each in found.items()} == {
        "db": ("PG-002: storageEncrypted is false",)
    }


def test_without_a_base_no_failure_is_new() -> None:
    """A stack that is made for the first time has nothing to compare its failures with."""
    found = told(before=[], after=[database(storageEncrypted=False)])
    assert found["db"].regressions is None


@pytest.mark.parametrize("written", [diff_text, diff_markdown])
def test_a_rule_that_breaks_is_told_in_every_form(written: Callable[[Comparison], str]) -> None:
    """Whoever reads the diff must not take its silence for a verdict."""

    def check(view: ResourceView) -> Verdict:
        raise LookupError(view.name)

    plans = plan_of(database()), plan_of(database(storageEncrypted=False))
    rules = [replace(pg_001.RULE, check=check)]
    found = judge_diff(compare_plans(*plans, Tables()), *plans, rules, known=(), today=TODAY)
    assert "Rules that could not be run" in written(found)
    assert "PG-001" in written(found)


def parameter(value: Any) -> Configuration:
    """What a project says of a rule."""
    return Configuration(settings=(Setting("PG-002", "*", None, {"size": value}, 1),))


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, 0),
        ({"known": (waiver(),)}, 1),
        ({"today": date(2026, 11, 22)}, 1),
        ({"configuration": parameter(1)}, 1),
        ({"rules": (pg_001.RULE,)}, 1),
        ({"plan": plan_of(database(storageEncrypted=False))}, 1),
    ],
)
def test_what_was_judged_before_serves_for_the_same_alone(change: dict[str, Any], asked: int) -> None:
    """The very plan and rules, and the same waivers, day and configuration; else the base is judged again."""
    base, head = plan_of(database(storageEncrypted=False)), plan_of(database())
    terms = Terms((pg_002.RULE,), (), TODAY)
    before = replace(terms, **{key: value for key, value in change.items() if key != "plan"}).judged(
        change.get("plan", base)
    )
    marked = replace(before, report=replace(before.report, findings=()))
    found = judge_diff(
        compare_plans(base, head, Tables()), base, head, terms.rules, known=(), today=TODAY, before=marked
    )
    assert len(found.fixed) == asked


def test_a_parameter_of_another_type_is_another_one() -> None:
    """Though Python takes 1 for true."""
    one, true = (Terms((), (), TODAY, parameter(value)) for value in (1, True))
    assert one == true
    assert not one.same_as(true)
