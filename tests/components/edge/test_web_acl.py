"""The firewall's rules on AWS as data."""

from typing import Any

import pytest

from jiban.components.edge import web_acl
from jiban.components.edge.spec import FirewallSpec


def rules(**fields: Any) -> dict[str, dict[str, Any]]:
    """The rules of a firewall, by name."""
    return {each["name"]: each for each in web_acl.rules(FirewallSpec.model_validate(fields))}


def test_every_rule_has_a_place_of_its_own() -> None:
    """Ours before AWS's, each priority once; the places are for ever."""
    found = rules(closed_paths=("/actuator",), blocked_countries=("KP",))
    assert {name: each["priority"] for name, each in found.items()} == {
        "closedPaths": 10,
        "blockedCountries": 20,
        "requestsPerMinute": 30,
        "AWSManagedRulesAmazonIpReputationList": 100,
        "AWSManagedRulesCommonRuleSet": 110,
        "AWSManagedRulesKnownBadInputsRuleSet": 120,
        "AWSManagedRulesSQLiRuleSet": 130,
    }


def test_what_matches_is_blocked() -> None:
    """A rule of ours says so itself; a group is left to its rules."""
    found = rules()
    assert found["requestsPerMinute"]["action"] == {"block": {}}
    assert found["AWSManagedRulesCommonRuleSet"]["override_action"] == {"none": {}}


def test_in_stage_detect_everything_counts() -> None:
    """Our own limits too."""
    found = rules(stage="detect", detect_until="2027-01-31", blocked_countries=("KP",))
    assert {str(each.get("action", each.get("override_action"))) for each in found.values()} == {
        "{'count': {}}"
    }


def test_a_rule_has_one_of_the_two_kinds_of_actions() -> None:
    """AWS refuses a group with an action, and a rule of one's own with an override."""
    for each in rules(closed_paths=("/actuator",)).values():
        of_group = "managed_rule_group_statement" in each["statement"]
        assert ("override_action" in each, "action" in each) == (of_group, not of_group)


def test_an_excluded_rule_only_counts() -> None:
    """In its group alone; the others of the group go on."""
    found = rules(exclusions=({"rule": "SizeRestrictions_BODY", "owner": "web", "reason": "files"},))
    overrides = {
        name: each["statement"]["managed_rule_group_statement"]["rule_action_overrides"]
        for name, each in found.items()
        if "override_action" in each
    }
    assert overrides == {
        "AWSManagedRulesAmazonIpReputationList": [],
        "AWSManagedRulesCommonRuleSet": [{"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}],
        "AWSManagedRulesKnownBadInputsRuleSet": [],
        "AWSManagedRulesSQLiRuleSet": [],
    }


def test_requests_of_an_address_are_counted_by_the_minute() -> None:
    """The shortest time that AWS counts over."""
    assert rules(requests_per_minute=250)["requestsPerMinute"]["statement"] == {
        "rate_based_statement": {"limit": 250, "aggregate_key_type": "IP", "evaluation_window_sec": 60}
    }


def test_countries_are_blocked_by_their_letters() -> None:
    """In the order of the alphabet, whatever was written."""
    assert rules(blocked_countries=("SY", "KP"))["blockedCountries"]["statement"] == {
        "geo_match_statement": {"country_codes": ["KP", "SY"]}
    }


def test_a_closed_path_is_looked_for_in_path_and_query() -> None:
    """However it is written: decoded first, then in small letters."""
    found = rules(closed_paths=("/Actuator",))["closedPaths"]["statement"]["or_statement"]["statements"]
    matches = [each["byte_match_statement"] for each in found]
    assert [each["field_to_match"] for each in matches] == [{"uri_path": {}}, {"query_string": {}}]
    assert {each["search_string"] for each in matches} == {"/actuator"}
    assert matches[0]["text_transformations"] == [
        {"priority": 0, "type": "URL_DECODE"},
        {"priority": 1, "type": "LOWERCASE"},
    ]


@pytest.mark.parametrize(
    ("rule", "group"),
    [
        ("SizeRestrictions_BODY", "AWSManagedRulesCommonRuleSet"),
        ("SQLi_COOKIE", "AWSManagedRulesSQLiRuleSet"),
        ("Log4JRCE_BODY", "AWSManagedRulesKnownBadInputsRuleSet"),
        ("942100", None),
    ],
)
def test_a_rule_has_a_group_by_its_name(rule: str, group: str | None) -> None:
    """A rule of Azure's has none."""
    assert web_acl.group(rule) == group


def test_no_rule_is_in_two_groups() -> None:
    """An exclusion is of one rule."""
    names = [rule for each in web_acl.groups() for rule in each.rules]
    assert len(names) == len(set(names))


def test_aws_s_groups_leave_room_for_ours() -> None:
    """1,125 of the 1,500 units that a web ACL has before it costs more."""
    assert sum(each.capacity for each in web_acl.groups()) == 1125


@pytest.mark.parametrize(
    ("text", "odd"),
    [("files of 10 MB: a/b=c+d-e@f_g.", []), ("it's odd, (very)", ["'", "(", ")", ","]), ("한글", [])],
)
def test_letters_that_no_tag_takes(text: str, odd: list[str]) -> None:
    """Letters of every script are taken, and few signs."""
    assert list(web_acl.odd_letters(text)) == odd
