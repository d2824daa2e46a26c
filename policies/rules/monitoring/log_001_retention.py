"""LOG-001: how long logs are kept is chosen, and is a year for those of an audit."""

from typing import Final

from jiban.policy.facts.retention import GROUP, WORKSPACE, archived, audited, kept
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, passed
from jiban.policy.view import ResourceView, StackView

_PLACES: Final = (GROUP, WORKSPACE)
DAYS: Final = Parameter("audit_days", 365, "Days that audit logs are kept at least.", minimum=1, maximum=3653)


def check(stack: StackView, place: ResourceView) -> Verdict:
    """Judge a log group of CloudWatch or a workspace of Log Analytics."""
    days, least = kept(place), DAYS.of(stack)
    # A workspace always has an end; a group has none where nothing is said.
    if place.token == GROUP and days.number() == 0:
        stated = "is 0" if days.given else "is not set"
        return failed(f"{days.path} {stated}, so that logs are kept, and paid for, without end", days.path)
    if days.node.known and days.number() >= least:
        return PASS
    whose = audited(stack, place)
    if not whose or days.number() >= least:
        return PASS
    if copy := archived(stack, place, least):
        return passed(f"{copy} keeps a copy")
    return failed(f"{days.said}, fewer than {least} days, and {whose} audit logs there", days.path)


RULE: Final = StackRule(
    id="LOG-001",
    text="How long logs are kept is set, and audit logs are kept for a year at least.",
    severity=Severity.HIGH,
    # A year of logs costs, and what they are for a team decides.
    level=Level.ADVISORY,
    reason=(
        "Intrusions are found months later, and then only the audit log says what was done; logs that are "
        "kept without end only cost more every month."
    ),
    remedy=(
        "Set retentionInDays of each log group and workspace, to 365 or more where a trail, the control "
        "plane of a cluster or a diagnostic setting writes audit logs, or keep a copy in an archive."
    ),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    types=_PLACES,
    compliance={
        "isms_p": ("2.9.4", "2.10.1"),
        "iso27001": ("A.8.15", "A.8.16"),
        "checkov": ("CKV_AWS_66", "CKV_AWS_338", "CKV_AZURE_37"),
        "prowler": ("aws:cloudwatch_log_group_retention_policy_specific_days_enabled",),
    },
    setting=("jiban:observability.logs.retention_days",),
    parameters=(DAYS,),
    check=each_of(_PLACES, check),
)
