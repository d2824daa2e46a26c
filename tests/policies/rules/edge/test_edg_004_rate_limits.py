"""EDG-004: firewalls without a limit."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_004_rate_limits import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

ACL = "aws:wafv2/webAcl:WebAcl"
GROUP = "aws:wafv2/ruleGroup:RuleGroup"
DOOR = "azure-native:frontdoor:Policy"
GATEWAY = "azure-native:network:WebApplicationFirewallPolicy"
NONE = "no rule limits the rate of requests"
RATE = {"rateBasedStatement": {"limit": 500}}


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


REFERRED = {"ruleGroupReferenceStatement": {"arn": of(GROUP, "group")}}
CHECK = {
    "action": "Block",
    "matchConditions": [
        {
            "matchVariables": [{"variableName": "RequestHeaders", "selector": "X-Azure-FDID"}],
            "operator": "Equal",
            "negationConditon": True,
        }
    ],
}


def acl(*statements: object) -> ResourceView:
    """A web ACL with these statements."""
    return resource(ACL, "it", {"rules": [{"statement": each} for each in statements]})


def door(**rule: object) -> ResourceView:
    """A firewall of Front Door with this rule."""
    return resource(DOOR, "it", {"customRules": {"rules": [rule]}})


CASES = (
    fails(NONE, acl()),
    passes(acl({"managedRuleGroupStatement": {}}, RATE)),
    passes(acl(REFERRED), resource(GROUP, "group", {"rules": [{"statement": RATE}]})),
    fails(NONE, acl(REFERRED), resource(GROUP, "group", {"rules": []})),
    unknown(
        "rules[0].statement.ruleGroupReferenceStatement.arn names a rule group that is no part of the stack",
        acl({"ruleGroupReferenceStatement": {"arn": "arn:aws:wafv2:::x"}}),
    ),
    passes(door(ruleType="ratelimitrule")),
    fails(NONE, door(ruleType="RateLimitRule", enabledState="Disabled")),
    unknown("customRules.rules[0].ruleType is not known before deployment", door(ruleType=UNKNOWN)),
    fails(NONE, resource(GATEWAY)),
    passes(
        resource(GATEWAY, "it", {"customRules": [CHECK]}),
        reason="one Front Door alone sends to it, and sees who asks, as it does not",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
