"""OPS-002: nobody speaks to a search domain in the clear, or by a TLS that has been given up."""

from typing import Final

from jiban.policy.facts.search import DOMAINS, takes_old_tls
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, judged, together
from jiban.policy.view import ResourceView


def check(domain: ResourceView) -> Verdict:
    """Judge a domain of OpenSearch Service."""
    return together((judged(_forces_https, domain), judged(_is_modern, domain)))


def _forces_https(domain: ResourceView) -> Verdict:
    switch = effective(domain, "domainEndpointOptions.enforceHttps")
    return PASS if switch.is_true() else failed(switch.said, switch.path)


def _is_modern(domain: ResourceView) -> Verdict:
    policy = effective(domain, "domainEndpointOptions.tlsSecurityPolicy")
    return failed(policy.said, policy.path) if takes_old_tls(policy) else PASS


RULE: Final = ResourceRule(
    id="OPS-002",
    text="A search domain is reached by HTTPS alone, with TLS 1.2 at least.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Queries and what they find, and the credentials beside them, are read on the way otherwise.",
    remedy=(
        "Set domainEndpointOptions.enforceHttps to true and tlsSecurityPolicy to "
        "Policy-Min-TLS-1-2-PFS-2023-10."
    ),
    link="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html",
    types=DOMAINS,
    compliance={
        "isms_p": ("2.7.1",),
        "checkov": ("CKV_AWS_83", "CKV_AWS_228"),
        "prowler": ("aws:opensearch_service_domains_https_communications_enforced",),
    },
    check=check,
)
