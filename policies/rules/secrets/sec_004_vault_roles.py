"""SEC-004: roles say who reads a vault."""

from typing import Final

from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView


def check(vault: ResourceView) -> Verdict:
    """Judge a key vault of Azure."""
    roles = effective(vault, "properties.enableRbacAuthorization")
    return PASS if roles.is_true() else failed(roles.said, roles.path)


RULE: Final = ResourceRule(
    id="SEC-004",
    text="A key vault grants access by Azure RBAC.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An access policy is for the whole vault, and whoever may write the vault may write one for "
        "themselves; roles can be for one secret, and are granted by others."
    ),
    remedy="Set properties.enableRbacAuthorization to true, and grant roles in place of accessPolicies.",
    link="https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
    types=("azure-native:keyvault:Vault",),
    compliance={
        "cis": ("Az4.0:9.3.6", "Az6.0:8.3.6"),
        "psrule": ("Azure.KeyVault.RBAC",),
        "prowler": ("azure:keyvault_rbac_enabled",),
    },
    check=check,
)
