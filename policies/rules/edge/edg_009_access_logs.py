"""EDG-009: what comes in is written down where it comes in."""

from typing import Final

from jiban.policy.facts import edges
from jiban.policy.facts.logs import SETTING
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

_SUBJECTS: Final = (
    *edges.BALANCERS,
    *edges.CLASSIC,
    *edges.DISTRIBUTIONS,
    edges.GATEWAY,
    edges.PROFILE,
)


def check(stack: StackView, edge: ResourceView) -> Verdict:
    """Judge what stands before a platform by its access log."""
    found = edges.access_log(stack, edge)
    if found is None:
        return not_applicable("it has no access log")
    return PASS if found.on else failed(found.said, *([found.path] if found.path else []))


RULE: Final = StackRule(
    id="EDG-009",
    text="Load balancers, gateways, CloudFront and Front Door log the requests that come in.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Who has asked for what, and from where, is known to what stands in front alone: behind it every "
        "request comes from there."
    ),
    remedy=(
        "Set accessLogs with bucket and enabled, loggingConfig.bucket of a distribution, on Azure a "
        "monitor.DiagnosticSetting with the access log, or categoryGroup allLogs."
    ),
    link="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    types=(*_SUBJECTS, *edges.LISTENERS, *edges.DELIVERIES, SETTING),
    compliance={
        "cis": ("AWS7.0:4.10",),
        "isms_p": ("2.9.4",),
        "iso27001": ("A.8.15", "A.8.16"),
        "checkov": ("CKV_AWS_91", "CKV_AWS_86"),
        "cdk_nag": ("AwsSolutions-ELB2", "AwsSolutions-CFR3"),
        "psrule": ("Azure.FrontDoor.Logs",),
        "prowler": ("aws:elbv2_logging_enabled", "aws:cloudfront_distributions_logging_enabled"),
    },
    check=each_of(_SUBJECTS, check),
)
