"""What Azure refuses of an edge, at the limit and one beyond."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.edge.firewall import accounts
from jiban.components.edge.limits import LIMITS
from jiban.components.edge.spec import EdgeSpec, ExclusionSpec, FirewallSpec

LEAST: dict[str, Any] = {
    "domains": ("api.example.com",),
    "origin": "origin.example.com",
    "certificate": {"covers": ("*.example.com",)},
}


def faults(**fields: Any) -> list[Fault]:
    """What is wrong with an edge."""
    spec = EdgeSpec.model_validate({**LEAST, **fields})
    return [fault for limit in LIMITS if limit.cloud == "azure" for fault in limit.faults(spec)]


def exclusion(rule: str, part: str = "query", name: str = "q") -> dict[str, str]:
    """What a rule does not look at."""
    return {"rule": rule, "part": part, "name": name, "owner": "web", "reason": "free text"}


def test_an_edge_that_says_little_is_taken() -> None:
    """Nothing is wrong with the one that the others are changes of."""
    assert faults() == []


@pytest.mark.parametrize(("count", "taken"), [(1, True), (5, True), (6, False)])
def test_a_listener_takes_five_names(count: int, *, taken: bool) -> None:
    """A star is one."""
    covers = ("*.example.com", *(f"www.example{number}.com" for number in range(count - 1)))
    found = faults(certificate={"covers": covers})
    assert [fault.path for fault in found] == ([] if taken else [("certificate", "covers")])


@pytest.mark.parametrize(("fewest", "taken"), [(1, False), (2, True), (3, True)])
def test_one_instance_can_be_lost(fewest: int, *, taken: bool) -> None:
    """Of two."""
    found = faults(gateway={"min_instances": fewest})
    assert [fault.path for fault in found] == ([] if taken else [("gateway", "min_instances")])


def test_every_exclusion_is_of_a_known_rule() -> None:
    """The second as the first, each told by its place."""
    rules = ("942100", "100200", "SQLi_BODY", "99031002")
    found = faults(firewall={"exclusions": tuple(exclusion(rule) for rule in rules)})
    assert [fault.path for fault in found] == [
        ("firewall", "exclusions", 1, "rule"),
        ("firewall", "exclusions", 2, "rule"),
    ]


def test_two_exclusions_of_one_rule_have_a_tag_each() -> None:
    """In the order of part and name, so that a new one writes no other's."""
    both = tuple(ExclusionSpec.model_validate(exclusion("942100", part, "x")) for part in ("query", "cookie"))
    assert list(accounts(FirewallSpec(exclusions=both))) == ["exclusion-942100", "exclusion-942100-1"]


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        ("origin", "a.b.example.com", False),
        ("second_origin", "origin-south.example.com", True),
        ("second_origin", "api.example.com", False),
        ("second_origin", "south.example.org", False),
        ("second_origin", "origin.example.com", False),
        ("probe_seconds", 5, True),
        ("probe_seconds", 255, True),
        ("probe_seconds", 4, False),
        ("probe_seconds", 256, False),
        ("answer_seconds", 16, True),
        ("answer_seconds", 240, True),
        ("answer_seconds", 15, False),
        ("answer_seconds", 241, False),
        ("cached_paths", ("/static", "/"), False),
    ],
)
def test_what_an_edge_may_say(field: str, value: object, *, taken: bool) -> None:
    """Names that the certificate covers and that are not its own; times within what Azure takes."""
    try:
        EdgeSpec.model_validate({**LEAST, field: value})
    except ValueError:
        assert not taken
    else:
        assert taken


def test_a_link_leads_to_one_gateway() -> None:
    """A second one would be another one to approve."""
    both = {**LEAST, "path": "private_link", "second_origin": "origin-south.example.com"}
    with pytest.raises(ValueError, match="are not built together"):
        EdgeSpec.model_validate(both)
    assert EdgeSpec.model_validate({**LEAST, "path": "private_link"})


def test_there_are_no_buckets_to_read_in() -> None:
    """Services answer with the files."""
    assert faults(static={"bucket": "pages", "paths": ("/static",)}) == 2 * [
        Fault(
            ("static",),
            "on Azure there are no buckets yet that the edge could read",
            "leave edge.static out; a service answers with the files, and edge.cached_paths keeps copies",
        )
    ]


@pytest.mark.parametrize(
    ("cached", "static", "message"),
    [
        ("/static", "/", "bucket answered every request"),
        ("/static", "/static", "take /static out of cached_paths"),
        ("/static/img", "/static", "take /static/img out of cached_paths"),
    ],
)
def test_paths_of_files_leave_something_to_the_others(cached: str, static: str, message: str) -> None:
    """Services, and paths with copies, are reached."""
    given = {"cached_paths": (cached,), "static": {"bucket": "pages", "paths": (static,)}}
    with pytest.raises(ValueError, match=message):
        EdgeSpec.model_validate({**LEAST, **given})


def test_copies_may_stand_above_and_beside_files() -> None:
    """CloudFront asks the bucket first."""
    given = {
        "cached_paths": ("/static", "/images2"),
        "static": {"bucket": "b", "paths": ("/static/img", "/images")},
    }
    assert EdgeSpec.model_validate({**LEAST, **given}).static is not None
