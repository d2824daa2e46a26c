"""EDG-002: firewalls that only detect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.edge import edg_002_firewall_blocks
from jiban.policies.rules.edge.edg_002_firewall_blocks import RULE
from jiban.policy.facts.waf import FRONT_DOOR, GATEWAY, WEB_ACL
from jiban.policy.facts.waf_rules import RULE_GROUP
from jiban.policy.facts.waf_stance import APPLICATION_GATEWAY
from jiban.policy.testing import Case, fails, not_applicable, passes, unknown
from jiban.policy.view import StackView
from tests.policies.samples import resource


@pytest.fixture(autouse=True)
def _a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the 10th of January 2027."""
    monkeypatch.setattr(edg_002_firewall_blocks, "_today", lambda: date(2027, 1, 10))


def outcome(token: str, settings: Any, tags: Any = None) -> tuple[str, str]:
    """What the rule says of a firewall with these settings and tags."""
    verdict = RULE.judge(
        StackView([resource(token, "waf", {"policySettings": settings, "tags": tags or {}})])
    )[0].verdict
    return verdict.outcome.value, verdict.reason


@pytest.mark.parametrize("token", [FRONT_DOOR, GATEWAY])
def test_a_firewall_that_blocks(token: str) -> None:
    """Both kinds have the same word for it."""
    assert outcome(token, {"mode": "Prevention"}) == ("pass", "")


def test_a_firewall_that_detects_without_an_end() -> None:
    """It would for ever."""
    assert outcome(FRONT_DOOR, {"mode": "Detection"}) == (
        "fail",
        "the firewall only detects, and no tag detect-until says until when",
    )


def test_a_mode_that_is_not_said_is_detection() -> None:
    """Which is what Azure takes without it."""
    assert outcome(FRONT_DOOR, {})[0] == "fail"


def test_the_last_day_of_detection() -> None:
    """Holds still."""
    assert outcome(FRONT_DOOR, {"mode": "Detection"}, {"detect-until": "2027-01-10"}) == (
        "pass",
        "the firewall detects until 2027-01-10, as declared",
    )


def test_two_days_after_the_last() -> None:
    """Are two days."""
    found = outcome(FRONT_DOOR, {"mode": "Detection"}, {"detect-until": "2027-01-08"})
    assert found[1].endswith("until 2027-01-08, 2 days ago")


def test_the_day_after_the_last() -> None:
    """Is too late."""
    assert outcome(FRONT_DOOR, {"mode": "Detection"}, {"detect-until": "2027-01-09"}) == (
        "fail",
        "the firewall only detects, and was to do so until 2027-01-09, 1 day ago",
    )


def test_a_tag_that_is_no_day() -> None:
    """Says nothing."""
    assert outcome(FRONT_DOOR, {"mode": "Detection"}, {"detect-until": "soon"}) == (
        "fail",
        "tag detect-until is soon, which is no day such as 2027-01-31",
    )


@pytest.mark.parametrize("field", ["enabledState", "state"])
def test_a_firewall_that_is_off(field: str) -> None:
    """Front Door and gateway call it differently."""
    assert outcome(FRONT_DOOR, {"mode": "Prevention", field: "Disabled"}) == (
        "fail",
        "the firewall is switched off",
    )


def test_a_mode_that_is_not_known() -> None:
    """It may be either."""
    assert outcome(FRONT_DOOR, {"mode": UNKNOWN})[0] == "unknown"


def web_acl(*rules: Any, **tags: str) -> tuple[str, str]:
    """What the rule says of a web ACL with these rules and tags."""
    verdict = RULE.judge(StackView([resource(WEB_ACL, "waf", {"rules": list(rules), "tags": tags})]))[
        0
    ].verdict
    return verdict.outcome.value, verdict.reason


BLOCKS: Any = {"name": "own", "action": {"block": {}}}
GROUP: Any = {"name": "group", "overrideAction": {"none": {}}}


def test_a_web_acl_that_blocks() -> None:
    """A rule of one's own says so, a group is left to its rules."""
    assert web_acl(BLOCKS, GROUP) == ("pass", "")


@pytest.mark.parametrize("rule", [{"action": {"count": {}}}, {"overrideAction": {"count": {}}}])
def test_a_web_acl_that_counts_without_an_end(rule: Any) -> None:
    """One rule that only counts is enough."""
    assert web_acl(BLOCKS, GROUP, rule) == (
        "fail",
        "the firewall only detects, and no tag detect-until says until when",
    )


def test_a_web_acl_that_counts_until_a_day() -> None:
    """As a firewall of Azure may."""
    found = web_acl({"action": {"count": {}}}, **{"detect-until": "2027-01-10"})
    assert found == ("pass", "the firewall detects until 2027-01-10, as declared")


def test_a_web_acl_whose_rules_are_elsewhere() -> None:
    """Nothing is said of what is not seen."""
    assert web_acl()[0] == "not applicable"


FOREVER = "the firewall only detects, and no tag detect-until says until when"
PREVENTS: Any = {"policySettings": {"mode": "Prevention"}}
WITHIN: Any = {"enabled": True, "firewallMode": "Detection"}
COUNTING_GROUP: Any = resource(RULE_GROUP, "theirs", {"name": "theirs", "rules": [{"action": {"count": {}}}]})
REFERS: Any = {
    "statement": {"ruleGroupReferenceStatement": {"arn": "theirs"}},
    "overrideAction": {"none": {}},
}
CASES = (
    # What only writes down in a policy that prevents.
    fails(FOREVER, resource(FRONT_DOOR, "waf", {**PREVENTS, "customRules": {"rules": [{"action": "Log"}]}})),
    fails(
        FOREVER,
        resource(
            FRONT_DOOR, "waf", {**PREVENTS, "managedRules": {"managedRuleSets": [{"ruleSetAction": "Log"}]}}
        ),
    ),
    fails(FOREVER, resource(APPLICATION_GATEWAY, "agw", {"webApplicationFirewallConfiguration": WITHIN})),
    not_applicable(
        resource(
            APPLICATION_GATEWAY,
            "agw",
            {"webApplicationFirewallConfiguration": WITHIN, "firewallPolicy": {"id": "theirs"}},
        ),
        reason="it has no firewall within; a policy of the stack is judged for itself",
    ),
    fails(FOREVER, resource(WEB_ACL, "waf", {"rules": [REFERS]}), COUNTING_GROUP),
    # It only writes down, or not even that.
    fails(FOREVER, resource(GATEWAY, "waf", {"policySettings": {"mode": "Detection", "state": UNKNOWN}})),
    unknown(
        "policySettings.state is not known before deployment",
        resource(
            GATEWAY,
            "waf",
            {
                "policySettings": {"mode": "Detection", "state": UNKNOWN},
                "tags": {"Detect-Until": "2027-01-31"},
            },
        ),
    ),
    passes(resource(FRONT_DOOR, "waf", {"policySettings": {"mode": "prevention"}})),
    fails(
        "the firewall only detects, and no tag detect-until says until when",
        resource(GATEWAY, "waf", {"policySettings": {"mode": "Detection"}}),
    ),
    unknown(
        "policySettings.mode is not known before deployment",
        resource(FRONT_DOOR, "waf", {"policySettings": {"mode": UNKNOWN}}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
