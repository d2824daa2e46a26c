"""The capability table promises what the library does, and no more."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from infra.capabilities import CLOUDS, _covers, _spec, capability, fields, markdown
from infra.constraints import TIERS, faults
from infra.environment import Environment
from infra.program import _build, _platform
from jiban.components.base import Cloud, Path
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import plan_program
from tests.infra import (
    backup_cases,
    capability_cases,
    compute_cases,
    messaging_cases,
    objects_cases,
    pipeline_cases,
    search_cases,
    secret_cases,
)
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed

CASES = {
    **backup_cases.CASES,
    **capability_cases.CASES,
    **compute_cases.CASES,
    **messaging_cases.CASES,
    **objects_cases.CASES,
    **search_cases.CASES,
    **secret_cases.CASES,
    **pipeline_cases.CASES,
}
"""By tier and field, as in the capability table."""


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


@pytest.mark.parametrize("tier", ["pipelines"])
def test_a_cloud_without_files_has_nothing_built(tier: str) -> None:
    """A cloud of which there is no file of a tier does not provide it."""
    assert capability(tier, "anything", "azure") == "not built"


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_services_are_built_where_clusters_are(cloud: Cloud) -> None:
    """The services' tier is Kubernetes' own, as their delivery is, and needs a cluster."""
    assert capability("workloads", "replicas", cloud) == "yes"
    assert capability("delivery", "owner", cloud) == "yes"


def test_a_limit_of_services_is_told() -> None:
    """What a cloud cannot hand to a service's pods is told of the services."""
    assert capability("workloads", "uses.certificates", "aws") == (
        "none: Certificate Manager hands out no key"
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
        few: Annotated[dict[str, Leaf], Field(max_length=2)]

    assert fields(Root) == [
        "plain",
        "group.depth",
        "perhaps.depth",
        "by_name",
        "by_name.*.depth",
        "by_name.*.height",
        "texts",
        "few",
        "few.*.depth",
    ]


@pytest.mark.parametrize("tier", [*TIERS, "workloads"])
def test_every_tier_is_in_the_table(tier: str) -> None:
    """Each key of the environment that is a tier has its lines."""
    assert f"| {tier} | `" in markdown()


def test_no_tier_is_left_out() -> None:
    """Every key of the environment that holds a specification is a tier of the table."""
    tiers = {name for name in Environment.model_fields if name in {*TIERS, "workloads"}}
    settings = {"cloud", "region", "owner", "preset", "scope", "platform_stack", "protect", "name_salt"}
    settings |= {"account", "elastic_ips", "deploy_role", "passwords", "extends", "inside_network", "lock"}
    settings |= {"objectives", "recovery"}  # of several tiers at once, and refused where none keeps them
    assert set(Environment.model_fields) - tiers == settings


UNTRIED = {("cluster", "control_plane", "azure"): "every version in the table has long-term support"}
"""Notes of which no value can be tried, each with its reason."""

WHOLE_NO = ("not built", "not yet:", "none:", "no window:", "EKS decides", "not from a stack:")
"""How a cell begins that promises nothing at all."""

ROWS: list[tuple[str, str, Cloud]] = [
    (tier, field, cloud)
    for tier in (*TIERS, "workloads")
    for field in fields(_spec(tier))
    for cloud in CLOUDS
]


def environment(cloud: Cloud, change: Mapping[str, Any]) -> Environment:
    """Return the environment of a cloud with a change."""
    return Environment.model_validate_json(json.dumps(changed(BASE[cloud], change)))


def asked(whole: Environment, *, services: bool) -> dict[str, Any]:
    """Return every resource that an environment asks for, with its inputs and options, by its URN.

    Without its services it is planned in half the time.
    """
    naming = Naming("shop", "test", whole.name_salt)
    ownership = Ownership(naming.project, naming.stack, whole.owner)

    def program() -> None:
        (_build if services else _platform)(whole, naming, ownership)

    found = plan_program(program)
    return {each.urn: (each.inputs, each.protect, each.options) for each in found.resources}


@cache
def asked_before(cloud: Cloud, *, services: bool) -> dict[str, Any]:
    """Return what the environment of a cloud asks for before any change."""
    return asked(environment(cloud, {}), services=services)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_nothing_is_wrong_with_the_environment_that_is_changed(cloud: Cloud) -> None:
    """What is refused below is refused because of the change."""
    assert faults(environment(cloud, {})) == []


def test_every_line_of_the_table_is_tried() -> None:
    """No line without a case, and no case of a line that there is not."""
    assert set(CASES) == {f"{tier}.{field}" for tier, field, _ in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=".".join)
def test_a_cell_is_tried_for_all_that_it_says(row: tuple[str, str, Cloud]) -> None:
    """`yes` has a value that works and none that the cloud refuses, a plain no the reverse, and a note both.

    "`nat` only" is a plain no to every other value than the default.
    """
    tier, field, cloud = row
    case, said = CASES[f"{tier}.{field}"], capability(*row)
    tried = (case.works(cloud) is not None, case.refused(cloud) is not None)
    only_yes = said == "yes" or row in UNTRIED
    only_no = said.startswith(WHOLE_NO) or " only" in said
    assert tried == (not only_no, not only_yes)


@pytest.mark.corpus
@pytest.mark.parametrize(
    "row", [row for row in ROWS if CASES[f"{row[0]}.{row[1]}"].works(row[2]) is not None], ids=".".join
)
def test_a_field_that_a_cloud_has_changes_what_is_planned(row: tuple[str, str, Cloud]) -> None:
    """Another value of the field is accepted, and a resource is added, goes, or has another input."""
    tier, field, cloud = row
    change = CASES[f"{tier}.{field}"].works(cloud)
    assert change is not None
    whole = environment(cloud, change)
    assert faults(whole) == []
    # Databases are made on AWS by a run in the cluster, and the gateway, rollouts and Argo CD stand in it;
    # pipelines are a stack of their own.
    services = tier in ("workloads", "ingress", "rollouts", "delivery", "pipelines") or field == "databases"
    # The host of pipelines can only be one.
    beside = pipeline_cases.BASE if tier == "pipelines" and field != "host" else {}
    before = (
        asked(environment(cloud, beside), services=True) if beside else asked_before(cloud, services=services)
    )
    assert asked(whole, services=services) != before


@pytest.mark.parametrize(
    "row", [row for row in ROWS if CASES[f"{row[0]}.{row[1]}"].refused(row[2]) is not None], ids=".".join
)
def test_what_a_cloud_does_not_have_is_refused_by_name(row: tuple[str, str, Cloud]) -> None:
    """The fault stands at the field, or at the map or tier that holds it: nothing is dropped in silence."""
    tier, field, cloud = row
    change = CASES[f"{tier}.{field}"].refused(cloud)
    assert change is not None
    found = faults(environment(cloud, change))
    assert [fault for fault in found if about(fault.path, tier, field)] != [], found


def about(path: Path, tier: str, field: str) -> bool:
    """Whether a fault is about a field: at the field, around it, or at one of several things it holds."""
    steps = [tier, *(["*"] if tier == "workloads" else []), *field.split(".")]
    return all(step in ("*", place) for step, place in zip(steps, path, strict=False))
