"""What AWS refuses of an edge, and what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.base import Fault, Path
from jiban.components.edge.limits import LIMITS
from jiban.components.edge.spec import EdgeSpec

LEAST: dict[str, Any] = {
    "domains": ("api.example.com",),
    "origin": "origin.example.com",
    "zone": {"id": "Z1", "name": "example.com"},
    "path": "private_link",
}


def faults(**fields: Any) -> list[Fault]:
    """What is wrong with an edge, each fault once."""
    spec = EdgeSpec.model_validate({**LEAST, **fields})
    return list(
        dict.fromkeys(fault for limit in LIMITS if limit.cloud == "aws" for fault in limit.faults(spec))
    )


def exclusion(rule: str = "SizeRestrictions_BODY", reason: str = "files", **part: str) -> dict[str, str]:
    """What a rule does not look at."""
    return {"rule": rule, "owner": "web", "reason": reason, **part}


def test_an_edge_that_says_little_is_taken() -> None:
    """Nothing is wrong with the one that the others are changes of."""
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"zone": None}, ("zone",)),
        ({"certificate": {"covers": ("*.example.com",)}}, ("certificate",)),
        ({"path": "service_tag"}, ("path",)),
        ({"probe_seconds": 60}, ("probe_seconds",)),
        ({"gateway": {"min_instances": 3}}, ("gateway", "min_instances")),
        ({"gateway": {"max_instances": 20}}, ("gateway", "max_instances")),
    ],
)
def test_what_aws_does_not_have_is_refused(change: dict[str, Any], path: Path) -> None:
    """At the field itself."""
    assert [fault.path for fault in faults(**change)] == [path]


def test_there_is_one_region() -> None:
    """A second gateway has no place, whatever else is wrong with asking for it."""
    found = faults(path="service_tag", second_origin="south.example.com")
    assert ("second_origin",) in [fault.path for fault in found]


@pytest.mark.parametrize(("seconds", "taken"), [(16, True), (120, True), (121, False)])
def test_cloudfront_waits_two_minutes(seconds: int, *, taken: bool) -> None:
    """At the limit and one beyond."""
    assert [fault.path for fault in faults(answer_seconds=seconds)] == (
        [] if taken else [("answer_seconds",)]
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (exclusion(), None),
        (exclusion("942100"), "rule"),
        (exclusion(part="cookie", name="session"), "part"),
        (exclusion(reason="it's one"), "reason"),
    ],
)
def test_an_exclusion_is_of_a_whole_rule(given: dict[str, str], field: str | None) -> None:
    """By its name, with a reason that a tag can hold."""
    found = faults(firewall={"exclusions": (given,)})
    assert [fault.path for fault in found] == ([("firewall", "exclusions", 0, field)] if field else [])


def test_the_letters_that_no_tag_takes_are_told() -> None:
    """Whoever wrote them sees which."""
    (fault,) = faults(firewall={"exclusions": (exclusion(reason="it's (one)"),)})
    assert fault.reason == "it becomes a tag, and AWS's tags take no ' ( )"


@pytest.mark.parametrize("host", ["a.b.example.com", "api.example.org", "example"])
def test_a_host_is_one_label_below_its_zone(host: str) -> None:
    """A star in a certificate stands for one label."""
    with pytest.raises(ValidationError):
        EdgeSpec.model_validate({**LEAST, "domains": (host,)})


def test_the_zone_s_own_name_may_be_a_host() -> None:
    """The certificates are made out to it as well."""
    assert faults(domains=("example.com",)) == []


def test_the_origin_is_in_the_zone_too() -> None:
    """Its certificate is the same."""
    with pytest.raises(ValidationError, match=r"origin\.example\.org is neither example\.com"):
        EdgeSpec.model_validate({**LEAST, "origin": "origin.example.org"})


@pytest.mark.parametrize("given", [{"part": "cookie"}, {"name": "session"}])
def test_a_part_and_its_name_belong_together(given: dict[str, str]) -> None:
    """One without the other says nothing."""
    with pytest.raises(ValidationError, match="says nothing without"):
        EdgeSpec.model_validate({**LEAST, "firewall": {"exclusions": (exclusion(**given),)}})


def test_an_edge_without_a_certificate_has_none_to_give() -> None:
    """Whoever asks for it on Azure is told what to set."""
    with pytest.raises(ValueError, match=r"set edge\.certificate"):
        _ = EdgeSpec.model_validate(LEAST).in_the_vault


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"certificate": None}, ("certificate",)),
        ({"zone": {"id": "Z1", "name": "example.com"}}, ("zone",)),
        ({"log_days": 30}, ("log_days",)),
        ({"firewall": {"exclusions": (exclusion("942100"),)}}, ("firewall", "exclusions", 0, "part")),
    ],
)
def test_azure_refuses_what_aws_alone_has(change: dict[str, Any], path: Path) -> None:
    """With the certificate that it asks for."""
    azure = {"domains": ("api.example.com",), "origin": "origin.example.com"}
    covers = {"certificate": {"covers": ("*.example.com",)}}
    spec = EdgeSpec.model_validate({**azure, **covers, **change})
    found = dict.fromkeys(
        fault.path for limit in LIMITS if limit.cloud == "azure" for fault in limit.faults(spec)
    )
    assert list(found) == [path]
