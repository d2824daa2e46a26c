"""OPS-004: a search domain asks who it is, and says who may do what."""

from typing import Final

from jiban.policy.facts.search import DOMAINS
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, judged, together
from jiban.policy.view import ResourceView


def check(domain: ResourceView) -> Verdict:
    """Judge a domain of OpenSearch Service."""
    return together((judged(_has_roles, domain), judged(_asks_who, domain)))


def _has_roles(domain: ResourceView) -> Verdict:
    switch = effective(domain, "advancedSecurityOptions.enabled")
    return PASS if switch.is_true() else failed(switch.said, switch.path)


def _asks_who(domain: ResourceView) -> Verdict:
    switch = effective(domain, "advancedSecurityOptions.anonymousAuthEnabled")
    return failed(switch.said, switch.path) if switch.is_true() else PASS


RULE: Final = ResourceRule(
    id="OPS-004",
    text="A search domain has fine-grained access control, and lets nobody in without an identity.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Without it whoever reaches the domain reads, changes and deletes every index.",
    remedy=(
        "Set advancedSecurityOptions.enabled to true with masterUserOptions.masterUserArn, and leave "
        "anonymousAuthEnabled off."
    ),
    link="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html",
    types=DOMAINS,
    compliance={
        "checkov": ("CKV2_AWS_52",),
        "cdk_nag": ("AwsSolutions-OS3", "AwsSolutions-OS5"),
    },
    check=check,
)
