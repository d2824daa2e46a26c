"""EDG-008: plain HTTP is sent on to HTTPS, and nothing else."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import edges, plain_http
from jiban.policy.rule import Judgement, Level, Severity, StackRule, judged
from jiban.policy.view import StackView

_ROUTE: Final = "azure-native:cdn:Route"


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each listener, Classic Load Balancer, Application Gateway, and route of Front Door."""
    for listener in stack.of(*edges.LISTENERS):
        yield Judgement(listener, judged(plain_http.listener, stack, listener))
    for balancer in stack.of(*edges.CLASSIC):
        yield Judgement(balancer, judged(plain_http.classic, balancer))
    for gateway in stack.of(edges.GATEWAY):
        yield Judgement(gateway, judged(plain_http.gateway, gateway))
    for route in stack.of(_ROUTE):
        yield Judgement(route, judged(plain_http.route, route))


RULE: Final = StackRule(
    id="EDG-008",
    text="Plain HTTP is sent on to HTTPS, and nothing else is done with it.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "What comes over plain HTTP, a cookie of a session among it, is read and changed by whoever sits in "
        "between, and the visitor sees nothing of it."
    ),
    remedy=(
        "Make the default action of port 80 a redirect with protocol HTTPS, on Azure a "
        "redirectConfiguration to the listener of HTTPS, and httpsRedirect Enabled on routes."
    ),
    link="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    types=(*edges.LISTENERS, *plain_http.LISTENER_RULES, *edges.CLASSIC, edges.GATEWAY, _ROUTE),
    compliance={
        "isms_p": ("2.7.1",),
        "checkov": ("CKV2_AWS_20", "CKV_AWS_2", "CKV_AZURE_217"),
        "cdk_nag": ("AwsSolutions-ELB5",),
        "psrule": ("Azure.AppGw.UseHTTPS",),
        "prowler": ("aws:elbv2_ssl_listeners",),
    },
    check=check,
)
