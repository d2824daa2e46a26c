"""OPS-005: search goes on when a node or a zone fails."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.search import DOMAINS, SERVICE, tier_without_agreement
from jiban.policy.facts.values import effective
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*DOMAINS, SERVICE)
MASTERS: Final = Parameter("masters", 3, "Dedicated masters of a domain at least.", minimum=3, maximum=5)
REPLICAS: Final = Parameter(
    "replicas", 3, "Replicas of an Azure AI Search service at least.", minimum=1, maximum=12
)


def check(stack: StackView, search: ResourceView) -> Verdict:
    """Judge a domain of OpenSearch Service or a service of Azure AI Search."""
    return together(_azure(stack, search) if search.token == SERVICE else _aws(stack, search))


def _aws(stack: StackView, domain: ResourceView) -> Iterator[Verdict]:
    yield judged(_is_on, domain, "clusterConfig.zoneAwarenessEnabled")
    yield judged(_has_masters, domain, MASTERS.of(stack))


def _is_on(domain: ResourceView, path: str) -> Verdict:
    switch = effective(domain, path)
    return PASS if switch.is_true() else failed(switch.said, switch.path)


def _has_masters(domain: ResourceView, least: int) -> Verdict:
    on = _is_on(domain, "clusterConfig.dedicatedMasterEnabled")
    if on != PASS:
        return on
    count = effective(domain, "clusterConfig.dedicatedMasterCount")
    return PASS if count.number() >= least else failed(f"{count.said}, fewer than {least}", count.path)


def _azure(stack: StackView, service: ResourceView) -> Iterator[Verdict]:
    yield judged(_has_replicas, service, REPLICAS.of(stack))
    yield judged(_has_agreement, service)


def _has_replicas(service: ResourceView, least: int) -> Verdict:
    count = effective(service, "replicaCount")
    return PASS if count.number() >= least else failed(f"{count.said}, fewer than {least}", count.path)


def _has_agreement(service: ResourceView) -> Verdict:
    tier = tier_without_agreement(service)
    if tier is None:
        return PASS
    return failed(f"{tier.said}, a tier without an agreement on availability", tier.path)


RULE: Final = StackRule(
    id="OPS-005",
    text="A search domain has three dedicated masters and zones, an Azure search service three replicas.",
    severity=Severity.HIGH,
    # It costs three nodes more: a team decides where search has to go on.
    level=Level.ADVISORY,
    reason=(
        "Without masters of its own a domain under load loses its state, in one zone it goes with the zone; "
        "Azure promises nothing for fewer replicas than three where an index is written."
    ),
    remedy=(
        "Set clusterConfig.zoneAwarenessEnabled and dedicatedMasterEnabled to true with dedicatedMasterCount "
        "3 (AWS), or replicaCount to 3 in the tier basic or above (Azure)."
    ),
    link="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html",
    types=_TYPES,
    compliance={
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14",),
        "checkov": ("CKV_AWS_318", "CKV2_AWS_59", "CKV_AZURE_208", "CKV_AZURE_209"),
        "cdk_nag": ("AwsSolutions-OS4", "AwsSolutions-OS7"),
        "psrule": ("Azure.Search.IndexSLA", "Azure.Search.QuerySLA"),
        "prowler": (
            "aws:opensearch_service_domains_fault_tolerant_data_nodes",
            "aws:opensearch_service_domains_fault_tolerant_master_nodes",
        ),
    },
    parameters=(MASTERS, REPLICAS),
    check=each_of(_TYPES, check),
)
