"""The helper for cases of a rule."""

from typing import Any

import pytest

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
from jiban.policy.testing import fails, not_applicable, of_change, passes, resource
from jiban.policy.view import ResourceView, StackView

WORDS: dict[str, Any] = {
    "id": "X-001",
    "text": "It holds.",
    "severity": Severity.LOW,
    "level": Level.ADVISORY,
    "reason": "It has to.",
    "remedy": "Do.",
    "link": "https://example.com",
}
SIZE = Parameter("size", 3, "How big it has to be.")


def is_ok(it: ResourceView) -> Verdict:
    """Judge one resource."""
    return passed() if it["ok"].is_true() else failed("no", "ok")


def is_big(stack: StackView, it: ResourceView) -> Verdict:
    """Judge one of a stack."""
    return passed() if it["size"].number() >= SIZE.of(stack) else failed("small", "size")


ONE = ResourceRule(**WORDS, types=("a:b:C",), check=is_ok)
ALL = StackRule(**WORDS, types=("a:b:C",), parameters=(SIZE,), check=each_of(("a:b:C",), is_big))
MOVE = ChangeRule(**WORDS, types=(), check=lambda change: failed(change.op))


def test_the_first_resource_is_the_subject() -> None:
    """Unless another is named."""
    good, bad = resource("a:b:C", "good", {"ok": True}), resource("a:b:C", "bad")
    assert passes(good, bad).judged_by(ONE) == (Outcome.PASS, "")
    assert fails("no", good, bad, of="bad").judged_by(ONE) == (Outcome.FAIL, "no")


def test_parameters_are_set() -> None:
    """For the case alone."""
    it = resource("a:b:C", "it", {"size": 2})
    assert fails("small", it).judged_by(ALL) == (Outcome.FAIL, "small")
    assert passes(it, parameters={"size": 2}).judged_by(ALL) == (Outcome.PASS, "")


def test_what_a_rule_does_not_speak_of() -> None:
    """Is not applicable."""
    case = not_applicable(resource("a:b:Other", "it"))
    assert case.judged_by(ALL) == case.expected


def test_a_change() -> None:
    """Is judged as one."""
    case = of_change(Outcome.FAIL, "delete", Change("delete", resource("a:b:C"), None))
    assert case.judged_by(MOVE) == case.expected


def test_a_case_of_another_kind() -> None:
    """Cannot be asked about."""
    with pytest.raises(ValueError, match="nothing that X-001 could be asked about"):
        passes(resource("a:b:C")).judged_by(MOVE)
    with pytest.raises(ValueError, match="nothing that X-001 could be asked about"):
        passes().judged_by(ALL)
