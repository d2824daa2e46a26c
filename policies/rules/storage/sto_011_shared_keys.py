"""STO-011: who asks for data says who they are."""

from typing import Final

from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView


def check(account: ResourceView) -> Verdict:
    """Judge an account of Azure Storage."""
    keys = effective(account, "allowSharedKeyAccess")
    return failed(keys.said, keys.path) if keys.value is not False else PASS


RULE: Final = ResourceRule(
    id="STO-011",
    text="A storage account takes no shared keys, only Microsoft Entra ID.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A key opens all of the account to whoever has it, for ever, and the log does not say who it was.",
    remedy="Set allowSharedKeyAccess to false, and grant roles to those who read and write.",
    link="https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
    types=(ACCOUNT,),
    compliance={
        "cis": ("Az4.0:10.3.1.3", "Az6.0:9.3.1.3"),
        "checkov": ("CKV2_AZURE_40",),
        "prowler": ("azure:storage_account_key_access_disabled",),
    },
    check=check,
)
