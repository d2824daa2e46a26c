"""OPS-003: a search domain stands in a network."""

from typing import Final

from jiban.policy.facts.search import DOMAINS
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView


def check(domain: ResourceView) -> Verdict:
    """Judge a domain of OpenSearch Service."""
    subnets = domain["vpcOptions"]["subnetIds"]
    if subnets.each():
        return PASS
    return failed(f"{subnets.path} names no subnet, so that it answers the internet", subnets.path)


RULE: Final = ResourceRule(
    id="OPS-003",
    text="A search domain stands in subnets of a VPC.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Outside of a VPC it answers the whole internet, and nothing but an access policy stands before it."
    ),
    remedy=(
        "Set vpcOptions with subnetIds and securityGroupIds; a domain that exists is replaced by that, so "
        "restore a snapshot into the new one."
    ),
    link="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
    types=DOMAINS,
    compliance={
        "isms_p": ("2.6.1", "2.6.2"),
        "iso27001": ("A.8.1",),
        "checkov": ("CKV_AWS_137",),
        "cdk_nag": ("AwsSolutions-OS1",),
        "prowler": ("aws:opensearch_service_domains_not_publicly_accessible",),
    },
    check=check,
)
