"""K8C-006: people and programs sign in to AKS by their own identity."""

from typing import Final

from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, judged, together
from jiban.policy.view import ResourceView


def check(cluster: ResourceView) -> Verdict:
    """Judge a managed cluster of Azure."""
    return together(judged(_is_true, cluster, path, why) for path, why in _WANTED.items())


def _is_true(cluster: ResourceView, path: str, why: str) -> Verdict:
    setting = effective(cluster, path)
    return PASS if setting.is_true() else failed(f"{path} is not true{why}", path)


_WANTED: Final = {
    "disableLocalAccounts": ", so one certificate opens everything",
    "aadProfile.managed": "",
    "aadProfile.enableAzureRBAC": "",
}


RULE: Final = ResourceRule(
    id="K8C-006",
    text="An AKS cluster has no local accounts; it uses Microsoft Entra ID and Azure RBAC.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A local account is a shared certificate that cannot be revoked in the directory or traced "
        "to a person."
    ),
    remedy="Set disableLocalAccounts, aadProfile.managed and aadProfile.enableAzureRBAC to true.",
    link="https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad",
    types=("azure-native:containerservice:ManagedCluster",),
    compliance={
        "iso27001": ("A.5.16",),
        "checkov": ("CKV_AZURE_5", "CKV_AZURE_141"),
        "psrule": ("Azure.AKS.LocalAccounts", "Azure.AKS.AzureRBAC", "Azure.AKS.ManagedAAD"),
        "prowler": ("azure:aks_cluster_local_accounts_disabled",),
    },
    check=check,
)
