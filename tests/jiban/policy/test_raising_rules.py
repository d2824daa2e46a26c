"""A rule that raises: it is told as such, stops nothing else, and never passes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from jiban.check import document, sarif, text
from jiban.model.plan import Plan, Secret
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.crossguard import Host
from jiban.policy.inprocess import Report, run
from jiban.policy.pack import Pack
from jiban.policy.rule import (
    Judgement,
    Level,
    Outcome,
    ResourceRule,
    Severity,
    StackRule,
    Verdict,
    failed,
    passed,
)
from jiban.policy.view import ResourceView, StackView
from jiban.policy.waivers import Waiver
from jiban.testing import failures
from tests.jiban.diff.samples import comparison
from tests.policies.samples import resource

RDS = "aws:rds/instance:Instance"
ODD = resource(RDS, "odd", {"port": "54x2", "publiclyAccessible": False})
EVEN = resource(RDS, "even", {"port": "5432", "publiclyAccessible": True})


def _port(db: ResourceView) -> Verdict:
    return passed() if int(db["port"].value) == 5432 else failed("another port", "port")


def _whole(stack: StackView) -> Iterator[Judgement]:
    yield Judgement(next(iter(stack.of(RDS))), failed("seen before it broke", "port"))
    raise KeyError("nothing of that name")


PORT = ResourceRule(
    id="TST-001",
    text="A database listens on 5432.",
    severity=Severity.LOW,
    level=Level.ADVISORY,
    reason="It does.",
    remedy="Make it so.",
    link="https://example.com/",
    types=(RDS,),
    check=_port,
)
WHOLE = StackRule(
    id="TST-002",
    text="A stack is whole.",
    severity=Severity.LOW,
    level=Level.ADVISORY,
    reason="It is.",
    remedy="Make it so.",
    link="https://example.com/",
    types=(RDS,),
    check=_whole,
)
LINE = _port.__code__.co_firstlineno + 1
REASON = (
    "the rule has raised ValueError: invalid literal for int() with base 10: '54x2' "
    f"(test_raising_rules.py:{LINE})"
)


def report(*rules: ResourceRule | StackRule, waivers: tuple[Waiver, ...] = ()) -> Report:
    """What rules say of two databases, one of whose ports is no number."""
    return run("shop", "prod", [ODD, EVEN], rules, waivers=waivers, today=date(2026, 11, 21))


def test_the_resource_and_the_rule_are_told() -> None:
    """ERROR is counted for the resource that the rule failed on; the other one is judged."""
    found = report(PORT)
    assert found.counts == {"TST-001": {Outcome.ERROR: 1, Outcome.PASS: 1}}
    assert [(each.name, each.judgement.verdict.reason) for each in found.errors] == [("odd", REASON)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "the check has given None in place of a Verdict"),
        (True, "the check has given bool in place of a Verdict"),
        (passed, "the check has given function in place of a Verdict"),
    ],
)
def test_what_is_no_verdict_passes_nothing(given: Any, said: str) -> None:
    """A check that forgets to return one, or returns a truth value, is no pass."""
    found = report(replace(PORT, check=lambda _: given)).errors[0].judgement.verdict
    assert (found.outcome, found.reason) == (Outcome.ERROR, f"the rule has raised TypeError: {said}")


def test_what_is_no_judgement_passes_nothing() -> None:
    """Of a rule of the stack, as of one of a resource; what it has found before stays."""
    given: Any = [Judgement(None, passed()), passed()]
    assert report(replace(WHOLE, check=lambda _: given)).counts == {
        "TST-002": {Outcome.PASS: 1, Outcome.ERROR: 1}
    }


@pytest.mark.parametrize("error", [SystemExit(0), GeneratorExit(), BaseException("x")], ids=repr)
@pytest.mark.parametrize("rule", [PORT, WHOLE])
def test_a_rule_does_not_end_the_command(rule: Any, error: BaseException) -> None:
    """`sys.exit` in a rule would else end the run as a success."""

    def check(_: Any) -> Any:
        raise error

    assert report(replace(rule, check=check)).errors != ()


def test_ctrl_c_ends_the_command() -> None:
    """It is meant for the command, whatever rule is being run."""

    def check(_: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report(replace(PORT, check=check))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("id", 5, "id of a rule has to be str, got int"),
        ("id", "", "id of a rule has to be a word, got ''"),
        ("id", "TST 1", "id of a rule has to be a word, got 'TST 1'"),
        ("id", "\x1b[2J", "id of a rule has to be a word, got '\\x1b[2J'"),
        ("severity", "high", "severity of a rule has to be Severity, got str"),
        ("remedy", None, "remedy of a rule has to be str, got None"),
        ("types", RDS, "types of a rule has to be tuple, got str"),
        ("types", (RDS, None), "types of a rule has to be a tuple of str, got None in it"),
    ],
)
def test_a_rule_that_no_report_could_show(field: str, value: Any, said: str) -> None:
    """It is refused where it is written."""
    changed: Any = {field: value}
    with pytest.raises((TypeError, ValueError), match=re.escape(said)):
        replace(PORT, **changed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((None, "r", ()), "outcome of a verdict has to be Outcome, got None"),
        ((Outcome.FAIL, ValueError("x"), ()), "reason of a verdict has to be str, got ValueError"),
        ((Outcome.FAIL, "r", ["a"]), "paths of a verdict has to be tuple, got list"),
        ((Outcome.FAIL, "r", ("a", 5)), "paths of a verdict has to be a tuple of str, got int in it"),
    ],
)
def test_a_verdict_that_no_report_could_show(arguments: Any, said: str) -> None:
    """It is refused where it is made, so that it is the rule's error and names the rule's line."""
    with pytest.raises(TypeError, match=re.escape(said)):
        Verdict(*arguments)


@pytest.mark.parametrize(
    ("name", "rules", "said"),
    [
        (None, (), "name of a pack has to be str, got None"),
        ("own", None, "rules of a pack has to be tuple, got None"),
        ("own", (PORT, 5), "rules of a pack has to be a tuple of Rule, got int in it"),
        ("own", (PORT, WHOLE, PORT), "two rules of the pack have the id TST-001"),
    ],
)
def test_a_pack_that_cannot_be_asked(name: Any, rules: Any, said: str) -> None:
    """It is refused where it is written; of two rules with one id, the counts of one would be lost."""
    with pytest.raises((TypeError, ValueError), match=said):
        Pack(name, rules)


def test_the_line_of_a_verdict_that_is_none() -> None:
    """What refuses it is the tool, but the line to mend is the rule's."""

    def check(_: Any) -> Verdict:
        reason: Any = 5
        return failed(reason)

    line = check.__code__.co_firstlineno + 2
    said = f"TypeError: reason of a verdict has to be str, got int (test_raising_rules.py:{line})"
    found = report(replace(PORT, check=check)).errors[0].judgement.verdict.reason
    assert found == f"the rule has raised {said}"


def test_other_rules_are_asked() -> None:
    """A rule after the one that raises finds what it would have found."""
    found = report(PORT, pg_001.RULE)
    assert [(each.rule.id, each.name) for each in found.findings] == [("PG-001", "even")]


def test_what_a_rule_of_the_stack_has_found_stays() -> None:
    """Judgements from before it raised are kept, and the stack as a whole gets the ERROR."""
    found = report(WHOLE)
    assert [each.judgement.verdict.reason for each in found.findings] == ["seen before it broke"]
    assert [(each.name, each.judgement.verdict.outcome) for each in found.errors] == [("", Outcome.ERROR)]


def test_a_secret_in_the_exception_is_hidden() -> None:
    """The text of an exception quotes values, which may be secret."""
    odd = resource(RDS, "odd", {"port": Secret("hunter2")})
    rule = replace(PORT, check=lambda db: passed() if int(db["port"].raw.value) else failed("none", "port"))
    found = run("shop", "prod", [odd], [rule], waivers=(), today=date(2026, 11, 21))
    assert "hunter2" not in found.errors[0].judgement.verdict.reason


def test_a_waiver_of_it_is_not_called_needless() -> None:
    """Whether the waiver is needed cannot be told where the rule could not be run."""
    waiver = Waiver("TST-001", "odd", "platform", "for the move", date(2026, 12, 31), line=2)
    assert report(PORT, waivers=(waiver,)).about_waivers == ()


def test_text_says_so() -> None:
    """The first sentence does not claim that all rules pass."""
    lines = text.report_text(report(PORT)).splitlines()
    assert lines[1:3] == [
        "1 rule could not be run.",
        "1 rule checked: 1 pass, 0 fail, 0 unknown, 1 error, 0 not applicable.",
    ]
    assert "Rules that could not be run" in lines


def test_json_lists_it() -> None:
    """`errors` holds the rule, the resource and the reason."""
    found = json.loads(document.dumps(report(PORT)))
    assert [(each["rule"], each["name"], each["reason"]) for each in found["errors"]] == [
        ("TST-001", "odd", REASON)
    ]
    assert found["summary"]["error"] == 1


def test_sarif_calls_the_run_unsuccessful() -> None:
    """A notification of level error, and no result that a host would show as a finding."""
    found = json.loads(sarif.dumps(report(PORT), version="1"))["runs"][0]
    invocation = found["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert found["results"] == []


def test_a_diff_exits_with_a_code_of_its_own() -> None:
    """10, unless the guard stops the change, which is 5."""
    errors = report(PORT).errors
    found = replace(comparison(), stopped=(), errors=errors)
    assert found.exit_code() == 10
    assert replace(found, stopped=errors).exit_code() == 5


@pytest.mark.parametrize("rule", [PORT, WHOLE])
def test_no_outcome_is_a_pass(rule: ResourceRule | StackRule) -> None:
    """Nothing that a rule did not get to is counted as passed."""
    assert report(rule).total(Outcome.ERROR) == 1


def test_the_engine_hears_of_it_as_a_violation() -> None:
    """Inside of the engine the preview goes on, and the rule has not passed."""
    policy: Any = Host([PORT], (), date(2026, 11, 21)).policies()[0]
    args = SimpleNamespace(
        urn=ODD.urn,
        resource_type=RDS,
        name="odd",
        props={"port": "54x2"},
        opts=SimpleNamespace(parent=None, protect=False),
    )
    heard: list[tuple[str, str]] = []
    policy.validate(args, lambda message, urn: heard.append((message, urn)))
    assert heard == [(f"odd: {REASON}", ODD.urn)]


def test_the_failures_of_a_test_do_not_hide_it() -> None:
    """A user's own test of a plan sees what the rule has raised."""
    plan = Plan("shop", "prod", (ODD.resource,))
    with pytest.raises(ValueError, match="54x2"):
        failures(plan, [PORT])
