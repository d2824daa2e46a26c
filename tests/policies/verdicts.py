"""Tables of verdicts: each row is a type, inputs, and what a rule says of them."""

from collections.abc import Sequence
from typing import Any

import pytest

from jiban.policy.rule import Outcome, ResourceRule, StackRule
from tests.policies.samples import resource, stack

PASS, FAIL, OPEN, NONE = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE

Case = tuple[str, dict[str, Any], Outcome, str]
"""Type token, inputs, outcome and reason."""


def each_case(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """Run a test for each row, named by its verdict and reason, or by its inputs where there is no reason."""
    return pytest.mark.parametrize(
        ("token", "inputs", "outcome", "reason"),
        [pytest.param(*case, id=f"{case[2].value}, {case[3] or case[1]}"[:100]) for case in cases],
    )


def verdict_of(rule: ResourceRule | StackRule, token: str, inputs: dict[str, Any]) -> tuple[Outcome, str]:
    """What a rule says of a resource that is alone in its stack, and why."""
    subject = resource(token, "it", inputs)
    if isinstance(rule, StackRule):
        [judgement] = rule.judge(stack(subject))
        return judgement.verdict.outcome, judgement.verdict.reason
    verdict = rule.judge(subject)
    return verdict.outcome, verdict.reason
