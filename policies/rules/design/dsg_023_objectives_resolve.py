"""DSG-023: every objective of a service is measured, alerted on and owned."""

from typing import Final

from jiban.policy.facts import objectives
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, objective: ResourceView) -> Verdict:
    """Judge a document of objectives."""
    return together([judged(_one, asked) for asked in objectives.asked(stack, objective)])


def _one(asked: objectives.Asked) -> Verdict:
    lack = asked()
    return PASS if lack is None else failed(lack.said, lack.path)


RULE: Final = StackRule(
    id="DSG-023",
    text="Every service level objective has an indicator that measures it, a burn-rate alert and an owner.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="An objective that nothing measures, nothing alerts on or nobody owns is a number on a page.",
    remedy=(
        "Give it an indicator that resolves, leave its burn-rate alerts on, and name its owner in a label "
        "owner or team."
    ),
    link="https://sre.google/workbook/alerting-on-slos/",
    types=objectives.OBJECTIVES,
    compliance={},
    check=each_of(objectives.OBJECTIVES, check),
)
