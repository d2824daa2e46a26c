"""EDG-008: what becomes of plain HTTP."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_008_plain_http import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

LISTENER = "aws:lb/listener:Listener"
RULE_BESIDE = "aws:lb/listenerRule:ListenerRule"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
ROUTE = "azure-native:cdn:Route"
GATEWAY = "azure-native:network:ApplicationGateway"
PLAIN = "it speaks no plain HTTP"
TO_HTTPS = {"type": "redirect", "redirect": {"protocol": "HTTPS"}}


def listener(*actions: object, protocol: object = "HTTP") -> ResourceView:
    """A listener that does so by default."""
    return resource(LISTENER, "it", {"protocol": protocol, "defaultActions": list(actions)})


def gateway(**rule: object) -> ResourceView:
    """A gateway with a plain listener, and what a rule does with it."""
    return resource(
        GATEWAY,
        "it",
        {
            "httpListeners": [{"name": "http", "protocol": "Http"}, {"name": "https", "protocol": "Https"}],
            "requestRoutingRules": [{"httpListener": {"id": "/x/httpListeners/HTTP"}, **rule}],
            "redirectConfigurations": [{"name": "away", "targetListener": {"id": "/x/httpListeners/https"}}],
        },
    )


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


BESIDE = resource(
    RULE_BESIDE, "health", {"listenerArn": of(LISTENER, "it"), "actions": [{"type": "forward"}]}
)

CASES = (
    passes(listener(TO_HTTPS)),
    fails("it takes plain HTTP and does forward", listener({"type": "forward"})),
    fails("by its rule health it takes plain HTTP and does forward", listener(TO_HTTPS), BESIDE),
    fails("it sends plain HTTP on to the same protocol", listener({"type": "redirect", "redirect": {}})),
    not_applicable(listener({"type": "forward"}, protocol="HTTPS"), reason=PLAIN),
    passes(listener(TO_HTTPS, protocol=UNKNOWN)),
    unknown("protocol is not known before deployment", listener({"type": "forward"}, protocol=UNKNOWN)),
    fails(
        "it has a listener of plain HTTP, which it cannot send on",
        resource(CLASSIC, "it", {"listeners": [{"lbProtocol": "HTTP"}]}),
    ),
    fails("it takes plain HTTP, and httpsRedirect is not set", resource(ROUTE)),
    passes(resource(ROUTE, "it", {"supportedProtocols": ["Https"]})),
    passes(resource(ROUTE, "it", {"httpsRedirect": "enabled", "supportedProtocols": UNKNOWN})),
    fails("what comes over plain HTTP gets to the backend", gateway(backendAddressPool={"id": "x"})),
    passes(gateway(redirectConfiguration={"id": "/x/redirectConfigurations/away"})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
