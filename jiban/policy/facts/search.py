"""Search: domains of OpenSearch Service and services of Azure AI Search. Lists: `search.yaml`."""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.values import Value, effective
from jiban.policy.view import ResourceView
from jiban.tables import table

DOMAINS: Final = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
"""The type of today, and the older one for Elasticsearch; both are one service."""
SERVICE: Final = "azure-native:search:Service"
_OLD_TLS: Final[list[str]] = table("jiban.policy.facts", "search.yaml")["old_tls"]
_WITHOUT: Final[list[str]] = table("jiban.policy.facts", "search.yaml")["tiers_without"]


def takes_old_tls(policy: Value) -> bool:
    """Tell whether a policy of an endpoint lets clients in by TLS before 1.2.

    Raises:
        NotKnownError: the policy is not known before deployment.
    """
    return policy.says(*_OLD_TLS)


def tier_without_agreement(service: ResourceView) -> Value | None:
    """Return the tier of a search service where it has no agreement on availability; None where it has one.

    Raises:
        NotKnownError: the tier is not known before deployment.
    """
    tier = effective(service, "sku.name")
    return tier if tier.says(*_WITHOUT) else None
