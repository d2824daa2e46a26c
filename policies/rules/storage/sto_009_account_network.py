"""STO-009: an account answers networks that are named."""

from typing import Final

from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.network.exposure import verdict
from jiban.policy.rule import Level, Severity, StackRule, each_of

RULE: Final = StackRule(
    id="STO-009",
    text="A storage account answers only networks that are named.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A leaked key or signature opens the data from anywhere, unless the network says no.",
    remedy=(
        "Set networkRuleSet.defaultAction to Deny and name addresses and subnets, or set publicNetworkAccess "
        "to Disabled and make private endpoints."
    ),
    link="https://learn.microsoft.com/azure/storage/common/storage-network-security",
    types=(ACCOUNT,),
    compliance={
        "cis": ("Az4.0:2.2.1.2,10.3.2.3", "Az6.0:9.3.2.3", "Az4.0:10.3.2.2", "Az6.0:9.3.2.2"),
        "checkov": ("CKV_AZURE_35",),
        "psrule": ("Azure.Storage.Firewall",),
        "prowler": (
            "azure:storage_default_network_access_rule_is_denied",
            "azure:storage_account_public_network_access_disabled",
        ),
    },
    check=each_of((ACCOUNT,), verdict),
)
