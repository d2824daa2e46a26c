"""Rules about who deploys from a pipeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed
from tests.infra.pipeline_cases import BASE as PIPELINES

ROLE: Final = "arn:aws:iam::111122223333:role/shop-test-deploy"


def found(changes: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a stack of pipelines on AWS once it is changed."""
    whole = changed(changed(BASE["aws"], PIPELINES), changes)
    return faults(Environment.model_validate_json(json.dumps(whole)))


def deployed_as(role: str) -> dict[str, Any]:
    """The changes by which an environment is deployed as a role."""
    return {"deploy_role": role, "cluster": {"admins": [role]}}


def test_a_stack_of_pipelines_stands() -> None:
    """What is refused below is refused because of the change."""
    assert found({}) == []


@pytest.mark.parametrize("scope", ["all", "platform"])
def test_no_pipeline_says_what_it_may_do(scope: str) -> None:
    """The roles are a stack of their own, which no pipeline deploys."""
    assert found({"scope": scope, "extends": REMOVED}) == [
        Fault(
            ("pipelines",),
            f"scope {scope} is deployed by the pipeline, which would then write what it may do itself",
            "move it into a stack with scope pipelines that extends this one, and deploy that by hand",
        )
    ]


def test_a_stack_of_pipelines_says_of_which() -> None:
    """Without a repository there is nobody to let in."""
    assert found({"pipelines": None}) == [
        Fault(
            ("scope",),
            "scope pipelines makes who deploys from a pipeline, and nothing says which pipeline",
            "set pipelines.repository and pipelines.state.bucket",
        )
    ]


def test_a_stack_of_pipelines_says_of_what() -> None:
    """What the roles may do is what the tiers of another stack are made of."""
    assert found({"extends": REMOVED}) == [
        Fault(
            ("scope",),
            "scope pipelines makes who deploys another stack, and none is named",
            "set extends to the stack of this project with the platform",
        )
    ]


def test_an_environment_says_who_deploys_it() -> None:
    """The role that is made is the one that the environment is deployed as, and enters the cluster as."""
    assert found({"deploy_role": REMOVED, "search": None}) == [
        Fault(
            ("deploy_role",),
            "it names the role that pipelines deploy as, and that is made here",
            "set it in the file of the stack with the platform: arn:aws:iam::<account>:role/"
            "<project>-<environment>-deploy",
        )
    ]


def test_the_role_is_an_administrator_of_the_cluster() -> None:
    """Or the pipeline could create nothing in it."""
    assert found({"cluster": {"admins": ["arn:aws:iam::111122223333:role/operators"]}}) == [
        Fault(
            ("deploy_role",),
            f"{ROLE} is not in cluster.admins, so a deployment could create nothing in the cluster",
            "add it to cluster.admins",
        )
    ]


def test_the_role_gives_the_names_of_the_others() -> None:
    """Each environment and each verb has its own."""
    assert found(deployed_as("arn:aws:iam::111122223333:role/deployer")) == [
        Fault(
            ("deploy_role",),
            "deployer gives no names to the other role and the boundary: they end in -preview and -boundary "
            "instead of -deploy, and have 64 characters at most",
            "let its name end in -deploy, and be shorter",
        )
    ]


def test_the_provider_is_of_the_roles_account() -> None:
    """A role believes providers of its own account alone."""
    other = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"
    assert found({"pipelines": {"provider": other}}) == [
        Fault(
            ("pipelines", "provider"),
            "it is of account 444455556666, and the roles are made in 111122223333",
            "name that account's own, or leave it out and it is made",
        )
    ]


def test_the_role_itself_is_no_person() -> None:
    """It is let in as itself already."""
    assert found({"pipelines": {"people": [ROLE]}}) == [
        Fault(
            ("pipelines", "people", 0),
            f"{ROLE} is the role itself, which needs no leave to be what it is",
            "remove it",
        )
    ]


def test_there_are_none_on_azure_yet() -> None:
    """Refused, and not dropped."""
    whole = changed(
        BASE["azure"], {"pipelines": PIPELINES["pipelines"], "scope": "pipelines", "extends": "x"}
    )
    assert faults(Environment.model_validate_json(json.dumps(whole))) == [
        Fault(("pipelines",), "pipelines is not built on azure yet", "set jiban:pipelines to null")
    ]
