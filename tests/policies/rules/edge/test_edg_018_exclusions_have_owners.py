"""EDG-018: what firewalls do not look at."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.edge.edg_018_exclusions_have_owners import RULE
from jiban.policy.facts.waf import FRONT_DOOR, GATEWAY, WEB_ACL
from jiban.policy.facts.waf_stance import APPLICATION_GATEWAY
from jiban.policy.testing import Case, fails, passes, unknown
from jiban.policy.view import StackView
from tests.policies.samples import resource

COOKIE = {"matchVariable": "RequestCookieNames", "selector": "session", "selectorMatchOperator": "Equals"}
RULES = [{"ruleGroupName": "SQLI", "rules": [{"ruleId": "942100", "exclusions": [COOKIE]}]}]


def outcome(token: str, managed: Any, tags: Any = None) -> tuple[str, str]:
    """What the rule says of a firewall with these managed rules and tags."""
    verdict = RULE.judge(StackView([resource(token, "waf", {"managedRules": managed, "tags": tags or {}})]))[
        0
    ].verdict
    return verdict.outcome.value, verdict.reason


def front_door(**rules: Any) -> Any:
    """Managed rules of a Front Door."""
    return {"managedRuleSets": [{"ruleSetType": "Microsoft_DefaultRuleSet", **rules}]}


def test_an_exclusion_with_an_owner() -> None:
    """Who answers for it stands in a tag of the rule's number."""
    tags = {"exclusion-942100": "web: the session's cookie is signed text"}
    assert outcome(FRONT_DOOR, front_door(ruleGroupOverrides=RULES), tags) == ("pass", "")


def test_an_exclusion_without_an_owner() -> None:
    """The tag of another rule is none of its own."""
    tags = {"exclusion-941100": "web: a comment"}
    assert outcome(FRONT_DOOR, front_door(ruleGroupOverrides=RULES), tags) == (
        "fail",
        "nobody answers for what is excluded from 942100: no tag exclusion-942100",
    )


def test_an_exclusion_from_every_rule() -> None:
    """Has a tag as well."""
    assert outcome(FRONT_DOOR, front_door(exclusions=[COOKIE])) == (
        "fail",
        "nobody answers for what is excluded from all: no tag exclusion-all",
    )


def test_an_exclusion_of_a_gateway() -> None:
    """An Application Gateway lists them beside its rule sets."""
    named = [{"ruleGroups": [{"rules": [{"ruleId": "941100"}]}]}]
    managed = {"exclusions": [{**COOKIE, "exclusionManagedRuleSets": named}], "managedRuleSets": []}
    assert outcome(GATEWAY, managed) == (
        "fail",
        "nobody answers for what is excluded from 941100: no tag exclusion-941100",
    )


def test_an_exclusion_of_a_gateway_from_every_rule() -> None:
    """It names none."""
    managed = {"exclusions": [COOKIE], "managedRuleSets": []}
    assert outcome(GATEWAY, managed)[1].startswith("nobody answers for what is excluded from all:")
    assert outcome(GATEWAY, managed, {"exclusion-all": "web: signed text"})[0] == "pass"


def test_an_exclusion_from_every_rule_of_a_group() -> None:
    """Stands at the group, beside those of its rules."""
    groups = [{"ruleGroupName": "SQLI", "exclusions": [COOKIE]}, *RULES]
    assert outcome(FRONT_DOOR, front_door(ruleGroupOverrides=groups))[1] == (
        "nobody answers for what is excluded from 942100, all: no tag exclusion-942100"
    )


def test_a_firewall_that_looks_at_everything() -> None:
    """There is nothing to answer for."""
    assert outcome(FRONT_DOOR, front_door())[0] == "not applicable"


def test_exclusions_that_are_not_known() -> None:
    """There may be some."""
    assert outcome(FRONT_DOOR, front_door(exclusions=UNKNOWN))[0] == "unknown"


def excluded(number: str) -> dict[str, Any]:
    """A rule of a group that does not look at something."""
    return {"ruleId": number, "exclusions": [COOKIE]}


def test_every_rule_of_every_group_of_every_set_is_looked_at() -> None:
    """The second of each as the first."""
    sets = [
        {
            "ruleSetType": "first",
            "ruleGroupOverrides": [
                {"ruleGroupName": "A", "rules": [excluded("1"), excluded("2")]},
                {"ruleGroupName": "B", "rules": [excluded("3")]},
            ],
        },
        {"ruleSetType": "second", "ruleGroupOverrides": [{"ruleGroupName": "C", "rules": [excluded("4")]}]},
    ]
    assert outcome(FRONT_DOOR, {"managedRuleSets": sets})[1] == (
        "nobody answers for what is excluded from 1, 2, 3, 4: no tag exclusion-1"
    )


def test_every_exclusion_of_a_gateway_is_looked_at() -> None:
    """And every rule that it names, wherever it stands."""

    def named(*groups: list[str]) -> dict[str, Any]:
        rules = [{"rules": [{"ruleId": each} for each in group]} for group in groups]
        return {**COOKIE, "exclusionManagedRuleSets": [{"ruleGroups": rules[:1]}, {"ruleGroups": rules[1:]}]}

    managed = {"exclusions": [named(["1", "2"], ["3"], ["4"]), named(["5"])], "managedRuleSets": []}
    assert outcome(GATEWAY, managed)[1].startswith("nobody answers for what is excluded from 1, 2, 3, 4, 5: ")


def web_acl(action: str, **tags: str) -> tuple[str, str]:
    """What the rule says of a web ACL that takes an action in place of a group's rule."""
    override = {"name": "SQLi_BODY", "actionToUse": {action: {}}}
    group = {"managedRuleGroupStatement": {"ruleActionOverrides": [override]}}
    acl = {"rules": [{"name": "own", "action": {"block": {}}}, {"statement": group}], "tags": tags}
    firewall = resource(WEB_ACL, "waf", acl)
    verdict = RULE.judge(StackView([firewall]))[0].verdict
    return verdict.outcome.value, verdict.reason


def test_a_rule_of_aws_that_only_counts_has_an_owner() -> None:
    """By a tag with the rule's name."""
    assert web_acl("count", **{"exclusion-SQLi_BODY": "web: free text"}) == ("pass", "")


def test_a_rule_of_aws_that_lets_pass_without_an_owner() -> None:
    """Counted or allowed, nobody answers for it."""
    for action in ("count", "allow"):
        assert web_acl(action) == (
            "fail",
            "nobody answers for what is excluded from SQLi_BODY: no tag exclusion-SQLi_BODY",
        )


def test_a_rule_of_aws_that_is_harder_is_no_exclusion() -> None:
    """A challenge in place of a block keeps its hold."""
    assert web_acl("block")[0] == "not applicable"


EXCLUDES = {"managedRules": front_door(exclusions=[COOKIE])}
OFF: Any = [{"ruleGroupName": "SQLI", "rules": [{"ruleId": "942100", "enabledState": "Disabled"}]}]
LOGS: Any = [
    {"ruleGroupName": "SQLI", "rules": [{"ruleId": "942100", "enabledState": "Enabled", "action": "Log"}]}
]
ORPHAN = "nobody answers for what is excluded from 942100: no tag exclusion-942100"
NO_OWNER = "nobody answers for what is excluded from all: no tag exclusion-all"
CASES = (
    fails(ORPHAN, resource(FRONT_DOOR, "waf", {"managedRules": front_door(ruleGroupOverrides=OFF)})),
    fails(ORPHAN, resource(FRONT_DOOR, "waf", {"managedRules": front_door(ruleGroupOverrides=LOGS)})),
    # An override without rules turns the group off.
    fails(
        NO_OWNER,
        resource(
            FRONT_DOOR, "waf", {"managedRules": front_door(ruleGroupOverrides=[{"ruleGroupName": "SQLI"}])}
        ),
    ),
    fails(
        NO_OWNER,
        resource(
            APPLICATION_GATEWAY,
            "agw",
            {"webApplicationFirewallConfiguration": {"enabled": True, "exclusions": [COOKIE]}},
        ),
    ),
    fails(
        "nobody answers for what is excluded from 942100, all: no tag exclusion-942100",
        resource(
            APPLICATION_GATEWAY,
            "agw",
            {
                "webApplicationFirewallConfiguration": {
                    "enabled": True,
                    "disabledRuleGroups": [
                        {"ruleGroupName": "SQLI", "rules": [942100]},
                        {"ruleGroupName": "XSS"},
                    ],
                }
            },
        ),
    ),
    # What is surely nobody's fails, whatever else is left out.
    fails(
        NO_OWNER,
        resource(
            FRONT_DOOR,
            "waf",
            {"managedRules": front_door(exclusions=[COOKIE], ruleGroupOverrides=UNKNOWN)},
        ),
    ),
    passes(
        resource(
            FRONT_DOOR,
            "waf",
            {"managedRules": front_door(ruleGroupOverrides=OFF), "tags": {"Exclusion-942100": "web"}},
        )
    ),
    passes(resource(FRONT_DOOR, "waf", {**EXCLUDES, "tags": {"exclusion-all": "web: signed text"}})),
    fails(
        "nobody answers for what is excluded from all: no tag exclusion-all",
        resource(FRONT_DOOR, "waf", EXCLUDES),
    ),
    unknown(
        "managedRules.managedRuleSets[0].exclusions is not known before deployment",
        resource(FRONT_DOOR, "waf", {"managedRules": front_door(exclusions=UNKNOWN)}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
