"""Default providers as text."""

from __future__ import annotations

from jiban.model.plan import Options, Plan
from jiban.report.providers import default_providers
from tests.jiban.report.samples import resource


def test_a_default_provider_says_its_version_and_settings() -> None:
    """Settings are those of the stack file for its package."""
    one = resource("aws:ec2/vpc:Vpc", "one", options=Options(version="7.51.1"))
    plan = Plan("p", "dev", (one,), config={"aws:region": "us-east-1", "gcp:project": "x", "p:a": "1"})
    assert list(default_providers(plan)) == ["aws 7.51.1: region us-east-1"]


def test_a_default_provider_without_settings_says_so() -> None:
    """Its region then comes from the environment that deploys, which a plan does not know."""
    plan = Plan("p", "dev", (resource("aws:ec2/vpc:Vpc", "one", options=Options(version="7.51.1")),))
    assert list(default_providers(plan)) == ["aws 7.51.1: no settings in the stack file"]


def test_a_resource_with_a_provider_of_its_own_has_no_default_one() -> None:
    """An explicit provider is a resource of the plan itself."""
    made = resource("aws:ec2/vpc:Vpc", "one", options=Options(version="7.51.1"), provider="urn::id")
    assert list(default_providers(Plan("p", "dev", (made,)))) == []
