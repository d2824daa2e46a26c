"""SEC-005: a vault answers networks that are named."""

from typing import Final

from jiban.policy.facts.network.exposure import verdict
from jiban.policy.rule import Level, Severity, StackRule, each_of

_VAULT: Final = "azure-native:keyvault:Vault"

RULE: Final = StackRule(
    id="SEC-005",
    text="A key vault answers only networks that are named.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Whoever gets hold of a token can read the secrets from anywhere, unless the network says no.",
    remedy=(
        "Set properties.publicNetworkAccess to disabled and make a private endpoint, or set "
        "properties.networkAcls.defaultAction to Deny and name addresses and subnets."
    ),
    link="https://learn.microsoft.com/azure/key-vault/general/network-security",
    types=(_VAULT,),
    compliance={
        "cis": ("Az4.0:9.3.7",),
        "checkov": ("CKV_AZURE_109", "CKV_AZURE_189", "CKV2_AZURE_32"),
        "psrule": ("Azure.KeyVault.Firewall",),
        "prowler": ("azure:keyvault_access_only_through_private_endpoints",),
    },
    check=each_of((_VAULT,), verdict),
)
