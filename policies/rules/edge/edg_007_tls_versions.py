"""EDG-007: listeners speak TLS 1.2 at least."""

from collections.abc import Iterable, Iterator
from typing import Final

from jiban.policy.facts import edges, tls
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
)
from jiban.policy.view import ResourceView, StackView

_DOMAIN: Final = "azure-native:cdn:AFDCustomDomain"
_TLS: Final = ("HTTPS", "TLS")
_PLAIN: Final = not_applicable("it has no listener with TLS")


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each listener, Classic Load Balancer, Application Gateway, and domain of Front Door."""
    for listener in stack.of(*edges.LISTENERS):
        yield Judgement(listener, judged(_listener, listener))
    for balancer in stack.of(*edges.CLASSIC):
        yield Judgement(balancer, judged(_classic, stack, balancer))
    for gateway in stack.of(edges.GATEWAY):
        yield Judgement(gateway, judged(_gateway, gateway))
    for domain in stack.of(_DOMAIN):
        yield Judgement(domain, judged(_domain, domain))


def _listener(listener: ResourceView) -> Verdict:
    protocol, policy = listener["protocol"], listener["sslPolicy"]
    if not protocol.known and policy.known and not tls.listener(listener).old:
        return PASS
    return _all((tls.listener(listener),)) if protocol.says(*_TLS) else _PLAIN


def _classic(stack: StackView, balancer: ResourceView) -> Verdict:
    return _all(tls.classic(stack, balancer))


def _gateway(gateway: ResourceView) -> Verdict:
    return _all(tls.gateway(gateway))


def _domain(domain: ResourceView) -> Verdict:
    return _all((tls.domain(domain),))


def _all(listeners: Iterable[tls.Speaks]) -> Verdict:
    found = list(listeners)
    old = [each for each in found if each.old]
    if old:
        said = "; ".join(dict.fromkeys(each.said for each in old))
        return failed(f"{said}: it speaks what is older than TLS 1.2", *(each.path for each in old))
    return PASS if found else _PLAIN


RULE: Final = StackRule(
    id="EDG-007",
    text="Listeners speak TLS 1.2 or newer, and no broken cipher.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "TLS 1.0 and 1.1 are deprecated (RFC 8996): who sits in between may make both sides speak them, and "
        "read along."
    ),
    remedy=(
        "Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or newer, of an Application Gateway to "
        "AppGwSslPolicy20220101S, minimumTlsVersion of a domain to TLS12."
    ),
    link="https://www.rfc-editor.org/rfc/rfc8996",
    types=(*edges.LISTENERS, *edges.CLASSIC, *tls.CLASSIC_POLICIES, edges.GATEWAY, _DOMAIN),
    compliance={
        "isms_p": ("2.7.1",),
        "checkov": ("CKV_AWS_103", "CKV2_AWS_74", "CKV_AZURE_218"),
        "psrule": ("Azure.AppGw.SSLPolicy",),
        "prowler": ("aws:elbv2_insecure_ssl_ciphers",),
    },
    check=check,
)
