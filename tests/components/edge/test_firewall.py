"""The firewall's rules as data."""

import pytest

from jiban.components.edge.firewall import accounts, excluded, group, own_rules
from jiban.components.edge.spec import EdgeSpec, ExclusionSpec, FirewallSpec, covered

SQL = ExclusionSpec(rule="942100", part="cookie", name="session", owner="web", reason="signed text")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("911100", "METHOD-ENFORCEMENT"),
        ("920230", "PROTOCOL-ENFORCEMENT"),
        ("921110", "PROTOCOL-ATTACK"),
        ("930110", "LFI"),
        ("931130", "RFI"),
        ("932105", "RCE"),
        ("933160", "PHP"),
        ("934100", "NODEJS"),
        ("941130", "XSS"),
        ("942100", "SQLI"),
        ("943110", "FIX"),
        ("944240", "JAVA"),
        ("99001015", "MS-ThreatIntel-CVEs"),
        ("99005006", "MS-ThreatIntel-WebShells"),
        ("99030001", "MS-ThreatIntel-AppSec"),
        ("99031002", "MS-ThreatIntel-SQLI"),
        ("99032001", "MS-ThreatIntel-XSS"),
        ("100200", None),
        ("910100", None),
        ("99002001", None),
        ("SQLi_BODY", None),
        ("9421000A", None),
    ],
)
def test_a_rule_has_a_group_by_its_number(rule: str, expected: str | None) -> None:
    """A rule of bots has none, nor has another cloud's."""
    assert group(rule) == expected


def test_what_is_not_asked_for_is_no_rule() -> None:
    """The limit of requests is always there."""
    assert [(rule.name, rule.values) for rule in own_rules(FirewallSpec())] == [
        ("requestsPerMinute", ("100",))
    ]


def test_our_own_rules_have_their_order() -> None:
    """What is closed comes before what is counted."""
    spec = FirewallSpec(closed_paths=("/actuator",), blocked_countries=("RU", "CN"))
    assert [(rule.priority, rule.kind, rule.values) for rule in own_rules(spec)] == [
        (10, "path", ("/actuator",)),
        (20, "country", ("CN", "RU")),
        (30, "rate", ("100",)),
    ]


def test_exclusions_stand_by_group_and_rule() -> None:
    """As Azure takes them."""
    assert excluded(FirewallSpec(exclusions=(SQL,))) == {"SQLI": {"942100": [SQL]}}


def test_who_answers_for_an_exclusion_is_a_tag() -> None:
    """With the reason."""
    assert accounts(FirewallSpec(exclusions=(SQL,))) == {"exclusion-942100": "web: signed text"}


def test_the_last_day_of_detection_is_a_tag() -> None:
    """A rule of the policies reads it."""
    spec = FirewallSpec(stage="detect", detect_until="2027-01-31")
    assert accounts(spec) == {"detect-until": "2027-01-31"}


def test_detection_has_an_end() -> None:
    """Without one it is refused."""
    with pytest.raises(ValueError, match="stage detect blocks nothing and has no end"):
        FirewallSpec(stage="detect")


def test_prevention_has_no_last_day() -> None:
    """It would say nothing."""
    with pytest.raises(ValueError, match="detect_until 2027-01-31 says nothing in stage prevent"):
        FirewallSpec(detect_until="2027-01-31")


def test_a_day_is_one_of_the_calendar() -> None:
    """The 31st of February is none."""
    with pytest.raises(ValueError, match="2027-02-31 is no day of the calendar"):
        FirewallSpec(stage="detect", detect_until="2027-02-31")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("api.example.com", True),
        ("a.b.example.com", False),
        ("example.com", False),
        ("www.example.org", True),
    ],
)
def test_a_star_covers_one_label(host: str, expected: bool) -> None:  # noqa: FBT001 pytest passes parameters by name
    """Neither two nor none."""
    assert covered(host, ("*.example.com", "www.example.org")) is expected


def edge(**changes: object) -> EdgeSpec:
    """An edge with changes."""
    return EdgeSpec.model_validate(
        {
            "domains": ("api.example.com",),
            "origin": "origin.example.com",
            "certificate": {"covers": ("*.example.com",)},
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"origin": "origin.example.org"}, "is none of the names that the certificate covers"),
        ({"origin": "api.example.com"}, "is one of domains as well"),
        ({"cached_paths": ("/",)}, "copies of every answer were kept"),
        ({"gateway": {"min_instances": 11}}, "min_instances 11 is more than max_instances 10"),
    ],
)
def test_an_edge_that_contradicts_itself_is_refused(changes: dict[str, object], words: str) -> None:
    """With what is wrong."""
    with pytest.raises(ValueError, match=words):
        edge(**changes)


def test_a_gateway_may_stay_as_it_is() -> None:
    """As many instances at least as at most."""
    gateway = edge(gateway={"min_instances": 4, "max_instances": 4}).gateway
    assert (gateway.min_instances, gateway.max_instances) == (4, 4)
