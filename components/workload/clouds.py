"""How each cloud's identities and metrics show inside a cluster."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from components.base import Cloud
from components.workload.contract import CloudHooks

HOOKS: Final[Mapping[Cloud, CloudHooks]] = MappingProxyType(
    {
        "azure": CloudHooks(
            pod_labels={"azure.workload.identity/use": "true"},
            account_annotation="azure.workload.identity/client-id",
            scaler_provider="azure-workload",
            scraper_labels={"rsName": "ama-metrics"},
        )
    }
)
"""Azure: AKS `workload-identity-overview` (label and annotation), KEDA "Azure AD Workload Identity"
(provider), Azure/prometheus-collector chart (`rsName` is on the replica set that scrapes annotated pods,
not on the node agents). AWS is added here with its tiers."""
