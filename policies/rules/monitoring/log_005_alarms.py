"""LOG-005: an alarm calls somebody."""

from typing import Final

from jiban.policy.facts.alarms import ALARMS, silence
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, alarm: ResourceView) -> Verdict:
    """Judge an alarm of CloudWatch or an alert of Azure Monitor."""
    found = silence(stack, alarm)
    return PASS if found is None else failed(found.said, found.path)


RULE: Final = StackRule(
    id="LOG-005",
    text="An alarm is on, and calls somebody when it fires.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="An alarm that calls nobody is a colour in a console that nobody looks at in the night.",
    remedy=(
        "Name a topic in alarmActions and leave actionsEnabled on (CloudWatch), or an action group that is "
        "on in actions, and leave the alert enabled (Azure Monitor)."
    ),
    link="https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
    types=ALARMS,
    compliance={"checkov": ("CKV_AWS_319",), "psrule": ("Azure.Monitor.ServiceHealth",)},
    check=each_of(ALARMS, check),
)
