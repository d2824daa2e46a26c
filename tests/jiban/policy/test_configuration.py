"""How strict a project's policies are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from jiban.policy.configuration import AS_THEY_ARE, Configuration, ConfigurationError, load
from jiban.policy.inprocess import Report, run
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Change,
    ChangeRule,
    Level,
    Outcome,
    ResourceRule,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    passed,
)
from tests.policies.samples import resource

if TYPE_CHECKING:
    from pathlib import Path

    from jiban.policy.view import ResourceView, StackView

WORDS: dict[str, Any] = {
    "text": "It holds.",
    "severity": Severity.LOW,
    "reason": "It has to.",
    "remedy": "Do.",
    "link": "https://example.com",
    "level": Level.MANDATORY,
}
DAYS = Parameter("days", 7, "Days that it is kept.", minimum=1)


def kept(stack: StackView, it: ResourceView) -> Verdict:
    """Judge how long it is kept."""
    return passed() if it["days"].number() >= DAYS.of(stack) else failed("too short", "days")


def gone(change: Change) -> Verdict:
    """Judge a change by the same number."""
    return failed(f"{DAYS.of(change)} days")


KEPT = StackRule(id="X-001", types=("a:b:C",), check=each_of(("a:b:C",), kept), parameters=(DAYS,), **WORDS)
PLAIN = ResourceRule(id="X-002", types=("a:b:C",), check=lambda _: failed("never"), **WORDS)
GONE = ChangeRule(id="X-003", types=(), check=gone, parameters=(DAYS,), **WORDS)
RULES = (KEPT, PLAIN, GONE)
STORE = resource("a:b:C", "store", {"days": 7})


def configured(folder: Path, text: str) -> Configuration:
    """What a file says."""
    (folder / "policies.yaml").write_text(text, encoding="utf-8")
    return load(folder / "policies.yaml", RULES)


def judged(configuration: Configuration, stack: str = "prod", **more: Any) -> Report:
    """What the rules say of a store that keeps for seven days."""
    today = date(2026, 11, 28)
    return run("shop", stack, [STORE], RULES, waivers=(), today=today, configuration=configuration, **more)


def failing(report: Report) -> list[str]:
    """The rules that fail."""
    return [each.rule.id for each in report.findings]


def test_without_a_file_the_rules_are_as_they_are(tmp_path: Path) -> None:
    """Their levels and their defaults."""
    assert load(tmp_path / "policies.yaml", RULES) is AS_THEY_ARE
    assert failing(judged(AS_THEY_ARE)) == ["X-002"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "rules:\n", "rules: {}\n", "rules:\n  X-001:\n"])
def test_a_file_that_says_nothing(tmp_path: Path, text: str) -> None:
    """Changes nothing."""
    assert failing(judged(configured(tmp_path, text))) == ["X-002"]


def test_a_parameter_is_set(tmp_path: Path) -> None:
    """And the rule goes by it."""
    assert failing(judged(configured(tmp_path, "rules: { X-001: { days: 8 } }"))) == ["X-001", "X-002"]


def test_a_parameter_is_set_for_some_stacks(tmp_path: Path) -> None:
    """A glob names them, and what stands there comes after what holds for all."""
    text = "rules: { X-001: { days: 8 } }\nstacks:\n  'dev*': { X-001: { days: 1 } }\n"
    found = configured(tmp_path, text)
    assert failing(judged(found, "dev-2")) == ["X-002"]
    assert failing(judged(found, "prod")) == ["X-001", "X-002"]


def test_a_parameter_of_a_rule_about_changes(tmp_path: Path) -> None:
    """Is set as any other."""
    found = configured(tmp_path, "rules: { X-003: { days: 3 } }")
    report = judged(found, changes=[Change("delete", STORE, None)])
    assert [each.judgement.verdict.reason for each in report.findings if each.rule.id == "X-003"] == [
        "3 days"
    ]


def test_a_level_is_set(tmp_path: Path) -> None:
    """An advisory failure stops nothing."""
    found = judged(configured(tmp_path, "rules: { X-002: { level: advisory } }"))
    assert failing(found) == ["X-002"]
    assert found.stopping() == ()


def test_a_rule_that_is_disabled_is_told(tmp_path: Path) -> None:
    """With the line that does it."""
    found = judged(configured(tmp_path, "rules:\n  X-001: { days: 1 }\n  X-002: { level: disabled }\n"))
    assert failing(found) == []
    assert found.total(Outcome.FAIL) == 0
    assert found.disabled == {"X-002": 3}


def test_a_rule_that_is_disabled_elsewhere_is_not_told(tmp_path: Path) -> None:
    """Nor one that is switched on again."""
    text = "rules:\n  X-002: { level: disabled }\nstacks:\n  prod:\n    X-002: { level: mandatory }\n"
    found = configured(tmp_path, text)
    assert judged(found, "prod").disabled == {}
    assert failing(judged(found, "prod")) == ["X-002"]
    assert judged(found, "dev").disabled == {"X-002": 2}


def test_stacks_that_are_production(tmp_path: Path) -> None:
    """Are names or globs."""
    assert configured(tmp_path, "production: [blue, 'live-*']").production == ("blue", "live-*")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- X-001", "policies.yaml:1:1: the file must be a map"),
        ("rule: {}", "policies.yaml:1:1: the file has no key 'rule'; did you mean rules?"),
        ("rules: [X-001]", "policies.yaml:1:1: rules must be a map"),
        ("rules:\n  x-001: {}", "policies.yaml:2:3: there is no rule 'x-001'; did you mean X-001?"),
        ("rules:\n  X-001: disabled", "policies.yaml:2:3: X-001 must be a map"),
        (
            "rules:\n  X-001: { day: 3 }",
            "policies.yaml:2:12: X-001 has no parameter 'day'; did you mean days?",
        ),
        (
            "rules:\n  X-002: { days: 3 }",
            "policies.yaml:2:12: X-002 has no parameter 'days'; there are level",
        ),
        ("rules:\n  X-001: { days: week }", "policies.yaml:2:12: days has to be a whole number, got 'week'"),
        ("rules:\n  X-001: { days: 0 }", "policies.yaml:2:12: days has to be at least 1, got 0"),
        (
            "rules:\n  X-001: { level: off }",
            "policies.yaml:2:12: level is 'off'; there are mandatory, advisory, disabled",
        ),
        (
            "stacks:\n  dev:\n    X-9: {}",
            "policies.yaml:3:5: there is no rule 'X-9'",
        ),
        (
            "production: prod",
            "policies.yaml:1:1: production must be a list of stack names or globs",
        ),
        ("rules: {", "policies.yaml:2:1: not valid YAML"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    """With file, line and column, and what there is."""
    with pytest.raises(ConfigurationError) as caught:
        configured(tmp_path, text)
    assert str(caught.value).startswith(message)


def test_all_that_is_wrong_is_told(tmp_path: Path) -> None:
    """At once, in the order of lines."""
    with pytest.raises(ConfigurationError) as caught:
        configured(tmp_path, "rules:\n  X-001: { days: 0 }\n  Y-001: {}\n")
    assert [problem.line for problem in caught.value.problems] == [2, 3]
