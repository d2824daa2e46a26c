"""LOG-003: a trail sees all regions, and shows when somebody has changed it."""

from typing import Final

from jiban.policy.facts.retention import TRAIL
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, judged, together
from jiban.policy.view import ResourceView


def check(trail: ResourceView) -> Verdict:
    """Judge a trail of AWS."""
    return together(judged(_is_on, trail, path) for path in ("isMultiRegionTrail", "enableLogFileValidation"))


def _is_on(trail: ResourceView, path: str) -> Verdict:
    switch = effective(trail, path)
    return PASS if switch.is_true() else failed(switch.said, switch.path)


RULE: Final = ResourceRule(
    id="LOG-003",
    text="A trail covers all regions, and its files can be validated.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An intruder works in the region that nobody watches, and takes the lines about it out of the log: "
        "only signed files show that."
    ),
    remedy="Set isMultiRegionTrail and enableLogFileValidation to true.",
    link="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    types=(TRAIL,),
    compliance={
        "cis": ("AWS5.0:3.1", "AWS5.0:3.2", "AWS7.0:4.1", "AWS7.0:4.2"),
        "isms_p": ("2.9.4", "2.10.1"),
        "iso27001": ("A.8.15", "A.8.16"),
        "checkov": ("CKV_AWS_67", "CKV_AWS_36"),
        "prowler": ("aws:cloudtrail_log_file_validation_enabled", "aws:cloudtrail_multi_region_enabled"),
    },
    check=check,
)
