"""MSG-006: a Service Bus answers networks that are named, by a TLS that is safe."""

from typing import Final

from jiban.policy.facts.network.exposure import closed
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView

_NAMESPACE: Final = "azure-native:servicebus:Namespace"


def check(stack: StackView, namespace: ResourceView) -> Verdict:
    """Judge a namespace of Service Bus."""
    return together((judged(closed, stack, namespace), judged(_tls, namespace)))


def _tls(namespace: ResourceView) -> Verdict:
    least = effective(namespace, "minimumTlsVersion")
    return failed(least.said, least.path) if least.says("1.0", "1.1") else PASS


RULE: Final = StackRule(
    id="MSG-006",
    text="A Service Bus is not public, and asks for TLS 1.2.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Whoever gets hold of a token can send and receive from anywhere, unless the network says no.",
    remedy=(
        "Set publicNetworkAccess to Disabled and make a private endpoint, which takes Premium; leave "
        "minimumTlsVersion at 1.2."
    ),
    link="https://learn.microsoft.com/azure/service-bus-messaging/network-security",
    types=(_NAMESPACE,),
    compliance={
        "checkov": ("CKV_AZURE_204", "CKV_AZURE_205"),
        "psrule": ("Azure.ServiceBus.MinTLS",),
    },
    setting=("jiban:queue.tier",),
    check=each_of((_NAMESPACE,), check),
)
