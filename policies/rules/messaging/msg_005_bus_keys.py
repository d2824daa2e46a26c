"""MSG-005: who sends to a Service Bus says who they are."""

from typing import Final

from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView


def check(namespace: ResourceView) -> Verdict:
    """Judge a namespace of Service Bus."""
    off = effective(namespace, "disableLocalAuth")
    return PASS if off.is_true() else failed(f"{off.said}, so keys let clients in", off.path)


RULE: Final = ResourceRule(
    id="MSG-005",
    text="A Service Bus takes no keys, only Microsoft Entra ID.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A key opens the bus to whoever has it, for ever, and the log does not say who it was.",
    remedy="Set disableLocalAuth to true, and grant roles to the managed identities of clients.",
    link="https://learn.microsoft.com/azure/service-bus-messaging/disable-local-authentication",
    types=("azure-native:servicebus:Namespace",),
    compliance={
        "checkov": ("CKV_AZURE_203", "CKV_AZURE_202"),
        "psrule": ("Azure.ServiceBus.DisableLocalAuth",),
    },
    check=check,
)
