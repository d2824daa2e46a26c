"""EDG-005: firewalls whose deeds nobody writes down."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_005_firewall_logs import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
GATEWAY = "azure-native:network:ApplicationGateway"
SETTING = "azure-native:monitor:DiagnosticSetting"
GUARDED = resource(GATEWAY, "it", {"firewallPolicy": {"id": "x"}})


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


def setting(**log: object) -> ResourceView:
    """A setting of the gateway that keeps this log."""
    return resource(SETTING, "setting", {"resourceUri": of(GATEWAY, "it"), "logs": [log]})


CASES = (
    fails("no logging configuration of the stack names it", resource(ACL)),
    passes(resource(ACL), resource(LOGGING, "log", {"resourceArn": of(ACL, "it")})),
    unknown(
        "resourceArn of log is not known before deployment",
        resource(ACL),
        resource(LOGGING, "log", {"resourceArn": UNKNOWN}),
    ),
    not_applicable(resource(GATEWAY), reason="it has no web application firewall"),
    fails("no diagnostic setting of the stack keeps the log of its firewall", GUARDED),
    passes(GUARDED, setting(category="ApplicationGatewayFirewallLog", enabled=True)),
    passes(GUARDED, setting(categoryGroup="allLogs", enabled=True)),
    fails(
        "no diagnostic setting of the stack keeps the log of its firewall",
        GUARDED,
        setting(category="ApplicationGatewayAccessLog", enabled=True),
    ),
    unknown(
        "logs[0].enabled of setting is not known before deployment",
        GUARDED,
        setting(categoryGroup="allLogs", enabled=UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
