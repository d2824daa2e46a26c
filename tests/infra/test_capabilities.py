"""The capability table promises what the library does, and no more."""

import pytest
from pydantic import BaseModel

from infra.capabilities import _covers, _spec, capability, fields, markdown
from infra.constraints import TIERS
from infra.environment import Environment
from jiban.components.base import Cloud


def test_a_field_without_a_limit_is_a_yes() -> None:
    """What a built tier does not limit, it does."""
    assert capability("postgres", "backup_retention_days", "azure") == "yes"


def test_a_limited_field_says_its_limit() -> None:
    """What a cloud limits is told in the limit's words, once."""
    assert (
        capability("network", "egress", "azure")
        == "`nat` only: a subnet takes one gateway, and AKS needs one"
    )


def test_several_limits_of_a_field_are_all_told() -> None:
    """Different limits of one field stand in one cell."""
    assert capability("postgres", "read_replicas", "azure") == (
        "not with a burstable machine; none called `primary`"
    )


def test_a_limit_on_a_group_holds_for_its_fields() -> None:
    """A limit on every subnet is told of each."""
    assert capability("network", "subnets.cache", "azure") == "/29 or larger"


@pytest.mark.parametrize("tier", ["registry", "secrets", "observability", "cache", "queue"])
def test_a_cloud_without_files_has_nothing_built(tier: str) -> None:
    """A cloud of which there is no file of a tier does not provide it."""
    assert capability(tier, "anything", "aws") == "not built"


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_services_are_built_where_clusters_are(cloud: Cloud) -> None:
    """The services' tier is Kubernetes' own, and needs a cluster."""
    assert capability("workloads", "replicas", cloud) == "yes"


def test_a_limit_of_services_is_told() -> None:
    """What the cluster of a cloud cannot measure is told of the services."""
    assert capability("workloads", "autoscale.metrics.*.query", "aws") == (
        "not yet: EKS has no KEDA of its own"
    )


@pytest.mark.parametrize("tier", TIERS)
def test_every_limit_is_about_a_field(tier: str) -> None:
    """A limit names a field of its tier, so that it shows in the table."""
    known = fields(_spec(tier))
    for limit in TIERS[tier]:
        assert any(_covers(limit.field, field) for field in known), limit.field


def test_fields_are_told_by_their_dotted_names() -> None:
    """A group has no line of its own, a map has one beside those of what it holds, and a union is all its
    members.
    """

    class Leaf(BaseModel):
        depth: int

    class Other(BaseModel):
        height: int

    class Root(BaseModel):
        plain: int
        group: Leaf
        perhaps: Leaf | None
        by_name: dict[str, Leaf | Other]
        texts: dict[str, str]

    assert fields(Root) == [
        "plain",
        "group.depth",
        "perhaps.depth",
        "by_name",
        "by_name.*.depth",
        "by_name.*.height",
        "texts",
    ]


@pytest.mark.parametrize("tier", [*TIERS, "workloads"])
def test_every_tier_is_in_the_table(tier: str) -> None:
    """Each key of the environment that is a tier has its lines."""
    assert f"| {tier} | `" in markdown()


def test_no_tier_is_left_out() -> None:
    """Every key of the environment that holds a specification is a tier of the table."""
    tiers = {name for name in Environment.model_fields if name in {*TIERS, "workloads"}}
    settings = {"cloud", "region", "owner", "preset", "scope", "platform_stack", "protect", "name_salt"}
    assert set(Environment.model_fields) - tiers == settings
