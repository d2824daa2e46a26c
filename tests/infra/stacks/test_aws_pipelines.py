"""The small stack of who deploys: as whom it is deployed, and what its roles are told of the environment."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.environment import Environment
from infra.program import _build
from infra.stacks.aws_pipelines import pipelines, regions, tiers
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, plan_program
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed
from tests.infra.pipeline_cases import BASE as PIPELINES

NAMING = Naming("shop", "test")
OWNERSHIP = Ownership("shop", "test", "platform")


def environment(**changes: Any) -> Environment:
    """An environment with pipelines."""
    whole = changed(changed(BASE["aws"], PIPELINES), changes)
    return Environment.model_validate_json(json.dumps(whole))


def planned(**changes: Any) -> ProgramPlan:
    """What the stack asks for."""
    return plan_program(lambda: _build(environment(**changes), NAMING, OWNERSHIP) and None)


def test_it_is_deployed_by_a_person() -> None:
    """Its provider takes no role, for the role is made here; and stops in another account."""
    (provider,) = [each for each in planned().resources if each.is_provider]
    assert "assumeRoles" not in provider.inputs
    assert provider.inputs["allowedAccountIds"] == '["111122223333"]'


def test_it_makes_nothing_of_the_environment() -> None:
    """Whoever deploys it needs rights on IAM alone."""
    services = {each.type.split("/")[0] for each in planned().resources if each.type.startswith("aws:")}
    assert services == {"aws:iam"}


def test_it_shows_what_workflows_name() -> None:
    """The roles' ARNs, known before anything is deployed."""
    found: dict[str, Any] = {}
    plan_program(lambda: found.update(pipelines(environment(), NAMING, OWNERSHIP)), resolve=True)
    assert set(found) == {"deploy_role", "preview_role"}


def test_only_tiers_that_the_environment_has_are_told() -> None:
    """And only those that AWS has."""
    has: dict[str, Any] = dict.fromkeys(
        ("postgres", "budget", "cache", "search", "queue", "objects", "edge", "ingress", "secrets", "backup")
    )
    has["compute"] = None
    always = ("network", "registry", "cluster")
    has["observability"] = {"metrics": False, "logs": None, "alerts": None, "grafana": False}
    assert tiers(environment(**has, workloads={})) == always
    assert tiers(environment(**{**has, "observability": {}}, workloads={})) == (*always, "observability")
    assert tiers(environment(**{**has, "cache": {}, "ingress": {}}, workloads={})) == (
        *always,
        "cache",
        "ingress",
    )


def test_an_environment_of_servers_is_told_of_no_cluster() -> None:
    """Nor of metrics of one, which are on by default."""
    has: dict[str, Any] = dict.fromkeys(
        ("postgres", "budget", "cache", "search", "queue", "objects", "edge", "ingress", "secrets", "backup")
    )
    servers = environment(
        **has, cluster=None, workloads={}, observability={"metrics": True, "logs": None, "alerts": None}
    )
    assert tiers(servers) == ("network", "registry", "compute")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"edge": None, "backup": None}, ("ap-northeast-2",)),
        (
            {"edge": None, "backup": None, "postgres": {"geo_redundant_backup": True}},
            ("ap-northeast-2", "ap-northeast-1"),
        ),
        ({"backup": None}, ("ap-northeast-2", "us-east-1")),
        ({"edge": None, "backup": {}}, ("ap-northeast-2", "ap-northeast-1")),
        ({"edge": None, "backup": {"copy_region": "us-west-2"}}, ("ap-northeast-2", "us-west-2")),
        ({"edge": None, "backup": {"copy_region": "none"}}, ("ap-northeast-2",)),
    ],
)
def test_the_regions_are_those_of_the_environment(changes: Any, expected: tuple[str, ...]) -> None:
    """Its own, that of copies of its backups, and the one that CloudFront reads in."""
    assert regions(environment(**changes)) == expected


@pytest.mark.parametrize("lacks", ["pipelines", "deploy_role"])
def test_without_what_it_is_made_of_there_is_no_stack(lacks: str) -> None:
    """The rules refuse it first; a program that skips them is told."""
    with pytest.raises(ValueError, match="are set in a stack of scope pipelines"):
        pipelines(environment(**{lacks: None}), NAMING, OWNERSHIP)
