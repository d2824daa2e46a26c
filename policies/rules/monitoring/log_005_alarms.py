"""LOG-005: what requests go through has an alarm, and an alarm calls somebody."""

from typing import Final

from jiban.policy.facts.alarms import ALARMS, silence
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.watched import FIRST_TIER, unwatched
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

_SUBJECTS: Final = (*ALARMS, *FIRST_TIER)


def check(stack: StackView, subject: ResourceView) -> Verdict:
    """Judge an alarm, or in production what requests go through."""
    if subject.token in ALARMS:
        found = silence(stack, subject)
        return PASS if found is None else failed(found.said, found.path)
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    said = unwatched(stack, subject)
    return failed(said) if said else PASS


RULE: Final = StackRule(
    id="LOG-005",
    text="In production all that requests go through has an alarm, and every alarm calls somebody.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Without an alarm users tell first that a database is full; an alarm that calls nobody is a colour "
        "in a console that nobody looks at in the night."
    ),
    remedy=(
        "Make an alarm for each database, cache, cluster, load balancer and gateway; name a topic in "
        "alarmActions with actionsEnabled on (CloudWatch), or an action group that is on (Azure Monitor)."
    ),
    link="https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
    types=_SUBJECTS,
    compliance={"checkov": ("CKV_AWS_319",), "psrule": ("Azure.Monitor.ServiceHealth",)},
    check=each_of(_SUBJECTS, check),
)
