"""EDG-002: firewalls that only detect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.edge import edg_002_firewall_blocks
from jiban.policies.rules.edge.edg_002_firewall_blocks import RULE
from jiban.policy.facts.waf import FRONT_DOOR, GATEWAY, WEB_ACL
from jiban.policy.testing import Case, fails, passes, unknown
from tests.policies.samples import resource, stack


@pytest.fixture(autouse=True)
def _a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the 10th of January 2027."""
    monkeypatch.setattr(edg_002_firewall_blocks, "_today", lambda: date(2027, 1, 10))


def outcome(token: str, settings: Any, tags: Any = None) -> tuple[str, str]:
    """What the rule says of a firewall with these settings and tags."""
    return judged(token, {"policySettings": settings, "tags": tags or {}})


def judged(token: str, inputs: dict[str, Any]) -> tuple[str, str]:
    """What the rule says of a firewall that is alone in its stack."""
    [judgement] = RULE.judge(stack(resource(token, "waf", inputs)))
    return judgement.verdict.outcome.value, judgement.verdict.reason


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
    return judged(WEB_ACL, {"rules": list(rules), "tags": tags})


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


def test_a_web_acl_whose_rules_are_json() -> None:
    """Or resources of their own: they count as its own list does."""
    rule = '[{"Name": "own", "Action": {"Count": {}}}]'
    assert judged(WEB_ACL, {"ruleJson": rule})[0] == "fail"


CASES = (
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
