"""EDG-007: listeners that speak what is old."""

from __future__ import annotations

import pytest

from jiban.policies.rules.edge.edg_007_tls_versions import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

LISTENER = "aws:lb/listener:Listener"
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
GATEWAY = "azure-native:network:ApplicationGateway"
DOMAIN = "azure-native:cdn:AFDCustomDomain"
OLD = "it speaks what is older than TLS 1.2"
NO_TLS = "it has no listener with TLS"


def listener(policy: object, protocol: object = "HTTPS") -> ResourceView:
    """A listener with this policy."""
    return resource(LISTENER, "it", {"protocol": protocol, "sslPolicy": policy})


def gateway(**policy: object) -> ResourceView:
    """A gateway with a TLS listener and this policy."""
    listeners = [{"name": "https", "protocol": "Https"}]
    return resource(GATEWAY, "it", {"httpListeners": listeners, "sslPolicy": policy})


def domain(**settings: object) -> ResourceView:
    """A domain of Front Door with these settings."""
    return resource(DOMAIN, "it", {"tlsSettings": settings})


CASES = (
    fails(f"sslPolicy is not set, and AWS takes ELBSecurityPolicy-2016-08: {OLD}", listener(None)),
    fails(
        f"sslPolicy is ELBSecurityPolicy-TLS13-1-0-2021-06: {OLD}",
        listener("ELBSecurityPolicy-TLS13-1-0-2021-06"),
    ),
    passes(listener("ELBSecurityPolicy-TLS13-1-2-2021-06")),
    passes(listener("ELBSecurityPolicy-TLS-1-2-2017-01", UNKNOWN)),
    not_applicable(listener(None, "TCP"), reason=NO_TLS),
    unknown("sslPolicy is not known before deployment", listener(UNKNOWN)),
    unknown("protocol is not known before deployment", listener("ELBSecurityPolicy-2016-08", UNKNOWN)),
    unknown("sslPolicy is OurOwn, and what that speaks is not known here", listener("OurOwn")),
    fails(
        f"no policy is set, and AWS takes ELBSecurityPolicy-2016-08: {OLD}",
        resource(CLASSIC, "it", {"listeners": [{"lbProtocol": "HTTPS", "lbPort": 443}]}),
    ),
    not_applicable(resource(CLASSIC, "it", {"listeners": [{"lbProtocol": "tcp"}]}), reason=NO_TLS),
    passes(gateway()),
    passes(gateway(minProtocolVersion="TLSv1_2")),
    fails(
        f"sslPolicy.policyName is AppGwSslPolicy20150501: {OLD}", gateway(policyName="AppGwSslPolicy20150501")
    ),
    fails(
        f"sslPolicy.cipherSuites[0] is TLS_RSA_WITH_3DES_EDE_CBC_SHA, which is broken: {OLD}",
        gateway(minProtocolVersion="TLSv1_2", cipherSuites=["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]),
    ),
    passes(domain()),
    fails(f"tlsSettings.minimumTlsVersion is TLS10: {OLD}", domain(minimumTlsVersion="TLS10")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
