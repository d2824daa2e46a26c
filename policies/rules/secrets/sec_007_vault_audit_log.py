"""SEC-007: who has read a vault is written down and kept."""

from typing import Final

from jiban.policy.facts.audit import VAULT, audit
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, vault: ResourceView) -> Verdict:
    """Judge a key vault of Azure."""
    found = audit(stack, vault)
    return PASS if found.kept else failed(found.said)


RULE: Final = StackRule(
    id="SEC-007",
    text="The audit log of a key vault is sent somewhere that keeps it.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="Without it nobody can say who has read which secret, and which ones have to be changed.",
    remedy=(
        "Make a monitor.DiagnosticSetting on the vault's id that sends the category AuditEvent, or the group "
        "audit, to a workspace, a storage account or an event hub."
    ),
    link="https://learn.microsoft.com/azure/key-vault/general/logging",
    types=(VAULT,),
    compliance={
        "cis": ("Az4.0:7.1.1.4", "Az6.0:6.1.1.4"),
        "iso27001": ("A.8.15",),
        "psrule": ("Azure.KeyVault.Logs",),
        "prowler": ("azure:keyvault_logging_enabled",),
    },
    check=each_of((VAULT,), check),
)
