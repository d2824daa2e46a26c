"""The roles of pipelines on AWS: whom they let in, and what holds them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.pipelines.aws import Pipelines, PipelinesArgs
from jiban.components.pipelines.spec import PipelinesSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

ACCOUNT = "arn:aws:iam::111122223333"
DEPLOY = f"{ACCOUNT}:role/trip-test-deploy"
PROVIDER = f"{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
HOST = "token.actions.githubusercontent.com"


def made(role: str = DEPLOY, **fields: Any) -> ProgramPlan:
    """What the roles of an environment's pipelines ask for."""
    spec = PipelinesSpec.model_validate(
        {"repository": "example/trip", "state": {"bucket": "example-state"}} | fields
    )
    args = PipelinesArgs(
        spec=spec,
        site=AWS_SITE,
        deploy_role=role,
        tiers=("network", "postgres"),
        regions=("ap-northeast-2",),
    )
    return plan_program(lambda: Pipelines("pipelines", args) and None, resolve=True)


def role(verb: str, **fields: Any) -> Any:
    """The inputs of the role of one verb."""
    return made(**fields).resource("iam/role:Role", f"pipelines-{verb}").inputs


def trust(verb: str, **fields: Any) -> list[Any]:
    """Whom a role lets in."""
    return json.loads(role(verb, **fields)["assumeRolePolicy"])["Statement"]


def subjects(verb: str, **fields: Any) -> list[str]:
    """What the token of a job has to say of it, word for word."""
    return [
        each["Condition"]["StringEquals"][f"{HOST}:sub"]
        for each in trust(verb, **fields)
        if "Federated" in each["Principal"]
    ]


def test_jobs_of_the_protected_environment_deploy() -> None:
    """Its name is the environment's own; no branch, no pull request and no other environment."""
    assert subjects("deploy") == ["repo:example/trip:environment:test"]
    assert subjects("deploy", environment="Live") == ["repo:example/trip:environment:Live"]


def test_jobs_of_one_branch_preview() -> None:
    """No pull request reaches the state, whose secrets it could open."""
    assert subjects("preview") == ["repo:example/trip:ref:refs/heads/main"]
    assert subjects("preview", branch="release/1") == ["repo:example/trip:ref:refs/heads/release/1"]


def test_ids_are_a_part_of_the_names() -> None:
    """As tokens of new repositories have them: a name that somebody else is given lets nobody in."""
    ids = {"owner": 12, "repository": 34}
    assert subjects("deploy", ids=ids) == ["repo:example@12/trip@34:environment:test"]


@pytest.mark.parametrize("verb", ["deploy", "preview"])
def test_a_token_is_made_out_for_aws(verb: str) -> None:
    """One for somebody else lets nobody in, and each word is compared whole: StringEquals, no StringLike."""
    (job,) = [each for each in trust(verb) if "Federated" in each["Principal"]]
    assert job["Principal"] == {"Federated": PROVIDER}
    assert job["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert list(job["Condition"]) == ["StringEquals"]
    assert job["Condition"]["StringEquals"][f"{HOST}:aud"] == "sts.amazonaws.com"


def test_the_role_that_deploys_is_taken_once_more_and_by_people_who_are_named() -> None:
    """Pulumi's provider takes it from the job that is it; nobody else of the account may."""
    person = "arn:aws:iam::444455556666:role/operators"
    (other,) = [each for each in trust("deploy", people=(person,)) if "AWS" in each["Principal"]]
    assert other == {
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": [DEPLOY, person]}},
    }


def test_nobody_but_jobs_previews() -> None:
    """The other role has one way in."""
    assert len(trust("preview", people=("arn:aws:iam::444455556666:role/operators",))) == 1


@pytest.mark.parametrize("verb", ["deploy", "preview"])
def test_both_are_held_by_the_boundary(verb: str) -> None:
    """And last as long as is said, in seconds."""
    found = role(verb, session_minutes=90)
    assert found["permissionsBoundary"] == f"{ACCOUNT}:policy/trip-test-boundary"
    assert found["maxSessionDuration"] == 5400


def test_the_boundary_protects_the_roles_and_itself() -> None:
    """None of the three can be changed by whoever is held by it."""
    policy = made().resource("iam/policy:Policy", "pipelines-boundary").inputs["policy"]
    (own,) = [each for each in json.loads(policy)["Statement"] if DEPLOY in each["Resource"]]
    assert own["Effect"] == "Deny"
    assert own["Resource"] == [
        DEPLOY,
        f"{ACCOUNT}:role/trip-test-preview",
        f"{ACCOUNT}:policy/trip-test-boundary",
    ]


def test_a_provider_is_made_where_there_is_none() -> None:
    """For AWS alone; its certificate needs no thumbprint."""
    found = made().resource("iam/openIdConnectProvider:OpenIdConnectProvider", "pipelines-provider").inputs
    assert (found["url"], found["clientIdLists"]) == (f"https://{HOST}", ["sts.amazonaws.com"])
    assert "thumbprintLists" not in found


def test_a_provider_that_there_is_is_used() -> None:
    """An account has one for each host."""
    types = [each.type for each in made(provider=PROVIDER).resources]
    assert "aws:iam/openIdConnectProvider:OpenIdConnectProvider" not in types
    assert len(types) == 7


def test_a_role_that_gives_no_names_is_refused() -> None:
    """The other role and the boundary are called after it."""
    with pytest.raises(SpecRefusedError, match="let its name end in -deploy"):
        made(f"{ACCOUNT}:role/deployer")


def test_a_role_may_have_a_path() -> None:
    """The three are in the same one."""
    plan = made(f"{ACCOUNT}:role/ci/trip-test-deploy")
    paths = {each.inputs["path"] for each in plan.resources if "path" in each.inputs}
    assert paths == {"/ci/"}


def test_there_is_no_key() -> None:
    """Nothing that would have to be kept secret, or could be stolen to be used tomorrow."""
    types = {each.type for each in made().resources if each.type.startswith("aws:")}
    assert types == {
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/policy:Policy",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
    }
