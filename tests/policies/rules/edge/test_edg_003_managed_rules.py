"""EDG-003: firewalls without rules for known attacks."""

from __future__ import annotations

import pytest

from jiban.policies.rules.edge.edg_003_managed_rules import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

ACL = "aws:wafv2/webAcl:WebAcl"
DOOR = "azure-native:frontdoor:Policy"
CORE = "AWSManagedRulesCommonRuleSet"
BAD = "AWSManagedRulesKnownBadInputsRuleSet"


def acl(*names: object, **more: object) -> ResourceView:
    """A web ACL with these managed groups."""
    rules = [
        {"statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name, **more}}}
        for name in names
    ]
    return resource(ACL, "it", {"rules": rules})


def door(*kinds: object, **more: object) -> ResourceView:
    """A firewall of Front Door with these sets."""
    sets = [{"ruleSetType": kind, **more} for kind in kinds]
    return resource(DOOR, "it", {"managedRules": {"managedRuleSets": sets}})


CASES = (
    passes(acl(CORE, BAD)),
    fails(f"it has no {BAD}", acl(CORE)),
    fails(f"it has no {CORE} and no {BAD}", acl()),
    fails(
        f"{CORE} and {BAD} look at a part of the requests alone", acl(CORE, BAD, scopeDownStatement={"a": 1})
    ),
    passes(acl(CORE, BAD, scopeDownStatement={"notStatement": {}})),
    passes(acl(CORE), parameters={"groups": (CORE,)}),
    unknown(
        "rules[1].statement.managedRuleGroupStatement.name is not known before deployment", acl(CORE, UNKNOWN)
    ),
    passes(door("microsoft_defaultruleset")),
    fails("it has neither Microsoft's default set nor OWASP's", door("Microsoft_BotManagerRuleSet")),
    fails("the whole group SQLI is off", door("OWASP", ruleGroupOverrides=[{"ruleGroupName": "SQLI"}])),
    fails(
        "every element of RequestArgNames is left out",
        door(
            "OWASP", exclusions=[{"matchVariable": "RequestArgNames", "selectorMatchOperator": "EqualsAny"}]
        ),
    ),
    unknown("managedRules.managedRuleSets[0].ruleSetType is not known before deployment", door(UNKNOWN)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
