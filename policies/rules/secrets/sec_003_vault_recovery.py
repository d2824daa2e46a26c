"""SEC-003: what is deleted from a vault can be had back."""

from typing import Final

from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import ResourceView


def check(vault: ResourceView) -> Verdict:
    """Judge a key vault of Azure."""
    return together((judged(_soft_delete, vault), judged(_purge_protection, vault)))


def _soft_delete(vault: ResourceView) -> Verdict:
    deleted = effective(vault, "properties.enableSoftDelete")
    return failed("enableSoftDelete is false", deleted.path) if deleted.value is False else passed()


def _purge_protection(vault: ResourceView) -> Verdict:
    purge = effective(vault, "properties.enablePurgeProtection")
    if purge.is_true():
        return passed()
    return failed(
        "enablePurgeProtection is not true, so what is deleted can be wiped out at once", purge.path
    )


RULE: Final = ResourceRule(
    id="SEC-003",
    text="A key vault has soft delete and purge protection.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Data that is encrypted with a purged key is lost.",
    remedy=(
        "Set properties.enablePurgeProtection to true and keep enableSoftDelete on. This cannot be "
        "undone, and a deleted vault's name stays taken for softDeleteRetentionInDays."
    ),
    link="https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    types=("azure-native:keyvault:Vault",),
    compliance={
        "cis": ("Az4.0:9.3.5", "Az6.0:8.3.5"),
        "checkov": ("CKV_AZURE_110", "CKV_AZURE_111", "CKV_AZURE_42"),
        "psrule": ("Azure.KeyVault.PurgeProtect", "Azure.KeyVault.SoftDelete"),
        "prowler": ("azure:keyvault_recoverable",),
    },
    check=check,
)
