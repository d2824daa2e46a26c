"""K8C-006: people and programs sign in to AKS by their own identity."""

from typing import Final

from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import ResourceView


def check(cluster: ResourceView) -> Verdict:
    """Judge a managed cluster of Azure."""
    return together(judged(part, cluster) for part in (_local_accounts, _entra, _azure_roles))


def _local_accounts(cluster: ResourceView) -> Verdict:
    disabled = cluster["disableLocalAccounts"]
    if disabled.is_true():
        return passed()
    return failed("disableLocalAccounts is not true, so one certificate opens everything", disabled.path)


def _entra(cluster: ResourceView) -> Verdict:
    managed = cluster["aadProfile"]["managed"]
    return passed() if managed.is_true() else failed("aadProfile.managed is not true", managed.path)


def _azure_roles(cluster: ResourceView) -> Verdict:
    roles = cluster["aadProfile"]["enableAzureRBAC"]
    return passed() if roles.is_true() else failed("aadProfile.enableAzureRBAC is not true", roles.path)


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
