"""OPS-001: what a search domain holds is encrypted, on disks and between its nodes."""

from typing import Final

from jiban.policy.facts.search import DOMAINS
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, judged, together
from jiban.policy.view import ResourceView


def check(domain: ResourceView) -> Verdict:
    """Judge a domain of OpenSearch Service."""
    switches = ("encryptAtRest.enabled", "nodeToNodeEncryption.enabled")
    return together(judged(_is_on, domain, path) for path in switches)


def _is_on(domain: ResourceView, path: str) -> Verdict:
    switch = effective(domain, path)
    return PASS if switch.is_true() else failed(switch.said, switch.path)


RULE: Final = ResourceRule(
    id="OPS-001",
    text="A search domain is encrypted at rest and between its nodes.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An index holds copies of what the database keeps, often with more words around it; without both, "
        "a disk or the network shows it."
    ),
    remedy=(
        "Set encryptAtRest.enabled and nodeToNodeEncryption.enabled to true before the first deployment: "
        "neither can be turned off again, and on older versions neither can be turned on later."
    ),
    link="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html",
    types=DOMAINS,
    compliance={
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.12", "A.8.24"),
        "checkov": ("CKV_AWS_5", "CKV_AWS_6", "CKV_AWS_247"),
        "cdk_nag": ("AwsSolutions-OS2", "AwsSolutions-OS8"),
        "prowler": (
            "aws:opensearch_service_domains_encryption_at_rest_enabled",
            "aws:opensearch_service_domains_node_to_node_encryption_enabled",
        ),
    },
    check=check,
)
