"""Where resources stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.database_copies import apart
from jiban.policy.facts.regions import region
from jiban.policy.testing import resource
from jiban.policy.view import NotKnownError, ResourceView, StackView

INSTANCE = "aws:rds/instance:Instance"
SERVER = "azure-native:dbforpostgresql:Server"
GROUP = "azure-native:resources:ResourceGroup"
PROVIDER = "pulumi:providers:aws"
DEFAULT = resource(PROVIDER, "default", {"region": "ap-northeast-2"})
TOKYO = resource(PROVIDER, "tokyo", {"region": "ap-northeast-1"})
BASE = resource(INSTANCE, "base")


def by(view: ResourceView, provider: ResourceView) -> ResourceView:
    """The same resource, made by a provider of its own."""
    return replace(view, resource=replace(view.resource, provider=f"{provider.urn}::id"))


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (resource(INSTANCE, "other", {"region": "ap-northeast-1"}), "ap-northeast-1"),
        (resource(INSTANCE, "other"), "ap-northeast-2"),
        (by(resource(INSTANCE, "other"), TOKYO), "ap-northeast-1"),
        (by(resource(INSTANCE, "other", {"region": "us-east-1"}), TOKYO), "us-east-1"),
        (resource(SERVER, "other", {"location": "Korea South"}), "koreasouth"),
        (resource(SERVER, "other", {"resourceGroupName": "RG"}), "koreacentral"),
    ],
)
def test_a_region(other: ResourceView, found: str) -> None:
    """The resource's own comes first, then its provider's or its group's, then that of the stack."""
    group = resource(GROUP, "group", {"resourceGroupName": "rg", "location": "Korea Central"})
    assert region(StackView([DEFAULT, TOKYO, group, other]), other).region == found


def test_two_resources_of_the_default_provider_are_together() -> None:
    """Whichever its region is, and although nobody says it."""
    other = resource(INSTANCE, "other")
    assert not apart(StackView([BASE, other]), BASE, other)


def test_a_region_that_only_the_environment_knows() -> None:
    """It may be the one that the other resource names."""
    other = resource(INSTANCE, "other", {"region": "ap-northeast-1"})
    with pytest.raises(NotKnownError, match="region"):
        apart(StackView([BASE, other]), BASE, other)
    assert apart(StackView([DEFAULT, BASE, other]), BASE, other)


@pytest.mark.parametrize("inputs", [{}, {"resourceGroupName": "theirs"}, {"location": UNKNOWN}])
def test_a_location_that_nobody_tells(inputs: dict[str, object]) -> None:
    """That of a group elsewhere, or one that comes with deployment."""
    server = resource(SERVER, "server", inputs)
    with pytest.raises(NotKnownError, match="location"):
        region(StackView([server]), server)
