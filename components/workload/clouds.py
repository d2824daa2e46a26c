"""How each cloud's identities and metrics show inside a cluster."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from jiban.components.base import Cloud
from jiban.components.workload.contract import CloudHooks

HOOKS: Final[Mapping[Cloud, CloudHooks]] = MappingProxyType(
    {
        "azure": CloudHooks(
            pod_labels={"azure.workload.identity/use": "true"},
            account_annotation="azure.workload.identity/client-id",
            credentials=None,
            api_in_subnet=False,
            policies_see_services=False,
            cilium=True,
            scaler_provider="azure-workload",
            scraper_labels={"rsName": "ama-metrics"},
            administers_by="token",
            token_scopes={
                "database": "https://ossrdbms-aad.database.windows.net/.default",
                "cache": "https://redis.azure.com/.default",
            },
            region_variable=None,
        ),
        "aws": CloudHooks(
            pod_labels={},
            account_annotation=None,
            credentials=("169.254.170.23", 80),
            api_in_subnet=True,
            policies_see_services=True,
            scales_nodes=False,
            scaler_provider="aws",
            has_keda=False,
            scraper_labels={},
            scraper_role="management",
            administers_by="secret",
            token_scopes={},
            region_variable="AWS_REGION",
        ),
    }
)
"""Azure: AKS `workload-identity-overview` (label and annotation), KEDA "Azure AD Workload Identity"
(provider), Azure/prometheus-collector chart (`rsName` is on the replica set that scrapes annotated pods,
not on the node agents), PostgreSQL `security-entra-configure` and Managed Redis `entra-for-authentication`
(scopes of tokens). AWS: KEDA "AWS" (provider; without a role of its own, KEDA
asks as itself: kedacore/keda 2.17.2, `pkg/scalers/aws/aws_config_cache.go`), EKS user guide `pod-identities`
(the agent's address, and that associations are kept by EKS) and `cluster-endpoint` (the API server's
interfaces in the subnets). The network plug-in of EKS judges what leaves a pod before its address is
translated (open-telemetry/opentelemetry-operator issue 5621, 2026-09-18); Cilium on AKS afterwards, which has
policies of its own kind (`azure-cni-powered-by-cilium`)."""
